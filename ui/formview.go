package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// labelWidth is the form's left column.
const labelWidth = 13

func (a *App) formView(phase model.Editing) screen {
	s := screen{footer: a.keyLine(a.form.keys.short(), "")}
	if n := len(phase.Draft.Entries()); n > 1 {
		s.title = fmt.Sprintf("rule %d of %d", phase.Rule+1, n)
	}
	s.body = append(s.body, a.formTitle(phase))
	s.body = append(s.body, a.formNotice(phase)...)
	over := 0 // lines by which the focused field is below the screen
	for _, field := range ingress.Fields() {
		lines, cursor := a.fieldLines(phase, field)
		if cursor != nil {
			cursor.Y = len(s.body)
			s.cursor = cursor
			over = min(len(s.body), max(0, len(s.body)+len(lines)-a.size.body()))
		}
		s.body = append(s.body, lines...)
		if field == ingress.FieldLine {
			s.body = append(s.body, " "+a.theme.dim.Render(strings.Repeat("─", a.size.w-2)))
		}
	}
	if s.cursor != nil {
		s.body, s.cursor.Y = s.body[over:], s.cursor.Y-over
	}
	s.body = append(s.body, "")
	room := a.size.body() - len(s.body)
	s.body = append(s.body, a.formFoot(phase, room)...)
	return s
}

// formNotice is what became of a paste, in two lines at most, or a blank line.
func (a *App) formNotice(phase model.Editing) []string {
	if phase.Notice == "" {
		return []string{""}
	}
	lines := safe.Lines(phase.Notice, a.size.w-2)
	if len(lines) > 2 {
		lines = lines[:2]
	}
	drawn := make([]string, len(lines))
	for i, line := range lines {
		drawn[i] = " " + a.theme.warn.Render(line.String())
	}
	return drawn
}

// formTitle says what the form does, and to which groups.
func (a *App) formTitle(phase model.Editing) string {
	if phase.Edits != "" {
		return " Edit " + safe.Clean(phase.Edits).String() + " of " + a.theme.bold.Render(a.targetNames(phase))
	}
	return " Add ingress rules to " + a.theme.bold.Render(a.targetNames(phase))
}

func (a *App) targetNames(phase model.Editing) string {
	var names []string
	for _, id := range phase.Targets {
		if g, ok := a.model.Catalog.Group(id); ok {
			names = append(names, g.Name+" ("+g.Network()+")")
		}
	}
	if len(names) > 1 {
		names[0] = fmt.Sprintf("%d groups: %s", len(names), names[0])
	}
	return safe.Clean(strings.Join(names, ", ")).Cut(a.size.w - 24).String()
}

// label names a field; for ICMP the two ports become type and code.
func label(f ingress.Field, e ingress.Entry) string {
	icmp := e.Range() == ingress.RangeICMP
	switch f {
	case ingress.FieldLine:
		return "Rule"
	case ingress.FieldPreset:
		return "Type"
	case ingress.FieldProtocol:
		return "Protocol"
	case ingress.FieldFrom:
		if icmp {
			return "ICMP type"
		}
		return "From port"
	case ingress.FieldTo:
		if icmp {
			return "ICMP code"
		}
		return "To port"
	case ingress.FieldSource:
		return "Source"
	case ingress.FieldExpires:
		return "Expires"
	}
	return "Description"
}

// hint says what an empty field takes.
func hint(f ingress.Field, e ingress.Entry) string {
	icmp := e.Range() == ingress.RangeICMP
	switch f {
	case ingress.FieldLine:
		return "(such as tcp/22,443 from 203.0.113.7 sg-0a5d8e02 # note)"
	case ingress.FieldPreset:
		return "(SSH, HTTPS, Custom TCP, All traffic …)"
	case ingress.FieldProtocol:
		return "(tcp, udp, icmp, icmpv6, all, or a number)"
	case ingress.FieldFrom, ingress.FieldTo:
		if icmp {
			return "(all, -1)"
		}
		if f == ingress.FieldTo {
			return "(the same)"
		}
		return "(22, or 8080-8081, or * for all)"
	case ingress.FieldSource:
		return "(CIDRs, addresses, me, sg-…, pl-…, account/name)"
	case ingress.FieldExpires:
		return "(never; or 30m, 2h, 1d, 18:00)"
	}
	return "(optional)"
}

// fieldLines draws a field: its label, its text, and what is wrong with it
// beside it, or under it where that does not fit.
func (a *App) fieldLines(phase model.Editing, f ingress.Field) ([]string, *tea.Cursor) {
	e := phase.Draft.Entries()[phase.Rule]
	focused := f == phase.Focus
	mark, labelStyle := "   ", a.theme.dim
	if focused {
		mark, labelStyle = " "+a.theme.selected.Render("▸")+" ", a.theme.selected
	}
	head := mark + padTo(labelStyle.Render(label(f, e)), labelWidth)
	left := len("   ") + labelWidth
	room := a.size.w - left - 1
	value, cursor := a.fieldValue(e, f, focused, room)
	if cursor != nil {
		cursor.X += left
	}
	var lines []string
	aside := a.fieldAside(phase, e, f)
	problem := problemAt(phase, f)
	switch {
	case problem != "":
		lines = a.withProblem(value, problem, room)
	case aside != "":
		lines = []string{spread(room, value, a.theme.dim.Render(aside))}
	default:
		lines = []string{value}
	}
	for i := range lines {
		if i == 0 {
			lines[i] = head + lines[i]
		} else {
			lines[i] = strings.Repeat(" ", left) + lines[i]
		}
	}
	return lines, cursor
}

// fieldValue is the text in a field, or a hint where there is none.
func (a *App) fieldValue(e ingress.Entry, f ingress.Field, focused bool, room int) (string, *tea.Cursor) {
	if e.Range() == ingress.RangeNone && (f == ingress.FieldFrom || f == ingress.FieldTo) {
		return a.theme.dim.Render("(none: all ports open)"), nil
	}
	if !focused {
		if text := e.Text(f); text != "" {
			return safe.Clean(text).Cut(room).String(), nil
		}
		return a.theme.dim.Render(safe.Clean(hint(f, e)).Cut(room).String()), nil
	}
	before, after := inputText(a.form.input, room)
	cursor := tea.NewCursor(before.Width(), 0)
	if a.form.input.Value() == "" {
		return a.theme.dim.Render(safe.Clean(hint(f, e)).Cut(room).String()), cursor
	}
	return before.String() + after.String(), cursor
}

// fieldAside is what else there is to know about a field, at its right end.
func (a *App) fieldAside(phase model.Editing, e ingress.Entry, f ingress.Field) string {
	switch {
	case f == ingress.FieldLine && phase.Focus == f && e.Empty():
		return "or fill the fields below"
	case f == ingress.FieldExpires:
		return a.endAside(e.Text(f))
	case f == ingress.FieldProtocol && len(e.Also()) > 0:
		words := make([]string, len(e.Also()))
		for i, s := range e.Also() {
			words[i] = s.String()
		}
		return "also " + safe.Clean(strings.Join(words, " ")).Cut(30).String()
	}
	return ""
}

func problemAt(phase model.Editing, f ingress.Field) string {
	for _, p := range phase.Problems {
		if p.Entry == phase.Rule && p.Field == f {
			if p.Group != "" {
				return p.Text + " (" + p.Group + ")"
			}
			return p.Text
		}
	}
	return ""
}

// withProblem puts a problem beside the value where it fits, else under it.
func (a *App) withProblem(value, problem string, room int) []string {
	text := safe.Clean("! " + problem)
	valueWidth := width(value)
	if valueWidth+3+text.Width() <= room {
		return []string{value + "   " + a.theme.danger.Render(text.String())}
	}
	lines := []string{value}
	for _, line := range safe.Lines("! "+problem, room) {
		lines = append(lines, a.theme.danger.Render(line.String()))
	}
	return lines
}

// formFoot is the room under the fields: the choices of the focused field, then
// the plan so far.
func (a *App) formFoot(phase model.Editing, room int) []string {
	var lines []string
	if len(phase.Choices) > 0 && phase.Focus != ingress.FieldLine {
		lines = a.choiceLines(phase, min(room, 8))
	}
	if left := room - len(lines) - 1; left > 2 || len(lines) == 0 {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, a.soFarLines(phase, room-len(lines))...)
	}
	return lines
}

func (a *App) choiceLines(phase model.Editing, room int) []string {
	if room <= 0 {
		return nil
	}
	rows := min(len(phase.Choices), room)
	top := max(min(phase.Choice-rows/2, len(phase.Choices)-rows), 0)
	t := table{columns: []column{{tight: true}, {least: 10}, {least: 8, drop: 1}}}
	for i, c := range phase.Choices[top : top+rows] {
		sign, style := " ", a.theme.plain
		if top+i == phase.Choice {
			sign, style = "▸", a.theme.selected
		}
		t.add(cell{safe.Clean(sign), style}, cell{safe.Clean(c.Text), style}, cell{safe.Clean(c.Label), a.theme.dim})
	}
	_, lines := t.lines(a.size.w-labelWidth-4, a.theme.heading)
	if hidden := len(phase.Choices) - top - rows; hidden > 0 {
		lines[rows-1] = spread(a.size.w-labelWidth-5, lines[rows-1], a.theme.dim.Render(fmt.Sprintf("%d more", hidden)))
	}
	return indent(lines, labelWidth+3)
}

// soFarLines is what the draft would do to the groups as they were last loaded.
func (a *App) soFarLines(phase model.Editing, room int) []string {
	if room < 2 {
		return nil
	}
	changes := phase.SoFar.Changes
	if len(changes) == 0 {
		return nil
	}
	lines := []string{"   " + a.theme.bold.Render("So far") + "  " + a.theme.dim.Render(strings.TrimPrefix(summary(phase.SoFar), "Plan: "))}
	for _, c := range changes {
		if len(changes) > 1 {
			lines = append(lines, "   "+safe.Clean(c.Group.Name).Cut(a.size.w-6).String())
		}
		lines = append(lines, a.planRows(c, a.size.w-1, 3, true)...)
	}
	if len(lines) > room {
		hidden := len(lines) - room + 1
		lines = append(lines[:room-1], a.theme.dim.Render(fmt.Sprintf("   … %d more, the preview shows all", hidden)))
	}
	return lines
}
