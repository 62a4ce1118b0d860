package ui

import "charm.land/bubbles/v2/key"

// Each screen has its own bindings, and help is made from them. Its footer shows the first of its short ones, as many as
// fit: the way back and help stand before what a narrow terminal can do without.

type listKeys struct {
	Up, Down, Top, Bottom, PageUp, PageDown                            key.Binding
	Filter, Mark, Unmark, Details, Add, Reload, Copy, Help, Back, Quit key.Binding
	CopyRules, Reach, Undo, History, Approvals                         key.Binding
}

func newListKeys() listKeys {
	return listKeys{
		Up:       bind("k", "up", "k", "up"),
		Down:     bind("j", "down", "j", "down"),
		Top:      bind("g", "first group", "g", "home"),
		Bottom:   bind("G", "last group", "G", "end"),
		PageUp:   bind("ctrl+b", "page up", "ctrl+b", "pgup"),
		PageDown: bind("ctrl+f", "page down", "ctrl+f", "pgdown"),
		Filter:   bind("/", "filter", "/"),
		Mark:     bind("space", "mark", "space"),
		Unmark:   bind("ctrl+\\", "clear marks", "ctrl+\\"),
		Details:  bind("enter", "details", "enter"),
		Add:      bind("a", "add rules", "a"),
		Reload:   bind("r", "reload", "r", "ctrl+r"),
		Copy:     bind("y", "copy id", "y"),

		CopyRules: bind("c", "copy this group's rules to the marked ones", "c"),
		Reach:     bind("w", "reach", "w"),
		Undo:      bind("z", "undo the last change", "z"),
		History:   bind("h", "history", "h"),
		Approvals: bind("o", "plans that wait for approval", "o"),

		Help: bind("?", "help", "?"),
		Back: bind("esc", "clear filter", "esc"),
		Quit: bind("q", "quit", "q"),
	}
}

func (k listKeys) short() []key.Binding {
	return []key.Binding{k.Add, k.Details, k.Help, k.Quit, k.Mark, k.Filter, k.Reach, k.History, k.Reload}
}

func (k listKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Filter, k.Mark, k.Unmark, k.Details, k.Add, k.CopyRules, k.Reach, k.History, k.Approvals, k.Undo, k.Reload, k.Copy, k.Back, k.Quit}
}

type historyKeys struct {
	Up, Down, Top, Bottom, PageUp, PageDown, Filter, Details, Undo, Copy, Reload, Help, Back key.Binding
}

func newHistoryKeys() historyKeys {
	list := newListKeys()
	return historyKeys{
		Up: list.Up, Down: list.Down, Top: bind("g", "newest operation", "g", "home"), Bottom: bind("G", "oldest, then those before it", "G", "end"),
		PageUp: list.PageUp, PageDown: list.PageDown, Filter: list.Filter, Details: list.Details,
		Undo: bind("z", "undo", "z"), Copy: bind("y", "copy id", "y"), Reload: bind("r", "read again", "r", "ctrl+r"),
		Help: list.Help, Back: bind("esc", "back", "esc", "q"),
	}
}

func (k historyKeys) short() []key.Binding {
	return []key.Binding{k.Details, k.Undo, k.Filter, k.Copy, k.Help, k.Back, k.Reload}
}

func (k historyKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Filter, k.Details, k.Undo, k.Copy, k.Reload, k.Back}
}

// operationKeys are those of one operation of the history.
type operationKeys struct {
	Up, Down, Top, Bottom, PageUp, PageDown, Undo, Copy, Reload, Help, Back key.Binding
}

func newOperationKeys() operationKeys {
	history := newHistoryKeys()
	return operationKeys{
		Up: history.Up, Down: history.Down, Top: bind("g", "top", "g", "home"), Bottom: bind("G", "end", "G", "end"),
		PageUp: history.PageUp, PageDown: history.PageDown, Undo: history.Undo, Copy: history.Copy, Reload: history.Reload,
		Help: history.Help, Back: bind("esc", "back", "esc", "enter", "q"),
	}
}

func (k operationKeys) short() []key.Binding {
	return []key.Binding{k.Undo, k.Copy, k.Help, k.Back, k.Reload}
}

func (k operationKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Undo, k.Copy, k.Reload, k.Back}
}

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

type detailKeys struct {
	Up, Down, Top, Bottom, PageUp, PageDown, Add, Edit, Revoke, Copy, Reload, Help, Back key.Binding
}

func newDetailKeys() detailKeys {
	list := newListKeys()
	return detailKeys{
		Up: list.Up, Down: list.Down, Top: bind("g", "first rule", "g", "home"), Bottom: bind("G", "last rule", "G", "end"),
		PageUp: list.PageUp, PageDown: list.PageDown, Add: list.Add, Edit: bind("e", "edit", "e"), Revoke: bind("ctrl+d", "revoke", "ctrl+d"),
		Copy: list.Copy, Reload: bind("r", "read again", "r", "ctrl+r"),
		Help: list.Help, Back: bind("esc", "back", "esc", "enter", "q"),
	}
}

func (k detailKeys) short() []key.Binding {
	return []key.Binding{k.Add, k.Edit, k.Revoke, k.Back, k.Help, k.Copy}
}

func (k detailKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Add, k.Edit, k.Revoke, k.Copy, k.Reload, k.Back}
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
type reachKeys struct{ Up, Down, PageUp, PageDown, Help, Back key.Binding }

func newReachKeys() reachKeys {
	return reachKeys{
		Up: bind("up", "scroll up", "up"), Down: bind("down", "scroll down", "down"),
		PageUp: bind("pgup", "page up", "pgup"), PageDown: bind("pgdown", "page down", "pgdown"),
		Help: bind("f1", "help", "f1"), Back: bind("esc", "back", "esc"),
	}
}

func (k reachKeys) short() []key.Binding { return []key.Binding{k.Up, k.Down, k.Help, k.Back} }

func (k reachKeys) full() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Back}
}

type previewKeys struct {
	Confirm, Covered, Untagged, View, Copy, CopyCommand         key.Binding
	Up, Down, Top, Bottom, PageUp, PageDown, Reload, Help, Back key.Binding
}

func newPreviewKeys() previewKeys {
	list := newListKeys()
	return previewKeys{
		Confirm: bind("enter", "send", "enter"), Covered: bind("c", "send covered rules too, or not", "c"),
		Untagged: bind("t", "send without tags, where they are denied", "t"),
		View:     bind("v", "view as …", "v"), Copy: bind("y", "copy", "y"), CopyCommand: bind("Y", "copy as an AWS CLI command", "Y"),
		Up: list.Up, Down: list.Down,
		Top: bind("g", "top", "g", "home"), Bottom: bind("G", "end", "G", "end"),
		PageUp: list.PageUp, PageDown: list.PageDown, Reload: bind("r", "read the groups again", "r", "ctrl+r"),
		Help: list.Help, Back: bind("esc", "change", "esc"),
	}
}

func (k previewKeys) short() []key.Binding {
	return []key.Binding{k.Confirm, k.Back, k.Help, k.View, k.Copy, k.Reload}
}

func (k previewKeys) full() []key.Binding {
	return []key.Binding{k.Confirm, k.Covered, k.Untagged, k.View, k.Copy, k.CopyCommand, k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown, k.Reload, k.Back}
}

type resultKeys struct {
	Done, Form, Undo, Retry, Up, Down, PageUp, PageDown, Copy, Help key.Binding
}

func newResultKeys() resultKeys {
	list := newListKeys()
	return resultKeys{
		Done: bind("enter", "back to the list", "enter"), Form: bind("esc", "back", "esc"),
		Undo: bind("z", "undo", "z"), Retry: bind("r", "retry what was not applied", "r"),
		Up: list.Up, Down: list.Down, PageUp: list.PageUp, PageDown: list.PageDown,
		Copy: bind("y", "copy the rule ids", "y"), Help: list.Help,
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
