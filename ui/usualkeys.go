package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// usualKeys do the same on every screen that has rows or text to look at.
type usualKeys struct{ Copy, Reload, Help, Back key.Binding }

func newUsualKeys(reload string, back key.Binding) usualKeys {
	return usualKeys{
		Copy: bind("y", "copy id", "y"), Reload: bind("r", reload, "r", "ctrl+r"),
		Help: bind("?", "help", "?"), Back: back,
	}
}

// pressUsual takes the usual keys; taken is false for others.
func (a *App) pressUsual(k usualKeys, msg tea.KeyPressMsg) (cmd tea.Cmd, taken bool) {
	switch {
	case key.Matches(msg, k.Copy):
		return a.tell(model.IDCopied{}), true
	case key.Matches(msg, k.Reload):
		return a.tell(model.ReloadAsked{}), true
	case key.Matches(msg, k.Help):
		a.help = true
		return nil, true
	case key.Matches(msg, k.Back):
		return a.tell(model.BackAsked{}), true
	}
	return nil, false
}
