package model_test

import (
	"slices"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// asked is a session whose form, for the groups by their names, holds a rule
// line, and that reads the groups for its preview.
func asked(t testing.TB, where ingress.Session, line string, targets ...ingress.Group) *session {
	s := newSession(t, where)
	s.loaded(append(targets, group("zz"))...)
	s.ended()
	for range targets {
		s.tell(model.MarkToggled{}, model.CursorMoved{By: 1})
	}
	s.tell(model.AddAsked{})
	s.line(line)
	s.tell(model.PreviewAsked{})
	s.effects = nil
	return s
}

// previewed is a session with an armed plan for the groups.
func previewed(t testing.TB, line string, targets ...ingress.Group) *session {
	s := asked(t, ingress.Session{Account: account}, line, targets...)
	s.targetsRead("op-1", targets...)
	s.quietPassed()
	s.effects = nil
	return s
}

const https = "tcp/443 from 192.0.2.0/24"

func TestPlanIsMadeFromTheGroupsAsJustRead(t *testing.T) {
	s := asked(t, ingress.Session{}, "tcp/22,443 from 192.0.2.0/24", group("a"), group("b"))
	s.same([]string{id("a"), id("b")}, newest[model.ReadTargets](s).IDs)
	s.same(true, phase[model.Previewing](s).Reading)

	// Nothing is known yet: neither keys nor a confirmation mean anything.
	before := s.model
	s.tell(model.KeyPressed{}, model.Confirmed{Seen: true}, model.ReloadAsked{})
	s.want()
	s.same(before, s.model)

	s.targetsRead("op-1", group("a", tcp(22)), group("b"))
	p := phase[model.Previewing](s)
	s.want(model.WaitQuiet{For: 400 * time.Millisecond}, model.AskPermit{Change: p.Plan.Changes[0]}, model.AskPermit{Change: p.Plan.Changes[1]})
	s.same("op-1", p.Plan.Operation)
	s.same([]int{3, 1}, []int{p.Plan.Count(ingress.New), p.Plan.Count(ingress.AlreadyThere)})
	s.same([]bool{false, false, false}, []bool{p.Reading, p.Armed, p.Moved})
	s.same(1, s.model.Catalog.Rules()) // the list knows too

	// A second answer makes no second plan.
	before = s.model
	s.targetsRead("op-2", group("a"), group("b"))
	s.want()
	s.same(before, s.model)
}

func TestTargetsThatCannotBeRead(t *testing.T) {
	gone := &ingress.Failure{Code: "InvalidGroup.NotFound", Message: "The security group does not exist"}
	s := asked(t, ingress.Session{}, https, group("a"))
	first := newest[model.ReadTargets](s).Call
	s.tell(model.TargetsFailed{Call: first, Failure: gone})
	s.want()
	s.same(gone, phase[model.Previewing](s).Failure)
	s.tell(model.KeyPressed{}, model.Confirmed{Seen: true}, model.QuietPassed{Call: first})
	s.want()
	s.same(false, phase[model.Previewing](s).Armed)

	s.tell(model.ReloadAsked{})
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	before := s.model
	s.tell(model.TargetsRead{Call: first, Operation: "late", Groups: groups("a")}, model.TargetsFailed{Call: first, Failure: gone})
	s.same(before, s.model)
	s.targetsRead("op-1", group("a"))
	s.same((*ingress.Failure)(nil), phase[model.Previewing](s).Failure)
	s.tell(model.BackAsked{})
	s.same(https, s.fields()[ingress.FieldLine])
}

func TestProblemThatTheReadingBringsToLight(t *testing.T) {
	s := asked(t, ingress.Session{}, "esp from 192.0.2.0/24", group("a"))
	classic := group("a")
	classic.VPCID = ""
	s.targetsRead("op-1", classic)
	s.want()
	s.same(ingress.FieldProtocol, s.focus())
	s.same([]ingress.Field{ingress.FieldProtocol}, s.problems())
}

func TestAnswersAfterBackAreDropped(t *testing.T) {
	s := asked(t, ingress.Session{}, https, group("a"))
	s.tell(model.BackAsked{})
	before := s.model
	s.targetsRead("op-1", group("a"))
	s.want()
	s.same(before, s.model)

	s.tell(model.PreviewAsked{})
	s.targetsRead("op-2", group("a"))
	wait := newest[model.WaitQuiet](s).Call
	s.tell(model.BackAsked{}, model.PreviewAsked{})
	s.targetsRead("op-3", group("a"))
	s.tell(model.QuietPassed{Call: wait}) // of the plan before
	s.same(false, phase[model.Previewing](s).Armed)
}

// Every row is what happens between the plan's arrival and one last Enter on a
// plan that was seen to its end; only quiet before it lets that Enter submit.
func TestQuietPeriod(t *testing.T) {
	const enter, key, quiet, oldQuiet, reread = "enter", "key", "quiet passed", "old quiet passed", "read again"
	const hidden, turned, copied = "out of sight", "turned", "copied"
	tests := []struct {
		name  string
		what  []string
		sends bool
	}{
		{"no quiet at all", nil, false},
		{"quiet", []string{quiet}, true},
		{"double enter", []string{enter}, false},
		{"a held enter", []string{enter, enter, enter, oldQuiet, enter}, false},
		{"enter too soon, then quiet", []string{enter, quiet}, true},
		{"a key, then the quiet of before it", []string{key, oldQuiet}, false},
		{"an enter, then the quiet of before it", []string{enter, oldQuiet}, false},
		{"a key, then quiet", []string{key, quiet}, true},
		{"quiet, then a key", []string{quiet, key}, true},
		{"quiet of the plan before", []string{quiet, reread, oldQuiet}, false},
		{"quiet, then a new plan", []string{quiet, reread}, false},
		{"quiet of the new plan", []string{quiet, reread, quiet}, true},
		{"quiet, then out of sight", []string{quiet, hidden}, false},
		{"quiet, then out of sight twice", []string{quiet, hidden, hidden, oldQuiet}, false},
		{"quiet out of sight is that of before", []string{hidden, oldQuiet}, false},
		{"quiet after it is in sight again", []string{quiet, hidden, quiet}, true},
		{"quiet, then shown as something else", []string{quiet, turned, turned, turned, turned, turned, turned}, false},
		{"quiet after the table is back", []string{quiet, turned, turned, turned, turned, turned, turned, quiet}, true},
		{"quiet, then copied", []string{quiet, copied}, true},
		{"copied, then the quiet of before it", []string{copied, oldQuiet}, false},
	}
	for _, test := range tests {
		s := asked(t, ingress.Session{}, https, group("a"))
		s.targetsRead("op-1", group("a"))
		first := newest[model.WaitQuiet](s).Call
		for _, what := range test.what {
			switch what {
			case enter:
				s.tell(model.Confirmed{Seen: true})
			case key:
				s.tell(model.KeyPressed{})
			case hidden:
				s.tell(model.SightLost{})
			case turned:
				s.tell(model.FormTurned{})
			case copied:
				s.tell(model.PlanCopied{})
			case quiet:
				s.quietPassed()
			case oldQuiet:
				s.tell(model.QuietPassed{Call: first})
			case reread:
				s.tell(model.ReloadAsked{})
				s.targetsRead("op-2", group("a"))
			}
		}
		s.effects = nil
		s.tell(model.Confirmed{Seen: true})
		if _, sends := s.model.Phase.(model.Submitting); sends != test.sends {
			t.Errorf("%s: submits: %v, want %v", test.name, sends, test.sends)
		}
		if !test.sends {
			s.want(model.WaitQuiet{For: 400 * time.Millisecond})
			s.same("that key came too soon to be meant: read the plan, then press it again", phase[model.Previewing](s).Notice)
		}
	}
}

func TestConfirmRefused(t *testing.T) {
	var full []ingress.GroupRule
	for port := range 60 {
		full = append(full, tcp(1000+port))
	}
	tests := []struct {
		name   string
		where  ingress.Session
		group  ingress.Group
		seen   bool
		notice string
	}{
		{"read-only", ingress.Session{ReadOnly: true}, group("a"), true, "read-only: nothing can be sent"},
		{"nothing new", ingress.Session{}, group("a", tcp(443)), true, "nothing to send"},
		{"covered", ingress.Session{}, group("a", tcpFrom(443, "192.0.0.0/16")), true, "nothing to send"},
		{"over quota", ingress.Session{}, group("a", full...), true, "a: 1 over the limit: 61 of 60 IPv4 rules after this change"},
		{"unseen", ingress.Session{}, group("a"), false, "scroll to the end first: nothing is sent that was not shown"},
	}
	for _, test := range tests {
		s := asked(t, test.where, https, test.group)
		s.targetsRead("op-1", test.group)
		s.quietPassed()
		s.effects = nil
		s.tell(model.Confirmed{Seen: test.seen})
		s.want()
		if got := phase[model.Previewing](s).Notice; got != test.notice {
			t.Errorf("%s: %q, want %q", test.name, got, test.notice)
		}
		s.tell(model.KeyPressed{}) // the notice is about the last key
		s.want()
		s.same("", phase[model.Previewing](s).Notice)
	}
}

func TestSeenPlanIsSubmittedAfterTheHint(t *testing.T) {
	s := previewed(t, https, group("a"))
	s.tell(model.Confirmed{}, model.KeyPressed{}, model.Confirmed{Seen: true})
	p := phase[model.Submitting](s).Back
	s.want(model.Submit{Operation: "op-1", Change: p.Plan.Changes[0]})
}

func TestBackFromThePreviewIsTheFormAsItWasLeft(t *testing.T) {
	s := asked(t, ingress.Session{}, https, group("a"))
	form := phase[model.Previewing](s).Back.(model.Editing)
	s.targetsRead("op-1", group("a", tcp(443)))
	s.tell(model.BackAsked{})
	e := phase[model.Editing](s)
	s.same(form.Draft, e.Draft)
	s.same([]any{form.Rule, form.Focus}, []any{e.Rule, e.Focus})
	s.same(1, s.soFar(ingress.AlreadyThere)) // the plan so far knows what was read
	s.line("tcp/99999 from 192.0.2.0/24")
	s.same(1, len(s.problems())) // after a preview they show while one types
	s.tell(model.BackAsked{})
	if !slices.Equal(s.marked(), []string{id("a")}) {
		t.Errorf("marked: %q", s.marked())
	}
}
