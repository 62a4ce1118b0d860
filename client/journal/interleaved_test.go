package journal

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"sluice/model/ingress"
)

// TestInterleavedEditor has another editor change a group between the plan and the submit, or as the submit reads the
// group again. Every change to the planned group stops the submit, and none to another group does.
func TestInterleavedEditor(t *testing.T) {
	t.Parallel()
	lot := rand.New(rand.NewPCG(1, 1))
	w := newWorld(t)
	guarded := Guard(w.client.Writer("ada"), opensJournal(t, memoryFolder(t)), "ada", inSandbox)
	groups := []string{w.created(t, "a"), w.created(t, "b"), w.created(t, "c")}
	stopped, sent := map[string]int{}, map[ingress.Kind]int{}
	for round := range rounds(1000) {
		planned, edited := groups[lot.IntN(len(groups))], groups[lot.IntN(len(groups))]
		c := anyChange(t, w, lot, edited) // of which there are enough rules then
		if edited != planned {
			c = anyChange(t, w, lot, planned)
		}
		how := []string{"adding", "describing", "moving", "revoking"}[lot.IntN(4)]
		other := w.group(t, edited)
		edit := func() { w.edits(t, lot, other, how) }
		if lot.IntN(2) == 0 {
			edit()
		} else {
			once := true
			w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
				if once && form.Get("Action") == "DescribeSecurityGroups" {
					once = false
					edit()
				}
				replay(rw, pass())
			})
		}
		r := guarded.Send(t.Context(), fmt.Sprint("op-", round), c)
		w.wire.strike(nil)
		switch moves := edited == planned; {
		case moves && (r.Moved == nil || r.Count(ingress.NotSent) != len(r.Rules)):
			t.Fatalf("round %d: %s a rule did not stop the submit: %+v", round, how, r)
		case moves:
			stopped[how]++
		case r.Moved != nil || r.Failure != nil || r.Count(ingress.Applied) != len(r.Rules):
			t.Fatalf("round %d: %s a rule of another group stopped the submit: %+v", round, how, r)
		default:
			sent[c.Kind]++
		}
	}
	t.Logf("stopped by %v, sent %v", stopped, sent)
	if len(stopped) != 4 || len(sent) != 3 {
		t.Error("not every way was gone")
	}
}

// anyChange plans to add, revoke or modify rules of a group, which it keeps at a few.
func anyChange(t testing.TB, w *world, lot *rand.Rand, id string) ingress.Change {
	t.Helper()
	g := w.group(t, id)
	for len(g.Rules) < 4 {
		w.opened(t, id, lot.IntN(20000), "192.0.2.0/24")
		g = w.group(t, id)
	}
	pick := g.Rules[lot.IntN(len(g.Rules))]
	fresh := tcp(t, 20000+lot.IntN(20000), "198.51.100.0/24")
	switch kind := lot.IntN(3); {
	case kind == 0 || len(g.Rules) > 12:
		return revoking("planned", g, pick.ID)
	case kind == 1:
		plan, _ := planner().Edit("planned", g, pick.ID, fresh)
		return plan.Changes[0]
	}
	return adding("planned", g, fresh)
}

// edits changes one rule of a group past the wire.
func (w *world) edits(t testing.TB, lot *rand.Rand, g ingress.Group, how string) {
	t.Helper()
	pick := g.Rules[lot.IntN(len(g.Rules))]
	from, _, _ := pick.Ports()
	rule := "SecurityGroupRule.1.SecurityGroupRule."
	change := func(port int, description string) {
		w.ask(t, modify, "GroupId", g.ID, "SecurityGroupRule.1.SecurityGroupRuleId", pick.ID, rule+"IpProtocol", "tcp",
			rule+"FromPort", strconv.Itoa(port), rule+"ToPort", strconv.Itoa(port),
			rule+"CidrIpv4", pick.Source().Prefix().String(), rule+"Description", description)
	}
	switch fresh := 40000 + lot.IntN(20000); how {
	case "adding":
		w.opened(t, g.ID, fresh, "203.0.113.0/24")
	case "revoking":
		w.closes(t, g.ID, pick.ID)
	case "moving":
		change(fresh, pick.Description)
	default:
		change(from, fmt.Sprint("described ", fresh))
	}
}
