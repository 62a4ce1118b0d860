package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluice/client/local"
)

// TestUndoHasTheAccountsQuota undoes a revoke in a group that holds more rules than
// EC2's default quota, and in one that is full by the account's own.
func TestUndoHasTheAccountsQuota(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		quota, held int // of rules in the group, before the undo
		told        string
		writes      int
		code        int
	}{
		{"above the default", 100, 64, "rules 63 → 64 of 100 IPv4", 1, exitOK},
		{"full", 3, 4, "3 → 4 of 3 IPv4", 0, exitError},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, env := newStandOf(t, local.Options{Limits: local.Limits{VPC: tt.quota}}), newcomerEnv(t)
			group := "sg-0a5d8e02" // it holds one rule
			if _, errs, code := piped(t, env, "apply", "tcp/8601 from 192.0.2.0/24", "--group", group, "--yes", "--endpoint-url", s.URL); code != exitOK {
				t.Fatal(errs)
			}
			if _, errs, code := piped(t, env, "undo", historyOf(t, env)[0].ID, "--yes", "--endpoint-url", s.URL); code != exitOK {
				t.Fatal(errs)
			}
			for port := 9000; len(s.group(t, group).Rules) < tt.held; port++ {
				s.opened(t, group, port)
			}
			before := len(s.writes())
			out, errs, code := piped(t, env, "undo", historyOf(t, env)[0].ID, "--yes", "--endpoint-url", s.URL)
			if code != tt.code || !strings.Contains(out, tt.told) {
				t.Errorf("the undo ends with %d, and says\n%s%s", code, out, errs)
			}
			if got := len(s.writes()) - before; got != tt.writes {
				t.Errorf("%d rules were sent, not %d", got, tt.writes)
			}
			if full := strings.Contains(out, "Cannot be sent: "); full != (tt.writes == 0) {
				t.Errorf("that it cannot be sent is said: %v\n%s", full, out)
			}
		})
	}
}

// TestUndoIsWholeOrNone undoes an operation on two groups of which one may not be
// read: nothing is sent to the other.
func TestUndoIsWholeOrNone(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	if _, errs, code := piped(t, env, "apply", "tcp/8601 from 192.0.2.0/24", "--group", websrvID, "--group", "sg-77aa01bc", "--yes", "--endpoint-url",
		s.URL); code != exitOK {
		t.Fatal(errs)
	}
	denied := 0
	s.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if params.Get("Action") == "DescribeSecurityGroups" && params.Get("GroupId.1") == "sg-77aa01bc" {
			denied++
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this "+
				"operation.</Message></Error></Errors><RequestID>r-1</RequestID></Response>")
			return
		}
		straight(endpoint, w, req, params)
	})
	out, errs, code := piped(t, env, "undo", historyOf(t, env)[0].ID, "--yes", "--endpoint-url", s.URL)
	if denied == 0 {
		t.Fatal("nothing was denied")
	}
	if code != exitError || out != "" || !strings.Contains(errs, "UnauthorizedOperation") {
		t.Errorf("it ends with %d, and says\n%s%s", code, out, errs)
	}
	if len(s.requested(isRevoke)) != 0 || s.ruleAt(t, websrvID, 8601).ID == "" {
		t.Error("half of the operation was taken back")
	}
}
