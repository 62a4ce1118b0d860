package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
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

// pasteForm puts a paste into the focused field. In the first field it may be
// rules in any form that plans are written in: a command of the AWS CLI, a
// request, Terraform, JSON, or several rule lines.
func (a *App) pasteForm(phase model.Editing, text string) tea.Cmd {
	if phase.Focus != ingress.FieldLine {
		return a.editField(tea.PasteMsg{Content: text})
	}
	reading := notation.Read(text)
	lines := reading.Lines()
	if reading.Form == notation.Lines && len(lines) < 2 {
		return a.editField(tea.PasteMsg{Content: text})
	}
	notice := plural(len(lines), "rule") + " read from the paste (" + reading.Form.String() + ")" + a.otherTargets(phase, reading)
	unread := 0
	for _, p := range reading.Problems {
		if p.Notice {
			continue
		}
		// What could not be read stays on the draft, as a rule to be mended.
		lines = append(lines, strings.Join(strings.Fields(p.Kept), " "))
		if unread++; unread == 1 {
			notice += " · " + p.Error()
		}
	}
	if unread > 1 {
		notice += fmt.Sprintf(" · and %d more", unread-1)
	}
	return a.tell(model.LinesPasted{Lines: lines, Notice: notice})
}

// otherTargets says that a paste names groups that the form is not for: its rules
// go to the form's.
func (a *App) otherTargets(phase model.Editing, reading notation.Reading) string {
	var others []string
	for _, part := range reading.Parts {
		name := cmp.Or(part.Target.ID, part.Target.Name)
		isTarget := slices.ContainsFunc(phase.Targets, func(id string) bool {
			g, _ := a.model.Catalog.Group(id)
			return id == name || g.Name == name
		})
		if name != "" && !isTarget && !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return ""
	}
	return " · it names " + strings.Join(others, ", ") + ", but this form is for other groups"
}
