package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// Each screen has its own bindings, and help is made from them. Its footer shows the first of those that do something
// now, as many as fit: the way back and help stand before what a narrow terminal can do without.

// anywhereKeys work on every screen.
type anywhereKeys struct{ Quit key.Binding }

func newAnywhereKeys() anywhereKeys {
	return anywhereKeys{Quit: bind("ctrl+c", "quit, never losing an outcome", "ctrl+c")}
}

func bind(name, help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, help))
}

// meaning is what a key tells the model.
type meaning struct {
	key  key.Binding
	fact model.Msg
}

// facts are what a key tells the model, or nothing.
func facts(press tea.KeyPressMsg, meanings ...meaning) []model.Msg {
	for _, m := range meanings {
		if key.Matches(press, m.key) {
			return []model.Msg{m.fact}
		}
	}
	return nil
}

// usualKeys do the same on every screen that has rows or text to look at.
type usualKeys struct{ Copy, Reload, Help, Back key.Binding }

func newUsualKeys(reload string, back key.Binding) usualKeys {
	return usualKeys{
		Copy: bind("y", "copy id", "y"), Reload: bind("r", reload, "r", "ctrl+r"),
		Help: bind("?", "help", "?"), Back: back,
	}
}

// and are the meanings of the usual keys, after a screen's own.
func (k usualKeys) and(own ...meaning) []meaning {
	return append(own, meaning{k.Copy, model.IDCopied{}}, meaning{k.Reload, model.ReloadAsked{}}, meaning{k.Back, model.BackAsked{}})
}
