package notation

import "strings"

// hclExpression reads the value of an attribute, or of an item where inside is
// true: literals are read, and whatever Terraform would have to work out is
// unknown. It ends before a comma or a closing bracket, and on an attribute at
// the end of the line.
func (p *parser) hclExpression(depth int, inside bool) (value, error) {
	p.hclExpressionSpace(inside)
	start := p.i
	if depth > maxDepth {
		return value{}, p.fail("nested deeper than %d: nothing of Terraform's is", maxDepth)
	}
	v, literal, err := p.hclLiteral(depth)
	if err != nil {
		return v, err
	}
	if end := p.i; literal {
		if p.hclExpressionSpace(inside); p.hclEnds() {
			p.i = end
			return v, nil
		}
		p.i = end
	}
	if strings.HasPrefix(p.text[start:], "<<") {
		p.i = start
		return v, p.fail("a heredoc is not read: write the value in quotes")
	}
	if err := p.hclRest(inside); err != nil {
		return v, err
	}
	end := start + len(strings.TrimRight(p.text[start:p.i], " \t\n"))
	if end == start {
		return v, p.expected("a value")
	}
	return value{kind: unknown, span: p.span(start, end)}, nil
}

func (p *parser) hclExpressionSpace(inside bool) {
	if inside {
		p.hclSpace()
	} else {
		p.hclBlank()
	}
}

// hclEnds reports whether an expression ends here.
func (p *parser) hclEnds() bool {
	return p.end() || strings.IndexByte("\n,]})#", p.next()) >= 0 || strings.HasPrefix(p.text[p.i:], "//")
}

// hclLiteral reads what is written out; literal is false where the rest of the
// expression says what it is.
func (p *parser) hclLiteral(depth int) (v value, literal bool, err error) {
	start := p.i
	switch c := p.next(); c {
	case '"':
		v, err = p.hclString()
		return v, true, err
	case '[', '{':
		if p.hclFor() {
			return v, false, nil
		}
		read := p.hclList
		if c == '{' {
			read = p.hclObject
		}
		v, err = read(depth)
		return v, true, err
	}
	w := p.while(func(c byte) bool { return isAlphanumeric(c) || c == '_' || c == '-' || c == '+' })
	switch v.span = p.span(start, p.i); {
	case w == "null":
		return v, true, nil
	case w == "true" || w == "false" || w != "" && strings.Trim(strings.TrimPrefix(w, "-"), "0123456789") == "":
		return value{kind: word, word: w, span: v.span}, true, nil
	}
	return v, false, nil
}

// hclFor reports whether a bracket starts a for expression.
func (p *parser) hclFor() bool {
	rest := strings.TrimLeft(p.text[p.i+1:], " \t\n")
	return strings.HasPrefix(rest, "for ") || strings.HasPrefix(rest, "for\t")
}

func (p *parser) hclList(depth int) (value, error) {
	v, start := value{kind: list}, p.i
	p.i++
	for {
		if p.hclSpace(); p.take(']') {
			v.span = p.span(start, p.i)
			return v, nil
		}
		item, err := p.hclExpression(depth+1, true)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
		if p.hclSpace(); !p.take(',') && p.next() != ']' {
			return v, p.expected("a comma or ]")
		}
	}
}

func (p *parser) hclObject(depth int) (value, error) {
	v, start := value{kind: object}, p.i
	p.i++
	for {
		p.hclSpace()
		at := p.i
		if p.take('}') {
			v.span = p.span(start, p.i)
			return v, nil
		}
		name := p.hclName()
		if name == "" && p.next() == '"' {
			quoted, err := p.hclString()
			if err != nil {
				return v, err
			}
			name = quoted.word
		}
		if p.hclBlank(); name == "" || !p.take('=') && !p.take(':') {
			return v, p.expected("a name with =")
		}
		of, err := p.hclExpression(depth+1, false)
		if err != nil {
			return v, err
		}
		v.fields = append(v.fields, field{name, of, p.span(at, p.i)})
		if p.hclSpace(); p.take(',') {
			continue
		}
	}
}

// hclRest passes over the rest of an expression, brackets and quotes included.
func (p *parser) hclRest(inside bool) error {
	for depth := 0; !p.end(); {
		switch c := p.next(); {
		case c == '#' || strings.HasPrefix(p.text[p.i:], "//") || strings.HasPrefix(p.text[p.i:], "/*"):
			if depth == 0 && !inside {
				return nil
			}
			p.hclSpace()
		case c == '"':
			if _, err := p.hclString(); err != nil {
				return err
			}
		case depth == 0 && (strings.IndexByte(",]})", c) >= 0 || c == '\n' && !inside):
			return nil
		default:
			depth += hclNesting(c)
			p.i++
		}
	}
	return nil
}

// hclNesting is how much deeper a character leads into brackets.
func hclNesting(c byte) int {
	switch c {
	case '(', '[', '{':
		return 1
	case ')', ']', '}':
		return -1
	}
	return 0
}
