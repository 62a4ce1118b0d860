package ui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

const safeLine = "tcp/2222 from 198.51.100.7"

// armed opens a preview that one Enter would send.
func armed(t testing.TB) (*session, *fakeWorld) {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.preview(safeLine, "sg-140ba4c8")
	s.shows("enter sends 1 rule to VpcWebServers")
	return s, w
}

// sends fails the test unless that many changes were sent.
func (w *fakeWorld) sends(t testing.TB, want int, when string) {
	t.Helper()
	if n := len(w.changes()); n != want {
		t.Fatalf("%s: %d changes sent, want %d", when, n, want)
	}
}

func TestPasteNeverConfirms(t *testing.T) {
	for _, text := range []string{"\n", "\r", "\r\n\r\n", "y\n", "sg-140ba4c8\n", "\n\n\n\n\n\n\n\n", "enter", "\x1b[13u\r"} {
		s, w := armed(t)
		s.paste(text)
		w.sends(t, 0, "a paste of "+text)
		if !in[model.Previewing](s) {
			t.Errorf("a paste of %q leaves the preview", text)
		}
		s.press("enter")
		w.sends(t, 1, "enter after a paste")
	}
}

func TestEnterBeforeTheQuietPeriodEnds(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.holdBack(model.QuietPassed{})
	s.preview(safeLine, "sg-140ba4c8")
	for range 50 {
		s.press("enter")
	}
	w.sends(t, 0, "50 times enter at once")
	s.shows("that key came too soon to be meant")
	// Every key has started the period anew. Those that were started before
	// their last key end without effect.
	last := len(s.held) - 1
	held := s.held
	s.held, s.hold = nil, nothing
	s.send(held[:last]...)
	s.press("enter")
	w.sends(t, 0, "enter after the end of earlier periods")
}

func TestEnterAgainWhileSending(t *testing.T) {
	s, w := armed(t)
	s.holdBack(model.ChangeSubmitted{})
	for range 50 {
		s.press("enter")
	}
	w.sends(t, 1, "50 times enter")
	s.release()
	if !in[model.Finished](s) {
		t.Fatalf("no outcome:\n%s", s.frame())
	}
	s.shows("1 added")
}

// TestTooSmallIsInert presses all keys there are on a terminal that is too
// small, in every scene. Only quitting works.
func TestTooSmallIsInert(t *testing.T) {
	var keys []string
	for _, keymap := range keymaps() {
		for _, b := range bindingsOf(keymap) {
			keys = append(keys, b.Keys()...)
		}
	}
	keys = append(keys, "x", "y", "1", "backspace")
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for _, sc := range scenes() {
		t.Run(sc.name, func(t *testing.T) {
			s := sc.open(t, size{80, 24})
			for _, at := range []size{{leastWidth - 1, 60}, {200, leastHeight - 1}, {1, 1}} {
				s.resize(at.w, at.h)
				before, frame := s.app.Model(), s.frame()
				for _, key := range keys {
					if key != "ctrl+c" {
						s.press(key)
					}
				}
				s.paste("tcp/22 from 0.0.0.0/0\n")
				if !reflect.DeepEqual(before, s.app.Model()) || s.frame() != frame || s.quit {
					t.Errorf("%d×%d: a key did something\n%s", at.w, at.h, s.frame())
				}
			}
			s.press("ctrl+c")
			if _, leaving := s.phase().(model.Submitting); !s.quit && !leaving {
				t.Error("ctrl+c does not quit")
			}
		})
	}
}

func TestLongPlansAreScrolledFirst(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.preview(longLine(50), "sg-140ba4c8")
	s.shows("there is more below")
	s.press("enter")
	w.sends(t, 0, "enter on the first page")
	s.press("end", "enter")
	w.sends(t, 0, "enter at the end, with the middle unseen")
	s.press("home", "pgdown", "pgdown", "pgdown")
	s.hides("there is more below")
	s.press("home", "enter")
	w.sends(t, 1, "enter after all was seen")
}

// TestResizeForgetsWhatWasSeen: other widths break and cut lines elsewhere.
func TestResizeForgetsWhatWasSeen(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.preview(longLine(50), "sg-140ba4c8")
	s.press("pgdown", "pgdown", "pgdown")
	s.hides("there is more below")
	s.resize(60, 24)
	s.shows("there is more below")
	s.press("enter")
	w.sends(t, 0, "enter after a resize")
}

// TestReadingAgainForgetsWhatWasSeen: it is another plan.
func TestReadingAgainForgetsWhatWasSeen(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.preview(longLine(50), "sg-140ba4c8")
	s.press("pgdown", "pgdown", "pgdown", "r")
	s.shows("there is more below")
	s.press("enter")
	w.sends(t, 0, "enter after another read")
}

func TestEscapeDuringAWrite(t *testing.T) {
	s, w := armed(t)
	s.holdBack(model.ChangeSubmitted{})
	s.press("enter", "esc", "esc")
	s.shows("a write that was sent cannot be called back: its outcome is coming")
	if frame := strings.ToLower(s.frame()); strings.Contains(frame, "cancel") || strings.Contains(frame, "abort") {
		t.Errorf("escape claims too much:\n%s", frame)
	}
	s.release()
	s.shows("1 added")
	w.sends(t, 1, "enter, then escape")
}

// TestQuitDuringAWrite: the program ends after the outcome, not before.
func TestQuitDuringAWrite(t *testing.T) {
	s, w := armed(t)
	s.holdBack(model.ChangeSubmitted{})
	s.press("enter", "ctrl+c", "ctrl+c")
	if s.quit {
		t.Fatal("ctrl+c ends the program with a write under way")
	}
	s.shows("quitting as soon as the outcome is known")
	s.release()
	if !s.quit {
		t.Error("the program does not end with the outcome")
	}
	w.sends(t, 1, "enter, then ctrl+c")
	if got := s.app.Wait(); len(got) != 1 || got[0].Count(ingress.Applied) != 1 {
		t.Errorf("Wait gives %+v", got)
	}
}

// hidden is a model whose screen was covered, and then was quiet: an armed plan
// is armed again, all else is as it was.
func hidden(m model.Model) model.Model {
	m, effects := m.Update(model.SightLost{})
	for _, e := range effects {
		m, _ = m.Update(model.QuietPassed{Call: e.(model.WaitQuiet).Call})
	}
	return m
}

// TestHelpSwallowsKeys presses each key of each screen over its help: it closes
// the help, and does nothing else.
func TestHelpSwallowsKeys(t *testing.T) {
	for _, sc := range helpScenes() {
		for _, b := range bindingsOf(keymaps()[strings.TrimPrefix(sc.name, "help-")]) {
			for _, name := range b.Keys() {
				s := sc.open(t, size{80, 40})
				want := hidden(s.app.Model())
				s.press(name)
				if s.app.help.open || s.quit || !reflect.DeepEqual(want, s.app.Model()) {
					t.Errorf("%s: %s does more than to close the help\n%s", sc.name, name, s.frame())
				}
			}
		}
		s := sc.open(t, size{80, 40})
		before := s.app.Model()
		s.paste("\n")
		if !s.app.help.open || !reflect.DeepEqual(before, s.app.Model()) {
			t.Errorf("%s: a paste does something\n%s", sc.name, s.frame())
		}
	}
}

// TestHelpScrolls: on a terminal that cannot show it all, every line of help can
// be scrolled to; a key that does not scroll closes it.
func TestHelpScrolls(t *testing.T) {
	for _, sc := range helpScenes() {
		at := size{leastWidth, leastHeight}
		s := sc.open(t, at)
		if !s.app.help.open {
			t.Fatalf("%s: no help", sc.name)
		}
		want := s.app.screen().(helpScreen).lines()
		shown := map[string]bool{}
		for range want {
			for _, line := range s.app.screen().view().body {
				shown[line] = true
			}
			s.checkFrame(at)
			s.press("down")
		}
		for _, line := range want {
			if !shown[line] {
				t.Errorf("%s: %q never shows", sc.name, line)
			}
		}
		s.press("home")
		if s.app.help.top != 0 || !s.app.help.open {
			t.Errorf("%s: home does not go to the top", sc.name)
		}
		s.press("x")
		if s.app.help.open {
			t.Errorf("%s: x does not close it", sc.name)
		}
	}
}

// TestHelpDisarms opens help over an armed preview: the keys that close it and
// come right after it were pressed without the plan in sight.
func TestHelpDisarms(t *testing.T) {
	s, w := armed(t)
	s.press("?")
	s.holdBack(model.QuietPassed{})
	s.press("enter", "enter", "enter")
	w.sends(t, 0, "enter over help, and twice after it")
	s.shows("that key came too soon to be meant")
	s.release()
	s.press("enter")
	w.sends(t, 1, "enter after the plan was in sight and quiet")
}

// TestArmedWhileTooSmall lets the quiet period end while the plan does not fit
// the terminal: nobody has seen it.
func TestArmedWhileTooSmall(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.holdBack(model.TargetsRead{})
	s.preview(safeLine, "sg-140ba4c8")
	s.resize(leastWidth-1, leastHeight)
	s.release()
	if !s.phase().(model.Previewing).Armed {
		t.Fatal("the preview is not armed: this test looks at nothing")
	}
	s.holdBack(model.QuietPassed{})
	s.resize(80, 24)
	s.press("enter", "enter")
	w.sends(t, 0, "enter as soon as the terminal is large enough")
	s.release()
	s.press("enter")
	w.sends(t, 1, "enter after the plan was in sight and quiet")
}

// TestCoveredPlanIsArmedAgain: help that is open when the quiet period ends.
func TestCoveredPlanIsArmedAgain(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	s := newSession(t, w, size{80, 24}).start()
	s.holdBack(model.QuietPassed{})
	s.preview(safeLine, "sg-140ba4c8")
	s.press("?")
	s.release()
	s.holdBack(model.QuietPassed{})
	s.press("x", "enter")
	w.sends(t, 0, "enter after help that covered the end of the quiet period")
}

func TestReadOnlySendsNothing(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	world := w.world()
	world.Writer = nil
	s := newSessionIn(t, sandbox(), world, size{80, 24}).start()
	s.preview(safeLine, "sg-140ba4c8")
	s.press("enter", "enter")
	s.shows("read-only: nothing can be sent")
	w.sends(t, 0, "enter in a read-only program")
}

// TestPasteOfRules makes a rule of each line of a paste.
func TestPasteOfRules(t *testing.T) {
	tests := []struct {
		name, paste string
		want        []string // the rule lines of the draft
	}{
		{"one", "tcp/22 from 10.0.0.1", []string{"tcp/22 from 10.0.0.1"}},
		{"one and a line end", "tcp/22 from 10.0.0.1\n", []string{"tcp/22 from 10.0.0.1"}},
		{"several", "tcp/22 from 10.0.0.1\ntcp/80 from ::/0 # web\n", []string{"tcp/22 from 10.0.0.1", "tcp/80 from ::/0 # web"}},
		{"from Windows", "tcp/22 from 10.0.0.1\r\n\r\ntcp/80 from ::/0\r\n", []string{"tcp/22 from 10.0.0.1", "tcp/80 from ::/0"}},
		{"as terminals send it", "tcp/22 from 10.0.0.1\rtcp/80 from ::/0", []string{"tcp/22 from 10.0.0.1", "tcp/80 from ::/0"}},
		{"blank lines and indents", "\n  tcp/22 from 10.0.0.1\n\n\ttcp/80 from ::/0\n\n", []string{"tcp/22 from 10.0.0.1", "tcp/80 from ::/0"}},
		{"sources on their own lines", "tcp/22 from 10.0.0.1\n10.0.0.2\ntcp/80 from ::/0", []string{"tcp/22 from 10.0.0.1 10.0.0.2", "tcp/80 from ::/0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := formFor("sg-140ba4c8")(t, size{80, 24})
			s.paste(tt.paste)
			var got []string
			for _, e := range s.phase().(model.Editing).Draft.Entries() {
				got = append(got, strings.TrimSpace(e.Text(ingress.FieldLine)))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("the draft is %q, want %q", got, tt.want)
			}
		})
	}
}
