package remote

import (
	"encoding/binary"
	"slices"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// What a channel may ask for.
const (
	maxWidth, maxHeight = 240, 72 // of a window, in cells: Bubble Tea keeps each twice, 112 bytes a time, which makes 3.9 MB
	maxEnviron          = 16      // variables
	maxVariable         = 64      // bytes of one, name=value
	maxTerm             = 64      // bytes of the terminal's type
	maxCommand          = 4 << 10 // bytes of a command
)

// window is the size of a terminal.
type window struct{ width, height int }

// clamp keeps a window to what is drawn, which is the top left of a larger one;
// zero means that the client does not know (RFC 4254, 6.2), and then it is 80×24.
func clamp(width, height uint32) window {
	if width == 0 || height == 0 {
		return window{80, 24}
	}
	return window{int(min(width, maxWidth)), int(min(height, maxHeight))}
}

// ptyRequest is a request for a terminal (RFC 4254, 6.2).
type ptyRequest struct {
	Term                             string
	Width, Height, WidthPx, HeightPx uint32
	Modes                            string
}

// readPty reads a request for a terminal, and writes it anew within the limits,
// without the modes: the terminal is emulated and has none.
func readPty(payload []byte) (term string, size window, anew []byte, ok bool) {
	var r ptyRequest
	if gossh.Unmarshal(payload, &r) != nil || len(r.Term) > maxTerm || !plainWord(r.Term) {
		return "", window{}, nil, false
	}
	size = clamp(r.Width, r.Height)
	anew = gossh.Marshal(&ptyRequest{Term: r.Term, Width: uint32(size.width), Height: uint32(size.height)})
	return r.Term, size, anew, true
}

// readWindow reads a change of the window (RFC 4254, 6.7).
func readWindow(payload []byte) (window, bool) {
	if len(payload) < 16 {
		return window{}, false
	}
	return clamp(binary.BigEndian.Uint32(payload), binary.BigEndian.Uint32(payload[4:])), true
}

// readVariable reads a variable of the environment, if it is one that is taken.
func readVariable(payload []byte) (string, bool) {
	var r struct{ Name, Value string }
	if len(payload) > maxVariable+8 || gossh.Unmarshal(payload, &r) != nil || !slices.Contains(variables(), r.Name) || !printable(r.Value) {
		return "", false
	}
	v := r.Name + "=" + r.Value
	return v, len(v) <= maxVariable
}

// variables are the names that are taken: what tells of the user's terminal.
func variables() []string {
	return []string{
		"LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "COLORFGBG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
		"TERM_PROGRAM", "TERM_PROGRAM_VERSION", "ACCESSIBLE",
	}
}

// readCommand reads a command line.
func readCommand(payload []byte) (string, bool) {
	var r struct{ Command string }
	if len(payload) > maxCommand || gossh.Unmarshal(payload, &r) != nil {
		return "", false
	}
	return r.Command, true
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// plainWord reports whether text is made of what the names of terminals are.
func plainWord(text string) bool {
	return printable(text) && !strings.ContainsAny(text, " =/\\\"'`$;&|<>()")
}
