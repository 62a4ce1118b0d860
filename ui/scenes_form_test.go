package ui

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// formFor opens the form for groups of the sample, and types keys and texts.
func formFor(ids ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := sampleSession(t, at)
		s.openForm(ids...)
		return s
	}
}

// openForm opens the form for groups of the list.
func (s *session) openForm(ids ...string) {
	s.t.Helper()
	for _, id := range ids {
		s.goTo(id)
		if len(ids) > 1 {
			s.press("space")
		}
	}
	s.press("a")
	if _, ok := s.phase().(model.Editing); !ok {
		s.t.Fatalf("the form does not open:\n%s", s.frame())
	}
}

// focus moves the form's focus to a field.
func (s *session) focus(f ingress.Field) {
	s.t.Helper()
	for range ingress.Fields() {
		if s.phase().(model.Editing).Focus == f {
			return
		}
		s.press("tab")
	}
	s.t.Fatalf("tab never reaches the field %s", f)
}

// filled opens the form for VpcWebServers with a rule line, and goes to a field.
func filled(line string, f ingress.Field) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := formFor("sg-140ba4c8")(t, at)
		s.write(line)
		s.focus(f)
		return s
	}
}

func formScenes() []scene {
	const line = "tcp/22,443 udp/53 from 198.51.100.7 sg-0a5d8e02 # deploy host"
	return []scene{
		{"form", formFor("sg-140ba4c8")},
		{"form-classic", formFor("sg-5b1c22de")},
		{"form-groups", formFor("sg-140ba4c8", "sg-77aa01bc", "sg-0a5d8e02")},
		{"form-rule", filled(line, ingress.FieldLine)},
		{"form-type", filled("", ingress.FieldPreset)},
		{"form-type-chosen", func(t testing.TB, at size) *session {
			s := filled("", ingress.FieldPreset)(t, at)
			s.press("down", "down", "down")
			return s
		}},
		{"form-protocol", filled("", ingress.FieldProtocol)},
		{"form-from-port", filled("tcp/8080-8090 from 10.0.0.0/8", ingress.FieldFrom)},
		{"form-to-port", filled("tcp/8080-8090 from 10.0.0.0/8", ingress.FieldTo)},
		{"form-source", filled("tcp/22", ingress.FieldSource)},
		{"form-description", filled(line, ingress.FieldNote)},
		{"form-icmp-type", filled("icmp/unreachable from 10.0.0.0/8", ingress.FieldFrom)},
		{"form-icmp-code", filled("icmp/3:1 from 10.0.0.0/8", ingress.FieldTo)},
		{"form-no-ports", filled("esp from 10.0.0.0/8", ingress.FieldSource)},
		{"form-long-text", filled("tcp/443 from 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1 2001:db8:aaaa:bbbb:cccc:dddd:eeee:2 2001:db8:aaaa:bbbb:cccc:dddd:eeee:3 # a "+
			"long note on why this is needed", ingress.FieldLine)},
		{"form-problems", func(t testing.TB, at size) *session {
			s := filled("tcp/80-8000000 from 10.0.0.0/33 # naïve", ingress.FieldNote)(t, at)
			s.press("ctrl+s")
			return s
		}},
		{"form-group-problem", func(t testing.TB, at size) *session {
			s := formFor("sg-140ba4c8", "sg-5b1c22de")(t, at)
			s.write("esp from sg-0a5d8e02")
			s.press("ctrl+s")
			return s
		}},
		{"form-empty-problem", func(t testing.TB, at size) *session {
			s := formFor("sg-140ba4c8")(t, at)
			s.press("ctrl+s")
			return s
		}},
		{"form-rules", func(t testing.TB, at size) *session {
			s := formFor("sg-140ba4c8")(t, at)
			s.paste("tcp/22 from 198.51.100.7\ntcp/80 from 0.0.0.0/0 ::/0\nicmp from 10.0.0.0/8 # ping")
			s.press("pgup")
			return s
		}},
	}
}
