package remote

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sluice/ui/gate"
)

// TestNothingSuspends: to suspend a program is to stop its process, and this one is
// everybody's. The kernel ignores the signal where nobody could wake the process, so
// whether it is sent does not always show.
func TestNothingSuspends(t *testing.T) {
	l := newKeyboard(gate.New(strings.NewReader(""), gate.Options{}))
	if got := l.filter(nil, tea.SuspendMsg{}); got != (tea.ResumeMsg{}) {
		t.Errorf("a program that means to suspend is given %#v", got)
	}
	if key := (tea.KeyPressMsg{Code: 'z', Mod: tea.ModCtrl}); l.filter(nil, key) != tea.Msg(key) {
		t.Error("ctrl+z is no key any more")
	}
}
