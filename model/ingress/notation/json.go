package notation

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth is how deep lists and objects nest in a text that is read. EC2's own
// answers nest six deep.
const maxDepth = 32

// maxRecoveries is after how many pieces that cannot be read the rest of a text
// is given up.
const maxRecoveries = 20

// parser reads values of a passage from byte i on.
type parser struct {
	passage
	i int
}

// broken is why a text cannot be read any further, and where.
type broken struct {
	at   int // in the paste
	text string
}

func (b broken) Error() string { return b.text }

func (p *parser) fail(format string, args ...any) error {
	return broken{p.place(p.i), fmt.Sprintf(format, args...)}
}

// expected fails at what stands there instead.
func (p *parser) expected(what string) error {
	c, _ := utf8.DecodeRuneInString(p.text[p.i:])
	switch {
	case p.end():
		return p.fail("the text ends where %s is expected: it was cut off, or a bracket or quote is not closed", what)
	case strings.ContainsRune("“”„‘’‚«»", c):
		return p.fail("%c is a typographic quote: write \" or '", c)
	case c == elsewhere:
		return p.fail("a variable stands where %s is expected: write what it stands for", what)
	}
	return p.fail("%q stands where %s is expected", c, what)
}

func (p *parser) end() bool { return p.i >= len(p.text) }

// next is the byte to be read, 0 at the end.
func (p *parser) next() byte {
	if p.end() {
		return 0
	}
	return p.text[p.i]
}

// take reads a byte if it is the next.
func (p *parser) take(c byte) bool {
	if p.next() != c || p.end() {
		return false
	}
	p.i++
	return true
}

// space passes over white space.
func (p *parser) space() {
	p.i += len(p.text[p.i:]) - len(strings.TrimLeftFunc(p.text[p.i:], unicode.IsSpace))
}

// while passes over bytes and returns them.
func (p *parser) while(is func(c byte) bool) string {
	start := p.i
	for !p.end() && is(p.text[p.i]) {
		p.i++
	}
	return p.text[start:p.i]
}

// json reads one JSON value. A trailing comma is taken.
func (p *parser) json(depth int) (value, error) {
	p.space()
	start := p.i
	switch c := p.next(); {
	case depth > maxDepth:
		return value{}, p.fail("nested deeper than %d: nothing of EC2's is", maxDepth)
	case c == '{':
		return p.bracketed(object, '}', func(of *value) error {
			f, err := p.jsonField(depth + 1)
			of.fields = append(of.fields, f)
			return err
		})
	case c == '[':
		return p.bracketed(list, ']', func(of *value) error {
			item, err := p.json(depth + 1)
			of.items = append(of.items, item)
			return err
		})
	case c == '"':
		w, err := p.jsonString()
		return wordValue(w, p.span(start, p.i)), err
	}
	w := p.while(func(c byte) bool { return c == '+' || c == '-' || c == '.' || isAlphanumeric(c) })
	number := json.Valid([]byte(w)) && w != "null"
	switch {
	case w == "null":
		return value{span: p.span(start, p.i)}, nil
	case number:
		return wordValue(w, p.span(start, p.i)), nil
	}
	p.i = start
	return value{}, p.expected("a JSON value")
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// bracketed reads what stands between brackets, with commas between its parts.
// A comma after the last one is taken.
func (p *parser) bracketed(k kind, end byte, part func(of *value) error) (value, error) {
	v, start := value{kind: k}, p.i
	p.i++
	for {
		if p.space(); p.take(end) {
			v.span = p.span(start, p.i)
			return v, nil
		}
		if err := part(&v); err != nil {
			return v, err
		}
		if p.space(); !p.take(',') && p.next() != end {
			return v, p.expected("a comma or " + string(rune(end)))
		}
	}
}

func (p *parser) jsonField(depth int) (field, error) {
	at := p.i
	if p.next() != '"' {
		return field{}, p.expected(`a field's name in "`)
	}
	name, err := p.jsonString()
	if err != nil {
		return field{}, err
	}
	if p.space(); !p.take(':') {
		return field{}, p.expected("a colon")
	}
	of, err := p.json(depth)
	return field{name, of, p.span(at, p.i)}, err
}

// jsonString reads a text in double quotes.
func (p *parser) jsonString() (string, error) {
	start := p.i
	p.i++
	for {
		p.while(func(c byte) bool { return c != '"' && c != '\\' && c != '\n' })
		switch {
		case p.take('"'):
			var w string
			if err := json.Unmarshal([]byte(p.text[start:p.i]), &w); err != nil {
				p.i = start
				return "", p.fail("%s is no JSON text: a backslash stands before one of \" \\ / b f n r t u only", p.text[start:min(start+40, len(p.text))])
			}
			return w, nil
		case p.next() == '\\' && p.i+1 < len(p.text):
			p.i += 2
		default:
			p.i = start
			return "", p.fail("the quote is not closed on its line")
		}
	}
}
