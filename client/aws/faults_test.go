package aws

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/smithy-go/middleware"
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

// unreadableAfterwards refuses to describe a group once it was read for the plan
// and again before the call.
func unreadableAfterwards(n int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	if n <= 2 {
		replay(w, pass())
		return
	}
	refuse(w, 403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
}

func throttledTwice(n int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	if n <= 2 {
		refuse(w, 503, "RequestLimitExceeded", "Request limit exceeded.")
		return
	}
	replay(w, pass())
}

// sentTwice passes a request on as if another had sent the same just before.
func sentTwice(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
	pass()
	replay(w, pass())
}

// saysYes answers that a call was carried out, and does nothing.
func saysYes(_ int, _ func(...edit) *recorder, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/xml")
	action := middleware.GetOperationName(r.Context())
	io.WriteString(w, "<"+action+"Response><requestId>req-yes</requestId><return>true</return></"+action+"Response>")
}

// editedThenDropped carries out another request than the one sent, and loses the
// answer.
func editedThenDropped(e edit) fault {
	return func(_ int, pass func(...edit) *recorder, _ http.ResponseWriter, _ *http.Request) {
		pass(e)
		panic(http.ErrAbortHandler)
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
