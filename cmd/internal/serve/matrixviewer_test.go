package serve

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"sluice/model"
	"sluice/model/ingress"
)

// moves are what people do in sessions, by keys and by facts, whether it has a
// meaning where they are or not.
func moves(s *sitting, operation string, rule ingress.GroupRule, waits ingress.Waiting) []func(hand) {
	tell := func(msgs ...tea.Msg) func(hand) { return func(hand) { s.tell(msgs...) } }
	return []func(hand){
		func(h hand) { h.add(s, "tcp/4444 from 192.0.2.0/24") },
		func(h hand) { h.add(s, "tcp/5432 from 0.0.0.0/0") },
		func(h hand) { h.confirm(s) },
		func(h hand) { h.confirm(s) },
		func(h hand) { h.confirm(s) },
		func(h hand) { h.identify(s, websrvID) },
		func(h hand) { h.retry(s) },
		func(h hand) { h.approvals(s) },
		func(h hand) { h.open(s) },
		func(h hand) { h.reject(s) },
		func(h hand) {
			s.tell(model.WaitingChanged{Plans: []ingress.Waiting{waits}})
			h.approvals(s)
			h.reject(s)
		},
		tell(model.FilterEdited{Text: "websrv"}, model.CursorMoved{By: -100}),
		tell(model.RevokeAsked{RuleID: rule.ID}), tell(model.EditAsked{RuleID: rule.ID}, model.FieldEdited{Text: "tcp/4445 from 192.0.2.0/24"}),
		tell(model.UndoAsked{Operation: operation}), tell(model.PreviewAsked{}), tell(model.UntaggedAgreed{}), tell(model.CoveredToggled{}),
		tell(model.BackAsked{}), tell(model.BackAsked{}), tell(tea.PasteMsg{Content: "tcp/4446 from 192.0.2.0/24"}),
		tell(model.SessionResumed{Receipts: []ingress.Receipt{{Operation: operation, Group: ingress.Group{ID: websrvID}}}}),
		tell(model.WaitingChanged{Plans: []ingress.Waiting{waits}}), tell(model.GroupsPushed{Groups: []ingress.Group{{ID: websrvID, Name: "websrv"}}}),
	}
}

// resting reports that nothing is waited for that a next move would come before.
func resting(m model.Model) bool {
	switch p := m.Phase.(type) {
	case model.Previewing:
		return !p.Reading
	case model.Submitting:
		return false
	case model.Asking:
		return p.Call == 0
	case model.Reviewing:
		return p.Call == 0
	default: // says nothing here
	}
	return true
}

// wander makes moves in a session of its own; a number stands for a move and a hand.
func (c *trial) wander(numbers []int, operation string, rule ingress.GroupRule, waits ingress.Waiting) {
	c.Helper()
	s := c.sit()
	all := moves(s, operation, rule, waits)
	for _, n := range numbers {
		h := []hand{keys{}, facts{}}[n%2]
		all[n/2%len(all)](h)
		s.until("rest", resting)
	}
	s.screens.app.Wait()
}

// TestViewersSessionWritesNothing makes random moves in sessions of a real server:
// nothing of a viewer's gets to the endpoint, nor to those who approve. The same
// moves of an operator do, sooner or later.
func TestViewersSessionWritesNothing(t *testing.T) {
	numbers := rapid.SliceOfN(rapid.IntRange(0, 99), 1, 25)
	for column, writes := range []bool{false, true} {
		c := newTrial(t, column)
		rule, o := c.added()
		waits := c.waits()
		calls := func() int { return c.reached.Of("Authorize", "Revoke", "Modify", "Permit", "Reconcile") }
		decided := func() bool { return len(c.waiting()) != 1 || !c.waitsFor(waits.ID) }
		if !writes {
			rapid.Check(t, func(r *rapid.T) { c.wander(numbers.Draw(r, "moves"), o.ID, rule, waits) })
		}
		for i := 0; writes && i < 1000 && (calls() == 0 || !decided()); i++ {
			c.wander(numbers.Example(i), o.ID, rule, waits)
		}
		if (calls() > 0) != writes || decided() != writes {
			t.Errorf("%s: %d calls of the writer; asked or decided: %v; want either: %v", c.who.Name, calls(), decided(), writes)
		}
	}
}
