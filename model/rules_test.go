package model_test

import (
	"strings"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// manyKinds is a rule line of every kind of rule.
const manyKinds = "tcp/22,8000-8100 udp/* icmp/8:0 icmp/3 icmpv6 esp all 99 from 10.0.0.0/8 2001:db8::/32 sg-62 pl-0a # the note: [#1] & (more) = so"

func TestCopiedRulesAreTheRulesOfTheGroup(t *testing.T) {
	from, to := ruled("a", manyKinds), group("b", tcp(443))
	s := listed(t, from, to)
	s.tell(model.RulesCopied{})
	s.want()
	s.same("mark the groups that should get the rules of a first, with space", s.model.Notice)
	s.tell(model.MarkToggled{}, model.RulesCopied{}) // its own mark does not count
	s.same("mark the groups that should get the rules of a first, with space", s.model.Notice)
	s.tell(model.CursorMoved{By: 1}, model.MarkToggled{}, model.RulesCopied{})
	e := phase[model.Editing](s)
	s.same([]string{id("a")}, e.Targets) // b's rule, for a
	s.same(1, len(e.Draft.Entries()))

	s.tell(model.BackAsked{}, model.MarksCleared{}, model.MarkToggled{}, model.CursorMoved{By: -1}, model.RulesCopied{})
	e = phase[model.Editing](s)
	s.same("the rules of a", e.Notice)
	s.same([]string{id("b")}, e.Targets)
	s.same([]ingress.Problem(nil), []ingress.Problem(e.Problems))
	var got []ingress.GroupRule
	for i, r := range e.SoFar.Changes[0].Rules {
		got = append(got, ingress.GroupRule{ID: from.Rules[i].ID, Rule: r.Rule, Description: r.Description})
	}
	s.same(from.Rules, got)

	s = listed(t, groups("a", "b")...)
	s.tell(model.MarkToggled{}, model.CursorMoved{By: 1}, model.RulesCopied{})
	s.same("b has no ingress rules to copy", s.model.Notice)
}

func TestRulesOfAnyoneAreCopiedToOnesOwnGroupsOnly(t *testing.T) {
	theirs := group("a", tcp(443))
	theirs.OwnerID = "999988887777"
	s := listed(t, theirs, group("b", tcp(22)))
	s.tell(model.CursorMoved{By: 1}, model.MarkToggled{}, model.CursorMoved{By: -1}, model.RulesCopied{})
	s.same([]string{id("b")}, phase[model.Editing](s).Targets)
	s.tell(model.BackAsked{}, model.MarksCleared{}, model.MarkToggled{}, model.CursorMoved{By: 1}, model.RulesCopied{})
	if !strings.HasPrefix(s.model.Notice, "a belongs to 999988887777") {
		t.Errorf("the notice is %q", s.model.Notice)
	}
}

// held is a session in the list, the cursor on a group that was read with ids.
func held(t testing.TB, line string) *session {
	s := listed(t, group("a"), group("b"))
	s.tell(model.DetailsOpened{})
	s.read(ruled("a", line))
	s.effects = nil
	return s
}

const three = "tcp/22,80,443 from 192.0.2.0/24 # web"

func TestRevokeGoesThroughThePreviewOnce(t *testing.T) {
	s := held(t, three)
	s.tell(model.RevokeAsked{RuleID: "sgr-1"})
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	s.targetsRead("op-1", ruled("a", three))
	c := phase[model.Previewing](s).Plan.Changes[0]
	s.same([]any{ingress.Revoking, 1, "sgr-1"}, []any{c.Kind, len(c.Send()), c.Rules[0].Existing.ID})
	s.same(c, newest[model.AskPermit](s).Change)
	s.tell(model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo())
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.want(model.Submit{Operation: "op-1", Change: c})
	s.submitted(id("a"), receipt(c, ingress.Applied))
	s.same("sgr-1", phase[model.Finished](s).Back.(model.Revocation).RuleID)
	s.want(model.WaitQuiet{For: 400 * time.Millisecond}, model.ReadGroup{ID: id("a")})
	s.quietPassed()
	s.tell(model.FormAsked{}) // there was no form
	s.same("a", s.cursor())
}

func TestWaysBackFromARevocation(t *testing.T) {
	s := held(t, three)
	s.tell(model.RevokeAsked{RuleID: "sgr-1"}, model.BackAsked{})
	s.same("a", s.cursor())
	before := s.model
	s.targetsRead("op-1", ruled("a", three))
	s.same(before, s.model)

	// The rule is gone when the group is read: nothing is sent.
	s.tell(model.RevokeAsked{RuleID: "sgr-2"})
	s.targetsRead("op-2", ruled("a", "tcp/22,80 from 192.0.2.0/24"))
	s.quietPassed()
	s.effects = nil
	s.tell(model.Confirmed{Seen: true})
	s.same([]string(nil), s.sentTo())
	s.same("nothing to send", s.notice())

	// The group moved: another preview of the same, to be confirmed again.
	s.tell(model.ReloadAsked{})
	s.targetsRead("op-3", ruled("a", three))
	s.quietPassed()
	s.tell(model.Confirmed{Seen: true})
	s.effects = nil
	s.movedTo(ruled("a", three+"!"))
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	s.same("sgr-2", phase[model.Previewing](s).Back.(model.Revocation).RuleID)
}

func TestOnlyCommandsAndRequestsNameRulesByID(t *testing.T) {
	s := held(t, three)
	s.tell(model.RevokeAsked{RuleID: "sgr-1"})
	s.targetsRead("op-1", ruled("a", three))
	for _, want := range []notation.Form{notation.AWSCLI, notation.Query} {
		s.tell(model.FormTurned{})
		s.same(&want, phase[model.Previewing](s).Shown)
	}
	s.tell(model.FormTurned{})
	s.same((*notation.Form)(nil), phase[model.Previewing](s).Shown)
}

func TestEditKeepsTheRule(t *testing.T) {
	s := held(t, three)
	s.tell(model.EditAsked{RuleID: "sgr-1"})
	s.same("tcp/80 from 192.0.2.0/24 # web", s.fields()[ingress.FieldLine])
	s.same(0, phase[model.Editing](s).SoFar.Sends()) // nothing is changed yet
	s.line("tcp/8080 from 192.0.2.0/25 # web")
	s.same(1, phase[model.Editing](s).SoFar.Sends())
	s.tell(model.PreviewAsked{})
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	s.targetsRead("op-1", ruled("a", three))
	c := phase[model.Previewing](s).Plan.Changes[0]
	s.same([]any{ingress.Editing, 1, "sgr-1"}, []any{c.Kind, len(c.Rules), c.Rules[0].Existing.ID})
	s.quietPassed()
	s.effects = nil
	s.tell(model.Confirmed{Seen: true}, model.Confirmed{Seen: true})
	s.want(model.Submit{Operation: "op-1", Change: c})
}

func TestWhatAnEditCannotDo(t *testing.T) {
	tests := []struct {
		line  string
		field ingress.Field
	}{
		{"tcp/80,81 from 192.0.2.0/24", ingress.FieldLine},
		{"tcp/80 from 192.0.2.0/24 198.51.100.0/24", ingress.FieldLine},
		{"tcp/80 from 2001:db8::/32", ingress.FieldSource},
		{"tcp/80 from sg-62", ingress.FieldSource},
	}
	for _, test := range tests {
		s := held(t, three)
		s.tell(model.EditAsked{RuleID: "sgr-1"})
		s.line(test.line)
		s.same(0, len(phase[model.Editing](s).SoFar.Changes))
		s.tell(model.PreviewAsked{})
		s.targetsRead("op-1", ruled("a", three))
		if got := s.problems(); len(got) != 1 || got[0] != test.field {
			t.Errorf("%q: problems in %v, want one in %v", test.line, got, test.field)
		}
		s.tell(model.FieldMoved{By: -int(s.focus())})
		s.line("tcp/81 from 192.0.2.0/24")
		s.same([]ingress.Field(nil), s.problems())
	}
	s := held(t, three)
	s.tell(model.EditAsked{RuleID: "sgr-1"}, model.RuleAdded{})
	e := phase[model.Editing](s)
	s.same(1, len(e.Draft.Entries()))
	s.same("an edit changes one rule: go back, and add others with a", e.Notice)
	s.tell(model.LinesPasted{Lines: []string{"tcp/1 from ::/0", "tcp/2 from ::/0"}})
	e = phase[model.Editing](s)
	s.same([]any{1, "an edit changes one rule: paste one"}, []any{len(e.Draft.Entries()), e.Notice})
	s.same("tcp/80 from 192.0.2.0/24 # web", s.fields()[ingress.FieldLine])
}

func TestEditOfAGroupThatWasListedAgain(t *testing.T) {
	s := held(t, three)
	s.tell(model.ReloadAsked{}, model.EditAsked{RuleID: "sgr-1"})
	s.line("tcp/8080 from 192.0.2.0/24")
	s.loaded(withoutIDs([]ingress.Group{ruled("a", three)})...)
	s.ended()
	e := phase[model.Editing](s) // no ids are known now: the preview reads them again
	s.same([]int{0, 0}, []int{len(e.Problems), len(e.SoFar.Changes)})
	s.tell(model.PreviewAsked{})
	s.targetsRead("op-1", ruled("a", three))
	s.same(1, phase[model.Previewing](s).Plan.Sends())

	s.tell(model.BackAsked{}, model.BackAsked{}, model.ReloadAsked{}, model.EditAsked{RuleID: "sgr-1"})
	s.loaded(group("b"))
	s.ended() // the group is gone
	s.same(0, len(phase[model.Editing](s).SoFar.Changes))
}

func TestRulesThatCannotBeChanged(t *testing.T) {
	theirs := ruled("a", three)
	theirs.OwnerID = "999988887777"
	tests := []struct {
		name, rule string
		group      ingress.Group
		want       string
	}{
		{"ids not read", "", group("a", tcp(22)), "the rule's id is not known yet: r reads the group again"},
		{"no such rule", "sgr-9", ruled("a", three), "the rule's id is not known yet: r reads the group again"},
		{"another account's", "sgr-1", theirs, "a belongs to 999988887777: only rules of your own account can be changed"},
	}
	for _, test := range tests {
		for _, ask := range []model.Msg{model.RevokeAsked{RuleID: test.rule}, model.EditAsked{RuleID: test.rule}} {
			s := listed(t, test.group)
			s.tell(ask)
			s.want()
			s.same("a", s.cursor())
			if s.model.Notice != test.want {
				t.Errorf("%s: %q, want %q", test.name, s.model.Notice, test.want)
			}
		}
	}
}
