package gate

import "github.com/charmbracelet/x/term"

// Terminal is a gate before a local terminal. Give it to tea.WithInput, and Close it when the program has ended.
//
// Bubble Tea sets raw mode on an input that has an Fd of a terminal, so a Terminal has that of its file. It must not
// have a Name: with one, Bubble Tea would wait for the file itself to become readable, and would not see what the gate
// still holds or decides by time. Without one it calls Read and can't cancel it; Close does that.
//
// Until Close the gate reads the terminal, so a program must not lend it to another process (tea.Exec).
type Terminal struct {
	*Gate
	file term.File
}

var _ term.File = (*Terminal)(nil)

// NewTerminal returns a gate before f, usually os.Stdin. Closing it does not close f.
func NewTerminal(f term.File, o Options) *Terminal {
	return &Terminal{Gate: New(f, o), file: f}
}

// Fd returns the file descriptor of the terminal, for its modes and size only: reads go through Read.
func (t *Terminal) Fd() uintptr { return t.file.Fd() }

// Write writes to the terminal.
func (t *Terminal) Write(p []byte) (int, error) { return t.file.Write(p) }
