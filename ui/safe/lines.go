package safe

import (
	"strings"
)

// Lines returns s as lines of at most width cells, for messages longer than a row. It breaks where s has a line break
// and between words; a word longer than a line is broken within. Runs of spaces and tabs become one space, everything
// else is as [Clean] has it. A width under 1 counts as 1. An empty s has no lines.
func Lines(s string, width int) []Text {
	s = strings.TrimRight(s, "\r\n")
	if s == "" {
		return nil
	}
	width = max(1, width)
	var lines []Text
	for raw := range strings.SplitSeq(s, "\n") {
		words := strings.FieldsFunc(raw, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' })
		lines = append(lines, wrap(words, width)...)
	}
	return lines
}

// wrap fills lines with the words, and returns one empty line for no words.
func wrap(words []string, width int) []Text {
	var lines []Text
	var line Text
	for _, word := range words {
		t := Clean(word)
		if line.w > 0 && line.w+1+t.w > width {
			lines = append(lines, line)
			line = Text{}
		}
		if line.w > 0 {
			line = Text{s: line.s + " " + t.s, w: line.w + 1 + t.w}
			continue
		}
		for t.w > width {
			var piece Text
			piece, t = t.split(width)
			lines = append(lines, piece)
		}
		line = t
	}
	if line.w == 0 && len(lines) > 0 {
		return lines
	}
	return append(lines, line)
}

// split returns the part of the text that those cells hold, and the rest. A wide character that does not fit one cell
// is replaced by …, so that there is always a part.
func (t Text) split(cells int) (Text, Text) {
	if head := t.head(cells); head.w > 0 {
		return head, Text{s: t.s[len(head.s):], w: t.w - head.w}
	}
	wide := t.head(2)
	return Text{s: ellipsis, w: 1}, Text{s: t.s[len(wide.s):], w: t.w - wide.w}
}
