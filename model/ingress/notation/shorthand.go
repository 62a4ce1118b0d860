package notation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shorthand reads one permission in the AWS CLI's shorthand:
//
//	IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,Description="office"}]
//
// It ends at white space outside brackets.
func (p *parser) shorthand() (value, error) {
	v, start := value{kind: object}, p.i
	for {
		f, err := p.shorthandField(0)
		if err != nil {
			return v, err
		}
		v.fields = append(v.fields, f)
		v.span = p.span(start, p.i)
		end := p.end() || unicode.IsSpace(p.rune())
		switch {
		case end && !p.commaFollows():
			return v, nil
		case !p.take(','):
			return v, p.expected("a comma")
		}
		p.space()
	}
}

func (p *parser) rune() rune {
	c, _ := utf8.DecodeRuneInString(p.text[p.i:])
	return c
}

// commaFollows passes over the white space before a comma.
func (p *parser) commaFollows() bool {
	start := p.i
	if p.space(); p.next() == ',' {
		return true
	}
	p.i = start
	return false
}

// shorthandField reads name=value.
func (p *parser) shorthandField(depth int) (field, error) {
	at := p.i
	name := p.while(func(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("-_.#/:", c) >= 0 })
	if name == "" {
		return field{}, p.expected("a name such as IpProtocol")
	}
	if p.space(); !p.take('=') {
		p.i = at
		return field{}, p.fail(`%s is no field: write name=value, a list in brackets, and \, for a comma in a text`, name)
	}
	p.space()
	of, err := p.shorthandValue(depth)
	return field{name, of, p.span(at, p.i)}, err
}

func (p *parser) shorthandValue(depth int) (value, error) {
	start := p.i
	switch c := p.next(); {
	case depth > maxDepth:
		return value{}, p.fail("nested deeper than %d: nothing of EC2's is", maxDepth)
	case c == '[':
		return p.bracketed(list, ']', func(of *value) error {
			if p.end() {
				return p.expected("]")
			}
			item, err := p.shorthandValue(depth + 1)
			of.items = append(of.items, item)
			return err
		})
	case c == '{':
		return p.bracketed(object, '}', func(of *value) error {
			f, err := p.shorthandField(depth + 1)
			of.fields = append(of.fields, f)
			return err
		})
	case c == '"', c == '\'':
		w, err := p.shorthandQuoted(c)
		return wordValue(w, p.span(start, p.i)), err
	}
	var w strings.Builder
	for !p.end() {
		c := p.rune()
		switch {
		case strings.HasPrefix(p.text[p.i:], `\,`):
			c = ','
			p.i++
		case strings.ContainsRune(",]}", c), depth == 0 && unicode.IsSpace(c):
			c = -1
		}
		if c < 0 {
			break
		}
		w.WriteRune(c)
		p.i += utf8.RuneLen(c)
	}
	bare := strings.TrimRightFunc(w.String(), unicode.IsSpace)
	return wordValue(bare, p.span(start, start+len(strings.TrimRightFunc(p.text[start:p.i], unicode.IsSpace)))), nil
}

// shorthandQuoted reads a quoted text, in which a backslash stands before that
// quote or a backslash.
func (p *parser) shorthandQuoted(quote byte) (string, error) {
	start := p.i
	var w strings.Builder
	for p.i++; !p.end(); p.i++ {
		c := p.text[p.i]
		follows := byte(0)
		if p.i+1 < len(p.text) {
			follows = p.text[p.i+1]
		}
		switch {
		case c == '\\' && (follows == quote || follows == '\\'):
			p.i++
			c = follows
		case c == quote:
			p.i++
			return w.String(), nil
		}
		w.WriteByte(c)
	}
	p.i = start
	return "", p.fail("the quote %c is not closed", quote)
}

// shorthands reads shorthand that stands without a command: permissions with
// white space between them, quoted or not.
func (r *reader) shorthands() {
	s := &shell{reader: r}
	recoveries := 0
	for s.blank(); s.i < len(s.text); s.blank() {
		switch s.text[s.i] {
		case '\n':
			s.i++
		case '"', '\'':
			w := s.next()
			r.quotedShorthand(w)
		default:
			start := s.i
			p := &parser{passage: passage{text: r.text[start:], base: start}}
			v, err := p.shorthand()
			if s.i += p.i; err != nil {
				if recoveries++; recoveries > maxRecoveries {
					s.i = len(s.text)
				}
				s.i = nextPermission(s.text, s.i)
				r.broken(err, span{start, s.i})
				continue
			}
			r.document(v)
		}
	}
}

// nextPermission is where a permission starts after byte i, or the end.
func nextPermission(text string, i int) int {
	found := regexp.MustCompile(`\s['"]?IpProtocol\s*=`).FindStringIndex(text[i:])
	if found == nil {
		return len(text)
	}
	return i + found[0]
}

func (r *reader) quotedShorthand(w shellWord) {
	values, err := permissionValues(w.passage)
	if err != nil {
		r.broken(err, w.span)
	}
	for _, v := range values {
		r.document(v)
	}
}
