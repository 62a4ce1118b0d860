package notation

import (
	"strings"
	"unicode/utf8"
)

// shellWord is a word of a command line without its quotes.
type shellWord struct {
	passage
	span span // with the quotes
}

// command is one command of a paste.
type command struct {
	words []shellWord
	span  span
	after byte // the operator before it: | > < for what a command's output or input is
}

// shell splits a passage into commands as a POSIX shell does. It runs nothing:
// variables and substitutions become [elsewhere].
type shell struct {
	*reader
	i    int
	word []byte
	at   []int
}

// shellCommands are the commands from byte i of the paste on.
func (r *reader) shellCommands(i int) []command {
	s := &shell{reader: r, i: i}
	var commands []command
	var c command
	finish := func(operator byte) {
		if len(c.words) > 0 {
			c.span = span{c.words[0].span.from, c.words[len(c.words)-1].span.to}
			commands = append(commands, c)
		}
		c = command{after: operator}
	}
	for s.blank(); s.i < len(s.text); s.blank() {
		operator := s.text[s.i]
		switch {
		case operator == '#':
			s.comment()
		case strings.IndexByte("\n;&|()<>", operator) >= 0:
			s.i++
			finish(operator)
		default:
			c.words = append(c.words, s.next())
		}
	}
	finish(0)
	return commands
}

// blank passes over blanks and continued lines.
func (s *shell) blank() {
	for s.i < len(s.text) {
		switch n := s.continuation(); {
		case n > 0:
			s.i += n
		case s.text[s.i] == ' ' || s.text[s.i] == '\t':
			s.i++
		case strings.HasPrefix(s.text[s.i:], "\u00a0"): // as web pages have it
			s.i += len("\u00a0")
		default:
			return
		}
	}
}

// continuation is the length of a backslash that continues a line; blanks after
// it are forgiven, as a copy from a page often has them.
func (s *shell) continuation() int {
	rest, ok := strings.CutPrefix(s.text[s.i:], `\`)
	if !ok {
		return 0
	}
	blanks := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if blanks < len(rest) && rest[blanks] == '\n' {
		return blanks + 2
	}
	return 0
}

func (s *shell) comment() {
	if n := strings.IndexByte(s.text[s.i:], '\n'); n >= 0 {
		s.i += n
	} else {
		s.i = len(s.text)
	}
}

// next reads the word that starts here.
func (s *shell) next() shellWord {
	start := s.i
	s.word, s.at = nil, nil
	for s.i < len(s.text) && strings.IndexByte(" \t\n;&|()<>", s.text[s.i]) < 0 {
		switch c := s.text[s.i]; {
		case s.continuation() > 0:
			s.i += s.continuation()
		case c == '\'':
			s.single()
		case c == '"':
			s.double()
		case c == '$' || c == '`':
			s.expansion()
		case c == '\\' && s.i+1 < len(s.text):
			s.i++
			s.keep(1)
		default:
			s.keep(1)
		}
	}
	s.at = append(s.at, s.i)
	return shellWord{passage{string(s.word), 0, s.at}, span{start, s.i}}
}

// keep takes bytes into the word as they are.
func (s *shell) keep(n int) {
	for range n {
		s.word, s.at = append(s.word, s.text[s.i]), append(s.at, s.i)
		s.i++
	}
}

func (s *shell) single() {
	start := s.i
	n := strings.IndexByte(s.text[s.i+1:], '\'')
	if n < 0 {
		s.unclosed(start)
		n = len(s.text) - s.i - 1
	}
	s.i++
	s.keep(n)
	s.i = min(s.i+1, len(s.text))
}

func (s *shell) double() {
	start := s.i
	for s.i++; s.i < len(s.text); {
		switch c := s.text[s.i]; {
		case c == '"':
			s.i++
			return
		case c == '$' || c == '`':
			s.expansion()
		case c == '\\' && s.i+1 < len(s.text) && s.text[s.i+1] == '\n':
			s.i += 2
		case c == '\\' && s.i+1 < len(s.text) && strings.IndexByte("$`\"\\", s.text[s.i+1]) >= 0:
			s.i++
			s.keep(1)
		default:
			s.keep(1)
		}
	}
	s.unclosed(start)
}

func (s *shell) unclosed(start int) {
	s.problem(span{start, min(start+40, len(s.text))}, "the quote %c is not closed", s.text[start])
}

// expansion puts [elsewhere] for a variable or a substitution; a dollar that
// starts none is itself.
func (s *shell) expansion() {
	rest := s.text[s.i+1:]
	n := 0
	switch {
	case s.text[s.i] == '`':
		n = strings.IndexByte(rest, '`') + 1
	case strings.HasPrefix(rest, "{"), strings.HasPrefix(rest, "("):
		n = nested(rest)
	case strings.HasPrefix(rest, "'"):
		n = strings.IndexByte(rest[1:], '\'') + 2
	default:
		n = len(rest) - len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"))
	}
	if n <= 0 {
		s.keep(1)
		return
	}
	s.word = utf8.AppendRune(s.word, elsewhere)
	for len(s.at) < len(s.word) {
		s.at = append(s.at, s.i)
	}
	s.i += 1 + n
}

// nested is the length of the bracket that text starts with, to its end where
// it is not closed.
func nested(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{', '(':
			depth++
		case '}', ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
