package safe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"sluice/ui/safe"
)

// hostile lists one string per way in which text of others can disturb a terminal or mislead its reader, and what is
// drawn instead.
func hostile() []struct{ name, in, want string } {
	return []struct{ name, in, want string }{
		{"OSC 8 link", "\x1b]8;;http://a\x07x\x1b]8;;\x07", `‹U+001B›]8;;http://a‹U+0007›x‹U+001B›]8;;‹U+0007›`},
		{"OSC 52 clipboard", "\x1b]52;c;eA==\x1b\\", `‹U+001B›]52;c;eA==‹U+001B›\`},
		{"OSC 0 title", "\x1b]0;root\x07", `‹U+001B›]0;root‹U+0007›`},
		{"SGR colour", "\x1b[31mred", `‹U+001B›[31mred`},
		{"SGR conceal", "\x1b[8mgone", `‹U+001B›[8mgone`},
		{"CSI erase", "\x1b[2J", `‹U+001B›[2J`},
		{"CSI cursor up", "\x1b[1A", `‹U+001B›[1A`},
		{"CSI of 33 parameters", "\x1b[" + strings.Repeat("1;", 32) + "1A", `‹U+001B›[` + strings.Repeat("1;", 32) + "1A"},
		{"DCS", "\x1bPq#0~\x1b\\", `‹U+001B›Pq#0~‹U+001B›\`},
		{"APC", "\x1b_Ga=d\x1b\\", `‹U+001B›_Ga=d‹U+001B›\`},
		{"PM", "\x1b^x\x1b\\", `‹U+001B›^x‹U+001B›\`},
		{"SOS", "\x1bXx\x1b\\", `‹U+001B›Xx‹U+001B›\`},
		{"reset", "\x1bc", `‹U+001B›c`},
		{"charset", "\x1b(0", `‹U+001B›(0`},
		{"C1 CSI as UTF-8", "\u009b31m", `‹U+009B›31m`},
		{"C1 OSC as UTF-8", "\u009d0;x\u009c", `‹U+009D›0;x‹U+009C›`},
		{"C1 next line as UTF-8", "a\u0085b", `a‹U+0085›b`},
		{"raw C1 CSI", "\x9b31m", `\x9B31m`},
		{"raw C1 DCS", "\x90x", `\x90x`},
		{"NUL", "a\x00b", `a‹U+0000›b`},
		{"bell", "\a", `‹U+0007›`},
		{"backspace", "a\bb", `a‹U+0008›b`},
		{"tab", "a\tb", `a‹U+0009›b`},
		{"newline", "a\nb", `a‹U+000A›b`},
		{"vertical tab", "a\vb", `a‹U+000B›b`},
		{"form feed", "a\fb", `a‹U+000C›b`},
		{"carriage return", "safe\revil", `safe‹U+000D›evil`},
		{"shift out", "\x0eqq", `‹U+000E›qq`},
		{"delete", "a\x7fb", `a‹U+007F›b`},
		{"line separator", "a\u2028b", `a‹U+2028›b`},
		{"paragraph separator", "a\u2029b", `a‹U+2029›b`},
		{"bidi override", "a\u202egpj", `a‹U+202E›gpj`},
		{"bidi embedding", "\u202a\u202b\u202c", `‹U+202A›‹U+202B›‹U+202C›`},
		{"bidi isolate", "\u2066\u2067\u2068\u2069", `‹U+2066›‹U+2067›‹U+2068›‹U+2069›`},
		{"bidi mark", "\u200e\u200f\u061c", `‹U+200E›‹U+200F›‹U+061C›`},
		{"zero-width space", "a\u200bb", `a‹U+200B›b`},
		{"zero-width joiners", "\u200c\u200d\u2060", `‹U+200C›‹U+200D›‹U+2060›`},
		{"byte order mark", "\ufeffa", `‹U+FEFF›a`},
		{"soft hyphen", "a\u00adb", `a‹U+00AD›b`},
		{"tag characters", "a\U000e0041\U000e007f", `a‹U+E0041›‹U+E007F›`},
		{"variation selector", "❤\ufe0f", `❤‹U+FE0F›`},
		{"variation selector supplement", "葛\U000e0100", `葛‹U+E0100›`},
		{"Mongolian variation selector", "\u180b", `‹U+180B›`},
		{"Hangul fillers", "\u115f\u1160\u3164\uffa0", `‹U+115F›‹U+1160›‹U+3164›‹U+FFA0›`},
		{"Khmer inherent vowels", "ក\u17b4\u17b5", `ក‹U+17B4›‹U+17B5›`},
		{"braille blank", "\u2800", `‹U+2800›`},
		{"combining grapheme joiner", "a\u034f", `a‹U+034F›`},
		{"object replacement", "\ufffc", `‹U+FFFC›`},
		{"interlinear annotation", "\ufff9a\ufffb", `‹U+FFF9›a‹U+FFFB›`},
		{"no-break space", "a\u00a0b", `a‹U+00A0›b`},
		{"ideographic space", "a\u3000b", `a‹U+3000›b`},
		{"private use", "\ue0b0", `‹U+E0B0›`},
		{"noncharacter", "\ufffe\U0010ffff", `‹U+FFFE›‹U+10FFFF›`},
		{"unassigned", "\u0378", `‹U+0378›`},
		{"invalid byte", "a\xffb", `a\xFFb`},
		{"overlong encoding", "\xc0\xaf", `\xC0\xAF`},
		{"surrogate half", "\xed\xa0\x80", `\xED\xA0\x80`},
		{"cut off rune", "a\xe2\x82", `a\xE2\x82`},
		{"combining flood", "a" + strings.Repeat("\u0301", 400), "a\u0301\u0301‹…›"},
		{"mixed combining flood", "e\u0301\u20dd\u0323\u0489x", "e\u0301\u20dd‹…›x"},
		{"mark without a base", "\u0301a", `‹U+0301›a`},
		{"mark after a spelled rune", "\u200b\u0301", `‹U+200B›‹U+0301›`},
		{"mark after an invalid byte", "\xff\u0301", `\xFF‹U+0301›`},
		{"sign that joins the next letter", "\u0d4ex", `‹U+0D4E›x`},
		{"vowel with a width of its own", "ก\u0e33", `ก‹U+0E33›`},
		{"skin tone", "👍🏽", `👍‹U+1F3FD›`},
		{"emoji family", "👩\u200d👧", `👩‹U+200D›👧`},
		{"half a flag", "🇩", `‹U+1F1E9›`},
		{"decomposed Hangul", "\u1112\u1161\u11ab", "\u1112‹U+1161›‹U+11AB›"},
		{"conjunct", "क्ष", "क‹U+094D›‹U+0937›"},
		{"one cluster of many initials", "ᄀᄀᄀ", `ᄀ‹U+1100›‹U+1100›`},
	}
}

func TestCleanHostile(t *testing.T) {
	for _, tt := range hostile() {
		t.Run(tt.name, func(t *testing.T) {
			got := safe.Clean(tt.in)
			if got.String() != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
			check(t, got)
		})
	}
}

func TestCleanKeepsWhatCanBeDrawn(t *testing.T) {
	tests := []struct {
		in    string
		width int
	}{
		{"", 0},
		{"my-group (web) ~", 16},
		{`C:\x41`, 6},
		{"Zürich – naïve", 14},
		{"e\u0301\u0323", 1}, // two marks on one letter
		{"ệ", 1},
		{"日本語", 6},
		{"한국", 4}, // precomposed
		{"Привет", 6},
		{"שלום", 4},
		{"🔥", 2},
		{"🇩🇪🇫🇷", 4},
		{"\ufffd", 1},
		{"‹U+202E› ‹…› …", 14},
	}
	for _, tt := range tests {
		got := safe.Clean(tt.in)
		if got.String() != tt.in || got.Width() != tt.width {
			t.Errorf("Clean(%q) = %q of width %d, want it unchanged, of width %d", tt.in, got, got.Width(), tt.width)
		}
		check(t, got)
	}
}

// TestCleanEveryCodePoint holds for the characters there are, alone and beside others, what the tables in this package
// can only list.
func TestCleanEveryCodePoint(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		c := string(r)
		switch {
		case r%64 != 0 && isOneOfMany(r) || !utf8.ValidRune(r):
		case unicode.IsPrint(r):
			check(t, safe.Clean(c))
			check(t, safe.Clean("日"+c+c+"\u0301x"+c+"x"))
		default:
			if got, want := safe.Clean(c).String(), fmt.Sprintf("‹U+%04X›", r); got != want {
				t.Errorf("Clean(%U) = %q, want %q", r, got, want)
			}
		}
		if t.Failed() {
			t.Fatalf("stopped at %U", r)
		}
	}
}

// isOneOfMany reports characters of large blocks that are all alike: ideographs, Hangul syllables, and the planes of
// nothing or of private characters.
func isOneOfMany(r rune) bool {
	return unicode.In(r, unicode.Unified_Ideograph, unicode.Hangul) || r > 0x1FFFF && r>>12 != 0xE0
}

func TestError(t *testing.T) {
	if got := safe.Error(nil); got != (safe.Text{}) {
		t.Errorf("Error(nil) = %q, want the empty Text", got)
	}
	if got, want := safe.Error(errors.New("no\nway")), safe.Clean("no\nway"); got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
}

func FuzzClean(f *testing.F) {
	for _, tt := range hostile() {
		f.Add(tt.in, 5)
	}
	f.Fuzz(func(t *testing.T, s string, cells int) {
		text := safe.Clean(s)
		check(t, text)
		cells = min(max(cells, -1), 1000)
		cut := text.Cut(cells)
		check(t, cut)
		if cut.Width() > max(cells, 0) {
			t.Errorf("Cut(%d) of %q is %d wide", cells, text, cut.Width())
		}
		for _, fit := range []string{text.Fit(cells), text.FitRight(cells)} {
			if got := ansi.StringWidth(fit); got != max(cells, 0) {
				t.Errorf("fitted to %d cells, %q takes %d: %q", cells, text, got, fit)
			}
		}
		for _, line := range safe.Lines(s, cells) {
			check(t, line)
			if line.Width() > max(cells, 1) {
				t.Errorf("a line for %d cells takes %d: %q", cells, line.Width(), line)
			}
		}
	})
}

// check reports what would make the text unfit for a screen.
func check(t *testing.T, text safe.Text) {
	t.Helper()
	s := text.String()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			t.Errorf("%q holds %U", s, r)
		}
	}
	if got := ansi.Strip(s); got != s {
		t.Errorf("%q is %q once stripped", s, got)
	}
	if again := safe.Clean(s); again != text {
		t.Errorf("%q is %q when cleaned again", s, again)
	}
	for _, frame := range []struct{ left, right string }{{"", ""}, {"x", "x"}, {"│ ", "│"}, {"", "…"}} {
		framed := frame.left + s + frame.right
		want := text.Width() + ansi.StringWidth(frame.left) + ansi.StringWidth(frame.right)
		if got := ansi.StringWidth(framed); got != want {
			t.Errorf("%q takes %d cells by cluster, want %d", framed, got, want)
		}
		if got := ansi.StringWidthWc(framed); got != want {
			t.Errorf("%q takes %d cells by rune, want %d", framed, got, want)
		}
	}
}
