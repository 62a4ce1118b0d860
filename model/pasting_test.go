package model_test

import (
	"net/netip"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// drafted are the rule lines of the form's draft.
func (s *session) drafted() []string {
	s.t.Helper()
	var lines []string
	for _, e := range phase[model.Editing](s).Draft.Entries() {
		lines = append(lines, e.Text(ingress.FieldLine))
	}
	return lines
}

func TestPastedLinesAreRulesOfTheirOwn(t *testing.T) {
	const one, two = "tcp/22 from 192.0.2.0/24", "udp/53 from ::/0"
	tests := []struct {
		name  string
		typed []string // rules that are there before
		paste []string
		want  []string
	}{
		{"into an empty form", nil, []string{one, two}, []string{one, two}},
		{"after a rule", []string{https}, []string{one, two}, []string{https, one, two}},
		{"into the empty rule after one", []string{https, ""}, []string{one, two}, []string{https, one, two}},
		{"one", nil, []string{one}, []string{one}},
		{"what cannot be read, too", nil, []string{one, "fw add 22"}, []string{one, "fw add 22"}},
		{"none", []string{https}, nil, []string{https}},
	}
	for _, test := range tests {
		s := form(t)
		for i, line := range test.typed {
			if i > 0 {
				s.tell(model.RuleAdded{})
			}
			s.line(line)
		}
		s.tell(model.FieldMoved{By: 2}, model.LinesPasted{Lines: test.paste, Notice: "what was read"})
		if diff := diff(test.want, s.drafted()); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
		e := phase[model.Editing](s)
		s.same([]any{ingress.FieldLine, "what was read", len(test.want) - 1}, []any{e.Focus, e.Notice, e.Rule})
		s.line(one)
		s.same("", phase[model.Editing](s).Notice) // it is about what happened last
	}
}

func TestMyAddressIsSeenBeforeItIsUsed(t *testing.T) {
	tests := []struct {
		address, want string
	}{
		{"203.0.113.7", "203.0.113.7/32"},
		{"::ffff:203.0.113.7", "203.0.113.7/32"},
		{"2001:db8::7", "2001:db8::7/128"},
		{"fe80::7%eth0", "fe80::7/128"},
	}
	for _, test := range tests {
		s := form(t)
		s.line("tcp/22 from 10.0.0.0/8 me # home")
		s.want() // the line is still being typed
		s.tell(model.PreviewAsked{})
		s.want(model.FindAddress{})
		s.tell(model.PreviewAsked{}, model.FieldMoved{By: 1}) // it is asked for once
		s.want()
		s.tell(model.AddressKnown{Call: newest[model.FindAddress](s).Call, Address: netip.MustParseAddr(test.address), Source: "as the test sees you"})
		s.want() // no preview by itself
		e := phase[model.Editing](s)
		s.same("10.0.0.0/8, "+test.want, s.fields()[ingress.FieldSource])
		s.same("you are "+netip.MustParseAddr(test.address).String()+", as the test sees you", e.Notice)
		s.same([]ingress.Field(nil), s.problems())
		s.tell(model.PreviewAsked{})
		s.want(model.ReadTargets{IDs: []string{id("a")}})
	}
}

func TestMyAddressIsNotKnown(t *testing.T) {
	s := form(t)
	s.line("tcp/22 from me")
	s.tell(model.FieldMoved{By: 1})
	call := newest[model.FindAddress](s).Call
	s.tell(model.AddressUnknown{Call: call, Failure: &ingress.Failure{Message: "no answer"}})
	s.same("your own address is not known, type it: no answer", phase[model.Editing](s).Notice)
	s.same("me", s.fields()[ingress.FieldSource])
	before := s.model
	s.tell(model.AddressKnown{Call: call, Address: netip.MustParseAddr("203.0.113.7")}) // it was answered
	s.same(before, s.model)
	s.effects = nil
	s.tell(model.PreviewAsked{})
	s.want(model.FindAddress{})

	// An answer finds the form closed: nothing is left of it.
	s.tell(model.BackAsked{})
	s.tell(model.AddressKnown{Call: newest[model.FindAddress](s).Call, Address: netip.MustParseAddr("203.0.113.7")})
	s.same("a", s.cursor())
}
