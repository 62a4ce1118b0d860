package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"sluice/model"
)

// TestAnySession presses keys, pastes, resizes and answers in any order. Every
// frame keeps the contract, and nothing is sent but by an Enter on a preview
// that was armed, whole on the screen before, and not covered.
func TestAnySession(t *testing.T) {
	var keys []string
	for _, keymap := range keymaps() {
		for _, b := range bindingsOf(keymap) {
			keys = append(keys, b.Keys()...)
		}
	}
	slices.Sort(keys)
	rapid.Check(t, func(r *rapid.T) {
		w := newFakeWorld(sampleGroups(t)...)
		w.page, w.quota = 2, 50
		if rapid.IntRange(0, 4).Draw(r, "denied") == 0 {
			w.permit = deny
		}
		at := size{80, 24}
		s := newSession(t, w, at)
		holding := false
		s.hold = func(tea.Msg) bool { return holding }
		s.start()
		step := func() {
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				at = rapid.SampledFrom([]size{{80, 24}, {120, 40}, {40, 10}, {39, 10}, {1, 1}, {100, 12}}).Draw(r, "size")
				s.resize(at.w, at.h)
			case 1:
				s.paste(rapid.SampledFrom([]string{"tcp/22,80 from 10.0.0.1", longLine(30), "x\n", "\n", riskyLine, "sg-140ba4c8\n", "sg-77aa01bc", awsCommand}).Draw(r,
					"paste"))
			case 2:
				holding = rapid.Bool().Draw(r, "hold")
			case 3:
				held := s.held
				s.held = nil
				s.send(held...)
			default:
				s.press(rapid.SampledFrom(keys).Draw(r, "key"))
			}
		}
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			before, sent, seen, help := s.phase(), len(w.changes()), s.app.preview.seen(), s.app.help.open
			step()
			if problem := frameProblem(s.app.View().Content, at); problem != "" {
				r.Fatalf("%v: %s\n%s", at, problem, s.frame())
			}
			if len(w.changes()) == sent {
				continue
			}
			if problem := notConfirmable(before, seen); problem != "" || help || at.tooSmall() {
				r.Fatalf("sent from %T: %s, help=%v %v", before, problem, help, at)
			}
		}
	})
}

// TestSessionsAreIndependent runs two sessions with different terminals step by
// step in one process: each draws what it draws alone.
func TestSessionsAreIndependent(t *testing.T) {
	type terminal struct {
		at   size
		dark bool
		keys []string
	}
	light := terminal{size{80, 24}, false, []string{"down", "space", "/", "w", "e", "b", "enter", "enter", "esc", "a", "tab", "down", "f1", "x"}}
	dark := terminal{size{120, 40}, true, []string{"G", "a", "tab", "tab", "down", "down", "enter", "esc", "space", "up", "space", "a", "?", "esc"}}
	open := func(term terminal) *session {
		s := sampleSession(t, term.at)
		s.send(background(term.dark))
		return s
	}
	alone := func(term terminal) (frames []string) {
		s := open(term)
		for _, key := range term.keys {
			s.press(key)
			frames = append(frames, s.app.View().Content)
		}
		return frames
	}
	wantLight, wantDark := alone(light), alone(dark)
	a, b := open(light), open(dark)
	for i := range light.keys {
		a.press(light.keys[i])
		b.press(dark.keys[i])
		if got := a.app.View().Content; got != wantLight[i] {
			t.Fatalf("key %d: the light session draws\n%q\nalone\n%q", i, got, wantLight[i])
		}
		if got := b.app.View().Content; got != wantDark[i] {
			t.Fatalf("key %d: the dark session draws\n%q\nalone\n%q", i, got, wantDark[i])
		}
	}
	if open(light).app.View().Content == open(terminal{light.at, true, nil}).app.View().Content {
		t.Error("a light and a dark terminal get the same colours")
	}
}

// notConfirmable says why no key may confirm what a phase shows, or is "".
func notConfirmable(phase model.Phase, seen bool) string {
	p, ok := phase.(model.Previewing)
	_, denied := p.Denied()
	id := p.Plan.ConfirmID()
	if ok && p.Armed && seen && p.Shown == nil && !denied && (id == "" || p.Typing && strings.TrimSpace(p.Typed) == id) {
		return ""
	}
	return fmt.Sprintf("armed=%v seen=%v shown=%v denied=%v id=%q typed=%q", p.Armed, seen, p.Shown, denied, id, p.Typed)
}
