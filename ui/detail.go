package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// detailScreen is the rules of one group over the whole screen.
type detailScreen struct {
	keys detailKeys
	open bool
	at   ingress.Rule // under the cursor: a rule is itself wherever a refresh puts it
	top  int
}

func newDetailScreen() detailScreen { return detailScreen{keys: newDetailKeys()} }

func (d *detailScreen) settle(m model.Model, phase model.Listing, s size) {
	g, ok := m.Catalog.Group(phase.Cursor)
	if !ok {
		d.open = false
	}
	rules, rows := sorted(g.Rules), detailRows(s)
	row := max(ruleRow(rules, d.at), 0)
	if len(rules) > 0 {
		d.at = rules[row].Rule
	}
	d.top = min(d.top, row, max(len(rules)-rows, 0))
	d.top = max(d.top, row-rows+1, 0)
}

// ruleRow is the row of a rule, or -1.
func ruleRow(rules []ingress.GroupRule, at ingress.Rule) int {
	return slices.IndexFunc(rules, func(r ingress.GroupRule) bool { return r.Rule == at })
}

// move goes by rows over the rules of the group, and stops at the ends.
func (d *detailScreen) move(g ingress.Group, by int) {
	rules := sorted(g.Rules)
	if last := len(rules) - 1; last >= 0 {
		d.at = rules[min(max(ruleRow(rules, d.at)+min(max(by, -last), last), 0), last)].Rule
	}
}

// detailRows is the number of rules that a page shows: the body less the two
// lines on the group, a blank line, the titles and the notice.
func detailRows(s size) int { return max(s.body()-6, 1) }

func (a *App) openDetail() tea.Cmd {
	if listing, ok := a.model.Phase.(model.Listing); !ok || listing.Cursor == "" {
		return nil
	}
	a.detail.open, a.detail.top, a.detail.at = true, 0, ingress.Rule{}
	return a.tell(model.DetailsOpened{})
}

func (a *App) pressDetail(msg tea.KeyPressMsg) tea.Cmd {
	d, k := &a.detail, a.detail.keys
	listing, _ := a.model.Phase.(model.Listing)
	g, _ := a.model.Catalog.Group(listing.Cursor)
	held, _ := g.Find(d.at)
	switch {
	case key.Matches(msg, k.Back):
		d.open = false
	case key.Matches(msg, k.Help):
		a.help = true
	case key.Matches(msg, k.Add):
		d.open = false
		return a.tell(model.MarksCleared{}, model.AddAsked{})
	case key.Matches(msg, k.Edit):
		return a.tell(model.EditAsked{RuleID: held.ID})
	case key.Matches(msg, k.Revoke):
		return a.tell(model.RevokeAsked{RuleID: held.ID})
	case key.Matches(msg, k.Copy):
		return a.tell(model.IDCopied{})
	case key.Matches(msg, k.Reload):
		return a.tell(model.DetailsOpened{})
	default:
		d.move(g, k.by(msg, detailRows(a.size)))
	}
	a.settle()
	return nil
}

func (a *App) detailView(phase model.Listing) screen {
	g, _ := a.model.Catalog.Group(phase.Cursor)
	lines := indent(a.groupHead(g, a.size.w-2), 1)
	planner := a.model.Planner()
	meter := quotaText(planner.Limits.Meter(g, planner.Lists))
	lines[0] = spread(a.size.w-1, lines[0], a.theme.dim.Render(meter))
	head, rows := a.ruleTable(g, true).lines(a.size.w-2, a.theme.heading)
	if len(g.Rules) == 0 {
		lines = append(lines, "", a.theme.dim.Render(" no ingress rules: nothing is let in"))
	} else {
		lines = append(lines, "", " "+head)
		lines = append(lines, indent(window(rows, a.detail.top, detailRows(a.size)), 1)...)
	}
	more := ""
	if hidden := len(rows) - detailRows(a.size); hidden > 0 {
		more = fmt.Sprintf("%d-%d of %d", a.detail.top+1, min(a.detail.top+detailRows(a.size), len(rows)), len(rows))
	}
	for len(lines) < a.size.body()-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(a.size.body()-1, 0)], " "+a.notice())
	return screen{title: more, body: lines, footer: a.keyLine(a.detail.keys.short(), "")}
}

// sideLines is the pane beside the list: the group under the cursor.
func (a *App) sideLines(phase model.Listing, width, height int) []string {
	g, ok := a.model.Catalog.Group(phase.Cursor)
	if !ok {
		return nil
	}
	lines := append(a.groupHead(g, width), "")
	if len(g.Rules) == 0 {
		return append(lines, a.theme.dim.Render("no ingress rules: nothing is let in"))
	}
	head, rows := a.ruleTable(g, false).lines(width, a.theme.heading)
	lines = append(lines, head)
	if !strings.Contains(head, "NOTE") { // it had no room
		rows = a.withEnds(g, rows)
	}
	room := height - len(lines)
	if len(rows) > room && room > 0 {
		hidden := len(rows) - room + 1
		rows = append(rows[:room-1:room-1], a.theme.dim.Render(fmt.Sprintf("… %d more, enter shows all", hidden)))
	}
	return append(lines, rows...)
}

// withEnds puts the time that a rule has left under its row.
func (a *App) withEnds(g ingress.Group, rows []string) []string {
	var lines []string
	for i, r := range sorted(g.Rules) {
		lines = append(lines, rows[i])
		if at, ends := a.model.Ends(g.ID, r.Rule); ends {
			lines = append(lines, "  "+a.theme.dim.Render(left(at.Sub(a.model.Now()))))
		}
	}
	return lines
}

// groupHead names a group: name and id, description and network, tags.
func (a *App) groupHead(g ingress.Group, width int) []string {
	lines := []string{
		a.theme.bold.Render(safe.Clean(g.Name).Cut(width-22).String()) + "  " + a.theme.dim.Render(safe.Clean(g.ID).String()),
		safe.Clean(g.Description + " · " + g.Network()).Cut(width).String(),
	}
	tags := ""
	for _, t := range g.Tags {
		tags += " " + t.Key + "=" + t.Value
	}
	if tags == "" {
		return lines
	}
	return append(lines, a.theme.dim.Render(safe.Clean("tags"+tags).Cut(width).String()))
}

// ruleTable is a group's rules; ids are shown where there is room for them.
func (a *App) ruleTable(g ingress.Group, ids bool) table {
	rules := sorted(g.Rules)
	sources := make([]ingress.Source, len(rules))
	for i, r := range rules {
		sources[i] = r.Source()
	}
	slash := slashWidth(sources)
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
		sign, style := "", a.theme.plain
		if ids && r.Rule == a.detail.at {
			sign, style = "▸", a.theme.selected
		}
		cells := []cell{
			{safe.Clean(sign), style},
			{safe.Clean(r.Protocol().String()), style},
			{safe.Clean(r.PortText()), style},
			{sourceText(a.model.Catalog, r.Source(), slash), style},
			a.noteCell(g.ID, r),
		}
		if ids {
			cells = append(cells, cell{safe.Clean(r.ID), a.theme.dim})
		}
		t.add(cells...)
	}
	return t
}
