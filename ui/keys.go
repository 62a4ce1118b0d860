package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
)

// Each screen has its own bindings, and help is made from them. Its footer shows the first of its short ones, as many as
// fit: the way back and help stand before what a narrow terminal can do without.

type listKeys struct {
	moveKeys
	usualKeys
	Filter, Mark, Unmark, Details, Add, Quit   key.Binding
	CopyRules, Reach, Undo, History, Approvals key.Binding
}

func newListKeys() listKeys {
	return listKeys{
		moveKeys:  newMoveKeys("first group", "last group"),
		usualKeys: newUsualKeys("reload", bind("esc", "clear filter", "esc")),

		Filter:  bind("/", "filter", "/"),
		Mark:    bind("space", "mark", "space"),
		Unmark:  bind("ctrl+\\", "clear marks", "ctrl+\\"),
		Details: bind("enter", "details", "enter"),
		Add:     bind("a", "add rules", "a"),

		CopyRules: bind("c", "copy this group's rules to the marked ones", "c"),
		Reach:     bind("w", "reach", "w"),
		Undo:      bind("z", "undo the last change", "z"),
		History:   bind("h", "history", "h"),
		Approvals: bind("o", "plans that wait for approval", "o"),

		Quit: bind("q", "quit", "q"),
	}
}

func (k listKeys) short() []key.Binding {
	return []key.Binding{k.Add, k.Details, k.Help, k.Quit, k.Mark, k.Filter, k.Reach, k.History, k.Reload}
}

func (k listKeys) full() []key.Binding {
	return append(k.moves(), k.Filter, k.Mark, k.Unmark, k.Details, k.Add, k.CopyRules, k.Reach, k.History, k.Approvals, k.Undo, k.Reload, k.Copy, k.Back, k.Quit)
}

type historyKeys struct {
	moveKeys
	usualKeys
	Filter, Details, Undo key.Binding
}

func newHistoryKeys() historyKeys {
	list := newListKeys()
	return historyKeys{
		moveKeys:  newMoveKeys("newest operation", "oldest, then those before it"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "q")),
		Filter:    list.Filter, Details: list.Details, Undo: bind("z", "undo", "z"),
	}
}

func (k historyKeys) short() []key.Binding {
	return []key.Binding{k.Details, k.Undo, k.Filter, k.Copy, k.Help, k.Back, k.Reload}
}

func (k historyKeys) full() []key.Binding {
	return append(k.moves(), k.Filter, k.Details, k.Undo, k.Copy, k.Reload, k.Back)
}

// operationKeys are those of one operation of the history.
type operationKeys struct {
	moveKeys
	usualKeys
	Undo key.Binding
}

func newOperationKeys() operationKeys {
	return operationKeys{
		moveKeys:  newMoveKeys("top", "end"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "enter", "q")),
		Undo:      newHistoryKeys().Undo,
	}
}

func (k operationKeys) short() []key.Binding {
	return []key.Binding{k.Undo, k.Copy, k.Help, k.Back, k.Reload}
}

func (k operationKeys) full() []key.Binding {
	return append(k.moves(), k.Undo, k.Copy, k.Reload, k.Back)
}

type detailKeys struct {
	moveKeys
	usualKeys
	Add, Edit, Revoke key.Binding
}

func newDetailKeys() detailKeys {
	return detailKeys{
		moveKeys:  newMoveKeys("first rule", "last rule"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "enter", "q")),
		Add:       newListKeys().Add, Edit: bind("e", "edit", "e"), Revoke: bind("ctrl+d", "revoke", "ctrl+d"),
	}
}

func (k detailKeys) short() []key.Binding {
	return []key.Binding{k.Add, k.Edit, k.Revoke, k.Back, k.Help, k.Copy}
}

func (k detailKeys) full() []key.Binding {
	return append(k.moves(), k.Add, k.Edit, k.Revoke, k.Copy, k.Reload, k.Back)
}

type formKeys struct {
	Next, Previous, ChoiceUp, ChoiceDown, Enter, Another, RuleNext, RulePrevious, Remove, Preview, Help, Back key.Binding
}

func newFormKeys() formKeys {
	return formKeys{
		Next:         bind("tab", "next field", "tab"),
		Previous:     bind("shift+tab", "previous field", "shift+tab"),
		ChoiceUp:     bind("up", "previous choice", "up"),
		ChoiceDown:   bind("down", "choose", "down"),
		Enter:        bind("enter", "take the choice, next field; preview from the last", "enter"),
		Another:      bind("ctrl+n", "another rule", "ctrl+n"),
		RuleNext:     bind("pgdown", "next rule of the draft", "pgdown"),
		RulePrevious: bind("pgup", "previous rule of the draft", "pgup"),
		Remove:       bind("ctrl+x", "take this rule off", "ctrl+x"),
		Preview:      bind("ctrl+s", "preview", "ctrl+s"),
		Help:         bind("f1", "help", "f1"),
		Back:         bind("esc", "back", "esc"),
	}
}

func (k formKeys) short() []key.Binding {
	return []key.Binding{k.Preview, k.Next, k.Another, k.Back, k.Help, k.ChoiceDown}
}

func (k formKeys) full() []key.Binding {
	return []key.Binding{k.Next, k.Previous, k.ChoiceDown, k.ChoiceUp, k.Enter, k.Another, k.RuleNext, k.RulePrevious, k.Remove, k.Preview, k.Back}
}

// reachKeys leave letters to the question.
type reachKeys struct {
	scrollKeys
	Help, Back key.Binding
}

func newReachKeys() reachKeys {
	return reachKeys{
		scrollKeys: scrollKeys{
			Up: bind("up", "scroll up", "up"), Down: bind("down", "scroll down", "down"),
			PageUp: bind("pgup", "page up", "pgup"), PageDown: bind("pgdown", "page down", "pgdown"),
		},
		Help: bind("f1", "help", "f1"), Back: bind("esc", "back", "esc"),
	}
}

func (k reachKeys) short() []key.Binding { return []key.Binding{k.Up, k.Down, k.Help, k.Back} }

func (k reachKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Back}
}

type previewKeys struct {
	moveKeys
	Confirm, Covered, Untagged, View, Copy, CopyCommand, Reload, Help, Back key.Binding
}

func newPreviewKeys() previewKeys {
	return previewKeys{
		moveKeys: newMoveKeys("top", "end"),
		Confirm:  bind("enter", "send", "enter"), Covered: bind("c", "send covered rules too, or not", "c"),
		Untagged: bind("t", "send without tags, where they are denied", "t"),
		View:     bind("v", "view as …", "v"), Copy: bind("y", "copy", "y"), CopyCommand: bind("Y", "copy as an AWS CLI command", "Y"),
		Reload: bind("r", "read the groups again", "r", "ctrl+r"), Help: bind("?", "help", "?"), Back: bind("esc", "change", "esc"),
	}
}

func (k previewKeys) short() []key.Binding {
	return []key.Binding{k.Confirm, k.Back, k.Help, k.View, k.Copy, k.Reload}
}

func (k previewKeys) full() []key.Binding {
	return slices.Concat([]key.Binding{k.Confirm, k.Covered, k.Untagged, k.View, k.Copy, k.CopyCommand}, k.moves(), []key.Binding{k.Reload, k.Back})
}

type resultKeys struct {
	scrollKeys
	Done, Form, Undo, Retry, Copy, Help key.Binding
}

func newResultKeys() resultKeys {
	return resultKeys{
		scrollKeys: newMoveKeys("", "").scrollKeys,
		Done:       bind("enter", "back to the list", "enter"), Form: bind("esc", "back", "esc"),
		Undo: bind("z", "undo", "z"), Retry: bind("r", "retry what was not applied", "r"),
		Copy: bind("y", "copy the rule ids", "y"), Help: bind("?", "help", "?"),
	}
}

func (k resultKeys) full() []key.Binding {
	return []key.Binding{k.Done, k.Form, k.Undo, k.Retry, k.Up, k.Down, k.PageUp, k.PageDown, k.Copy}
}

// anywhereKeys work on every screen.
type anywhereKeys struct{ Quit key.Binding }

func newAnywhereKeys() anywhereKeys {
	return anywhereKeys{Quit: bind("ctrl+c", "quit, never losing an outcome", "ctrl+c")}
}

func bind(name, help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, help))
}
