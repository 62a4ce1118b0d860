package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

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

// formState is what only the terminal knows about the form: the caret in the
// focused field.
type formState struct {
	keys formKeys
	text input
	at   fieldAt
}

// fieldAt is a field of a rule of the draft.
type fieldAt struct {
	rule  int
	field ingress.Field
}

// formScreen is the form that rules are typed in.
type formScreen struct {
	*canvas
	phase model.Editing
	*formState
}

func (f formScreen) bindings() bindings {
	k := f.keys
	return bindings{
		title: "The form", help: k.Help,
		all: []key.Binding{k.Next, k.Previous, k.ChoiceDown, k.ChoiceUp, k.Enter, k.Another, k.RuleNext, k.RulePrevious, k.Remove, k.Preview, k.Back},
		now: []key.Binding{k.Preview, k.Next, k.Another, k.Back, k.Help, k.ChoiceDown},
	}
}

// fit puts the focused field's text under the caret: at its end where the
// focus is new, where it was otherwise.
func (f formScreen) fit() {
	text := f.phase.Draft.Entries()[f.phase.Rule].Text(f.phase.Focus)
	at := fieldAt{f.phase.Rule, f.phase.Focus}
	if f.at == at && f.text.Value() == text {
		return
	}
	f.at = at
	f.text.SetValue(text)
	f.text.CursorEnd()
}

func (f formScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := f.keys
	if key.Matches(press, k.Enter) {
		return f.enter()
	}
	if told := facts(press, meaning{k.Next, model.FieldMoved{By: 1}}, meaning{k.Previous, model.FieldMoved{By: -1}},
		meaning{k.ChoiceDown, model.ChoiceMoved{By: 1}}, meaning{k.ChoiceUp, model.ChoiceMoved{By: -1}},
		meaning{k.Another, model.RuleAdded{}}, meaning{k.RuleNext, model.RuleMoved{By: 1}}, meaning{k.RulePrevious, model.RuleMoved{By: -1}},
		meaning{k.Remove, model.RuleRemoved{}}, meaning{k.Preview, model.PreviewAsked{}}, meaning{k.Back, model.BackAsked{}},
	); told != nil {
		return told
	}
	return f.edit(press)
}

// enter takes the highlighted choice, or goes on: from the last field, and
// from a rule line that says it all, to the preview.
func (f formScreen) enter() []model.Msg {
	switch {
	case f.phase.Choice >= 0:
		return []model.Msg{model.ChoiceTaken{}, model.FieldMoved{By: 1}}
	case f.phase.Focus == ingress.FieldNote, f.phase.Complete():
		return []model.Msg{model.PreviewAsked{}}
	}
	return []model.Msg{model.FieldMoved{By: 1}}
}

func (f formScreen) edit(msg tea.Msg) []model.Msg {
	if text, changed := f.text.edit(msg); changed {
		return []model.Msg{model.FieldEdited{Text: text}}
	}
	return nil
}

// paste puts a paste into the focused field. In the first field it may be
// rules in any form that plans are written in: a command of the AWS CLI, a
// request, Terraform, JSON, or several rule lines.
func (f formScreen) paste(msg tea.PasteMsg) []model.Msg {
	if f.phase.Focus != ingress.FieldLine {
		return f.edit(msg)
	}
	reading := notation.Read(msg.Content)
	lines := reading.Lines()
	if reading.Form == notation.Lines && len(lines) < 2 {
		return f.edit(msg)
	}
	notice := ingress.Count(len(lines), "rule") + " read from the paste (" + reading.Form.String() + ")" + f.otherTargets(reading)
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
	return []model.Msg{model.LinesPasted{Lines: lines, Notice: notice}}
}

// otherTargets says that a paste names groups that the form is not for: its rules
// go to the form's.
func (f formScreen) otherTargets(reading notation.Reading) string {
	var others []string
	for _, part := range reading.Parts {
		name := cmp.Or(part.Target.ID, part.Target.Name)
		isTarget := slices.ContainsFunc(f.phase.Targets, func(id string) bool {
			g, _ := f.model.Catalog.Group(id)
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
