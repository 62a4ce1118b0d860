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

func (k filterKeys) short() []key.Binding { return []key.Binding{k.Keep, k.Clear, k.Up, k.Down} }

// fact is what a key means, or nil for one that edits the filter.
func (k filterKeys) fact(msg tea.KeyPressMsg) model.Msg {
	switch {
	case key.Matches(msg, k.Keep):
		return model.FilterClosed{}
	case key.Matches(msg, k.Clear):
		return model.BackAsked{}
	case key.Matches(msg, k.Up):
		return model.CursorMoved{By: -1}
	case key.Matches(msg, k.Down):
		return model.CursorMoved{By: 1}
	}
	return nil
}
