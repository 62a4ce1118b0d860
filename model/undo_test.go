package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// tagged is a group with the rule that op-1 added to it.
func tagged(name string, c ingress.Change) ingress.Group {
	g := group(name)
	for i, w := range c.Send() {
		g.Rules = append(g.Rules, ingress.GroupRule{
			ID: receipt(c, ingress.Applied).Rules[i].RuleID, Rule: w.Rule, Description: w.Description,
			Tags: []ingress.Tag{{Key: ingress.TagOperation, Value: "op-1"}},
		})
	}
	return g
}

func (s *session) operationRead(o ingress.Operation) {
	s.tell(model.OperationRead{Call: newest[model.ReadOperation](s).Call, Operation: o})
}

func TestUndoGoesThroughThePreview(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	var o ingress.Operation
	for _, name := range []string{"a", "b"} {
		r := receipt(s.change(name), ingress.Applied)
		o.ID, o.Records = "op-1", append(o.Records, ingress.Record{Operation: "op-1", Change: s.change(name), Receipt: &r})
	}
	s.outcome("a", ingress.Applied)
	s.outcome("b", ingress.Applied)
	s.quietPassed()
	was := phase[model.Finished](s)
	s.effects = nil
	s.tell(model.UndoAsked{})
	s.want(model.ReadOperation{ID: "op-1"})
	s.operationRead(o)
	s.want(model.ReadTargets{IDs: []string{id("a"), id("b")}, Present: true})
	s.targetsRead("op-2", tagged("a", s.change("a"))) // b is gone
	p := phase[model.Previewing](s)
	s.same([]any{"op-2", 1, 1, "op-1"}, []any{p.Plan.Operation, p.Plan.Sends(), len(p.Kept), p.Plan.Changes[0].Undoes})
	s.tell(model.BackAsked{})
	s.same(was, phase[model.Finished](s))

	// From the list it is the session's newest, and a reload reads the record anew.
	s.tell(model.BackAsked{})
	s.effects = nil
	s.tell(model.UndoAsked{})
	s.want(model.ReadOperation{ID: "op-1"})
	s.operationRead(o)
	s.targetsRead("op-3", tagged("a", s.change("a")))
	s.effects = nil
	s.tell(model.ReloadAsked{})
	s.want(model.ReadOperation{ID: "op-1"})
	s.operationRead(o)
	s.targetsRead("op-4", tagged("a", s.change("a")))
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.same([]string{"a"}, s.sentTo())
	s.submitted(id("a"), receipt(s.change("a"), ingress.Applied))
	s.same(true, phase[model.Finished](s).Undoes())
	s.effects = nil
	s.tell(model.UndoAsked{}) // an undo is an operation like any other
	s.want(model.ReadOperation{ID: "op-4"})
}

func TestUndoThatIsNotThere(t *testing.T) {
	s := listed(t, groups("a")...)
	s.tell(model.UndoAsked{})
	s.want()
	s.same("nothing was changed in this session yet: there is nothing to undo", s.model.Notice)

	s = submitting(t, groups("a")...)
	s.outcome("a", ingress.Refused)
	s.effects = nil
	s.tell(model.UndoAsked{})
	s.want()
	s.same("nothing was applied: there is nothing to undo", phase[model.Finished](s).Notice)

	s = newSession(t, ingress.Session{Unrecorded: true})
	s.effects = nil
	s.tell(model.UndoAsked{Operation: "op-1"})
	s.want()
	s.same("nothing can be undone here: operations are not recorded", s.model.Notice)

	s = listed(t, groups("a")...)
	s.tell(model.UndoAsked{Operation: "op-9"})
	s.tell(model.OperationUnread{Call: newest[model.ReadOperation](s).Call, Failure: &ingress.Failure{Message: "no such operation"}})
	s.same("no such operation", phase[model.Previewing](s).Failure.Error())
	s.tell(model.BackAsked{})
	s.same("a", s.cursor())
}
