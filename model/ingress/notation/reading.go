package notation

import (
	"fmt"
	"strings"
)

// Reading is what came of a text.
type Reading struct {
	Form Form // what the text was taken for
	// Parts are the rules in the order of the text. A text that names several
	// target groups has several parts.
	Parts []Part
	// Problems are everything in the text that is not in the parts, in its
	// order, comments apart. Where there are no parts there is a problem.
	Problems []Problem
}

// Part is the rules of a text for one target.
type Part struct {
	Target Target
	Lines  []string // each is read by an [ingress.Draft] without a problem of its own
}

// Target is the security group that a text adds rules to. Both are empty where
// the text names none.
type Target struct {
	ID   string
	Name string
}

// Problem is a piece of the text that no rule came of.
type Problem struct {
	Line, Column int    // where it is, from 1; columns count characters
	Text         string // what is the matter, and how to mend it
	Kept         string // the piece as it stands in the text; of a signature, its name
	// Notice says that the rules are whole without the piece: a tag, a
	// signature, an account that EC2 finds by itself.
	Notice bool
}

// Error is the problem as one sentence, the place first.
func (p Problem) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Text)
}

// Lines are the rule lines of all parts, each once.
func (r Reading) Lines() []string {
	var lines []string
	seen := map[string]bool{}
	for _, part := range r.Parts {
		for _, line := range part.Lines {
			if !seen[line] {
				seen[line] = true
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// maxText is the most text that Read takes: 1 MiB.
const maxText = 1 << 20

// Read recognises the form of a text, such as a paste, and reads its rules.
// Line ends may be those of any system; invalid UTF-8 reads as U+FFFD.
func Read(text string) Reading {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.TrimPrefix(strings.ToValidUTF8(text, "\uFFFD"), "\uFEFF")
	r := &reader{text: text}
	form := recognise(text)
	switch {
	case len(text) > maxText:
		r.problem(span{0, len(text)}, "%d bytes: a text has at most %d", len(text), maxText)
	case form == AWSCLI:
		r.commands()
	case form == Query:
		r.queries()
	case form == Terraform:
		r.terraform()
	case form == JSON:
		r.documents(r.all())
	default:
		r.lines()
	}
	return r.reading(form)
}
