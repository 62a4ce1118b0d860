// Package safe makes text from outside fit to be drawn: names, descriptions and tags of security groups, answers of
// endpoints, what a client says of itself. Everything of that kind goes through [Clean] once, and views take a [Text],
// so that the compiler keeps raw and clean text apart.
//
// A Text holds no control, escape or invisible character, is valid UTF-8 of one line, and takes as many cells as its
// Width says, beside whatever ASCII or frame it is put. The original bytes belong in JSON only, escaped.
package safe

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// maxMarks is how many combining marks one base letter keeps. Two is what an accented Vietnamese vowel has; a
	// flood of them is drawn over the rows above and below.
	maxMarks = 2
	// surplus stands for the combining marks of one base that were left out.
	surplus = "‹…›"
)

// Text is text that may be drawn. The zero value is the empty text. Texts are equal (==) when they draw the same.
// Only this package makes one from a string, see [Clean].
type Text struct {
	s string
	w int // cells that s takes
}

// String returns the text as it is to be drawn.
func (t Text) String() string { return t.s }

// Width returns how many terminal cells the text takes.
func (t Text) Width() int { return t.w }

// Error is the message of err in one line, and the empty Text for a nil err. Use [Lines] for a long message.
func Error(err error) Text {
	if err == nil {
		return Text{}
	}
	return Clean(err.Error())
}

// Clean returns s as it may be drawn. A byte that is not UTF-8 shows as \xNN; a character that has no picture of its
// own, or whose width terminals do not agree on, shows as ‹U+XXXX›; of the combining marks after one letter two stay,
// and ‹…› stands for the others. Clean text stays as it is.
func Clean(s string) Text {
	if plain(s) {
		return Text{s: s, w: len(s)}
	}
	return agree(spell(s))
}

// plain reports whether s is printable ASCII, as nearly all text is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// spell returns s with every byte and rune that may not be drawn spelled out.
func spell(s string) []byte {
	out := make([]byte, 0, len(s)+len(s)/2)
	marks := maxMarks + 1 // marks since the last base; more than maxMarks: there is no base to carry another
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		c := s[i]
		i += n
		switch {
		case r == utf8.RuneError && n == 1:
			out = fmt.Appendf(out, `\x%02X`, c)
			marks = maxMarks + 1
		case hidden(r):
			out = appendSpelled(out, r)
			marks = maxMarks + 1
		case !unicode.Is(unicode.M, r):
			out = utf8.AppendRune(out, r)
			marks = 0
		case marks < maxMarks:
			out = utf8.AppendRune(out, r)
			marks++
		case marks == maxMarks:
			out = append(out, surplus...)
			marks = maxMarks + 2
		case marks == maxMarks+1:
			out = appendSpelled(out, r)
		}
	}
	return out
}

// agree spells out what the two ways to measure text do not agree on: Lip Gloss lays out by grapheme cluster, and Bubble
// Tea draws by the sum of the runes' widths until the terminal reports mode 2027. A conjunct, a row of Hangul initials
// or half a flag is one width in the layout and another on the screen, so that its row would grow.
func agree(b []byte) Text {
	out := make([]byte, 0, len(b))
	width := 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf && (len(b) == 1 || b[1] < utf8.RuneSelf) { // ASCII that nothing can join
			out = append(out, b[0])
			width++
			b = b[1:]
			continue
		}
		cluster, w := ansi.FirstGraphemeCluster(b, ansi.GraphemeWidth)
		b = b[len(cluster):]
		if w == ansi.StringWidthWc(string(cluster)) {
			out = append(out, cluster...)
			width += w
			continue
		}
		start := len(out)
		out = spellCluster(out, cluster)
		width += ansi.StringWidth(string(out[start:]))
	}
	return Text{s: string(out), w: width}
}

// spellCluster appends the cluster with all of its runes spelled out, but for a first one that stands by itself.
func spellCluster(out, cluster []byte) []byte {
	for i, r := range string(cluster) {
		alone := string(r)
		if i == 0 && ansi.StringWidth(alone) == ansi.StringWidthWc(alone) {
			out = append(out, alone...)
			continue
		}
		out = appendSpelled(out, r)
	}
	return out
}

func appendSpelled(out []byte, r rune) []byte { return fmt.Appendf(out, "‹U+%04X›", r) }
