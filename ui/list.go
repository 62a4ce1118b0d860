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
	"sluice/ui/safe"
)

// wideWidth is where the rules of a group move beside the list.
const wideWidth = 100

// listScreen is what only the terminal knows about the list.
type listScreen struct {
	keys       listKeys
	filterKeys filterKeys
	filter     textinput.Model
	top        int // the first row on the screen
}

func newListScreen() listScreen {
	return listScreen{keys: newListKeys(), filterKeys: newFilterKeys(), filter: newInput()}
}

// listRows is the number of groups that a page shows: the body less the filter
// line, the blank line, the titles, and the notice.
func listRows(s size) int { return max(s.body()-4, 1) }

// settle scrolls so that the cursor's row shows, and keeps the filter's text
// the model's.
func (l *listScreen) settle(m model.Model, phase model.Listing, rows int) {
	row := max(m.Row(phase), 0)
	l.top = min(l.top, row, max(len(phase.Shown)-rows, 0))
	l.top = max(l.top, row-rows+1, 0)
	if l.filter.Value() != phase.Filter {
		l.filter.SetValue(phase.Filter)
	}
}

func (a *App) pressList(msg tea.KeyPressMsg) tea.Cmd {
	k := a.list.keys
	switch {
	case key.Matches(msg, k.Filter):
		a.list.filter.CursorEnd()
		return a.tell(model.FilterOpened{})
	case key.Matches(msg, k.Mark):
		return a.tell(model.MarkToggled{}, model.CursorMoved{By: 1})
	case key.Matches(msg, k.Unmark):
		return a.tell(model.MarksCleared{})
	case key.Matches(msg, k.Details):
		return a.openDetail()
	case key.Matches(msg, k.Add):
		return a.tell(model.AddAsked{})
	case key.Matches(msg, k.Undo):
		return a.tell(model.UndoAsked{})
	case key.Matches(msg, k.Reach):
		return a.tell(model.ReachOpened{})
	case key.Matches(msg, k.History):
		return a.tell(model.HistoryOpened{})
	case key.Matches(msg, k.Approvals):
		return a.tell(model.ApprovalsOpened{})
	case key.Matches(msg, k.CopyRules):
		return a.tell(model.RulesCopied{})
	case key.Matches(msg, k.Quit):
		return a.tell(model.QuitAsked{})
	}
	if cmd, taken := a.pressUsual(k.usualKeys, msg); taken {
		return cmd
	}
	if by := k.by(msg, a.groupRows()); by != 0 {
		return a.tell(model.CursorMoved{By: by})
	}
	return nil
}

func (a *App) pressFilter(msg tea.KeyPressMsg) tea.Cmd {
	if fact := a.list.filterKeys.fact(msg); fact != nil {
		return a.tell(fact)
	}
	return a.editFilter(msg)
}

func (a *App) editFilter(msg tea.Msg) tea.Cmd {
	a.list.filter, _ = a.list.filter.Update(msg)
	return a.tell(model.FilterEdited{Text: a.list.filter.Value()})
}

func (a *App) listView(phase model.Listing) screen {
	s := screen{title: a.counts(phase), footer: a.listFooter(phase)}
	filter, cursor := a.filterLine(phase)
	s.cursor = cursor
	s.body = append(s.body, filter, "")
	rows, notice := a.groupRows(), a.listNotice()
	if a.size.w < wideWidth {
		s.body = append(s.body, a.groupLines(phase, a.size.w, rows)...)
	} else {
		left := max(a.size.w*57/100, min(65, a.size.w-45)) // 65 shows what is exposed
		right := a.size.w - left - 3
		s.body = append(s.body, beside(rows+1, left, a.groupLines(phase, left, rows), a.sideLines(phase, right, rows+1), a.theme.dim.Render(" │ "))...)
	}
	room := max(a.size.body()-len(notice), 0)
	for len(s.body) < room {
		s.body = append(s.body, "")
	}
	s.body = append(s.body[:room], notice...)
	return s
}

// counts is the header's right end: how much there is, and how much is coming.
func (a *App) counts(phase model.Listing) string {
	c := a.model.Catalog
	text := plural(c.Len(), "group") + " · " + plural(c.Rules(), "rule")
	if phase.Filter != "" {
		text = fmt.Sprintf("%s of %s", thousands(len(phase.Shown)), plural(c.Len(), "group"))
	}
	if a.model.Load.Loading() {
		text = "loading … " + plural(a.model.Load.Loaded(), "group") + " so far"
	}
	return text
}

func (a *App) filterLine(phase model.Listing) (string, *tea.Cursor) {
	if !phase.Filtering && phase.Filter == "" {
		return a.theme.dim.Render(" / name, id, network, description or tag"), nil
	}
	before, after := inputText(a.list.filter, a.size.w-4)
	line := a.theme.key.Render(" / ") + before.String() + after.String()
	if !phase.Filtering {
		return line, nil
	}
	return line, tea.NewCursor(3+before.Width(), 0)
}

// groupRows is the number of groups that a page shows over the notice.
func (a *App) groupRows() int { return max(listRows(a.size)+1-len(a.listNotice()), 1) }

// listNotice is what stands under the list: a failure whole, since its remedy comes
// last, as far as half of the screen takes it.
func (a *App) listNotice() []string {
	f, retry := a.model.Load.Failure, a.theme.dim.Render(" · r retry")
	switch {
	case f == nil:
		return []string{" " + a.notice()}
	case a.model.Catalog.Len() == 0: // the list's place says it whole
		return []string{" " + a.theme.danger.Render("! "+safe.Error(f).Cut(a.size.w-16).String()) + retry}
	}
	var lines []string
	for _, line := range safe.Lines("! the list is not complete: "+f.Error(), a.size.w-2-width(retry)) {
		lines = append(lines, " "+a.theme.danger.Render(line.String()))
	}
	lines = lines[:max(min(len(lines), a.size.body()/2), 1)]
	lines[len(lines)-1] += retry
	return lines
}

// notice is what just happened in the list, or else what was done beside it, or
// what is not known yet.
func (a *App) notice() string {
	if text := cmp.Or(a.model.Notice, a.model.News); text != "" {
		return a.theme.accent.Render(safe.Clean(text).Cut(a.size.w - 1).String())
	}
	return a.theme.dim.Render(safe.Clean(a.model.Open).Cut(a.size.w - 1).String())
}

func (a *App) listFooter(phase model.Listing) string {
	if phase.Filtering {
		return a.keyLine(a.list.filterKeys.short(), "")
	}
	right := a.waitingCount()
	if n := len(phase.Marked); n > 0 {
		if right != "" {
			right += " · "
		}
		right += a.theme.accent.Render(fmt.Sprintf("● %d marked", n))
	}
	return a.keyLine(a.list.keys.short(), right)
}

// expiresColumn is where the time left stands, while any rule has one: after the
// number of rules.
const expiresColumn = 5

// groupLines is the table of groups: a title line and the rows on the screen.
func (a *App) groupLines(phase model.Listing, width, rows int) []string {
	if len(phase.Shown) == 0 {
		return a.noGroups(phase, width)
	}
	t := table{columns: []column{
		{tight: true},
		{title: "GROUP", least: 12, most: 32},
		{title: "ID", least: 11, drop: 2},
		{title: "NETWORK", least: 11, drop: 5},
		{title: "RULES", right: true, least: 5, drop: 1},
		{title: "EXPOSED", least: 7, drop: 4},
		{title: "DESCRIPTION", least: 12, drop: 6},
	}}
	expiring := a.model.Expiring() > 0
	if expiring {
		t.columns = slices.Insert(t.columns, expiresColumn, column{title: "EXPIRES", least: 10, drop: 3})
	}
	planner := a.model.Planner()
	assessor := ingress.NewAssessor(planner.Settings, planner.Lists)
	end := min(a.list.top+rows, len(phase.Shown))
	for _, i := range phase.Shown[min(a.list.top, end):end] {
		g := a.model.Catalog.Groups()[i]
		row := a.groupRow(phase, g, assessor)
		if expiring {
			row = slices.Insert(row, expiresColumn, a.nextEndCell(g))
		}
		t.add(row...)
	}
	head, lines := t.lines(width-1, a.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

func (a *App) groupRow(phase model.Listing, g ingress.Group, assessor ingress.Assessor) []cell {
	style, dim := a.theme.plain, a.theme.dim
	sign := " "
	for _, id := range phase.Marked {
		if id == g.ID {
			sign, style = "●", a.theme.accent
		}
	}
	if g.ID == phase.Cursor {
		style, dim = a.theme.selected, a.theme.selected
		sign = map[string]string{" ": "▸", "●": "◉"}[sign]
	}
	quota := a.model.Planner().Limits.Meter(g, a.model.Planner().Lists)
	used, limit := max(quota.Before4, quota.Before6), quota.Limit
	meter := style
	if used >= limit {
		meter = a.theme.warn
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(g.Name), style},
		{safe.Clean(g.ID), dim},
		{safe.Clean(g.Network()), dim},
		{safe.Clean(fmt.Sprintf("%d/%d", used, limit)), meter},
		a.badge(assessor, g),
		{safe.Clean(g.Description), a.theme.dim},
	}
}

// badge is the worst that a group's rules expose to the world.
func (a *App) badge(assessor ingress.Assessor, g ingress.Group) cell {
	words, severity := assessor.Badge(g)
	style := a.theme.warn
	if severity >= ingress.Critical {
		style = a.theme.danger
	}
	if words != "" {
		words = "! " + words
	}
	return cell{safe.Clean(words), style}
}

// retryWords offer a key where a call failed: after the remedy, if there is one.
func retryWords(f *ingress.Failure, key string) string {
	if f.Remedy != "" {
		return "do that, then " + key
	}
	return key
}

// noGroups says why the list is empty, and what to do.
func (a *App) noGroups(phase model.Listing, width int) []string {
	switch {
	case phase.Filter != "":
		return []string{"", "   no group holds “" + safe.Clean(strings.TrimSpace(phase.Filter)).Cut(width-30).String() + "”", a.theme.dim.Render("   esc clears the filter")}
	case a.model.Load.Loading():
		return []string{"", a.theme.dim.Render("   loading security groups …")}
	case a.model.Load.Failure != nil:
		var lines []string
		for _, line := range safe.Lines(a.model.Load.Failure.Error(), width-6) {
			lines = append(lines, "   "+line.String())
		}
		lines = append(lines, "", a.theme.dim.Render("   "+retryWords(a.model.Load.Failure, "r lists them again")))
		return append([]string{"", a.theme.danger.Render("   the security groups could not be listed"), ""}, lines...)
	}
	return []string{"", "   no security groups here", a.theme.dim.Render("   another region or profile may have some: sluice --region, --profile")}
}
