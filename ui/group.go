package ui

import (
	"fmt"
	"strings"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// sideLines is the pane beside the list: the group under the cursor.
func (l listScreen) sideLines(width, height int) []string {
	g, ok := l.model.Catalog.Group(l.phase.Cursor)
	if !ok {
		return nil
	}
	lines := append(l.groupHead(g, width), "")
	if len(g.Rules) == 0 {
		return append(lines, l.theme.dim.Render("no ingress rules: nothing is let in"))
	}
	head, rows := l.ruleTable(g, false, ingress.Rule{}).lines(width, l.theme.heading)
	lines = append(lines, head)
	if !strings.Contains(head, "NOTE") { // it had no room
		rows = l.withEnds(g, rows)
	}
	room := height - len(lines)
	if len(rows) > room && room > 0 {
		hidden := len(rows) - room + 1
		rows = append(rows[:room-1:room-1], l.theme.dim.Render(fmt.Sprintf("… %d more, enter shows all", hidden)))
	}
	return append(lines, rows...)
}

// withEnds puts the time that a rule has left under its row.
func (l listScreen) withEnds(g ingress.Group, rows []string) []string {
	var lines []string
	for i, r := range sorted(g.Rules) {
		lines = append(lines, rows[i])
		if at, ends := l.model.Ends(g.ID, r.Rule); ends {
			lines = append(lines, "  "+l.theme.dim.Render(left(at.Sub(l.model.Now()))))
		}
	}
	return lines
}

// groupHead names a group: name and id, description and network, tags.
func (c *canvas) groupHead(g ingress.Group, width int) []string {
	lines := []string{
		c.theme.bold.Render(safe.Clean(g.Name).Cut(width-22).String()) + "  " + c.theme.dim.Render(safe.Clean(g.ID).String()),
		safe.Clean(g.Description + " · " + g.Network()).Cut(width).String(),
	}
	tags := ""
	for _, t := range g.Tags {
		tags += " " + t.Key + "=" + t.Value
	}
	if tags == "" {
		return lines
	}
	return append(lines, c.theme.dim.Render(safe.Clean("tags"+tags).Cut(width).String()))
}

// ruleTable is a group's rules. Ids are shown where there is room for them, and
// then the cursor on a rule, too.
func (c *canvas) ruleTable(g ingress.Group, ids bool, at ingress.Rule) table {
	rules := sorted(g.Rules)
	slash := slashWidth(rules)
	t := table{columns: []column{
		{tight: true},
		{title: "PROTO", least: 4},
		{title: "PORTS", least: 5},
		{title: "FROM", least: 14},
		{title: "NOTE", least: 10, drop: 1},
	}}
	if ids {
		t.columns = append(t.columns, column{title: "ID", least: 11, drop: 2})
	}
	for _, r := range rules {
		sign, style := "", c.theme.plain
		if ids && r.Rule == at {
			sign, style = "▸", c.theme.selected
		}
		cells := []cell{
			{safe.Clean(sign), style},
			{safe.Clean(r.Protocol().String()), style},
			{safe.Clean(r.PortText()), style},
			{sourceText(c.model.Catalog, r.Source(), slash), style},
			c.noteCell(g.ID, r),
		}
		if ids {
			cells = append(cells, cell{safe.Clean(r.ID), c.theme.dim})
		}
		t.add(cells...)
	}
	return t
}
