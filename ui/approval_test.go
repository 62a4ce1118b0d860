package ui

import (
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

const riskyLine = "tcp/3389 from 0.0.0.0/0"

// asksForID opens a risky plan and goes on to where the group's id is typed.
func asksForID(t testing.TB) (*session, *fakeWorld) {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.preview(riskyLine, "sg-140ba4c8")
	s.press("enter")
	w.sends(t, 0, "one enter on a risky plan")
	s.shows("Type sg-140ba4c8 to do it")
	return s, w
}

func TestRiskyPlanIsSentByItsID(t *testing.T) {
	s, w := asksForID(t)
	for range 50 {
		s.press("enter")
	}
	w.sends(t, 0, "50 times enter on a risky plan")
	s.shows("that is not sg-140ba4c8")
	s.write("sg-140ba4c")
	s.press("enter")
	w.sends(t, 0, "a part of the id")
	s.write("8")
	w.sends(t, 0, "the id without enter")
	s.press("enter")
	w.sends(t, 1, "the id and enter")
}

// TestPastedIDNeverConfirms: an id may be pasted, and enter is still a key.
func TestPastedIDNeverConfirms(t *testing.T) {
	for _, text := range []string{"sg-140ba4c8", "sg-140ba4c8\n", "sg-140ba4c8\r\n\r\n", " sg-140ba4c8 "} {
		s, w := asksForID(t)
		s.paste(text)
		w.sends(t, 0, "a paste")
		s.press("enter")
		w.sends(t, 1, "a paste and enter")
	}
}

// TestKeysAreTextWhereAnIDIsTyped presses every key of the preview there: but
// for the two that confirm and go back, none does what it does elsewhere.
func TestKeysAreTextWhereAnIDIsTyped(t *testing.T) {
	for name, b := range bindingsOf(newPreviewKeys()) {
		if name == "Confirm" || name == "Back" {
			continue
		}
		for _, key := range b.Keys() {
			s, w := asksForID(t)
			before := s.phase().(model.Previewing)
			s.press(key, "enter")
			after := s.phase().(model.Previewing)
			if !after.Typing || s.app.help.open || after.Shown != nil || after.Plan.Operation != before.Plan.Operation || len(s.copied) > 0 {
				t.Errorf("%s does something\n%s", key, s.frame())
			}
			if len(key) == 1 && after.Typed != key {
				t.Errorf("%s is typed as %q", key, after.Typed)
			}
			w.sends(t, 0, key)
		}
	}
}

func TestDeniedPlanIsNotSent(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	w.permit = deny
	s := newSession(t, w, size{80, 24}).start()
	s.preview(safeLine, "sg-140ba4c8", "sg-77aa01bc")
	s.press("enter", "enter")
	w.sends(t, 0, "enter on a plan that is denied")
	s.shows("permission: denied", "! cannot be sent: UnauthorizedOperation")
}

// deny answers dry runs for bastion as EC2 does where it denies them.
func deny(c ingress.Change) ingress.Permit {
	if c.Group.ID != "sg-77aa01bc" {
		return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Allowed}
	}
	return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Denied, Failure: denied("ec2:AuthorizeSecurityGroupIngress")}
}

// TestFormIsNotConfirmed: while the plan shows as a command, what is confirmed,
// the table, is out of sight.
func TestFormIsNotConfirmed(t *testing.T) {
	s, w := armed(t)
	s.press("v")
	s.holdBack(model.QuietPassed{})
	s.press("enter", "enter", "enter")
	w.sends(t, 0, "enter on a form of the plan, and on")
	s.release()
	s.press("enter")
	s.press("enter")
	w.sends(t, 1, "enter on the table")
}
