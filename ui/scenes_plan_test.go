package ui

import (
	"fmt"
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// previewOf opens the preview of a rule line for a group, past its quiet period.
func previewOf(id, line string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := sampleSession(t, at)
		s.preview(line, id)
		return s
	}
}

// preview opens the preview of rule lines for groups of the list.
func (s *session) preview(lines string, ids ...string) {
	s.t.Helper()
	s.openForm(ids...)
	s.paste(lines)
	s.press("ctrl+s")
	if _, ok := s.phase().(model.Previewing); !ok {
		s.t.Fatalf("the preview does not open:\n%s", s.frame())
	}
}

// longLine is a rule line of n rules.
func longLine(n int) string {
	ports := make([]string, n)
	for i := range ports {
		ports[i] = fmt.Sprint(8000 + 2*i)
	}
	return "tcp/" + strings.Join(ports, ",") + " from 203.0.113.0/24 # one of many"
}

func previewScenes() []scene {
	const line = "tcp/22,443 from 203.0.113.0/24 sg-0a5d8e02 # deploy"
	world := func(line string, change func(*fakeWorld), keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			w := newFakeWorld(append(sampleGroups(t), fullGroup(t))...)
			s := newSession(t, w, at).start()
			change(w)
			id := "sg-140ba4c8"
			if strings.Contains(line, "full") {
				id = "sg-0f0110f0"
			}
			s.preview(line, id)
			s.press(keys...)
			return s
		}
	}
	unchanged := func(*fakeWorld) {}
	return []scene{
		{"preview", world(line, unchanged)},
		{"preview-reading", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.holdBack(model.TargetsRead{})
			s.preview(line, "sg-140ba4c8", "sg-77aa01bc")
			return s
		}},
		{"preview-failed", world(line, func(w *fakeWorld) { w.readErr = denied("ec2:DescribeSecurityGroups") })},
		{"preview-not-armed", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.holdBack(model.QuietPassed{})
			s.preview(line, "sg-140ba4c8")
			return s
		}},
		{"preview-too-soon", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.holdBack(model.QuietPassed{})
			s.preview(line, "sg-140ba4c8")
			s.press("enter")
			return s
		}},
		{"preview-groups", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.preview(line, "sg-140ba4c8", "sg-77aa01bc", "sg-00c0ffee")
			return s
		}},
		{"preview-notes", world("icmp/-1:3 all esp from 100.68.0.18/18 ::/0", unchanged)},
		{"preview-nothing-new", world("tcp/443 from 0.0.0.0/0 # again", unchanged)},
		{"preview-repeated", world("tcp/25 from 10.0.0.1/8\ntcp/25 from 10.0.0.0/8", unchanged)},
		{"preview-over-quota", world("tcp/22 from 203.0.113.7 # full", unchanged)},
		{"preview-long", world(longLine(50), unchanged)},
		{"preview-long-unseen", world(longLine(50), unchanged, "enter")},
		{"preview-long-seen", world(longLine(50), unchanged, "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")},
		{"preview-moved", world(line, func(w *fakeWorld) { w.answer = movedOnce(w) }, "enter")},
		{"preview-read-only", func(t testing.TB, at size) *session {
			w := newFakeWorld(sampleGroups(t)...).world()
			w.Writer = nil
			s := newSessionIn(t, sandbox(), w, at).start()
			s.preview(line, "sg-140ba4c8")
			s.press("enter")
			return s
		}},
	}
}

// movedOnce answers that the group changed since the preview, and sends
// nothing: somebody else has added SSH from the sources of the plan.
func movedOnce(w *fakeWorld) func(ingress.Change) ingress.Receipt {
	return func(c ingress.Change) ingress.Receipt {
		r := receipt(c, ingress.NotSent)
		now := c.Group
		now.Rules = append(now.Rules[:len(now.Rules):len(now.Rules)], ingress.GroupRule{ID: "sgr-0e15e001", Rule: c.Send()[0].Rule})
		r.Moved = &now
		for i := range w.groups {
			if w.groups[i].ID == now.ID {
				w.groups[i] = now
			}
		}
		w.answer = nil
		return r
	}
}
