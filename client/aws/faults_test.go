package aws

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func dropBefore(int, func(...edit) *recorder, http.ResponseWriter, *http.Request) {
	panic(http.ErrAbortHandler)
}

func dropAfter(_ int, pass func(...edit) *recorder, _ http.ResponseWriter, _ *http.Request) {
	pass()
	panic(http.ErrAbortHandler)
}

func stallAfter(_ int, pass func(...edit) *recorder, _ http.ResponseWriter, r *http.Request) {
	pass()
	<-r.Context().Done()
}

// applyLate loses the answer at once and applies the request some time later.
func applyLate(after time.Duration) fault {
	return func(_ int, pass func(...edit) *recorder, _ http.ResponseWriter, _ *http.Request) {
		time.AfterFunc(after, func() { pass() })
		panic(http.ErrAbortHandler)
	}
}

// instead gives another body than the real answer's.
func instead(body func(real string) string) fault {
	return func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
		real := pass()
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(real.status)
		io.WriteString(w, body(real.body.String()))
	}
}

func refuseBefore(status int, code, message string) fault {
	return func(_ int, _ func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
		refuse(w, status, code, message)
	}
}

func refuseAfter(status int, code, message string) fault {
	return func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
		pass()
		refuse(w, status, code, message)
	}
}

// addedByOther adds the rules under another operation just before the call
// runs, and then answers with what that gave.
func addedByOther(answer func(http.ResponseWriter, *recorder)) fault {
	return func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
		pass(func(form url.Values) { form.Set("TagSpecification.1.Tag.1.Value", "op-other") })
		answer(w, pass())
	}
}

// withoutRules leaves the added rules out of the answer, as endpoints of the
// time before rule ids do.
func withoutRules() fault {
	return instead(func(real string) string {
		before, _, _ := strings.Cut(real, "<securityGroupRuleSet>")
		return before + "</AuthorizeSecurityGroupIngressResponse>"
	})
}
