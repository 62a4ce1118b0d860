package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// newcomerEnv is the environment of a user who has just installed the program:
// an empty home, and nothing of AWS.
func newcomerEnv(t testing.TB, more ...string) []string {
	t.Helper()
	home := t.TempDir()
	return append([]string{
		"TERM=xterm-256color", "LANG=C.UTF-8",
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"),
	}, more...)
}

// stateFile is where a newcomer's sandbox is kept.
func stateFile(env []string) string {
	for _, pair := range env {
		if dir, found := strings.CutPrefix(pair, "XDG_STATE_HOME="); found {
			return filepath.Join(dir, "sluice", "ec2.db")
		}
	}
	return ""
}

// sluice runs the program in a terminal of the usual size, and waits for the
// whole list.
func sluice(t *testing.T, env []string, args ...string) *terminal {
	t.Helper()
	term := start(t, usual(), env, binary(t), args...)
	term.waitFor("10 groups", "websrv", "VpcWebServers")
	return term
}

// openForm finds a group by the filter and opens the form for it.
func (term *terminal) openForm(group string) {
	term.t.Helper()
	term.openFormBy(group, "a add rules")
}

// openFormBy does so by the key as the footer names it.
func (term *terminal) openFormBy(group, key string) {
	term.t.Helper()
	term.press("/")
	term.write(group)
	term.waitFor("/ "+group, "1 of ")
	term.press("enter")
	term.waitFor(key)
	term.press("a")
	term.waitFor("Add ingress rules to "+group, "▸ Rule")
}

// clearFilter goes from the list that an outcome leads back to, to the whole one.
func (term *terminal) clearFilter() {
	term.t.Helper()
	term.press("esc")
	term.waitFor("10 groups ·")
}

// nextField goes to the next field, which must have that label.
func (term *terminal) nextField(label string) {
	term.t.Helper()
	term.press("tab")
	term.waitFor("▸ " + label)
}

// fill types text into the focused field, which must have that label.
func (term *terminal) fill(label, text string) {
	term.t.Helper()
	term.write(text)
	term.until(label+" to hold "+text, func(screen string) bool {
		_, field, found := strings.Cut(screen, "▸ "+label)
		line, _, _ := strings.Cut(field, "\n")
		return found && strings.Contains(line, text)
	})
}

// preview asks for the plan and waits until it may be confirmed.
func (term *terminal) preview(sends string) {
	term.t.Helper()
	term.press("ctrl+s")
	term.waitFor("\n enter sends " + sends)
}

// confirm submits the plan on the screen and waits for its outcome.
func (term *terminal) confirm(outcome string) {
	term.t.Helper()
	term.press("enter")
	term.waitFor(outcome, "back to the list") // before that the outcome stays
}

// quit ends the program by its key, which must work at once.
func (term *terminal) quit() {
	term.t.Helper()
	term.press("ctrl+c")
	if code := term.exit(); code != exitOK {
		term.t.Errorf("ctrl+c ended the program with code %d; the screen:\n%s", code, term.text())
	}
}
