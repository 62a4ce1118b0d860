package model

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

func (m Model) updateEditing(e Editing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case FieldEdited:
		e.Draft, e.Notice = e.Draft.Edit(e.Rule, e.Focus, msg.Text), ""
		return m.in(m.refreshed(e))
	case FieldMoved:
		return m.findMe(m.moveFocus(e, msg.By))
	case LinesPasted:
		return m.in(m.pasteLines(e, msg))
	case ChoiceMoved:
		e.Choice = e.nextChoice(msg.By)
		return m.in(e)
	case ChoiceTaken:
		if e.Choice >= 0 {
			e.Draft = e.Draft.Choose(e.Rule, e.Focus, e.Choices[e.Choice])
			return m.in(m.refreshed(e))
		}
	case RuleAdded:
		if e.Edits != "" {
			e.Notice = "an edit changes one rule: go back, and add others with a"
			return m.in(e)
		}
		return m.in(m.addRule(e))
	case RuleMoved:
		return m.in(m.openRule(e, e.Rule+msg.By))
	case RuleRemoved:
		e.Draft = e.Draft.Remove(e.Rule)
		return m.in(m.openRule(e, min(e.Rule, len(e.Draft.Entries())-1)))
	case PreviewAsked:
		return m.askPreview(e)
	case BackAsked:
		return m.backFromForm(e)
	}
	return m, nil
}

// backFromForm goes back to the list. What was typed is kept until another form is
// filled: nothing is lost by a key.
func (m Model) backFromForm(e Editing) (Model, []Effect) {
	if m.kept = nil; !e.Draft.Empty() && e.Edits == "" {
		m.kept = &e
		m.Notice = "the draft is kept: a on the same groups goes on with it"
	}
	return m.in(m.fit(e.Back))
}

// wrap brings i into 0 to n-1, going round the ends.
func wrap(i, n int) int { return (i%n + n) % n }

// refreshed brings what follows from the draft up to date: choices, the plan so
// far, and the problems that show. No choice is highlighted.
func (m Model) refreshed(e Editing) Editing {
	targets, known := m.targets(e), m.Catalog.Groups()
	e.Choices, e.Choice = e.Draft.Choices(e.Rule, e.Focus, targets, known), -1
	wanted, problems := m.parse(e, targets)
	e.SoFar = ingress.Plan{}
	if len(problems) == 0 && e.Edits != "" && len(targets) == 1 {
		e.SoFar, problems = m.editSoFar(e, targets[0], wanted[0])
	} else if len(problems) == 0 {
		e.SoFar = m.planner.Plan("", targets, wanted)
	}
	e.Problems = slices.DeleteFunc(problems, func(p ingress.Problem) bool { return !m.shows(e, p) })
	return e
}

// parse reads the draft for its target groups, as of now: an end may lie in the
// past.
func (m Model) parse(e Editing, targets []ingress.Group) ([][]ingress.Wanted, ingress.Problems) {
	wanted, problems := e.Draft.Parse(targets, m.Catalog.Groups())
	if len(problems) == 0 && !m.planner.Now.IsZero() {
		problems = e.Draft.ProblemsAt(m.planner.Now)
	}
	return wanted, problems
}

// reread is the form on a new catalog: what is highlighted stays so.
func (m Model) reread(e Editing) Editing {
	var highlighted ingress.Choice
	if e.Choice >= 0 {
		highlighted = e.Choices[e.Choice]
	}
	e = m.refreshed(e)
	e.Choice = slices.Index(e.Choices, highlighted)
	return e
}

// shows reports whether a problem is worth showing: all of them once a preview
// was asked for, before that those of fields that hold text and are not being
// typed in.
func (m Model) shows(e Editing, p ingress.Problem) bool {
	if p.Field == ingress.FieldSource && m.side.address != 0 {
		return false // "me" is being found
	}
	holds := e.Draft.Entries()[p.Entry].Text(p.Field) != ""
	return e.Asked || holds && (p.Entry != e.Rule || p.Field != e.Focus)
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

// moveFocus goes over the fields that the rule has, round the ends: a protocol
// without ports has no from and to.
func (m Model) moveFocus(e Editing, by int) Editing {
	fields := slices.DeleteFunc(ingress.Fields(), func(f ingress.Field) bool {
		ranged := f == ingress.FieldFrom || f == ingress.FieldTo
		return ranged && e.Draft.Entries()[e.Rule].Range() == ingress.RangeNone
	})
	e.Focus = fields[wrap(slices.Index(fields, e.Focus)+by, len(fields))]
	return m.refreshed(e)
}

// openRule shows a rule of the draft, counted round the ends, from its line.
func (m Model) openRule(e Editing, i int) Editing {
	e.Rule, e.Focus = wrap(i, len(e.Draft.Entries())), ingress.FieldLine
	return m.refreshed(e)
}

// addRule starts another rule, unless the one in the fields is still empty. Its
// empty fields are no problem until a preview is asked for again.
func (m Model) addRule(e Editing) Editing {
	if e.Draft.Entries()[e.Rule].Empty() {
		return e
	}
	e.Draft, e.Asked = e.Draft.Add(), false
	return m.openRule(e, len(e.Draft.Entries())-1)
}

// askPreview reads the target groups for a plan, where the draft has no problem.
func (m Model) askPreview(e Editing) (Model, []Effect) {
	if e.Draft.NamesMe() {
		return m.findMe(e)
	}
	if _, problems := m.parse(e, m.targets(e)); len(problems) > 0 {
		return m.in(m.mend(e, problems))
	}
	e.Asked = true
	return m.preview(Previewing{Back: m.refreshed(e)})
}

// mend shows every problem, and puts the focus on the first.
func (m Model) mend(e Editing, problems ingress.Problems) Editing {
	e.Asked, e.Rule, e.Focus = true, problems[0].Entry, problems[0].Field
	return m.refreshed(e)
}

// Complete reports that the rule line has the focus and the whole draft reads
// without a problem: nothing more needs to be filled.
func (e Editing) Complete() bool {
	return e.Focus == ingress.FieldLine && len(e.SoFar.Changes) > 0
}

// nextChoice moves the highlight: one step past either end is no choice at all,
// and then the other end. From no choice it starts at the one that the field
// already says, so that HTTP, typed out, and down and enter is HTTP.
func (e Editing) nextChoice(by int) int {
	if e.Choice < 0 {
		text := strings.TrimSpace(e.Draft.Entries()[e.Rule].Text(e.Focus))
		said := slices.IndexFunc(e.Choices, func(c ingress.Choice) bool { return strings.EqualFold(c.Text, text) })
		if said >= 0 {
			return said
		}
	}
	return wrap(e.Choice+1+by, len(e.Choices)+1) - 1
}
