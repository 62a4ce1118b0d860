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

// wideWidth is where the rules of a group move beside the list.
const wideWidth = 100

type listKeys struct {
	moveKeys
	usualKeys
	Filter, Mark, Unmark, Details, Add, Quit   key.Binding
	CopyRules, Reach, Undo, History, Approvals key.Binding
}

func newListKeys() listKeys {
	return listKeys{
		moveKeys:  newMoveKeys("first group", "last group"),
		usualKeys: newUsualKeys("reload", bind("esc", "clear filter", "esc")),

		Filter:  bind("/", "filter", "/"),
		Mark:    bind("space", "mark", "space"),
		Unmark:  bind("ctrl+\\", "clear marks", "ctrl+\\"),
		Details: bind("enter", "details", "enter"),
		Add:     bind("a", "add rules", "a"),

		CopyRules: bind("c", "copy this group's rules to the marked ones", "c"),
		Reach:     bind("w", "reach", "w"),
		Undo:      bind("z", "undo the last change", "z"),
		History:   bind("h", "history", "h"),
		Approvals: bind("o", "plans that wait for approval", "o"),

		Quit: bind("q", "quit", "q"),
	}
}

// listState is what only the terminal knows about the list.
type listState struct {
	keys   listKeys
	filter filter
}

// listScreen is the list of security groups.
type listScreen struct {
	*canvas
	phase model.Listing
	*listState
	detail *detailState
}

func (l listScreen) bindings() bindings {
	k := l.keys
	if l.phase.Filtering {
		return bindings{now: l.filter.keys.all()}
	}
	return bindings{
		title: "The list of security groups", help: k.Help,
		all:   append(k.moves(), k.Filter, k.Mark, k.Unmark, k.Details, k.Add, k.CopyRules, k.Reach, k.History, k.Approvals, k.Undo, k.Reload, k.Copy, k.Back, k.Quit),
		now:   []key.Binding{k.Add, k.Details, k.Help, k.Quit, k.Mark, k.Filter, k.Reach, k.History, k.Reload},
		right: l.marked(),
	}
}

// fit scrolls so that the cursor's row shows, and keeps the filter's text the
// model's.
func (l listScreen) fit() {
	l.filter.top = scrollTo(l.filter.top, l.model.Row(l.phase), l.rows(), len(l.phase.Shown))
	l.filter.text.hold(l.phase.Filter)
}

func (l listScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := l.keys
	switch {
	case l.phase.Filtering:
		return l.filter.update(press)
	case key.Matches(press, k.Filter):
		l.filter.text.CursorEnd()
	case key.Matches(press, k.Mark):
		return []model.Msg{model.MarkToggled{}, model.CursorMoved{By: 1}}
	case key.Matches(press, k.Details):
		return l.open()
	}
	if told := facts(press, k.and(
		meaning{k.Filter, model.FilterOpened{}}, meaning{k.Unmark, model.MarksCleared{}}, meaning{k.Add, model.AddAsked{}},
		meaning{k.Undo, model.UndoAsked{}}, meaning{k.Reach, model.ReachOpened{}}, meaning{k.History, model.HistoryOpened{}},
		meaning{k.Approvals, model.ApprovalsOpened{}}, meaning{k.CopyRules, model.RulesCopied{}}, meaning{k.Quit, model.QuitAsked{}},
	)...); told != nil {
		return told
	}
	return k.cursor(press, l.rows())
}

func (l listScreen) paste(msg tea.PasteMsg) []model.Msg {
	if !l.phase.Filtering {
		return nil
	}
	return l.filter.edit(msg)
}

// open shows the group under the cursor over the whole screen.
func (l listScreen) open() []model.Msg {
	if l.phase.Cursor == "" {
		return nil
	}
	l.detail.open, l.detail.top, l.detail.at = true, 0, ingress.Rule{}
	return []model.Msg{model.DetailsOpened{}}
}

func (l listScreen) view() view {
	v := view{title: l.counts()}
	filter, cursor := l.filterLine()
	v.cursor = cursor
	v.body = append(v.body, filter, "")
	rows := l.rows()
	if l.size.w < wideWidth {
		v.body = append(v.body, l.groupLines(l.size.w, rows)...)
	} else {
		left := max(l.size.w*57/100, min(65, l.size.w-45)) // 65 shows what is exposed
		right := l.size.w - left - 3
		v.body = append(v.body, beside(rows+1, left, l.groupLines(left, rows), l.sideLines(right, rows+1), l.theme.dim.Render(" │ "))...)
	}
	v.body = l.over(v.body, l.notices()...)
	return v
}

// counts is the header's right end: how much there is, and how much is coming.
func (l listScreen) counts() string {
	c := l.model.Catalog
	text := ingress.Count(c.Len(), "group") + " · " + ingress.Count(c.Rules(), "rule")
	if l.phase.Filter != "" {
		text = fmt.Sprintf("%s of %s", ingress.Thousands(len(l.phase.Shown)), ingress.Count(c.Len(), "group"))
	}
	if l.model.Load.Loading() {
		text = "loading … " + ingress.Count(l.model.Load.Loaded(), "group") + " so far"
	}
	return text
}

func (l listScreen) filterLine() (string, *tea.Cursor) {
	if !l.phase.Filtering && l.phase.Filter == "" {
		return l.theme.dim.Render(" / name, id, network, description or tag"), nil
	}
	return l.filter.line(l.theme.key.Render(" / "), l.size.w, l.phase.Filtering)
}

// rows is the number of groups that a page shows over the notice.
func (l listScreen) rows() int { return max(l.size.tableRows()+1-len(l.notices()), 1) }

// notices are what stand under the list: a failure whole, since its remedy comes
// last, as far as half of the screen takes it.
func (l listScreen) notices() []string {
	f, retry := l.model.Load.Failure, l.theme.dim.Render(" · r retry")
	switch {
	case f == nil:
		return []string{" " + l.notice()}
	case l.model.Catalog.Len() == 0: // the list's place says it whole
		return []string{" " + l.theme.danger.Render("! "+safe.Error(f).Cut(l.size.w-16).String()) + retry}
	}
	var lines []string
	for _, line := range safe.Lines("! the list is not complete: "+f.Error(), l.size.w-2-width(retry)) {
		lines = append(lines, " "+l.theme.danger.Render(line.String()))
	}
	lines = lines[:max(min(len(lines), l.size.body()/2), 1)]
	lines[len(lines)-1] += retry
	return lines
}

// marked is a word on the plans that wait and the groups that are marked.
func (l listScreen) marked() string {
	var words []string
	if n := len(l.model.Waiting()); n > 0 {
		words = append(words, l.theme.warn.Render("o "+waitText(n)))
	}
	if n := len(l.phase.Marked); n > 0 {
		words = append(words, l.theme.accent.Render(fmt.Sprintf("● %d marked", n)))
	}
	return strings.Join(words, " · ")
}

// expiresColumn is where the time left stands, while any rule has one: after the
// number of rules.
const expiresColumn = 5

// groupLines is the table of groups: a title line and the rows on the screen.
func (l listScreen) groupLines(width, rows int) []string {
	if len(l.phase.Shown) == 0 {
		return l.noGroups(width)
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
	expiring := l.model.Expiring() > 0
	if expiring {
		t.columns = slices.Insert(t.columns, expiresColumn, column{title: "EXPIRES", least: 10, drop: 3})
	}
	planner := l.model.Planner()
	assessor := ingress.NewAssessor(planner.Settings, planner.Lists)
	end := min(l.filter.top+rows, len(l.phase.Shown))
	for _, i := range l.phase.Shown[min(l.filter.top, end):end] {
		g := l.model.Catalog.Groups()[i]
		row := l.groupRow(g, assessor)
		if expiring {
			row = slices.Insert(row, expiresColumn, l.nextEndCell(g))
		}
		t.add(row...)
	}
	head, lines := t.lines(width-1, l.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

func (l listScreen) groupRow(g ingress.Group, assessor ingress.Assessor) []cell {
	style, dim := l.theme.plain, l.theme.dim
	sign := " "
	for _, id := range l.phase.Marked {
		if id == g.ID {
			sign, style = "●", l.theme.accent
		}
	}
	if g.ID == l.phase.Cursor {
		style, dim = l.theme.selected, l.theme.selected
		sign = map[string]string{" ": "▸", "●": "◉"}[sign]
	}
	quota := l.model.Planner().Limits.Meter(g, l.model.Planner().Lists)
	used, limit := max(quota.Before4, quota.Before6), quota.Limit
	meter := style
	if used >= limit {
		meter = l.theme.warn
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(g.Name), style},
		{safe.Clean(g.ID), dim},
		{safe.Clean(g.Network()), dim},
		{safe.Clean(fmt.Sprintf("%d/%d", used, limit)), meter},
		l.badge(assessor, g),
		{safe.Clean(g.Description), l.theme.dim},
	}
}

// badge is the worst that a group's rules expose to the world.
func (l listScreen) badge(assessor ingress.Assessor, g ingress.Group) cell {
	words, severity := assessor.Badge(g)
	style := l.theme.warn
	if severity >= ingress.Critical {
		style = l.theme.danger
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
func (l listScreen) noGroups(width int) []string {
	switch {
	case l.phase.Filter != "":
		return []string{"", "   no group holds “" + safe.Clean(strings.TrimSpace(l.phase.Filter)).Cut(width-30).String() + "”", l.theme.dim.Render("   esc clears the filter")}
	case l.model.Load.Loading():
		return []string{"", l.theme.dim.Render("   loading security groups …")}
	case l.model.Load.Failure != nil:
		lines := indent(plain(l.model.Load.Failure.Error(), width-6), 3)
		lines = append(lines, "", l.theme.dim.Render("   "+retryWords(l.model.Load.Failure, "r lists them again")))
		return append([]string{"", l.theme.danger.Render("   the security groups could not be listed"), ""}, lines...)
	}
	return []string{"", "   no security groups here", l.theme.dim.Render("   another region or profile may have some: sluice --region, --profile")}
}
