package notation

import (
	"slices"
	"strconv"
	"strings"
)

// passage is text taken out of the paste, decoded where it was quoted, that
// knows where each of its bytes stood.
type passage struct {
	text string
	base int
	at   []int // the place of each byte and of the end; nil where they follow base as they are
}

// all is the whole paste.
func (r *reader) all() passage { return passage{text: r.text} }

// place is where byte i stood in the paste; i may be the length.
func (p passage) place(i int) int {
	if p.at == nil {
		return p.base + i
	}
	return p.at[i]
}

func (p passage) span(from, to int) span { return span{p.place(from), p.place(to)} }

// kind says what a value is.
type kind uint8

const (
	absent  kind = iota // not there, or null
	word                // a text, a number, true or false
	list                // values in order
	object              // values with names
	unknown             // something that stands for a value which is not in the text
)

// value is a value of a paste, the same for JSON, shorthand, Query and HCL.
type value struct {
	kind   kind
	word   string
	items  []value
	fields []field
	span   span
}

// field is a named value; span is the name and the value.
type field struct {
	name  string
	value value
	span  span
}

// elsewhere stands in a decoded text for a shell's variable or a template's:
// something whose value is not in the paste. It is no character of any text.
const elsewhere = '\uFDD0'

// wordValue is a word; one with something [elsewhere] in it is unknown.
func wordValue(w string, s span) value {
	if strings.ContainsRune(w, elsewhere) {
		return value{kind: unknown, span: s}
	}
	return value{kind: word, word: w, span: s}
}

// empty reports whether there is nothing in the value.
func (v value) empty() bool {
	return v.kind == absent || v.kind != unknown && v.word == "" && len(v.items) == 0 && len(v.fields) == 0
}

// listed is the value as a list: people leave out the brackets around one.
func (v value) listed() []value {
	switch v.kind {
	case list:
		return v.items
	case absent:
		return nil
	}
	return []value{v}
}

// has reports whether an object has one of the fields.
func (v value) has(names ...string) bool {
	return slices.ContainsFunc(v.fields, func(f field) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, f.name) })
	})
}

// word is a value that is one text. Where it is not, the piece is lost.
func (r *reader) word(v value, name string, piece span) (string, bool) {
	switch v.kind {
	case word:
		return v.word, true
	case absent:
		return "", true
	case unknown:
		r.lost(v.span.from, piece, "%s: %s", name, r.elsewhere(v))
	default:
		r.lost(v.span.from, piece, "%s: %s is not one value", name, r.brief(v.span))
	}
	return "", false
}

// elsewhere says what to do about a value that is not in the text.
func (r *reader) elsewhere(v value) string {
	return r.brief(v.span) + " stands for a value that is not in the text: write the value"
}

// number is a value that is one whole number.
func (r *reader) number(v value, name string, piece span) (n int, ok bool) {
	w, ok := r.word(v, name, piece)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(w))
	if err != nil {
		r.lost(v.span.from, piece, "%s: %q is no whole number", name, w)
	}
	return n, err == nil
}
