package main

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// interactive reports whether the TUI can run. It is decided before the TUI
// starts, since the TUI draws whatever the terminal is.
func (p program) interactive() bool {
	ci := p.env("CI")
	return (ci == "" || ci == "false") && isTerminal(p.in) && p.draws()
}

// draws reports whether the output is a terminal that knows escape sequences.
func (p program) draws() bool {
	name := p.env("TERM")
	return name != "" && name != "dumb" && isTerminal(p.out)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
