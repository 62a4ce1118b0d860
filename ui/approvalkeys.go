package ui

import "charm.land/bubbles/v2/key"

// reviewKeys are those of the plans that wait for approval.
type reviewKeys struct {
	moveKeys
	usualKeys
	Open, Reject key.Binding
}

func newReviewKeys() reviewKeys {
	return reviewKeys{
		moveKeys:  newMoveKeys("newest plan", "oldest plan"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "q")),
		Open:      bind("enter", "preview, to approve", "enter"), Reject: bind("x", "reject, or withdraw your own", "x"),
	}
}

func (k reviewKeys) short() []key.Binding {
	return []key.Binding{k.Open, k.Reject, k.Back, k.Help, k.Copy, k.Reload}
}

func (k reviewKeys) full() []key.Binding {
	return append(k.moves(), k.Open, k.Reject, k.Copy, k.Reload, k.Back)
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
