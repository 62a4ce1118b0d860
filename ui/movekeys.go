package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// scrollKeys go by lines and pages.
type scrollKeys struct{ Up, Down, PageUp, PageDown key.Binding }

// moveKeys go to the ends, too.
type moveKeys struct {
	scrollKeys
	Top, Bottom key.Binding
}

// newMoveKeys are the letters and the arrows; top and bottom say what is at the ends.
func newMoveKeys(top, bottom string) moveKeys {
	return moveKeys{
		scrollKeys: scrollKeys{
			Up: bind("k", "up", "k", "up"), Down: bind("j", "down", "j", "down"),
			PageUp: bind("ctrl+b", "page up", "ctrl+b", "pgup"), PageDown: bind("ctrl+f", "page down", "ctrl+f", "pgdown"),
		},
		Top: bind("g", top, "g", "home"), Bottom: bind("G", bottom, "G", "end"),
	}
}

// moves are all of them, for help.
func (k moveKeys) moves() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown}
}

// by is how many lines a key moves; fit keeps it in bounds.
func (k scrollKeys) by(msg tea.KeyPressMsg, page int) int {
	switch {
	case key.Matches(msg, k.Up):
		return -1
	case key.Matches(msg, k.Down):
		return 1
	case key.Matches(msg, k.PageUp):
		return -page
	case key.Matches(msg, k.PageDown):
		return page
	}
	return 0
}

// scrollEnd is farther than any body is long.
const scrollEnd = 1 << 30

// by is how many lines a key moves; fit keeps it in bounds.
func (k moveKeys) by(msg tea.KeyPressMsg, page int) int {
	switch {
	case key.Matches(msg, k.Top):
		return -scrollEnd
	case key.Matches(msg, k.Bottom):
		return scrollEnd
	}
	return k.scrollKeys.by(msg, page)
}

// cursor is a key that moves the model's cursor, or nothing.
func (k moveKeys) cursor(press tea.KeyPressMsg, page int) []model.Msg {
	if by := k.by(press, page); by != 0 {
		return []model.Msg{model.CursorMoved{By: by}}
	}
	return nil
}
