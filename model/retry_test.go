package model_test

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

func TestRetrySendsWhatWasNotApplied(t *testing.T) {
	s := previewed(t, "tcp/22,443 from 192.0.2.0/24", groups("a", "b", "c")...)
	s.tell(model.Confirmed{Seen: true})
	half := receipt(s.change("a"), ingress.Refused)
	half.Rules[0].Outcome = ingress.Applied
	s.submitted(id("a"), half)
	s.outcome("b", ingress.Applied)
	s.movedTo(group("c", tcp(22)))
	s.quietPassed()
	f := phase[model.Finished](s)
	s.same([]any{true, 3, 1}, []any{f.Retriable(), f.Count(ingress.Applied), f.Count(ingress.Refused)})
	s.effects = nil
	s.tell(model.RetryAsked{}, model.RetryAsked{})
	s.want(model.ReadTargets{IDs: []string{id("a"), id("c")}})
	now := group("c", tcp(22))
	s.targetsRead("op-2", group("a", tcp(22)), now)
	p := phase[model.Previewing](s)
	s.same([]int{2, 1}, []int{p.Plan.Sends(), p.Plan.Count(ingress.AlreadyThere)})
	s.same(tcp(443).Rule, p.Plan.Changes[0].Send()[0].Rule)
	s.same(map[string]ingress.Group{id("c"): group("c")}, p.Before) // what changed is told from it
	s.tell(model.BackAsked{})
	s.same(f, phase[model.Finished](s))
}

func TestUnknownIsSettledBeforeItIsRetried(t *testing.T) {
	s := submitting(t, groups("a", "b", "c")...)
	change := s.change("a")
	s.outcome("a", ingress.Unknown)
	s.outcome("b", ingress.Unknown)
	s.outcome("c", ingress.Applied)
	s.effects = nil
	s.tell(model.RetryAsked{})
	s.want(model.Reconcile{Operation: "op-1", Change: change}, model.Reconcile{Operation: "op-1", Change: s.change("b")})
	s.tell(model.RetryAsked{}) // it is being looked up
	s.want()
	settle := s.reconciles()
	s.tell(model.ChangeReconciled{Call: settle[0], Receipt: receipt(s.change("a"), ingress.Applied)})
	s.want(model.ReadGroup{ID: id("a")})
	s.tell(model.ChangeReconciled{Call: settle[1], Receipt: receipt(s.change("b"), ingress.Refused)})
	s.want(model.ReadTargets{IDs: []string{id("b")}}, model.ReadGroup{ID: id("b")})
}

func TestUnknownThatCannotBeSettledIsNotSentAgain(t *testing.T) {
	s := submitting(t, groups("a")...)
	s.outcome("a", ingress.Unknown)
	s.tell(model.RetryAsked{})
	s.tell(model.ChangeReconciled{Call: s.reconciles()[0], Receipt: receipt(s.change("a"), ingress.Unknown)})
	f := phase[model.Finished](s)
	s.same([]any{1, true, "the outcome is still not known: r asks again"}, []any{f.Count(ingress.Unknown), f.Retriable(), f.Notice})
}

// reconciles are the calls of all Reconcile effects.
func (s *session) reconciles() []model.Call {
	var calls []model.Call
	for _, e := range s.all {
		if e, ok := e.(model.Reconcile); ok {
			calls = append(calls, e.Call)
		}
	}
	return calls
}

func TestNothingLeftToRetry(t *testing.T) {
	s := submitting(t, groups("a", "b")...)
	s.outcome("a", ingress.Applied)
	s.outcome("b", ingress.WasThere)
	s.effects = nil
	s.tell(model.RetryAsked{})
	s.want()
	f := phase[model.Finished](s)
	s.same([]any{false, "nothing is left to send"}, []any{f.Retriable(), f.Notice})
}

// Rules are sent untagged only after the user agreed to that, and EC2 was asked
// again.
func TestUntaggedByConsent(t *testing.T) {
	s := previewed(t, https, groups("a", "b")...)
	deny := func(p ingress.Permit) {
		t.Helper()
		p.GroupID = id("a")
		s.tell(model.PermitKnown{Call: newest[model.AskPermit](s).Call, Permit: p})
	}
	failure := &ingress.Failure{Code: "UnauthorizedOperation", Message: "ec2:CreateTags"}
	deny(ingress.Permit{Answer: ingress.Denied, TagsOnly: true, Failure: failure})
	p := phase[model.Previewing](s)
	_, denied := p.Denied()
	s.same([]bool{true, false}, []bool{p.AsksUntagged(), denied})
	s.tell(model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo())
	s.tell(model.UntaggedAgreed{})
	p = phase[model.Previewing](s)
	s.same([]bool{true, false, false, true}, []bool{p.Plan.Changes[0].Untagged, p.Plan.Changes[1].Untagged, p.Armed, p.AskedUntagged()})
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo()) // EC2 has not answered
	for _, e := range s.all {
		if e, ok := e.(model.AskPermit); ok && e.Change.Untagged {
			s.tell(model.PermitKnown{Call: e.Call, Permit: permit(id("a"), ingress.Allowed)})
		}
	}
	s.tell(model.Confirmed{Seen: true})
	s.same([]string{"a", "b"}, s.sentTo())
	s.same(true, s.change("a").Untagged)
}
