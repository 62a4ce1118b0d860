package ingress

import (
	"strings"
	"testing"
	"time"
)

// TestActions holds every action to who may do it, said here once more: a viewer,
// an operator, an admin; and to what else of a grant holds its change.
func TestActions(t *testing.T) {
	want := map[Action]string{
		ActRead: "voa", ActPlan: "voa", ActHistory: "voa",
		ActAuthorize: "oa group ports time", ActModify: "oa group ports time", ActRevoke: "oa group ports",
		ActPermit: "oa", ActReconcile: "oa", ActUndo: "oa", ActRetry: "oa",
		ActWaiting: "oa", ActAsk: "oa", ActApprove: "oa", ActReject: "oa", ActWithdraw: "oa", ActPutBack: "oa",
		ActSweep: "a", ActHost: "",
	}
	for i, row := range actionRows() {
		a := row.action
		if int(a) != i+1 {
			t.Errorf("row %d is that of %s, which is action %d", i+1, a, a)
		}
		got := ""
		for _, r := range []Role{Viewer, Operator, Admin} {
			if r.May(a) != (Grant{Role: r}.RefusesAction(a) == "") {
				t.Errorf("%s and %s: the role and the grant say different things", r, a)
			}
			if r.May(a) {
				got += r.String()[:1]
			}
		}
		for part, name := range map[limits]string{byGroup: " group", byPorts: " ports", byTime: " time"} {
			if held := a.row().limits&part != 0; held != strings.Contains(want[a], name) {
				t.Errorf("%s is held to%s: %v", a, name, held)
			}
		}
		words, named := want[a]
		if roles, _, _ := strings.Cut(words, " "); !named || got != roles {
			t.Errorf("%s may be done by %q, want %q", a, got, roles)
		}
	}
	for _, a := range []Action{0, ActAuthorize + 1, 255} {
		if Admin.May(a) || Role(255).May(a) {
			t.Errorf("somebody may do %s", a)
		}
	}
}

// TestChangesAreHeldToAllThatTheyAre: what a change is sent as does not hide what
// it does besides.
func TestChangesAreHeldToAllThatTheyAre(t *testing.T) {
	c := Change{Kind: Revoking, Undoes: "op-1", Approval: "op-2"}
	if got := c.Actions(); len(got) != 3 || got[0] != ActRevoke || got[1] != ActUndo || got[2] != ActApprove {
		t.Errorf("the actions are %v", got)
	}
	odd := Grant{Role: Admin}.Refuses(Change{Kind: 99, Rules: []PlannedRule{grantRule(t, TCP, 22, 22, time.Time{})}})
	if !strings.HasPrefix(odd, "not allowed for your role: ") {
		t.Errorf("a change of no kind: %q", odd)
	}
}
