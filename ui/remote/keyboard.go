package remote

import (
	"fmt"
	"math/rand/v2"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/ui/gate"
)

// keyboard is the input of a session's program, which is read to its end before the
// program quits. When Bubble Tea quits while its reader has a key to hand over, the
// reader waits for ever, with all that it holds. So a program that is to quit is first
// given no more keys; behind the last of them comes a marker that no terminal sends,
// and when the program reads that, no reader is left to wait.
type keyboard struct {
	keys   *gate.Gate
	marker tea.ModeReportMsg
	sent   bool // the marker, to the program
	quits  bool // the program is to quit
}

// newKeyboard makes up a marker: a report of a mode that a client would have to
// guess, and would end its own session with.
func newKeyboard(keys *gate.Gate) *keyboard {
	k := &keyboard{keys: keys}
	k.marker.Mode, k.marker.Value = ansi.DECMode(1<<14+rand.IntN(1<<14)), ansi.ModeSetting(1<<7+rand.IntN(1<<7))
	return k
}

// Read gives the keys, then the marker, then the end.
func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.keys.Read(p)
	if n > 0 || err == nil || k.sent {
		return n, err
	}
	k.sent = true
	return copy(p, fmt.Sprintf("\x1b[?%d;%d$y", k.marker.Mode.Mode(), k.marker.Value)), nil
}

// filter is the program's. It also keeps the program from suspending, which
// would stop the whole server.
func (k *keyboard) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.ModeReportMsg:
		if msg == k.marker {
			return tea.QuitMsg{}
		}
	case tea.SuspendMsg:
		return tea.ResumeMsg{}
	case tea.QuitMsg, tea.InterruptMsg:
		k.quits = true
		_ = k.keys.Close()
		return nil
	}
	if k.quits {
		return nil // no key acts any more
	}
	return msg
}
