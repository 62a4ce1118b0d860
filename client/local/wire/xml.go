package wire

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// Document writes an XML answer for one API version. It has no failure: whatever text it is given,
// what it writes is well-formed XML 1.0 in UTF-8.
type Document struct {
	version Version
	indent  bool // one element per line, as the 2011-12-15 answers were printed
	depth   int
	buf     []byte
}

func newDocument(v Version) *Document {
	return &Document{version: v, indent: v == Version2011, buf: make([]byte, 0, 1024)}
}

// Since says whether the version is v or newer: for elements that older answers do not have.
func (d *Document) Since(v Version) bool { return d.version >= v }

// root writes the outermost element, with its namespace unless that is empty.
func (d *Document) root(name, namespace string, content func()) {
	if !d.indent {
		d.buf = append(d.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
	}
	d.buf = append(append(d.buf, '<'), name...)
	if namespace != "" {
		d.buf = append(d.buf, ` xmlns="`...)
		d.escaped(namespace)
		d.buf = append(d.buf, '"')
	}
	d.buf = append(d.buf, '>')
	d.inside(content)
	d.end(name)
}

// Element writes <name>, what content writes, and </name>.
func (d *Document) Element(name string, content func()) {
	d.line()
	d.start(name)
	d.inside(content)
	d.end(name)
}

// Text writes <name>value</name>.
func (d *Document) Text(name, value string) {
	d.line()
	d.start(name)
	d.escaped(value)
	d.end(name)
}

// Optional writes the element unless value is empty.
func (d *Document) Optional(name, value string) {
	if value != "" {
		d.Text(name, value)
	}
}

// Number writes a whole number as text.
func (d *Document) Number(name string, value int) { d.Text(name, strconv.Itoa(value)) }

// Boolean writes true or false as text.
func (d *Document) Boolean(name string, value bool) { d.Text(name, strconv.FormatBool(value)) }

// List writes <name> with one <item> for each of items; an empty list is <name/>.
func List[T any](d *Document, name string, items []T, write func(T)) {
	if len(items) == 0 {
		d.line()
		d.buf = append(append(append(d.buf, '<'), name...), "/>"...)
		return
	}
	d.Element(name, func() {
		begun := len(d.buf)
		for i, item := range items {
			if i == 1 { // the others are about as long: copying a growing answer takes longer than writing it
				d.buf = slices.Grow(d.buf, len(items)*(len(d.buf)-begun))
			}
			d.Element("item", func() { write(item) })
		}
	})
}

func (d *Document) start(name string) {
	d.buf = append(append(append(d.buf, '<'), name...), '>')
}

func (d *Document) end(name string) {
	d.buf = append(append(append(d.buf, "</"...), name...), '>')
}

func (d *Document) inside(content func()) {
	d.depth++
	content()
	d.depth--
	d.line()
}

func (d *Document) line() {
	if !d.indent {
		return
	}
	d.buf = append(d.buf, '\n')
	for range d.depth {
		d.buf = append(d.buf, "  "...)
	}
}

// escaped appends text. Tab, newline and carriage return become character references, so that no parser
// normalises them away; what XML 1.0 cannot carry at all (other control characters, invalid UTF-8,
// U+FFFE, U+FFFF) becomes U+FFFD. Such text never comes out of the store: see [LegalText].
func (d *Document) escaped(text string) {
	last := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if with, ok := escape(r, size); ok {
			d.buf = append(append(d.buf, text[last:i]...), with...)
			last = i + size
		}
		i += size
	}
	d.buf = append(d.buf, text[last:]...)
}

// escape is the replacement for a character that cannot stand for itself in XML text or attributes.
func escape(r rune, size int) (string, bool) {
	switch r {
	case '&':
		return "&amp;", true
	case '<':
		return "&lt;", true
	case '>':
		return "&gt;", true
	case '"':
		return "&quot;", true
	case '\t':
		return "&#x9;", true
	case '\n':
		return "&#xA;", true
	case '\r':
		return "&#xD;", true
	}
	if !legalRune(r, size) {
		return "\uFFFD", true
	}
	return "", false
}

// legalRune says whether XML 1.0 (section 2.2, Char) can carry the character.
func legalRune(r rune, size int) bool {
	switch {
	case r == utf8.RuneError && size == 1:
		return false
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	}
	return r != 0xFFFE && r != 0xFFFF
}

// LegalText says whether XML 1.0 can carry every character of text.
func LegalText(text string) bool {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !legalRune(r, size) {
			return false
		}
		i += size
	}
	return true
}
