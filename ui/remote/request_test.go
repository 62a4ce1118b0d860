package remote

import (
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// FuzzRequests reads any payload as each kind of request: nothing panics, and
// what comes out is within the limits.
func FuzzRequests(f *testing.F) {
	f.Add([]byte(""))
	f.Add(gossh.Marshal(&ptyRequest{Term: "xterm-256color", Width: 1<<32 - 1, Height: 1<<32 - 1, Modes: "\x00"}))
	f.Add(gossh.Marshal(&struct{ Name, Value string }{"LANG", "en_GB.UTF-8"}))
	f.Add(gossh.Marshal(&struct{ Command string }{`plan 'tcp/22 from me' "--group" web`}))
	outOfBounds := func(w window) bool {
		return w.width < 1 || w.width > maxWidth || w.height < 1 || w.height > maxHeight
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		if term, size, anew, ok := readPty(payload); ok {
			if len(term) > maxTerm || !printable(term) || outOfBounds(size) || len(anew) > maxTerm+24 {
				t.Errorf("a terminal %q of %v, anew %q", term, size, anew)
			}
		}
		if size, ok := readWindow(payload); ok && outOfBounds(size) {
			t.Errorf("a window of %v", size)
		}
		if v, ok := readVariable(payload); ok && (len(v) > maxVariable || !printable(v) || !strings.Contains(v, "=")) {
			t.Errorf("a variable %q", v)
		}
		if command, ok := readCommand(payload); ok {
			words, err := splitWords(command)
			if err == nil && len(strings.Join(words, "")) > len(command) {
				t.Errorf("%q is split into %q", command, words)
			}
			if shown := named(command); len(shown) > 16*maxNamed || strings.ContainsAny(shown, "\n\x1b\u009b\u202e") {
				t.Errorf("the log shows %s", shown)
			}
		}
	})
}
