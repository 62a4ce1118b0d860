package local

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// quickly asks without a test: it gives the status and the error code.
func quickly(e *Endpoint, action, parameters string) string {
	body := "Version=2016-11-15&Action=" + action + "&" + parameters
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	_, code, _ := strings.Cut(w.Body.String(), "<Code>")
	code, _, _ = strings.Cut(code, "<")
	return fmt.Sprint(w.Code, " ", code)
}

// takeBack: each such operation revokes what the one before it authorized.
const takeBack = 5

// operations is how many there are of each process.
func operations() int {
	if raced {
		return 50
	}
	return 500
}

// operation is what operation n of a process that begins at a port does, and whether it leaves a rule.
func operation(first, n int) (action, request string, port int) {
	action, port = "AuthorizeSecurityGroupIngress", first+n
	if n%takeBack == takeBack-1 {
		action, port = "RevokeSecurityGroupIngress", port-1
	}
	group := []string{"sg-0a5d8e02", "sg-140ba4c8", "sg-77aa01bc", "sg-3d7f90ab"}[(port/takeBack)%4]
	p := strconv.Itoa(port)
	return action, "GroupId=" + group + "&" + permit(1, "udp", p, p, fromDocs), port
}

// writeSome does the operations, each again for as long as other processes have the state locked.
func writeSome(e *Endpoint, first int) error {
	for n := range operations() {
		action, request, _ := operation(first, n)
		answer := quickly(e, action, request)
		for answer == "503 Unavailable" {
			answer = quickly(e, action, request)
		}
		if answer != "200 " {
			return fmt.Errorf("operation %d: %s %s: %s", n, action, request, answer)
		}
	}
	return nil
}

// TestProcesses lets four processes write to one state folder at once: nothing of it is lost.
func TestProcesses(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIPPED: -short leaves out the four processes on one state")
	}
	const processes = 4
	dir := t.TempDir()
	var all []*child
	want := map[string]bool{}
	for p := range processes {
		first := 1000 * (p + 1)
		all = append(all, startChild(t, "write", dir, strconv.Itoa(first)))
		for n := range operations() {
			action, _, port := operation(first, n)
			if want[strconv.Itoa(port)] = true; action == "RevokeSecurityGroupIngress" {
				delete(want, strconv.Itoa(port))
			}
		}
	}
	for _, c := range all {
		if err := c.cmd.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	e := openEndpoint(t, Options{Dir: dir})
	got := map[string]bool{}
	for _, r := range ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1=sg-*").answer(t).Rules {
		if r.Protocol == "udp" && r.IPv4 == "192.0.2.0/24" {
			got[r.From] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
	if rules := processes * operations() * (takeBack - 2) / takeBack; len(got) != rules {
		t.Errorf("%d rules, want %d", len(got), rules)
	}
}
