package ui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sluice/ui/safe"
)

// TestInputText types, pastes and moves in an input of some width: the caret is
// always in it, and what is drawn before and after is what stands there.
func TestInputText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(1, 40).Draw(r, "width")
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab 日é🇩\u0301\u200b\x1b"))).Draw(r, "text")
		in := newInput()
		in.SetValue(text)
		runes := []rune(in.Value())
		at := rapid.IntRange(0, len(runes)).Draw(r, "caret")
		in.SetCursor(at)
		before, after := in.view(width)
		if before.Width() >= width {
			r.Fatalf("the caret is in column %d of %d", before.Width(), width)
		}
		if before.Width()+after.Width() > width {
			r.Fatalf("%q|%q is wider than %d", before, after, width)
		}
		if whole := safe.Clean(string(runes[:at])); whole.Width() < width && before != whole {
			r.Fatalf("%q before the caret, want %q", before, whole)
		}
		if !strings.HasPrefix(safe.Clean(string(runes[at:])).String(), strings.TrimSuffix(after.String(), "…")) {
			r.Fatalf("%q after the caret of %q", after, runes[at:])
		}
	})
}

// BenchmarkLongInput draws a field that holds as long a paste as it takes.
func BenchmarkLongInput(b *testing.B) {
	in := newInput()
	in.SetValue(strings.Repeat("長", maxInput))
	in.CursorEnd()
	b.ReportAllocs()
	for b.Loop() {
		in.view(200)
	}
}
