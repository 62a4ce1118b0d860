package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// submitting is a session that has confirmed a plan of one rule for the groups.
func submitting(t testing.TB, targets ...ingress.Group) *session {
	s := previewed(t, https, targets...)
	s.tell(model.Confirmed{Seen: true})
	return s
}

// outcome is the receipt of a group's send with one outcome for its rules.
func (s *session) outcome(name string, o ingress.Outcome) {
	s.t.Helper()
	s.submitted(id(name), receipt(s.change(name), o))
}

func (s *session) movedTo(now ingress.Group) {
	s.t.Helper()
	r := receipt(s.change(now.Name), ingress.NotSent)
	r.Moved = &now
	s.submitted(now.ID, r)
}

// change is what the newest write to a group carried.
func (s *session) change(name string) ingress.Change {
	for _, e := range slices.Backward(s.all) {
		if e, ok := e.(model.Submit); ok && e.Change.Group.Name == name {
			return e.Change
		}
	}
	s.t.Fatalf("nothing was sent to %s", name)
	return ingress.Change{}
}

// sentTo are the names of the groups that Submit effects carried since the
// effects were last asked for.
func (s *session) sentTo() []string {
	var names []string
	for _, e := range s.effects {
		if e, ok := e.(model.Submit); ok {
			names = append(names, e.Change.Group.Name)
		}
	}
	s.effects = nil
	return names
}

func TestSubmitCarriesThePlanThatWasSeen(t *testing.T) {
	s := previewed(t, "tcp/22,443 from 192.0.2.0/24", group("a", tcp(22)), group("b", tcp(22), tcp(443)), group("c"))
	plan := phase[model.Previewing](s).Plan
	s.tell(model.Confirmed{Seen: true})
	s.want( // b has both already
		model.Submit{Operation: "op-1", Change: plan.Changes[0]},
		model.Submit{Operation: "op-1", Change: plan.Changes[2]},
	)
	s.same("0 of 2 groups answered", phase[model.Submitting](s).Progress())
	s.same(true, s.model.Busy())
	s.tell(model.Confirmed{Seen: true}, model.KeyPressed{}, model.PreviewAsked{}, model.ReloadAsked{}, model.AddAsked{})
	s.want()
}

func TestFourGroupsAtOnce(t *testing.T) {
	s := submitting(t, groups("a", "b", "c", "d", "e", "f", "g")...)
	s.same([]string{"a", "b", "c", "d"}, s.sentTo())
	s.outcome("c", ingress.Applied) // receipts come in any order
	s.same([]string{"e"}, s.sentTo())
	s.same("1 of 7 groups answered", phase[model.Submitting](s).Progress())
	s.outcome("a", ingress.Applied)
	s.same([]string{"f"}, s.sentTo())
	s.outcome("a", ingress.Refused) // a second answer of a write is dropped
	s.outcome("c", ingress.Refused)
	s.same([]string(nil), s.sentTo())
	s.outcome("f", ingress.Applied)
	s.same([]string{"g"}, s.sentTo())
	for _, name := range []string{"g", "e", "b", "d"} {
		s.outcome(name, ingress.Applied)
	}
	s.same([]string(nil), s.sentTo())
	var order []string
	for _, r := range phase[model.Finished](s).Receipts {
		order = append(order, r.Group.Name)
	}
	s.same([]string{"a", "b", "c", "d", "e", "f", "g"}, order)
	s.same(7, phase[model.Finished](s).Count(ingress.Applied))
	s.same(false, s.model.Busy())
}

func TestFailureOfOneGroupLeavesTheOthersStanding(t *testing.T) {
	s := submitting(t, groups("a", "b", "c")...)
	s.effects = nil
	s.outcome("b", ingress.Refused)
	s.want(model.ReadGroup{ID: id("b")})
	s.outcome("c", ingress.Applied)
	s.outcome("a", ingress.Applied)
	s.want(model.ReadGroup{ID: id("c")}, model.WaitQuiet{For: 400 * time.Millisecond}, model.ReadGroup{ID: id("a")})
	f := phase[model.Finished](s)
	s.same([]int{2, 1}, []int{f.Count(ingress.Applied), f.Count(ingress.Refused)})
	s.same(false, f.AllApplied())
	s.same("RulesPerSecurityGroupLimitExceeded", f.Receipts[1].Failure.Code)
}

func TestGroupsThatMovedComeBackAsANewPreview(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	s.effects = nil
	s.movedTo(group("a", tcp(22)))
	s.want()
	s.movedTo(group("b", tcp(443)))
	s.want(model.ReadTargets{IDs: []string{id("a"), id("b")}})
	s.same(2, s.model.Catalog.Rules())
	s.same(true, phase[model.Previewing](s).Moved)
	s.targetsRead("op-2", group("a", tcp(22)), group("b", tcp(443)))
	p := phase[model.Previewing](s)
	s.same([]any{true, false, "op-2", 1}, []any{p.Moved, p.Armed, p.Plan.Operation, p.Plan.Count(ingress.New)})
	s.tell(model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo()) // the confirmation was for the plan before
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.same([]string{"a"}, s.sentTo())
}

func TestMovedGroupBesideOneThatWasWritten(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	s.movedTo(group("a", tcp(22)))
	s.outcome("b", ingress.Applied)
	f := phase[model.Finished](s)
	s.same([]int{1, 1}, []int{f.Count(ingress.Applied), f.Count(ingress.NotSent)})
	s.same(false, f.AllApplied())
	g, _ := s.model.Catalog.Group(id("a"))
	s.same(group("a", tcp(22)), g)
}

// Escape keeps back what was not sent, asks what was to stop where it did not
// run, and claims no more than that.
func TestEscapeStopsWhatWasNotSent(t *testing.T) {
	s := submitting(t, groups("a", "b", "c", "d", "e", "f")...)
	call := newest[model.Submit](s).Call
	s.tell(model.WriteRepeated{Call: call, Attempt: ingress.Attempt{Number: 2}})
	s.effects = nil
	s.tell(model.BackAsked{})
	s.want(model.StopWrite{}, model.StopWrite{}, model.StopWrite{}, model.StopWrite{})
	s.same("2 of 6 groups answered", phase[model.Submitting](s).Progress())
	s.tell(model.BackAsked{}, model.WriteRepeated{Call: call, Attempt: ingress.Attempt{Number: 3}})
	s.want(model.AwaitWrite{}) // it may still go on
	notice := phase[model.Submitting](s).Notice
	if !strings.Contains(notice, "2 groups not sent any more") || strings.Contains(strings.ToLower(notice), "cancelled") {
		t.Errorf("the notice is %q", notice)
	}
	for _, name := range []string{"a", "b", "c"} {
		s.outcome(name, ingress.Applied)
	}
	s.outcome("d", ingress.NotSent)
	s.same([]string(nil), s.sentTo())
	f := phase[model.Finished](s)
	s.same([]int{3, 3}, []int{f.Count(ingress.Applied), f.Count(ingress.NotSent)})
	s.same("stopped before its turn: nothing was sent", f.Receipts[4].Failure.Error())
	s.tell(model.RetryAsked{})
	s.want(model.ReadTargets{IDs: []string{id("d"), id("e"), id("f")}})
}

func TestEscapeWithNothingToStop(t *testing.T) {
	s := submitting(t, groups("a")...)
	s.tell(model.BackAsked{}, model.BackAsked{})
	s.same("a write that was sent cannot be called back: its outcome is coming", phase[model.Submitting](s).Notice)
}

func TestQuitDuringAWriteWaitsForTheOutcome(t *testing.T) {
	s := submitting(t, groups("a", "b", "c", "d", "e")...)
	s.effects = nil
	s.tell(model.QuitAsked{}, model.QuitAsked{})
	s.want()
	s.same(true, phase[model.Submitting](s).Leaving)
	s.outcome("a", ingress.Applied)
	s.same([]string{"e"}, s.sentTo()) // it was confirmed: quitting leaves no half of it
	for _, name := range []string{"b", "c", "d"} {
		s.outcome(name, ingress.Unknown)
	}
	s.want()
	s.outcome("e", ingress.Applied)
	s.want(model.Quit{})
	s.same(3, phase[model.Finished](s).Count(ingress.Unknown))
}

func TestQuitWhileEveryGroupMoved(t *testing.T) {
	s := submitting(t, groups("a")...)
	s.effects = nil
	s.tell(model.QuitAsked{})
	s.movedTo(group("a", tcp(22)))
	s.want(model.Quit{})
	s.same(1, phase[model.Finished](s).Count(ingress.NotSent))
}

func TestReceiptsOfNoWriteAreDropped(t *testing.T) {
	s := submitting(t, groups("a", "b", "c", "d", "e")...)
	s.effects = nil
	before := s.model
	s.tell(model.ChangeSubmitted{Call: 999}, model.ChangeSubmitted{}) // e has no call yet
	s.want()
	s.same(before, s.model)
}
