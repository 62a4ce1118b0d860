package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// resultOf confirms the plan of a rule line for groups, answered as given.
func resultOf(answer func(ingress.Change) ingress.Receipt, line string, ids ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := newFakeWorld(append(sampleGroups(t), manyGroups(t, 30)...)...)
		w.answer = answer
		s := newSession(t, w, at).start()
		s.preview(line, ids...)
		s.confirm()
		if _, ok := s.phase().(model.Finished); !ok {
			t.Fatalf("no outcome:\n%s", s.frame())
		}
		return s
	}
}

// confirm scrolls through the plan and confirms it, by its id where it asks.
func (s *session) confirm() {
	s.t.Helper()
	for range s.app.preview.lines {
		if !s.app.preview.seen() {
			s.press("pgdown")
		}
	}
	s.press("enter")
	if p, asks := s.phase().(model.Previewing); asks && p.Typing {
		s.write(p.Plan.ConfirmID())
		s.press("enter")
	}
}

// manyIDs are the ids of the first of the many groups.
func manyIDs(t testing.TB, n int) []string {
	t.Helper()
	var ids []string
	for _, g := range manyGroups(t, n) {
		ids = append(ids, g.ID)
	}
	return ids
}

func submittingScenes() []scene {
	under := func(keys []string, held int, ids ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			s := newSession(t, newFakeWorld(append(sampleGroups(t), manyGroups(t, 30)...)...), at).start()
			s.preview("tcp/22,2222 from 198.51.100.7", ids...)
			s.hold = func(msg tea.Msg) bool {
				_, sent := msg.(model.ChangeSubmitted)
				if sent {
					held--
				}
				return sent && held < 0
			}
			s.confirm()
			s.press(keys...)
			if _, ok := s.phase().(model.Submitting); !ok {
				t.Fatalf("no write under way:\n%s", s.frame())
			}
			return s
		}
	}
	return []scene{
		{"submitting", under(nil, 0, "sg-140ba4c8")},
		{"submitting-groups", func(t testing.TB, at size) *session { return under(nil, 2, manyIDs(t, 30)...)(t, at) }},
		{"submitting-escape", under([]string{"esc"}, 1, "sg-140ba4c8", "sg-77aa01bc")},
		{"submitting-quit", under([]string{"ctrl+c"}, 1, "sg-140ba4c8", "sg-77aa01bc")},
		{"submitting-groups-escape", func(t testing.TB, at size) *session { return under([]string{"esc"}, 2, manyIDs(t, 30)...)(t, at) }},
	}
}

func resultScenes() []scene {
	const line = "tcp/22,2222 from 198.51.100.0/24 sg-0a5d8e02 # deploy"
	return []scene{
		{"result", resultOf(nil, line, "sg-140ba4c8")},
		{"result-groups", resultOf(nil, line, "sg-140ba4c8", "sg-77aa01bc")},
		{"result-mixed", resultOf(mixed, line, "sg-140ba4c8", "sg-77aa01bc", "sg-00c0ffee")},
		{"result-refused", resultOf(func(c ingress.Change) ingress.Receipt {
			return refused(c, "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.",
				"ask AWS for a higher quota, or take rules off")
		}, line, "sg-140ba4c8")},
		{"result-unknown", resultOf(func(c ingress.Change) ingress.Receipt {
			r := receipt(c, ingress.Unknown)
			r.Failure = &ingress.Failure{Message: "the answer was lost: EOF", Remedy: "read the group again before another try"}
			return r
		}, line, "sg-140ba4c8")},
		{"result-read-back", resultOf(func(c ingress.Change) ingress.Receipt {
			r := applied(c)
			r.RequestID, r.ReadBack = "", true
			r.Rules[0].Outcome = ingress.WasThere
			return r
		}, line, "sg-140ba4c8")},
		{"result-long", resultOf(nil, longLine(50), "sg-140ba4c8")},
		{"result-many-groups", func(t testing.TB, at size) *session {
			s := resultOf(nil, "tcp/22 from 198.51.100.7", manyIDs(t, 30)...)(t, at)
			s.press("pgdown")
			return s
		}},
	}
}

// mixed adds to VpcWebServers, finds that bastion moved, and is refused by the
// rest.
func mixed(c ingress.Change) ingress.Receipt {
	switch c.Group.ID {
	case "sg-140ba4c8":
		return applied(c)
	case "sg-77aa01bc":
		r := receipt(c, ingress.NotSent)
		r.Moved = &c.Group
		return r
	}
	return refused(c, "UnauthorizedOperation", "You are not authorized to perform this operation.", "ask for ec2:AuthorizeSecurityGroupIngress on this group")
}
