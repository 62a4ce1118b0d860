package ui

import "charm.land/bubbles/v2/key"

// reviewKeys are those of the plans that wait for approval.
type reviewKeys struct {
	Up, Down, Top, Bottom, PageUp, PageDown, Open, Reject, Copy, Reload, Help, Back key.Binding
}

func newReviewKeys() reviewKeys {
	list := newListKeys()
	return reviewKeys{
		Up: list.Up, Down: list.Down, Top: bind("g", "newest plan", "g", "home"), Bottom: bind("G", "oldest plan", "G", "end"),
		PageUp: list.PageUp, PageDown: list.PageDown,
		Open: bind("enter", "preview, to approve", "enter"), Reject: bind("x", "reject, or withdraw your own", "x"),
		Copy: list.Copy, Reload: bind("r", "read again", "r", "ctrl+r"), Help: list.Help, Back: bind("esc", "back", "esc", "q"),
	}
}

func (k reviewKeys) short() []key.Binding {
	return []key.Binding{k.Open, k.Reject, k.Back, k.Help, k.Copy, k.Reload}
}

func (k reviewKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Open, k.Reject, k.Copy, k.Reload, k.Back}
}

// whyKeys leave letters to the reason.
type whyKeys struct{ Give, Leave key.Binding }

func newWhyKeys() whyKeys {
	return whyKeys{Give: bind("enter", "do it", "enter"), Leave: bind("esc", "leave it waiting", "esc")}
}

func (k whyKeys) short() []key.Binding { return []key.Binding{k.Give, k.Leave} }

// askedKeys are those of a plan that was asked for.
type askedKeys struct{ Done, Form, Copy, Help key.Binding }

func newAskedKeys() askedKeys {
	return askedKeys{
		Done: bind("enter", "back to the list", "enter"), Form: bind("esc", "back", "esc"),
		Copy: bind("y", "copy the operation's id", "y"), Help: newListKeys().Help,
	}
}

func (k askedKeys) full() []key.Binding { return []key.Binding{k.Done, k.Form, k.Copy} }
