package remote

import (
	"fmt"
	"math/rand/v2"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/ui/gate"
)

// leaving is the keyboard of a program, and its way out. When Bubble Tea quits
// while its reader has a key to hand over, the reader waits for ever, with all
// that it holds. So here a program that is to quit is first given no more keys;
// behind the last of them comes a word that no terminal says, and when that is
// read there is none left to wait.
type leaving struct {
	keys  *gate.Gate
	word  tea.ModeReportMsg
	said  bool // by the reader
	asked bool // by the program
}

// newLeaving makes up a word: a report of a mode that a client would have to
// guess, and would end its own session with.
func newLeaving(keys *gate.Gate) *leaving {
	l := &leaving{keys: keys}
	l.word.Mode, l.word.Value = ansi.DECMode(1<<14+rand.IntN(1<<14)), ansi.ModeSetting(1<<7+rand.IntN(1<<7))
	return l
}

// Read gives the keys, then the word, then the end.
func (l *leaving) Read(p []byte) (int, error) {
	n, err := l.keys.Read(p)
	if n > 0 || err == nil || l.said {
		return n, err
	}
	l.said = true
	return copy(p, fmt.Sprintf("\x1b[?%d;%d$y", l.word.Mode.Mode(), l.word.Value)), nil
}

// filter is the program's. It also keeps the program from suspending, which
// would stop the whole server.
func (l *leaving) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.ModeReportMsg:
		if msg == l.word {
			return tea.QuitMsg{}
		}
	case tea.SuspendMsg:
		return tea.ResumeMsg{}
	case tea.QuitMsg, tea.InterruptMsg:
		l.asked = true
		_ = l.keys.Close()
		return nil
	}
	if l.asked {
		return nil // no key acts any more
	}
	return msg
}
