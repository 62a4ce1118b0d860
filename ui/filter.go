package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// filterKeys are those of a filter that is being typed; others edit it.
type filterKeys struct{ Keep, Clear, Up, Down key.Binding }

func newFilterKeys() filterKeys {
	return filterKeys{
		Keep:  bind("enter", "keep the filter", "enter"),
		Clear: bind("esc", "clear it", "esc"),
		Up:    bind("up", "move up", "up"),
		Down:  bind("down", "move down", "down"),
	}
}

func (k filterKeys) all() []key.Binding { return []key.Binding{k.Keep, k.Clear, k.Up, k.Down} }

// filter is a filter as it is typed over rows, and how far these are scrolled.
type filter struct {
	keys filterKeys
	text input
	top  int // the first row on the screen
}

func newFilter() filter { return filter{keys: newFilterKeys(), text: newInput()} }

// update takes a key: one of the filter's own, or one that edits it.
func (f *filter) update(press tea.KeyPressMsg) []model.Msg {
	own := facts(press, meaning{f.keys.Keep, model.FilterClosed{}}, meaning{f.keys.Clear, model.BackAsked{}},
		meaning{f.keys.Up, model.CursorMoved{By: -1}}, meaning{f.keys.Down, model.CursorMoved{By: 1}})
	if own != nil {
		return own
	}
	return f.edit(press)
}

func (f *filter) edit(msg tea.Msg) []model.Msg {
	text, _ := f.text.edit(msg)
	return []model.Msg{model.FilterEdited{Text: text}}
}

// line is the filter after a head, with a caret while it is being typed.
func (f *filter) line(head string, w int, typing bool) (string, *tea.Cursor) {
	line, cursor := f.text.line(head, w)
	if !typing {
		return line, nil
	}
	return line, cursor
}
