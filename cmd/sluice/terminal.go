package main

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// interactive reports whether the TUI can run: between terminals, on one that
// knows escape sequences. It is decided before the TUI starts, since the TUI
// draws whatever the terminal is.
func (p program) interactive() bool {
	name, ci := p.env("TERM"), p.env("CI")
	if name == "" || name == "dumb" || (ci != "" && ci != "false") {
		return false
	}
	return isTerminal(p.in) && isTerminal(p.out)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
