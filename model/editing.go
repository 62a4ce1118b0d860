package model

import (
	"slices"

	"sluice/model/ingress"
)

func (m Model) updateEditing(e Editing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case FieldEdited:
		e.Draft = e.Draft.Edit(e.Rule, e.Focus, msg.Text)
		return m.in(m.refreshed(e))
	case FieldMoved:
		return m.in(m.focus(e, msg.By))
	case ChoiceMoved:
		if n := len(e.Choices); n > 0 {
			e.Choice = (max(e.Choice, -1) + msg.By + n + 1) % (n + 1)
			if e.Choice == n {
				e.Choice = -1
			}
		}
		return m.in(e)
	case ChoiceTaken:
		if e.Choice >= 0 && e.Choice < len(e.Choices) {
			e.Draft = e.Draft.Choose(e.Rule, e.Focus, e.Choices[e.Choice])
			return m.in(m.refreshed(e))
		}
	case RuleAdded:
		return m.addRule(e)
	case RuleMoved:
		n := len(e.Draft.Entries())
		e.Rule, e.Focus = (e.Rule+msg.By+n)%n, ingress.FieldLine
		return m.in(m.refreshed(e))
	case RuleRemoved:
		e.Draft = e.Draft.Remove(e.Rule)
		e.Rule, e.Focus = min(e.Rule, len(e.Draft.Entries())-1), ingress.FieldLine
		return m.in(m.refreshed(e))
	case PreviewAsked:
		return m.askPreview(e)
	case BackAsked:
		return m.in(m.shown(e.Back))
	}
	return m, nil
}

// refreshed brings what follows from the draft up to date: choices, the plan so
// far, and the problems once a preview was asked for.
func (m Model) refreshed(e Editing) Editing {
	targets, known := m.targets(e), m.Catalog.Groups()
	e.Choices, e.Choice = e.Draft.Choices(e.Rule, e.Focus, targets, known), -1
	wanted, problems := e.Draft.Parse(targets, known)
	e.SoFar = ingress.Plan{}
	if len(problems) == 0 {
		e.SoFar = ingress.NewPlan("", targets, wanted, m.limits)
	}
	e.Problems = problems
	if !e.Asked {
		e.Problems = slices.DeleteFunc(slices.Clone(problems), func(p ingress.Problem) bool {
			return !e.shows(p)
		})
	}
	return e
}

// shows reports whether a problem is worth showing before a preview was asked
// for: those of fields that hold text and are not being typed in.
func (e Editing) shows(p ingress.Problem) bool {
	return e.Draft.Entries()[p.Entry].Text(p.Field) != "" && (p.Entry != e.Rule || p.Field != e.Focus)
}

// targets are the target groups as last loaded.
func (m Model) targets(e Editing) []ingress.Group {
	targets := make([]ingress.Group, 0, len(e.Targets))
	for _, id := range e.Targets {
		if g, ok := m.Catalog.Group(id); ok {
			targets = append(targets, g)
		}
	}
	return targets
}

// focus moves over the fields that the entry has: a protocol without ports has
// no from and to.
func (m Model) focus(e Editing, by int) Editing {
	fields := ingress.Fields()
	at := int(e.Focus)
	for {
		at = (at + by + len(fields)) % len(fields)
		skip := fields[at] == ingress.FieldFrom || fields[at] == ingress.FieldTo
		if !skip || e.Draft.Entries()[e.Rule].Range() != ingress.RangeNone {
			break
		}
	}
	e.Focus = fields[at]
	return m.refreshed(e)
}

// addRule starts another rule, unless the one in the fields is still empty.
func (m Model) addRule(e Editing) (Model, []Effect) {
	if e.Draft.Entries()[e.Rule].Empty() {
		return m.in(e)
	}
	e.Draft = e.Draft.Add()
	e.Rule, e.Focus, e.Asked = len(e.Draft.Entries())-1, ingress.FieldLine, false
	return m.in(m.refreshed(e))
}

// askPreview parses the draft, and reads the target groups for a plan where it
// has no problem. The focus goes to the first problem otherwise.
func (m Model) askPreview(e Editing) (Model, []Effect) {
	e.Asked = true
	e = m.refreshed(e)
	if len(e.Problems) > 0 {
		first := e.Problems[0]
		e.Rule, e.Focus = first.Entry, first.Field
		return m.in(m.refreshed(e))
	}
	p := Previewing{Back: e}
	return m.readTargets(p)
}

// Complete reports that the rule line has the focus and the whole draft reads
// without a problem: nothing more needs to be filled.
func (e Editing) Complete() bool {
	return e.Focus == ingress.FieldLine && len(e.SoFar.Changes) > 0
}
