package model_test

import (
	"math"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// form is a session in the form for group a of three.
func form(t testing.TB) *session {
	s := listed(t, group("a", tcp(80)), group("b"), group("c"))
	s.tell(model.AddAsked{})
	return s
}

func (s *session) line(text string) { s.tell(model.FieldEdited{Text: text}) }

// fields are the texts of the rule that the form shows.
func (s *session) fields() []string {
	s.t.Helper()
	e := phase[model.Editing](s)
	var texts []string
	for _, f := range ingress.Fields() {
		texts = append(texts, e.Draft.Entries()[e.Rule].Text(f))
	}
	return texts
}

func (s *session) focus() ingress.Field {
	s.t.Helper()
	return phase[model.Editing](s).Focus
}

// problems are the fields that show one.
func (s *session) problems() []ingress.Field {
	s.t.Helper()
	var fields []ingress.Field
	for _, p := range phase[model.Editing](s).Problems {
		fields = append(fields, p.Field)
	}
	return fields
}

func TestFormIsForTheMarkedGroupsOrTheOneUnderTheCursor(t *testing.T) {
	s := listed(t, groups("a", "b", "c")...)
	s.tell(model.CursorMoved{By: 1}, model.AddAsked{})
	s.same([]string{id("b")}, phase[model.Editing](s).Targets)
	s.same(ingress.FieldLine, s.focus())
	s.same([]ingress.Field(nil), s.problems())

	s.tell(model.BackAsked{}, model.CursorMoved{By: 1}, model.MarkToggled{}, model.CursorMoved{By: -2}, model.MarkToggled{}, model.FilterEdited{Text: "b"},
		model.AddAsked{})
	s.same([]string{id("c"), id("a")}, phase[model.Editing](s).Targets)
	s.tell(model.BackAsked{})
	s.same([]string{id("c"), id("a")}, s.marked())
	s.same([]string{"b"}, s.shown())
}

func TestFocusGoesOverTheFieldsOfTheRule(t *testing.T) {
	const line, preset, protocol, from, to, source, expires, note = ingress.FieldLine, ingress.FieldPreset, ingress.FieldProtocol,
		ingress.FieldFrom, ingress.FieldTo, ingress.FieldSource, ingress.FieldExpires, ingress.FieldNote
	tests := []struct {
		rule string
		by   []int
		want []ingress.Field
	}{
		{"", []int{1, 1, 1, 1, 1, 1, 1, 1}, []ingress.Field{preset, protocol, from, to, source, expires, note, line}},
		{"", []int{-1, -1, 2}, []ingress.Field{note, expires, line}},
		{"icmp/8 from 10.0.0.0/8", []int{2, 1, 1}, []ingress.Field{protocol, from, to}},
		{"esp from 10.0.0.0/8", []int{1, 1, 1, 1, 1, 1}, []ingress.Field{preset, protocol, source, expires, note, line}},
		{"esp from 10.0.0.0/8", []int{-1, -1, -1, -1}, []ingress.Field{note, expires, source, protocol}},
		{"all from 10.0.0.0/8", []int{0, 6, -12, 8}, []ingress.Field{line, line, line, protocol}},
	}
	for _, test := range tests {
		s := form(t)
		s.line(test.rule)
		for i, by := range test.by {
			s.tell(model.FieldMoved{By: by})
			if got := s.focus(); got != test.want[i] {
				t.Errorf("%q moved by %v: on %q, want %q", test.rule, test.by[:i+1], got, test.want[i])
			}
		}
	}
}

func TestFarMovesInTheFormGoRound(t *testing.T) {
	s := form(t)
	s.line("tcp/22 from 10.0.0.0/8")
	s.tell(model.RuleAdded{}, model.FieldMoved{By: 1})
	for _, by := range []int{math.MaxInt, math.MinInt, -1000, 1000} {
		s.tell(model.FieldMoved{By: by}, model.ChoiceMoved{By: by}, model.RuleMoved{By: by})
		e := phase[model.Editing](s)
		if e.Rule < 0 || e.Rule > 1 || e.Choice < -1 || e.Choice >= len(e.Choices) {
			t.Errorf("moved by %d: rule %d, choice %d of %d", by, e.Rule, e.Choice, len(e.Choices))
		}
	}
}

func TestFieldsSayTheSame(t *testing.T) {
	s := form(t)
	s.line("tcp/22 from 192.0.2.0/24 # office")
	s.same([]string{"tcp/22 from 192.0.2.0/24 # office", "SSH", "tcp", "22", "22", "192.0.2.0/24", "", "office"}, s.fields())
	s.tell(model.FieldMoved{By: 3})
	s.line("443")
	s.same([]string{"tcp/443 from 192.0.2.0/24 # office", "HTTPS", "tcp", "443", "", "192.0.2.0/24", "", "office"}, s.fields())
}

func TestChoices(t *testing.T) {
	s := form(t)
	s.tell(model.FieldMoved{By: 2})
	texts := func() (texts []string) {
		for _, c := range phase[model.Editing](s).Choices {
			texts = append(texts, c.Text)
		}
		return texts
	}
	s.line("icm")
	s.same([]string{"icmp", "icmpv6"}, texts())
	choice := func() int { return phase[model.Editing](s).Choice }
	s.same(-1, choice())
	s.tell(model.ChoiceTaken{}) // none is highlighted
	s.same("icm", s.fields()[ingress.FieldProtocol])
	for _, want := range []int{0, 1, -1, 0} { // round the ends, with a rest at none
		s.tell(model.ChoiceMoved{By: 1})
		s.same(want, choice())
	}
	for _, want := range []int{-1, 1, 0} {
		s.tell(model.ChoiceMoved{By: -1})
		s.same(want, choice())
	}
	s.tell(model.ChoiceMoved{By: 1}, model.ChoiceTaken{})
	s.same("icmpv6", s.fields()[ingress.FieldProtocol])
	s.same(-1, choice())
	s.tell(model.ChoiceMoved{By: 1})
	s.line("icmpv")
	s.same(-1, choice()) // typing is not choosing
	s.tell(model.FieldMoved{By: -2}, model.ChoiceMoved{By: 1})
	s.same(-1, choice()) // the line has nothing to choose
}

func TestChoosingStartsAtWhatTheFieldSays(t *testing.T) {
	for _, by := range []int{1, -1} {
		s := form(t)
		s.tell(model.FieldMoved{By: 1})
		s.line("http ")
		s.tell(model.ChoiceMoved{By: by}, model.ChoiceTaken{})
		s.same("HTTP", s.fields()[ingress.FieldPreset])
		s.same("80", s.fields()[ingress.FieldFrom])
	}
}

func TestSourceGroupsAreChoices(t *testing.T) {
	s := form(t)
	s.line("tcp/443 from 192.0.2.0/24")
	s.tell(model.FieldMoved{By: -3})
	s.line("192.0.2.0/24, b")
	s.tell(model.ChoiceMoved{By: 1}, model.ChoiceTaken{})
	s.same("192.0.2.0/24, "+id("b"), s.fields()[ingress.FieldSource])
	s.same(2, s.soFar(ingress.New))
}

// soFar counts the rules with a verdict in the form's plan so far.
func (s *session) soFar(v ingress.Verdict) int {
	s.t.Helper()
	return phase[model.Editing](s).SoFar.Count(v)
}

func TestPageThatComesWhileOneChooses(t *testing.T) {
	s := newSession(t, ingress.Session{})
	s.loaded(groups("m", "n")...)
	s.tell(model.AddAsked{})
	s.line("tcp/443 from")
	s.tell(model.FieldMoved{By: -3}, model.ChoiceMoved{By: 1})
	highlighted := func() string {
		e := phase[model.Editing](s)
		return e.Choices[e.Choice].Text
	}
	s.same(id("m"), highlighted())
	s.loaded(groups("a", "b")...)
	s.same(id("m"), highlighted())
	s.same(4, len(phase[model.Editing](s).Choices))
	s.line("b")
	s.same([]ingress.Choice{{Text: id("b"), Label: "b"}}, phase[model.Editing](s).Choices)
	s.ended()
	s.tell(model.BackAsked{})
	s.same("m", s.cursor())
	s.same([]string{"a", "b", "m", "n"}, s.shown())
}

func TestPlanSoFar(t *testing.T) {
	s := form(t)
	s.line("tcp/22,80 from 192.0.2.0/24")
	s.same(1, s.soFar(ingress.New))
	s.same(1, s.soFar(ingress.AlreadyThere))
	s.same(true, phase[model.Editing](s).Complete())
	s.tell(model.FieldMoved{By: 1})
	s.same(false, phase[model.Editing](s).Complete())
	s.tell(model.FieldMoved{By: -1})
	s.line("tcp/22,80 fro")
	s.same(ingress.Plan{}, phase[model.Editing](s).SoFar)
	s.same(false, phase[model.Editing](s).Complete())
	s.want()
}

func TestProblemsShowWhenTheirFieldIsLeft(t *testing.T) {
	s := form(t)
	s.tell(model.FieldMoved{By: 2})
	s.line("tcp")
	s.tell(model.FieldMoved{By: 1})
	s.line("80000")
	s.same([]ingress.Field(nil), s.problems())
	s.tell(model.FieldMoved{By: 1})
	s.same([]ingress.Field{ingress.FieldFrom}, s.problems())
	s.tell(model.PreviewAsked{})
	s.want()
	s.same([]ingress.Field{ingress.FieldFrom, ingress.FieldSource}, s.problems()) // now the empty ones too
	s.same(ingress.FieldFrom, s.focus())
	s.line("443")
	s.same([]ingress.Field{ingress.FieldSource}, s.problems())
	s.tell(model.PreviewAsked{})
	s.same(ingress.FieldSource, s.focus())
	s.line("192.0.2.0/24")
	s.same([]ingress.Field(nil), s.problems())
	s.tell(model.PreviewAsked{})
	s.want(model.ReadTargets{IDs: []string{id("a")}})
	s.tell(model.BackAsked{})
	s.line("192.0.2.0/33")
	s.same([]ingress.Field{ingress.FieldSource}, s.problems()) // no need to leave it any more
}

func TestPreviewGoesToTheFirstProblemOfAnyRule(t *testing.T) {
	s := form(t)
	s.tell(model.PreviewAsked{})
	s.same([]ingress.Field{ingress.FieldLine}, s.problems()) // nothing typed at all
	s.line("tcp/22 from 192.0.2.300")
	s.tell(model.RuleAdded{})
	s.line("tcp/443 from 192.0.2.0/24")
	s.tell(model.PreviewAsked{})
	s.want()
	s.same(0, phase[model.Editing](s).Rule)
	s.same(ingress.FieldSource, s.focus())
}

func TestRulesOfTheDraft(t *testing.T) {
	s := form(t)
	rule := func() []any {
		e := phase[model.Editing](s)
		return []any{e.Rule, len(e.Draft.Entries()), s.fields()[ingress.FieldLine], e.Focus}
	}
	s.tell(model.RuleAdded{}) // the first is still empty
	s.same([]any{0, 1, "", ingress.FieldLine}, rule())
	s.line("tcp/22 from 192.0.2.0/24")
	s.tell(model.PreviewAsked{})
	s.tell(model.BackAsked{}, model.FieldMoved{By: 1}, model.RuleAdded{})
	s.same([]any{1, 2, "", ingress.FieldLine}, rule())
	s.line("tcp/443 from")
	s.same([]ingress.Field(nil), s.problems()) // a new rule is not wrong, it is being written
	s.line("tcp/443 from 192.0.2.0/24")
	s.same(2, s.soFar(ingress.New))
	s.tell(model.FieldMoved{By: 1}, model.RuleMoved{By: 1})
	s.same([]any{0, 2, "tcp/22 from 192.0.2.0/24", ingress.FieldLine}, rule())
	s.tell(model.RuleMoved{By: -1})
	s.same([]any{1, 2, "tcp/443 from 192.0.2.0/24", ingress.FieldLine}, rule())
	s.tell(model.RuleAdded{}, model.RuleRemoved{})
	s.same([]any{1, 2, "tcp/443 from 192.0.2.0/24", ingress.FieldLine}, rule())
	s.tell(model.RuleRemoved{})
	s.same([]any{0, 1, "tcp/22 from 192.0.2.0/24", ingress.FieldLine}, rule())
	s.same(1, s.soFar(ingress.New))
	s.tell(model.RuleRemoved{}, model.RuleMoved{By: 1})
	s.same([]any{0, 1, "", ingress.FieldLine}, rule())
}

func TestBackFromTheForm(t *testing.T) {
	s := form(t)
	s.line("tcp/22 from 192.0.2.0/24")
	s.tell(model.BackAsked{})
	s.want()
	s.same("a", s.cursor())
	s.same([]string{"a", "b", "c"}, s.shown())
}
