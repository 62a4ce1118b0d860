package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// formScreen is what only the terminal knows about the form: the caret in the
// focused field.
type formScreen struct {
	keys  formKeys
	input textinput.Model
	at    fieldAt
}

// fieldAt is a field of a rule of the draft.
type fieldAt struct {
	rule  int
	field ingress.Field
}

func newFormScreen() formScreen { return formScreen{keys: newFormKeys(), input: newInput()} }

// settle puts the focused field's text under the caret: at its end where the
// focus is new, where it was otherwise.
func (f *formScreen) settle(phase model.Editing) {
	text := phase.Draft.Entries()[phase.Rule].Text(phase.Focus)
	at := fieldAt{phase.Rule, phase.Focus}
	if f.at == at && f.input.Value() == text {
		return
	}
	f.at = at
	f.input.SetValue(text)
	f.input.CursorEnd()
}

func (a *App) pressForm(phase model.Editing, msg tea.KeyPressMsg) tea.Cmd {
	k := a.form.keys
	switch {
	case key.Matches(msg, k.Next):
		return a.tell(model.FieldMoved{By: 1})
	case key.Matches(msg, k.Previous):
		return a.tell(model.FieldMoved{By: -1})
	case key.Matches(msg, k.ChoiceDown):
		return a.tell(model.ChoiceMoved{By: 1})
	case key.Matches(msg, k.ChoiceUp):
		return a.tell(model.ChoiceMoved{By: -1})
	case key.Matches(msg, k.Enter):
		return a.enterForm(phase)
	case key.Matches(msg, k.Another):
		return a.tell(model.RuleAdded{})
	case key.Matches(msg, k.RuleNext):
		return a.tell(model.RuleMoved{By: 1})
	case key.Matches(msg, k.RulePrevious):
		return a.tell(model.RuleMoved{By: -1})
	case key.Matches(msg, k.Remove):
		return a.tell(model.RuleRemoved{})
	case key.Matches(msg, k.Preview):
		return a.tell(model.PreviewAsked{})
	case key.Matches(msg, k.Help):
		a.help = true
		return nil
	case key.Matches(msg, k.Back):
		return a.tell(model.BackAsked{})
	}
	return a.editField(msg)
}

// enterForm takes the highlighted choice, or goes on: from the last field, and
// from a rule line that says it all, to the preview.
func (a *App) enterForm(phase model.Editing) tea.Cmd {
	switch {
	case phase.Choice >= 0:
		return a.tell(model.ChoiceTaken{}, model.FieldMoved{By: 1})
	case phase.Focus == ingress.FieldNote, phase.Complete():
		return a.tell(model.PreviewAsked{})
	}
	return a.tell(model.FieldMoved{By: 1})
}

func (a *App) editField(msg tea.Msg) tea.Cmd {
	before := a.form.input.Value()
	a.form.input, _ = a.form.input.Update(msg)
	if text := a.form.input.Value(); text != before {
		return a.tell(model.FieldEdited{Text: text})
	}
	return nil
}

// pasteForm puts a paste into the focused field. Several rule lines at once are
// several rules of the draft.
func (a *App) pasteForm(phase model.Editing, text string) tea.Cmd {
	lines := ruleLines(text)
	if phase.Focus != ingress.FieldLine || len(lines) < 2 {
		return a.editField(tea.PasteMsg{Content: text})
	}
	var cmds []tea.Cmd
	for i, line := range lines {
		if i > 0 {
			cmds = append(cmds, a.tell(model.RuleAdded{}))
		}
		cmds = append(cmds, a.editField(tea.PasteMsg{Content: line}))
	}
	return tea.Batch(cmds...)
}

// ruleLines splits a paste into rule lines: a line that has no "from" of its
// own goes on with the one before it.
func ruleLines(text string) []string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		line = strings.TrimSpace(line)
		hasFrom := strings.Contains(" "+strings.ToLower(line)+" ", " from ")
		switch {
		case line == "":
		case hasFrom || len(lines) == 0:
			lines = append(lines, line)
		default:
			lines[len(lines)-1] += " " + line
		}
	}
	return lines
}
