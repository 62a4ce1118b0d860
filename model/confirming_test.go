package model_test

import (
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// notice is why the confirming key did nothing.
func (s *session) notice() string {
	s.t.Helper()
	return phase[model.Previewing](s).Notice
}

func TestRiskyPlanIsConfirmedByItsGroupsID(t *testing.T) {
	tests := []struct {
		typed string
		sends bool
	}{
		{id("b"), true},
		{"  " + id("b") + "\t", true},
		{"", false},
		{" ", false},
		{id("a"), false}, // a group of the plan, but not the one that is asked for
		{"b", false},
		{id("b") + "0", false},
		{"SG-62", false},
		{id("b") + " " + id("b"), false},
	}
	for _, test := range tests {
		// The world reaches SSH on a already: b is what gets worse.
		s := previewed(t, risky, group("a", tcpFrom(22, "0.0.0.0/0")), group("b"))
		s.tell(model.Confirmed{Seen: true})
		s.want()
		s.same(true, phase[model.Previewing](s).Typing)
		s.tell(model.IDTyped{Text: test.typed}, model.Confirmed{Seen: true})
		if _, sends := s.model.Phase.(model.Submitting); sends != test.sends {
			t.Errorf("%q: submits: %v, want %v", test.typed, sends, test.sends)
		}
		if !test.sends {
			s.want()
			s.same("that is not "+id("b")+": type the group's id to send this plan, esc goes back", s.notice())
			s.tell(model.IDTyped{Text: id("b")})
			s.same("", s.notice())
			s.tell(model.Confirmed{Seen: true})
			s.same([]string{"b"}, s.sentTo())
		}
	}
}

func TestIDCountsOnlyWhereItWasAskedFor(t *testing.T) {
	s := previewed(t, risky, group("a"))
	before := s.model
	s.tell(model.IDTyped{Text: id("a")})
	s.same(before, s.model)
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.want()

	s.tell(model.IDTyped{Text: id("a")}, model.BackAsked{})
	p := phase[model.Previewing](s)
	s.same([]any{false, ""}, []any{p.Typing, p.Typed})
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.want()
	s.tell(model.BackAsked{}, model.BackAsked{})
	s.same(risky, s.fields()[ingress.FieldLine])
}

func TestIDIsNotEnough(t *testing.T) {
	hide := func(s *session) { s.tell(model.SightLost{}) }
	tests := []struct {
		name string
		what func(*session)
		seen bool
		want string
	}{
		{"out of sight", hide, true, "that key came too soon to be meant: read the plan, then press it again"},
		{"unseen", func(*session) {}, false, "scroll to the end first: nothing is sent that was not shown"},
		{"denied", func(s *session) { s.permitted(id("a"), ingress.Denied) }, true,
			"denied: UnauthorizedOperation: You are not authorized to perform this operation."},
	}
	for _, test := range tests {
		s := previewed(t, risky, group("a"))
		s.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")})
		test.what(s)
		s.effects = nil
		s.tell(model.Confirmed{Seen: test.seen})
		s.same([]string(nil), s.sentTo())
		if got := s.notice(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	s := previewed(t, risky, group("a"))
	s.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.SightLost{})
	s.quietPassed()
	s.effects = nil
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo()) // it has to be typed again
	s.tell(model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
	s.same([]string{"a"}, s.sentTo())
}

func TestAnotherPlanAsksForTheIDAgain(t *testing.T) {
	s := previewed(t, risky, group("a"))
	s.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.ReloadAsked{})
	s.targetsRead("op-2", group("a"))
	s.quietPassed()
	s.effects = nil
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo())
	s.tell(model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
	s.same([]string{"a"}, s.sentTo())
}

func TestDeniedIsNotSent(t *testing.T) {
	tests := []struct {
		name    string
		answers func(*session)
		sends   bool
	}{
		{"not answered yet", func(*session) {}, true},
		{"allowed", func(s *session) { s.permitted(id("a"), ingress.Allowed); s.permitted(id("b"), ingress.Allowed) }, true},
		{"not known", func(s *session) { s.permitted(id("a"), ingress.PermitUnknown) }, true},
		{"one denied", func(s *session) { s.permitted(id("a"), ingress.Allowed); s.permitted(id("b"), ingress.Denied) }, false},
		{"another group's", func(s *session) {
			s.tell(model.PermitKnown{Call: newest[model.AskPermit](s).Call, Permit: permit(id("c"), ingress.Denied)})
		}, true},
		{"of the plan before", func(s *session) {
			call := newest[model.AskPermit](s).Call
			s.tell(model.ReloadAsked{})
			s.targetsRead("op-2", groups("a", "b")...)
			s.tell(model.PermitKnown{Call: call, Permit: permit(id("b"), ingress.Denied)})
			s.quietPassed()
		}, true},
	}
	for _, test := range tests {
		s := previewed(t, https, groups("a", "b")...)
		test.answers(s)
		s.effects = nil
		s.tell(model.Confirmed{Seen: true})
		if _, sends := s.model.Phase.(model.Submitting); sends != test.sends {
			t.Errorf("%s: submits: %v, want %v", test.name, sends, test.sends)
		}
	}
}

func TestNothingIsAskedOfEC2WhereNothingIsSent(t *testing.T) {
	s := asked(t, ingress.Session{Account: account, ReadOnly: true}, https, group("a"))
	s.targetsRead("op-1", group("a"))
	s.want(model.WaitQuiet{For: 400 * time.Millisecond})
	s = asked(t, ingress.Session{Account: account}, https, group("a", tcp(443)))
	s.targetsRead("op-1", group("a", tcp(443)))
	s.want(model.WaitQuiet{For: 400 * time.Millisecond})
}

func TestCoveredRulesAreSentOnlyWhereTheyAreIncluded(t *testing.T) {
	wide := group("a", tcpFrom(443, "192.0.0.0/16"))
	s := previewed(t, "tcp/443,8443 from 192.0.2.0/24", wide, group("b"))
	first := phase[model.Previewing](s).Plan
	s.same([]int{1, 3}, []int{first.Count(ingress.Covered), first.Sends()})

	s.tell(model.CoveredToggled{})
	p := phase[model.Previewing](s)
	s.want(model.WaitQuiet{For: 400 * time.Millisecond}, model.AskPermit{Change: p.Plan.Changes[0]}, model.AskPermit{Change: p.Plan.Changes[1]})
	s.same([]any{4, "op-1", false}, []any{p.Plan.Sends(), p.Plan.Operation, p.Armed})
	s.tell(model.CoveredToggled{})
	s.same(first, phase[model.Previewing](s).Plan)
	s.tell(model.CoveredToggled{})
	s.effects = nil
	s.tell(model.Confirmed{Seen: true}) // too soon: it is another plan
	s.same([]string(nil), s.sentTo())
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.same([]int{2, 2}, []int{len(s.change("a").Send()), len(s.change("b").Send())})

	s = previewed(t, https, group("a"))
	s.tell(model.CoveredToggled{}) // there is none: only a key
	s.want()
	s.same(true, phase[model.Previewing](s).Armed)
}

func TestFormsOfThePlan(t *testing.T) {
	s := previewed(t, https, group("a"))
	plan := phase[model.Previewing](s).Plan
	for _, form := range notation.Forms() {
		s.effects = nil
		s.tell(model.FormTurned{})
		s.want(model.WaitQuiet{For: 400 * time.Millisecond})
		if p := phase[model.Previewing](s); p.Shown == nil || *p.Shown != form || p.Armed {
			t.Fatalf("shown as %v, armed %v, want %v", p.Shown, p.Armed, form)
		}
		s.tell(model.PlanCopied{})
		s.same(notation.Write(form, plan), newest[model.Copy](s).Text)
		s.same("copied as "+form.String(), phase[model.Previewing](s).Said)
		s.tell(model.PlanCopied{Command: true})
		s.same(notation.Write(notation.AWSCLI, plan), newest[model.Copy](s).Text)

		// A form is not what is approved.
		s.quietPassed()
		back := *s
		back.tell(model.Confirmed{Seen: true})
		p := phase[model.Previewing](&back)
		s.same([]any{true, false, "this is the plan: read it, then press enter"}, []any{p.Shown == nil, p.Armed, p.Notice})
		back.tell(model.Confirmed{Seen: true})
		s.same([]string(nil), back.sentTo())
		back.quietPassed()
		back.tell(model.Confirmed{Seen: true})
		s.same([]string{"a"}, back.sentTo())
	}
	s.tell(model.FormTurned{})
	s.same((*notation.Form)(nil), phase[model.Previewing](s).Shown)
	s.tell(model.PlanCopied{})
	s.same(notation.Write(notation.Lines, plan), newest[model.Copy](s).Text)
}

func TestNothingToShowOrCopy(t *testing.T) {
	s := previewed(t, https, group("a", tcp(443)))
	s.tell(model.FormTurned{})
	s.same((*notation.Form)(nil), phase[model.Previewing](s).Shown)
	s.effects = nil
	s.tell(model.PlanCopied{}, model.PlanCopied{Command: true})
	for _, e := range s.effects {
		if _, copied := e.(model.Copy); copied {
			t.Errorf("%v", e)
		}
	}
	s.same("nothing to copy: nothing would be sent", phase[model.Previewing](s).Said)

	// A plan that is read again and has become empty shows as what it is.
	s = previewed(t, https, group("a"))
	s.tell(model.FormTurned{}, model.ReloadAsked{})
	s.targetsRead("op-2", group("a", tcp(443)))
	s.same((*notation.Form)(nil), phase[model.Previewing](s).Shown)

	s = asked(t, ingress.Session{}, https, group("a"))
	before := s.model
	s.tell(model.FormTurned{}, model.PlanCopied{}, model.CoveredToggled{}, model.SightLost{})
	s.same(before, s.model)
	s.want()
}
