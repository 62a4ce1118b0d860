package notation

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sluice/model/ingress"
)

// span is a piece of the paste, in bytes.
type span struct{ from, to int }

// reader collects what comes of a paste.
type reader struct {
	text  string
	parts []Part
	found []found
}

// found is a problem before its line and column are counted.
type found struct {
	at     int
	kept   span
	text   string
	notice bool
}

// problem names a piece that is lost.
func (r *reader) problem(piece span, format string, args ...any) {
	r.lost(piece.from, piece, format, args...)
}

// lost names a piece that is lost for what stands at a place inside it.
func (r *reader) lost(at int, piece span, format string, args ...any) {
	r.found = append(r.found, found{at, piece, clip(fmt.Sprintf(format, args...), maxSentence), false})
}

// notice names a piece that the rules are whole without.
func (r *reader) notice(piece span, format string, args ...any) {
	r.found = append(r.found, found{piece.from, piece, clip(fmt.Sprintf(format, args...), maxSentence), true})
}

// keepAll makes the first loss since the given count keep a larger piece: the
// one that nothing was read of.
func (r *reader) keepAll(count int, piece span) {
	for i := count; i < len(r.found); i++ {
		if !r.found[i].notice {
			r.found[i].kept = piece
			return
		}
	}
}

// raw is a piece as it stands in the paste.
func (r *reader) raw(s span) string { return r.text[s.from:s.to] }

// The most characters of a problem's sentence, and of a piece quoted in one.
const (
	maxSentence = 400
	maxBrief    = 60
)

// brief is a piece for a sentence: one line, and not too long.
func (r *reader) brief(s span) string {
	raw := r.raw(span{s.from, min(s.to, s.from+4*maxBrief)})
	return clip(strings.Join(strings.Fields(raw), " "), maxBrief)
}

// clip cuts a text after so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// add puts a rule line on the part of its target. The line is held to what a
// draft reads: this is where the promise of [Part] is kept.
func (r *reader) add(t Target, line string, piece span) {
	if problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Problems(0); len(problems) > 0 {
		r.problem(piece, "%s", problems[0].Error())
		return
	}
	last := len(r.parts) - 1
	if last < 0 || r.parts[last].Target != t {
		r.parts = append(r.parts, Part{Target: t})
		last++
	}
	r.parts[last].Lines = append(r.parts[last].Lines, line)
}

// reading is all that was collected, the problems in the order of the text.
func (r *reader) reading(form Form) Reading {
	if len(r.parts) == 0 && len(r.found) == 0 {
		r.problem(span{0, len(r.text)}, "there is no ingress rule in it")
	}
	slices.SortStableFunc(r.found, func(a, b found) int { return a.at - b.at })
	reading := Reading{Form: form, Parts: r.parts}
	line, column, counted := 1, 1, 0
	for _, f := range r.found {
		passed := r.text[counted:f.at]
		if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
			line, column, passed = line+strings.Count(passed, "\n"), 1, passed[i+1:]
		}
		column, counted = column+utf8.RuneCountInString(passed), f.at
		reading.Problems = append(reading.Problems, Problem{line, column, f.text, r.raw(f.kept), f.notice})
	}
	return reading
}
