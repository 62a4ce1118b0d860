package ui

import "strings"

// block is the lines about one group; its first line names the group.
type block struct {
	name  string // the group's name, drawn, as it stands over a part of the block
	lines []string
}

// scrolled is blocks as they were drawn, one under the other with a blank line
// between. It is drawn once for a message, and shown from there.
type scrolled struct {
	lines []string
	over  []string // by line, the name of the group whose lines began above it, or ""
}

func newScrolled(blocks []block) scrolled {
	var s scrolled
	for i, b := range blocks {
		if i > 0 {
			s.lines, s.over = append(s.lines, ""), append(s.over, "")
		}
		for at, line := range b.lines {
			name := b.name
			if at == 0 {
				name = ""
			}
			s.lines, s.over = append(s.lines, line), append(s.over, name)
		}
	}
	return s
}

// head is what stands over the lines from top on: the group that they go on
// about, or a blank line.
func (s scrolled) head(top int) string {
	if top <= 0 || top >= len(s.over) || s.over[top] == "" {
		return ""
	}
	return strings.TrimRight(s.over[top], " ") + " …"
}
