package model_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sluice/model"
	"sluice/model/ingress"
)

// changes reports whether performing an effect takes more than a viewer's role.
func changes(e model.Effect) bool { return !ingress.Viewer.May(model.Needs(e)) }

// visit is a session of somebody with a role, in a place where others may change
// something; messages come to it in any order, asked for or not.
type visit struct {
	model model.Model
	asked map[string]int
}

func newVisit(role ingress.Role) *visit {
	p := planner()
	p.Grant = &ingress.Grant{Role: role}
	m, effects := model.New(ingress.Session{ReadOnly: !role.Writes()}, p, false)
	if role.Writes() {
		var more []model.Effect
		m, more = m.WithApprovals(ingress.High, ingress.Person{Name: "me", Key: "SHA256:me"})
		effects = append(effects, more...)
	}
	v := &visit{model: m, asked: map[string]int{}}
	v.note(effects)
	return v
}

func (v *visit) note(effects []model.Effect) {
	for _, e := range effects {
		if changes(e) {
			v.asked[model.Needs(e).String()]++
		}
	}
}

// tell gives the session a message; the world performs what follows.
func (v *visit) tell(w *world, msg model.Msg) error {
	next, effects := v.model.Update(msg)
	v.model = next
	v.note(effects)
	w.perform(effects)
	for _, e := range effects {
		if !next.May(model.Needs(e)) {
			return fmt.Errorf("%T asks for a %T, which the role may not do", msg, e)
		}
	}
	return w.err
}

// everyMessage is all types of messages, with calls that are waited for, were
// answered before, or never made. [TestSweepIsComplete] holds the lists to the
// types that there are.
func everyMessage(call model.Call) []model.Msg { return slices.Concat(everyFact(), everyAnswer(call)) }

// goOn is what somebody would do next who wants to change something.
func (v *visit) goOn(n int) model.Msg {
	switch p := v.model.Phase.(type) {
	case model.Listing:
		return []model.Msg{model.AddAsked{}, model.AddAsked{}, model.RevokeAsked{RuleID: "sgr-a-0"}, model.UndoAsked{Operation: "op-0"}, model.ApprovalsOpened{}}[n%5]
	case model.Editing:
		if p.Complete() {
			return model.PreviewAsked{}
		}
		return model.FieldEdited{Text: []string{https, "tcp/22 from 0.0.0.0/0"}[n%2]}
	case model.Previewing:
		if p.Typing && p.Typed != p.Plan.ConfirmID() {
			return model.IDTyped{Text: p.Plan.ConfirmID()}
		}
		return model.Confirmed{Seen: true}
	case model.Finished:
		return []model.Msg{model.RetryAsked{}, model.UndoAsked{}, model.BackAsked{}}[n%3]
	default: // says nothing here
	}
	return model.BackAsked{}
}

// visited is what a random sequence of messages made a session ask for.
func visited(t *rapid.T, role ingress.Role) map[string]int {
	w := newWorld(someGroups()...)
	v := newVisit(role)
	_, start := model.New(v.model.Session, planner(), false)
	w.perform(start)
	for range rapid.IntRange(40, 160).Draw(t, "steps") {
		var msg model.Msg
		switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
		case what < 4 && len(w.waiting) > 0:
			msg = w.answer(rapid.IntRange(0, len(w.waiting)-1).Draw(t, "answer"), rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "how"))
		case what < 8:
			msg = v.goOn(rapid.IntRange(0, 99).Draw(t, "n"))
		default:
			all := everyMessage(model.Call(rapid.IntRange(0, 40).Draw(t, "call")))
			msg = all[rapid.IntRange(0, len(all)-1).Draw(t, "message")]
		}
		if err := v.tell(w, msg); err != nil {
			t.Fatal(err)
		}
	}
	return v.asked
}

// TestViewerChangesNothing: whatever messages come to a viewer's session in
// whatever order, it asks for nothing that a viewer may not do. The same messages
// make an operator's session do each of it.
func TestViewerChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if asked := visited(t, ingress.Viewer); len(asked) > 0 {
			t.Fatalf("a viewer's session asks to %v", asked)
		}
	})
	all := map[string]int{}
	for range walks {
		rapid.Check(t, func(t *rapid.T) {
			for what, n := range visited(t, ingress.Operator) {
				all[what] += n
			}
		})
		if len(unasked(all)) == 0 {
			break
		}
	}
	if missed := unasked(all); len(missed) > 0 {
		t.Errorf("no operator's session asked to %s: the messages prove nothing", missed)
	}
	t.Log(all)
}

// unasked are the actions that no session came to, of those that messages can
// make one ask for.
func unasked(all map[string]int) []ingress.Action {
	return slices.DeleteFunc([]ingress.Action{
		ingress.ActAuthorize, ingress.ActRevoke, ingress.ActPermit, ingress.ActReconcile, ingress.ActAsk, ingress.ActWaiting,
	}, func(a ingress.Action) bool { return all[a.String()] > 0 })
}
