package main

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"

	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// stdin is how a flag that takes a file names the standard input.
const stdin = "-"

// complaints are several errors, to be shown a line each.
type complaints []error

func (c complaints) Error() string   { return errors.Join(c...).Error() }
func (c complaints) Unwrap() []error { return c }

// asked are the rules that a command line asks for, as text.
type asked struct {
	lines []string // by the draft's entries
	draft ingress.Draft
	// targets are the groups that a text read from a file adds its rules to.
	targets []notation.Target
	notes   []string
}

// asked reads the rules of the arguments and of a file, where one is named. The
// error names everything that is no rule: a plan is of all rules, or of none.
func (p program) asked(args []string, file string) (asked, error) {
	a := asked{lines: ruleLines(args), draft: ingress.NewDraft()}
	if file != "" {
		if err := a.readFile(p, file); err != nil {
			return asked{}, err
		}
	}
	if len(a.lines) == 0 {
		return asked{}, errors.New(`which rules? Give one such as "tcp/22 from 203.0.113.7", or --ip-permissions FILE`)
	}
	for i, line := range a.lines {
		if i > 0 {
			a.draft = a.draft.Add()
		}
		a.draft = a.draft.Edit(i, ingress.FieldLine, line)
	}
	// Any address will do here: it is not known yet, and need not be to find what is wrong.
	known := a.draft.WithMe(netip.IPv4Unspecified())
	var problems ingress.Problems
	for i := range a.lines {
		problems = append(problems, known.Problems(i)...)
	}
	return a, a.complain(problems)
}

func (a *asked) readFile(p program, file string) error {
	text, err := p.readText(file)
	if err != nil {
		return err
	}
	reading := notation.Read(string(text))
	var lost complaints
	for _, problem := range reading.Problems {
		told := fmt.Errorf("%s: %w", fileName(file), problem)
		if problem.Notice {
			a.notes = append(a.notes, told.Error())
			continue
		}
		lost = append(lost, told)
	}
	if len(lost) > 0 {
		return lost
	}
	a.lines = append(a.lines, reading.Lines()...)
	for _, part := range reading.Parts {
		if part.Target != (notation.Target{}) && !slices.Contains(a.targets, part.Target) {
			a.targets = append(a.targets, part.Target)
		}
	}
	return nil
}

// complain makes an error of problems, which names the rule of each.
func (a asked) complain(problems ingress.Problems) error {
	var told complaints
	for _, problem := range problems {
		text := problem.Error()
		if problem.Field == ingress.FieldLine && problem.Group == "" {
			text = problem.Text
		}
		told = append(told, fmt.Errorf("rule %q: %s", a.lines[problem.Entry], text))
	}
	if len(told) == 0 {
		return nil
	}
	return told
}

// readText reads a file, or the standard input.
func (p program) readText(file string) ([]byte, error) {
	if file != stdin {
		if p.served != nil {
			return nil, fmt.Errorf("%s: files are not read over SSH: give - and the text on the standard input", file)
		}
		return os.ReadFile(file)
	}
	text, err := io.ReadAll(p.in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fileName(file), err)
	}
	return text, nil
}

func fileName(file string) string {
	if file == stdin {
		return "standard input"
	}
	return file
}
