package notation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lines reads rule lines. A line that has no "from" of its own goes on with the
// line before it, unless the next starts with one; a line that is a comment
// alone is none.
func (r *reader) lines() {
	lines := r.pastedLines()
	var open []pastedLine // the lines of the rule so far
	hasFrom := false
	for i, line := range lines {
		leads := i+1 < len(lines) && !line.from && lines[i+1].leads
		if hasFrom && (line.from || leads) {
			r.line(open)
			open, hasFrom = nil, false
		}
		open, hasFrom = append(open, line), hasFrom || line.from
	}
	if len(open) > 0 {
		r.line(open)
	}
}

// line reads a rule line that may stand on several lines of the paste.
func (r *reader) line(lines []pastedLine) {
	words := make([]string, len(lines))
	for i, line := range lines {
		words[i] = r.raw(line.span)
	}
	r.add(Target{}, strings.Join(words, " "), span{lines[0].span.from, lines[len(lines)-1].span.to})
}

// pastedLines are the lines with something on them. Comments are named.
func (r *reader) pastedLines() []pastedLine {
	var lines []pastedLine
	for i := 0; i < len(r.text); {
		line := r.nextLine(i)
		i = line.next
		switch {
		case strings.HasPrefix(r.raw(line.span), "#"):
			r.notice(line.span, "a comment of its own is passed over: a description stands on its rule's line")
		case line.span.to > line.span.from:
			lines = append(lines, line)
		}
	}
	return lines
}

// pastedLine is a line of a paste of rule lines.
type pastedLine struct {
	span  span // without the white space around it
	next  int  // where the next line starts
	from  bool // it says where from
	leads bool // it starts with that
}

// nextLine reads the line that starts at i. A line end inside a group's quoted
// name is part of the name.
func (r *reader) nextLine(i int) pastedLine {
	rest := r.text[i:]
	word, quoted, from := 0, false, false // word is where the one that is being read starts
	for end, c := range rest {
		if !quoted && unicode.IsSpace(c) {
			from = from || strings.EqualFold(rest[word:end], "from")
			word = end + utf8.RuneLen(c)
		}
		switch {
		case c == '\n' && !quoted:
			return r.pastedLine(i, end, end+1, from)
		case c == '#' && !quoted && word == end:
			n := strings.IndexByte(rest[end:], '\n')
			if n < 0 {
				n = len(rest) - end
			}
			return r.pastedLine(i, end+n, min(end+n+1, len(rest)), from)
		case c == '"':
			quoted = !quoted && strings.IndexByte(rest[end+1:], '"') >= 0 // one that never closes is no quote
		}
	}
	from = from || strings.EqualFold(rest[word:], "from")
	return r.pastedLine(i, len(rest), len(rest), from)
}

func (r *reader) pastedLine(i, end, next int, from bool) pastedLine {
	text := r.text[i : i+end]
	start := i + len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	text = strings.TrimSpace(text)
	return pastedLine{
		span:  span{start, start + len(text)},
		next:  i + next,
		from:  from,
		leads: from && strings.EqualFold(strings.Fields(text)[0], "from"),
	}
}
