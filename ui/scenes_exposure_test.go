package ui

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// exposedGroups are groups that the world reaches in several ways.
func exposedGroups(t testing.TB) []ingress.Group {
	t.Helper()
	group := func(id, name string, lines ...string) ingress.Group {
		return holding(t, ingress.Group{ID: id, Name: name, Description: "Exposed", VPCID: testVPC, OwnerID: testAccount}, lines...)
	}
	return []ingress.Group{
		group("sg-0e000001", "everything", "all from 0.0.0.0/0"),
		group("sg-0e000002", "halves", "tcp/22 from 0.0.0.0/1 128.0.0.0/1"),
		group("sg-0e000003", "docker", "tcp/2375 from ::/0"),
		group("sg-0e000004", "wide", "tcp/8443 from 203.0.0.0/8"),
		group("sg-0e000005", "web", "tcp/80,443 from 0.0.0.0/0 ::/0"),
	}
}

// exposureScenes are screens on what rules mean: what they cover, what they
// expose, who may send them, and what a risky plan asks for.
func exposureScenes() []scene {
	const risky = "tcp/22,3389 udp/53 from 0.0.0.0/0 ::/0"
	plan := func(line string, change func(*session, *fakeWorld), keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			w := newFakeWorld(sampleGroups(t)...)
			s := newSession(t, w, at).start()
			change(s, w)
			s.preview(line, "sg-140ba4c8")
			s.press(keys...)
			return s
		}
	}
	typing := func(typed string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			t.Helper()
			s := previewOf("sg-140ba4c8", "tcp/3389 from 0.0.0.0/0")(t, at)
			s.press("enter")
			s.write(typed)
			s.press(keys...)
			return s
		}
	}
	asIs := func(*session, *fakeWorld) {}
	all := []scene{
		{"list-exposed", func(t testing.TB, at size) *session {
			return newSession(t, newFakeWorld(exposedGroups(t)...), at).start()
		}},
		{"form-exposed", filled(risky, ingress.FieldLine)},
		{"preview-exposed", plan(risky, asIs)},
		{"preview-covered", plan("tcp/443,8443 from 203.0.113.0/24", asIs)},
		{"preview-covered-included", plan("tcp/443,8443 from 203.0.113.0/24", asIs, "c")},
		{"preview-redundant", plan("tcp/20-30 from 203.0.112.0/23", asIs)},
		{"preview-asking", plan("tcp/22 from 198.51.100.7", func(s *session, _ *fakeWorld) { s.holdBack(model.PermitKnown{}) })},
		{"preview-permit-unknown", plan("tcp/22 from 198.51.100.7", func(_ *session, w *fakeWorld) { w.permit = unanswered })},
		{"preview-denied", func(t testing.TB, at size) *session {
			w := newFakeWorld(sampleGroups(t)...)
			w.permit = deny
			s := newSession(t, w, at).start()
			s.preview("tcp/22 from 198.51.100.8", "sg-77aa01bc")
			s.press("enter")
			return s
		}},
		{"preview-id", typing("")},
		{"preview-id-half", typing("sg-140b")},
		{"preview-id-wrong", typing("sg-77aa01bc", "enter")},
		{"preview-hidden", func(t testing.TB, at size) *session {
			s := previewOf("sg-140ba4c8", "tcp/22 from 198.51.100.7")(t, at)
			s.press("?")
			s.holdBack(model.QuietPassed{})
			s.press("x")
			return s
		}},
		{"preview-copied", plan("tcp/22 from 198.51.100.7", asIs, "Y")},
		{"preview-as-table-again", plan("tcp/22 from 198.51.100.7", asIs, "v", "enter")},
		{"preview-as-long", plan(longLine(50), asIs, "v", "pgdown")},
	}
	for _, form := range notation.Forms() {
		all = append(all, shownAs(form))
	}
	return all
}

// unanswered is a dry run whose answer did not come.
func unanswered(c ingress.Change) ingress.Permit {
	return ingress.Permit{GroupID: c.Group.ID, Failure: &ingress.Failure{Code: "RequestLimitExceeded", Message: "Request limit exceeded."}}
}
