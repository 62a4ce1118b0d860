package notation

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// hclBlock is a block of HCL, such as resource "type" "name" { … }.
type hclBlock struct {
	name   string
	labels []string
	body   value      // its attributes
	blocks []hclBlock // the blocks in it
	span   span
}

// hclBody reads attributes and blocks up to a closing brace, or to the end
// where depth is 0.
func (p *parser) hclBody(depth int) (body value, blocks []hclBlock, err error) {
	body = value{kind: object}
	if depth > maxDepth {
		return body, nil, p.fail("nested deeper than %d: nothing of Terraform's is", maxDepth)
	}
	start := p.i
	for p.hclSpace(); !p.end() && p.next() != '}'; p.hclSpace() {
		f, block, err := p.hclStatement(depth)
		switch {
		case err != nil:
			return body, blocks, err
		case block != nil:
			blocks = append(blocks, *block)
		default:
			body.fields = append(body.fields, f)
		}
	}
	body.span = p.span(start, p.i)
	return body, blocks, nil
}

// hclStatement reads an attribute, or a block.
func (p *parser) hclStatement(depth int) (f field, block *hclBlock, err error) {
	at := p.i
	name := p.hclName()
	if name == "" {
		return f, nil, p.expected("a name, such as from_port or ingress,")
	}
	if p.hclBlank(); p.take('=') {
		of, err := p.hclExpression(depth+1, false)
		return field{name, of, p.span(at, p.i)}, nil, err
	}
	b, err := p.hclBlock(name, at, depth)
	return f, &b, err
}

// hclBlock reads a block from behind its name on, which stands at byte at.
func (p *parser) hclBlock(name string, at, depth int) (hclBlock, error) {
	block := hclBlock{name: name}
	for {
		p.hclBlank()
		switch c := p.next(); c {
		case '"':
			label, err := p.hclString()
			if err != nil {
				return block, err
			}
			block.labels = append(block.labels, label.word)
		case '{':
			p.i++
			var err error
			if block.body, block.blocks, err = p.hclBody(depth + 1); err != nil {
				return block, err
			}
			if !p.take('}') {
				return block, p.expected("}")
			}
			block.span = p.span(at, p.i)
			block.body.span = block.span
			return block, nil
		default:
			label := p.hclName()
			if label == "" {
				return block, p.expected("= or {")
			}
			block.labels = append(block.labels, label)
		}
	}
}

// hclName passes over a name.
func (p *parser) hclName() string {
	return p.while(func(c byte) bool { return isAlphanumeric(c) || c == '_' || c == '-' })
}

// hclBlank passes over blanks on the line, and comments that end on it.
func (p *parser) hclBlank() {
	for {
		p.while(func(c byte) bool { return c == ' ' || c == '\t' })
		if !strings.HasPrefix(p.text[p.i:], "/*") {
			return
		}
		if n := strings.Index(p.text[p.i+2:], "*/"); n >= 0 {
			p.i += n + 4
		} else {
			p.i = len(p.text)
		}
	}
}

// hclSpace passes over white space, line ends and comments.
func (p *parser) hclSpace() {
	for {
		p.hclBlank()
		switch {
		case p.next() == '#' || strings.HasPrefix(p.text[p.i:], "//"):
			p.while(func(c byte) bool { return c != '\n' })
		case p.next() == '\n':
			p.i++
		default:
			return
		}
	}
}

// hclString reads a quoted text. What stands in ${ } or %{ } becomes
// [elsewhere].
func (p *parser) hclString() (value, error) {
	start := p.i
	var w strings.Builder
	for p.i++; !p.end(); {
		rest := p.text[p.i:]
		switch c := p.next(); {
		case c == '"':
			p.i++
			return wordValue(w.String(), p.span(start, p.i)), nil
		case strings.HasPrefix(rest, "$${"), strings.HasPrefix(rest, "%%{"):
			w.WriteString(rest[1:3])
			p.i += 3
		case strings.HasPrefix(rest, "${"), strings.HasPrefix(rest, "%{"):
			w.WriteRune(elsewhere)
			p.i += 1 + nested(rest[1:])
		case c == '\\':
			decoded, n := hclEscape(rest)
			if n == 0 {
				return value{}, p.fail(`a backslash stands before one of n r t " \ u U only`)
			}
			w.WriteRune(decoded)
			p.i += n
		case c == '\n':
			p.i = start
			return value{}, p.fail("the quote is not closed on its line")
		default:
			w.WriteByte(c)
			p.i++
		}
	}
	p.i = start
	return value{}, p.fail("the quote is not closed")
}

// hclEscape is what a text that starts with a backslash stands for, and how
// long that is; 0 where it is none.
func hclEscape(text string) (decoded rune, n int) {
	if len(text) < 2 {
		return 0, 0
	}
	digits := 0
	switch text[1] {
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case '"', '\\':
		return rune(text[1]), 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	}
	if digits == 0 || len(text) < 2+digits {
		return 0, 0
	}
	code, err := strconv.ParseUint(text[2:2+digits], 16, 31)
	if err != nil || !utf8.ValidRune(rune(code)) {
		return 0, 0
	}
	return rune(code), 2 + digits
}
