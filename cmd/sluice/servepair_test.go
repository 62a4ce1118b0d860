package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sluice/client/journal/journaltest"
	"sluice/model/ingress"
)

// TestTwoServersShareWhatIsDone has people at two servers: each sees what is done at the other without asking for it, a
// plan that was asked for at one is approved at the other, and rules whose time comes while both run are revoked by one
// call for each group.
func TestTwoServersShareWhatIsDone(t *testing.T) {
	t.Parallel()
	database, endpoint := journaltest.Start(t), newStand(t)
	due := map[string]string{} // by group
	for _, group := range applyGroups() {
		if group == websrvID {
			continue // a sweep of the group that bob sends to would change it after his preview
		}
		due[group] = endpoint.opened(t, group, 8501, ingress.TagOperation, "0123456789ab", ingress.TagExpires, expiresIn(8*time.Second))
	}
	p := servingTwice(t, database, endpoint, map[string]string{"ann": operatorLine, "bob": operatorLine}, "--require-approval", "high")
	bob := p.b.screens("bob", usual())
	bob.waitFor("10 groups", "bob")
	bob.press("/")
	bob.write("websrv")
	bob.waitFor("1 of 10 groups")
	bob.press("enter", "enter")
	bob.waitFor(websrvID, "add rules")
	if out, errs, code := p.a.run("ann", "apply '"+portRule(9001)+"' --yes --group "+websrvID); code != exitOK {
		t.Fatalf("apply: code %d\n%s%s", code, out, errs)
	}
	bob.waitFor("9001")

	p.approvedElsewhere(bob)
	for group, rule := range due {
		for deadline := time.Now().Add(patience); p.endpoint.has(t, group, rule); breathe() {
			if time.Now().After(deadline) {
				t.Fatalf("nobody sweeps %s", group)
			}
		}
	}
	// Before it ends, a server has had its turn at what it found due.
	for deadline := time.Now().Add(2 * patience); len(endpoint.requested(asksWhatExpires)) < 4; breathe() { // at the start, and then
		if time.Now().After(deadline) {
			t.Fatal("a server does not look for what is due")
		}
	}
	for _, s := range []*served{p.a, p.b} {
		if code := s.terminate(); code != exitOK {
			t.Errorf("a server ended with code %d", code)
		}
	}
	if n := len(endpoint.requested(isRevoke)); n != len(due) {
		t.Errorf("%d calls to revoke, want %d", n, len(due))
	}
}

// approvedElsewhere has ann ask at the first server for what bob approves at the second, whose screen shows a group.
func (p pair) approvedElsewhere(bob *terminal) {
	ann := p.a.screens("ann", usual())
	ann.waitFor("10 groups", "ann")
	ann.openForm("websrv")
	ann.fill("Rule", "tcp/22 from 0.0.0.0/0")
	ann.press("ctrl+s")
	ann.waitFor("to ask for approval of 1 rule to websrv", "permission: allowed")
	ann.press("enter")
	ann.write(websrvID)
	ann.waitFor(websrvID)
	ann.press("enter")
	ann.waitFor("Waits for approval", "nothing was sent")

	bob.press("esc")
	bob.waitFor("1 plan waits")
	bob.press("o")
	bob.waitFor("Plans that wait for approval", "ann")
	bob.press("enter")
	bob.waitFor("asked for by ann", "to approve and send 1 rule to websrv", "permission: allowed")
	bob.press("enter")
	bob.write(websrvID)
	bob.press("enter")
	bob.waitFor("1 added", "approved by bob")
	ann.waitFor("bob approved it", "back to the list")
	ann.press("enter")
	ann.waitFor("1 of 10 groups", "! SSH")
	out, _, code := p.a.run("ann", "history --json")
	if code != exitOK || strings.Count(out, `"approved_by": "bob `) != 1 {
		p.a.t.Errorf("the first server's history does not say who approved:\n%s", out)
	}
}

// asksWhatExpires tells the calls that look for rules with an end.
func asksWhatExpires(params url.Values) bool { return params.Get("Filter.1.Name") == "tag-key" }
