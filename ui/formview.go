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

func (f formScreen) view() view {
	var v view
	if n := len(f.phase.Draft.Entries()); n > 1 {
		v.title = fmt.Sprintf("rule %d of %d", f.phase.Rule+1, n)
	}
	v.body = append(v.body, f.title())
	v.body = append(v.body, f.pasteNotice()...)
	over := 0 // lines by which the focused field is below the screen
	for _, field := range ingress.Fields() {
		lines, cursor := f.fieldLines(field)
		if cursor != nil {
			cursor.Y = len(v.body)
			v.cursor = cursor
			over = min(len(v.body), max(0, len(v.body)+len(lines)-f.size.body()))
		}
		v.body = append(v.body, lines...)
		if field == ingress.FieldLine {
			v.body = append(v.body, " "+f.theme.dim.Render(strings.Repeat("─", f.size.w-2)))
		}
	}
	if v.cursor != nil {
		v.body, v.cursor.Y = v.body[over:], v.cursor.Y-over
	}
	v.body = append(v.body, "")
	room := f.size.body() - len(v.body)
	v.body = append(v.body, f.foot(room)...)
	return v
}

// pasteNotice is what became of a paste, in two lines at most, or a blank line.
func (f formScreen) pasteNotice() []string {
	if f.phase.Notice == "" {
		return []string{""}
	}
	lines := safe.Lines(f.phase.Notice, f.size.w-2)
	if len(lines) > 2 {
		lines = lines[:2]
	}
	drawn := make([]string, len(lines))
	for i, line := range lines {
		drawn[i] = " " + f.theme.warn.Render(line.String())
	}
	return drawn
}

// title says what the form does, and to which groups.
func (f formScreen) title() string {
	if f.phase.Edits != "" {
		return " Edit " + safe.Clean(f.phase.Edits).String() + " of " + f.theme.bold.Render(f.targetNames())
	}
	return " Add ingress rules to " + f.theme.bold.Render(f.targetNames())
}

func (f formScreen) targetNames() string {
	var names []string
	for _, id := range f.phase.Targets {
		if g, ok := f.model.Catalog.Group(id); ok {
			names = append(names, g.Name+" ("+g.Network()+")")
		}
	}
	if len(names) > 1 {
		names[0] = fmt.Sprintf("%s: %s", ingress.Count(len(names), "group"), names[0])
	}
	return safe.Clean(strings.Join(names, ", ")).Cut(f.size.w - 24).String()
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
func (f formScreen) fieldLines(field ingress.Field) ([]string, *tea.Cursor) {
	e := f.phase.Draft.Entries()[f.phase.Rule]
	focused := field == f.phase.Focus
	mark, labelStyle := "   ", f.theme.dim
	if focused {
		mark, labelStyle = " "+f.theme.selected.Render("▸")+" ", f.theme.selected
	}
	head := mark + padTo(labelStyle.Render(label(field, e)), labelWidth)
	left := len("   ") + labelWidth
	room := f.size.w - left - 1
	value, cursor := f.fieldValue(e, field, focused, room)
	if cursor != nil {
		cursor.X += left
	}
	var lines []string
	aside := f.fieldAside(e, field)
	problem := problemAt(f.phase, field)
	switch {
	case problem != "":
		lines = f.withProblem(value, problem, room)
	case aside != "":
		lines = []string{spread(room, value, f.theme.dim.Render(aside))}
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
func (f formScreen) fieldValue(e ingress.Entry, field ingress.Field, focused bool, room int) (string, *tea.Cursor) {
	if e.Range() == ingress.RangeNone && (field == ingress.FieldFrom || field == ingress.FieldTo) {
		return f.theme.dim.Render("(none: all ports open)"), nil
	}
	if !focused {
		if text := e.Text(field); text != "" {
			return safe.Clean(text).Cut(room).String(), nil
		}
		return f.theme.dim.Render(safe.Clean(hint(field, e)).Cut(room).String()), nil
	}
	before, after := f.text.view(room)
	cursor := tea.NewCursor(before.Width(), 0)
	if f.text.Value() == "" {
		return f.theme.dim.Render(safe.Clean(hint(field, e)).Cut(room).String()), cursor
	}
	return before.String() + after.String(), cursor
}

// fieldAside is what else there is to know about a field, at its right end.
func (f formScreen) fieldAside(e ingress.Entry, field ingress.Field) string {
	switch {
	case field == ingress.FieldLine && f.phase.Focus == field && e.Empty():
		return "or fill the fields below"
	case field == ingress.FieldExpires:
		return f.endAside(e.Text(field))
	case field == ingress.FieldProtocol && len(e.Also()) > 0:
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
func (f formScreen) withProblem(value, problem string, room int) []string {
	text := safe.Clean("! " + problem)
	valueWidth := width(value)
	if valueWidth+3+text.Width() <= room {
		return []string{value + "   " + f.theme.danger.Render(text.String())}
	}
	lines := []string{value}
	for _, line := range safe.Lines("! "+problem, room) {
		lines = append(lines, f.theme.danger.Render(line.String()))
	}
	return lines
}

// foot is the room under the fields: the choices of the focused field, then
// the plan so far.
func (f formScreen) foot(room int) []string {
	var lines []string
	if len(f.phase.Choices) > 0 && f.phase.Focus != ingress.FieldLine {
		lines = f.choiceLines(min(room, 8))
	}
	if left := room - len(lines) - 1; left > 2 || len(lines) == 0 {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, f.soFarLines(room-len(lines))...)
	}
	return lines
}

func (f formScreen) choiceLines(room int) []string {
	if room <= 0 {
		return nil
	}
	rows := min(len(f.phase.Choices), room)
	top := max(min(f.phase.Choice-rows/2, len(f.phase.Choices)-rows), 0)
	t := table{columns: []column{{tight: true}, {least: 10}, {least: 8, drop: 1}}}
	for i, c := range f.phase.Choices[top : top+rows] {
		sign, style := " ", f.theme.plain
		if top+i == f.phase.Choice {
			sign, style = "▸", f.theme.selected
		}
		t.add(cell{safe.Clean(sign), style}, cell{safe.Clean(c.Text), style}, cell{safe.Clean(c.Label), f.theme.dim})
	}
	_, lines := t.lines(f.size.w-labelWidth-4, f.theme.heading)
	if hidden := len(f.phase.Choices) - top - rows; hidden > 0 {
		lines[rows-1] = spread(f.size.w-labelWidth-5, lines[rows-1], f.theme.dim.Render(fmt.Sprintf("%d more", hidden)))
	}
	return indent(lines, labelWidth+3)
}

// soFarLines is what the draft would do to the groups as they were last loaded.
func (f formScreen) soFarLines(room int) []string {
	if room < 2 {
		return nil
	}
	changes := f.phase.SoFar.Changes
	if len(changes) == 0 {
		return nil
	}
	lines := []string{"   " + f.theme.bold.Render("So far") + "  " + f.theme.dim.Render(strings.TrimPrefix(f.phase.SoFar.Summary(), "Plan: "))}
	for _, c := range changes {
		if len(changes) > 1 {
			lines = append(lines, "   "+safe.Clean(c.Group.Name).Cut(f.size.w-6).String())
		}
		lines = append(lines, f.planRows(c, f.size.w-1, 3, true)...)
	}
	if len(lines) > room {
		hidden := len(lines) - room + 1
		lines = append(lines[:room-1], f.theme.dim.Render(fmt.Sprintf("   … %d more, the preview shows all", hidden)))
	}
	return lines
}
