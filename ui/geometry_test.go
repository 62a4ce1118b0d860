package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// sizes are terminals from 1×1 to 200×60, with the sizes at which screens
// change their layout and those next to them. Too small ones are all drawn alike,
// so that a few stand for them unless the tests take their time.
func sizes() []size {
	widths, heights := []int{40, 41, 60, 80, 99, 100, 120, 200}, []int{10, 11, 24, 60}
	all := []size{{1, 1}, {2, 60}, {39, 10}, {40, 9}, {200, 1}}
	if long {
		widths = []int{1, 2, 5, 10, 20, 39, 40, 41, 60, 79, 80, 99, 100, 101, 120, 160, 200}
		heights = []int{1, 2, 3, 5, 9, 10, 11, 15, 24, 25, 40, 60}
		all = nil
	}
	for _, w := range widths {
		for _, h := range heights {
			all = append(all, size{w, h})
		}
	}
	return all
}

// TestGeometry draws every scene at every size, and looks for what matters most
// in it where the terminal is not too small.
func TestGeometry(t *testing.T) {
	for _, sc := range scenes() {
		t.Run(sc.name, func(t *testing.T) {
			s := sc.open(t, size{120, 40})
			for _, at := range sizes() {
				s.resize(at.w, at.h)
				frame := s.checkFrame(at)
				if lack := s.lacks(frame); lack != "" && !at.tooSmall() {
					t.Errorf("%d×%d: %s is not on the screen\n%s", at.w, at.h, lack, frame)
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}

// TestFooters looks for the way back and for help in every footer on the usual
// terminal, where not all keys fit.
func TestFooters(t *testing.T) {
	for _, sc := range scenes() {
		if sc.name == "too-small" {
			continue
		}
		t.Run(sc.name, func(t *testing.T) {
			s := sc.open(t, size{80, 24})
			usual := ansi.Strip(s.app.footer(s.app.screen().bindings()))
			s.app.size.w = 400
			for item := range strings.SplitSeq(ansi.Strip(s.app.footer(s.app.screen().bindings())), "  ") {
				item = strings.TrimSpace(item)
				name, _, _ := strings.Cut(item, " ")
				if slices.Contains([]string{"esc", "q", "?", "f1"}, name) && !strings.Contains(usual, item) {
					t.Errorf("no %q in %q", item, usual)
				}
			}
			if width(usual) > 80 {
				t.Errorf("%d cells wide: %q", width(usual), usual)
			}
		})
	}
}

// TestGeometryWhereAnIDIsTyped draws the caret at every size: another size ends
// the typing, so each is a session of its own.
func TestGeometryWhereAnIDIsTyped(t *testing.T) {
	for _, at := range sizes() {
		if at.tooSmall() {
			continue
		}
		s := newSession(t, newFakeWorld(sampleGroups(t)...), at).start()
		s.preview(riskyLine, "sg-140ba4c8")
		for range s.app.preview.lines {
			s.press("down")
		}
		s.press("enter")
		for _, text := range []string{"", "sg-140b", "and much more than an id is long"} {
			s.write(text)
			frame := s.checkFrame(at)
			if !strings.Contains(frame, "Type sg-140ba4c8 to do it: ") || s.lacks(frame) != "" {
				t.Fatalf("%d×%d: %s\n%s", at.w, at.h, s.lacks(frame), frame)
			}
		}
	}
}

// TestGeometryOfNoSize draws terminals that say they have no cells at all, or
// fewer.
func TestGeometryOfNoSize(t *testing.T) {
	for _, sc := range scenes() {
		t.Run(sc.name, func(t *testing.T) {
			s := sc.open(t, size{80, 24})
			for _, at := range []size{{0, 0}, {0, 24}, {80, 0}, {-1, -1}} {
				s.resize(at.w, at.h)
				if frame := s.frame(); strings.Trim(frame, "\n") != "" {
					t.Errorf("%d×%d: %q", at.w, at.h, frame)
				}
			}
			s.resize(80, 24)
			s.checkFrame(size{80, 24})
		})
	}
}

// checkFrame holds the frame to the contract: exactly as many lines as the
// terminal, none wider than it by either measure of width, the cursor inside,
// no escape but colours and attributes, and nothing that draws no picture. It
// returns the frame in plain text.
func (s *session) checkFrame(at size) string {
	s.t.Helper()
	view := s.app.View()
	plain := ansi.Strip(view.Content)
	if problem := frameProblem(view.Content, at); problem != "" {
		s.t.Errorf("%d×%d: %s\n%s", at.w, at.h, problem, plain)
	}
	if c := view.Cursor; c != nil && (c.X < 0 || c.X >= at.w || c.Y < 0 || c.Y >= at.h) {
		s.t.Errorf("%d×%d: the cursor is at %d,%d\n%s", at.w, at.h, c.X, c.Y, plain)
	}
	return plain
}

func frameProblem(frame string, at size) string {
	lines := strings.Split(frame, "\n")
	if len(lines) != at.h {
		return fmt.Sprintf("%d lines", len(lines))
	}
	for i, line := range lines {
		if w := max(ansi.StringWidth(line), ansi.StringWidthWc(line)); w > at.w {
			return fmt.Sprintf("line %d is %d wide", i+1, w)
		}
		if problem := textProblem(line); problem != "" {
			return fmt.Sprintf("line %d: %s", i+1, problem)
		}
	}
	return ""
}

// textProblem says what a line holds beside pictures, colours and attributes,
// or is "". It knows nothing of how the ui cleans text.
func textProblem(line string) string {
	if !utf8.ValidString(line) {
		return fmt.Sprintf("invalid UTF-8 in %q", line)
	}
	marks := 0
	for i := 0; i < len(line); {
		if sgr := leadingSGR(line[i:]); sgr > 0 {
			i += sgr
			continue
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		i += n
		marks++
		if !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > 2 || !drawable(r) {
			return fmt.Sprintf("%U in %q", r, line)
		}
	}
	return ""
}

// leadingSGR is the length of the CSI … m at the start of a text, with digits
// and semicolons only, or 0.
func leadingSGR(text string) int {
	rest, ok := strings.CutPrefix(text, "\x1b[")
	if !ok {
		return 0
	}
	tail := strings.TrimLeft(rest, "0123456789;")
	if !strings.HasPrefix(tail, "m") {
		return 0
	}
	return len(text) - len(tail) + 1
}

// drawable reports whether a character has a picture of its own: no control, no
// blank but the space, nothing that reorders or hides its neighbours.
func drawable(r rune) bool {
	switch {
	case !unicode.IsPrint(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		return false
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x2800, r == 0x034F, r == 0xFFFC:
		return false
	}
	return true
}
