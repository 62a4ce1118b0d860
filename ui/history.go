package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// historyScreen is what only the terminal knows about the history: the caret in
// its filter, and how far the table and an operation are scrolled.
type historyScreen struct {
	keys       historyKeys
	operation  operationKeys
	filterKeys filterKeys
	filter     textinput.Model
	top        int    // the first row on the screen
	opened     string // the operation that scrolled is about
	scrolled   int
}

func newHistoryScreen() historyScreen {
	return historyScreen{keys: newHistoryKeys(), operation: newOperationKeys(), filterKeys: newFilterKeys(), filter: newInput()}
}

func (h *historyScreen) settle(phase model.History, s size, lines int) {
	rows, row := listRows(s), max(phase.Row(), 0)
	h.top = min(h.top, row, max(len(phase.Shown)-rows, 0))
	h.top = max(h.top, row-rows+1, 0)
	if h.filter.Value() != phase.Filter {
		h.filter.SetValue(phase.Filter)
	}
	if h.opened != phase.Cursor || !phase.Opened {
		h.opened, h.scrolled = phase.Cursor, 0
	}
	h.scrolled = max(min(h.scrolled, lines-operationRows(s)), 0)
}

func (a *App) pressHistory(phase model.History, msg tea.KeyPressMsg) tea.Cmd {
	if phase.Filtering {
		return a.pressHistoryFilter(msg)
	}
	if phase.Opened {
		return a.pressOperation(phase, msg)
	}
	k := a.history.keys
	switch {
	case key.Matches(msg, k.Filter):
		a.history.filter.CursorEnd()
		return a.tell(model.FilterOpened{})
	case key.Matches(msg, k.Details):
		return a.tell(model.DetailsOpened{})
	case key.Matches(msg, k.Undo):
		return a.tell(model.UndoAsked{Operation: phase.Cursor})
	}
	if cmd, taken := a.pressUsual(k.usualKeys, msg); taken {
		return cmd
	}
	if by := k.by(msg, listRows(a.size)); by != 0 {
		return a.tell(model.CursorMoved{By: by})
	}
	return nil
}

func (a *App) pressHistoryFilter(msg tea.KeyPressMsg) tea.Cmd {
	if fact := a.history.filterKeys.fact(msg); fact != nil {
		return a.tell(fact)
	}
	return a.editHistoryFilter(msg)
}

func (a *App) editHistoryFilter(msg tea.Msg) tea.Cmd {
	a.history.filter, _ = a.history.filter.Update(msg)
	return a.tell(model.FilterEdited{Text: a.history.filter.Value()})
}

func (a *App) historyView(phase model.History) screen {
	if past, ok := phase.At(); ok && phase.Opened {
		return a.operationView(phase, past)
	}
	s := screen{title: historyCount(phase), footer: a.historyFooter(phase)}
	filter, cursor := a.historyFilterLine(phase)
	s.cursor = cursor
	s.body = append([]string{filter, ""}, a.pastLines(phase, listRows(a.size))...)
	for len(s.body) < a.size.body()-1 {
		s.body = append(s.body, "")
	}
	s.body = append(s.body[:max(a.size.body()-1, 0)], a.historyNotice(phase))
	return s
}

// historyCount is the header's right end: how many operations there are.
func historyCount(phase model.History) string {
	n := plural(len(phase.Past), "operation")
	switch {
	case phase.Loading():
		return "reading the history …"
	case phase.Failure != nil && len(phase.Past) == 0:
		return "history"
	case phase.More() && phase.Filter != "":
		return thousands(len(phase.Shown)) + " of the newest " + n
	case phase.More():
		return "the newest " + n
	case phase.Filter != "":
		return thousands(len(phase.Shown)) + " of " + n
	}
	return n
}

func (a *App) historyFilterLine(phase model.History) (string, *tea.Cursor) {
	if !phase.Filtering && phase.Filter == "" {
		return " " + a.theme.bold.Render("History") + a.theme.dim.Render("  / group, person, outcome or date, such as "+a.model.Now().Format("2006-01-02")), nil
	}
	head := " " + a.theme.bold.Render("History") + a.theme.key.Render("  / ")
	before, after := inputText(a.history.filter, max(a.size.w-width(head)-1, 1))
	line := head + before.String() + after.String()
	if !phase.Filtering {
		return line, nil
	}
	return line, tea.NewCursor(width(head)+before.Width(), 0)
}

func (a *App) historyNotice(phase model.History) string {
	switch {
	case phase.Failure != nil && len(phase.Past) > 0:
		text := safe.Clean("the history could not be read again: " + phase.Failure.Error())
		return " " + a.theme.danger.Render("! "+text.Cut(a.size.w-16).String()) + a.theme.dim.Render(" · r retry")
	case phase.Notice != "":
		return " " + a.theme.accent.Render(safe.Clean(phase.Notice).Cut(a.size.w-2).String())
	case a.model.Open != "":
		return " " + a.theme.dim.Render(safe.Clean(a.model.Open).Cut(a.size.w-2).String())
	case phase.More() && len(phase.Shown) <= a.history.top+listRows(a.size):
		return " " + a.theme.dim.Render("there are older ones: G at the end reads more")
	}
	return ""
}

func (a *App) historyFooter(phase model.History) string {
	if phase.Filtering {
		return a.keyLine(a.history.filterKeys.short(), "")
	}
	return a.keyLine(a.history.keys.short(), "")
}

// pastLines is the table of operations: a title line and the rows on the screen.
func (a *App) pastLines(phase model.History, rows int) []string {
	if len(phase.Shown) == 0 {
		return a.noPast(phase)
	}
	t := table{columns: pastColumns(a.size.w)}
	end := min(a.history.top+rows, len(phase.Shown))
	for _, i := range phase.Shown[min(a.history.top, end):end] {
		t.add(a.pastRow(phase, phase.Past[i])[:len(t.columns)]...)
	}
	head, lines := t.lines(a.size.w-2, a.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

// pastColumns are those of the table of operations. Who and what go where it is
// narrow, the ids come where it is wide; all others give way together.
func pastColumns(w int) []column {
	columns := []column{
		{tight: true},
		{title: "TIME", least: 16},
		{title: "BY", least: 6},
		{title: "WHAT", least: 8},
		{title: "GROUPS", least: 12},
		{title: "OUTCOME", least: 14},
		{title: "OPERATION", least: 12},
	}
	if w < 70 {
		columns[2].drop, columns[3].drop = 2, 1
	}
	if w < wideWidth {
		return columns[:len(columns)-1]
	}
	return columns
}

func (a *App) pastRow(phase model.History, p model.Past) []cell {
	sign, style, dim := " ", a.theme.plain, a.theme.dim
	if p.ID == phase.Cursor {
		sign, style, dim = "▸", a.theme.selected, a.theme.selected
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(p.At.Format("2006-01-02 15:04")), style},
		{safe.Clean(p.By), style},
		{safe.Clean(p.What), style},
		{safe.Clean(p.Groups), style},
		{safe.Clean(p.Outcome), a.pastStyle(p)},
		{safe.Clean(p.ID), dim},
	}
}

// pastStyle is the style of what came of an operation.
func (a *App) pastStyle(p model.Past) lipgloss.Style {
	switch {
	case p.Open || p.Worst == ingress.Unknown || p.Worst == ingress.Refused:
		return a.theme.danger
	case p.Worst == ingress.NotSent:
		return a.theme.warn
	case p.Worst == ingress.Applied && len(p.UndoneBy) == 0:
		return a.theme.good
	}
	return a.theme.dim
}

// noPast says why the table is empty, and what to do.
func (a *App) noPast(phase model.History) []string {
	switch {
	case phase.Failure != nil && len(phase.Past) == 0:
		lines := []string{"", a.theme.danger.Render("   the history could not be read"), ""}
		for _, line := range safe.Lines(phase.Failure.Error(), a.size.w-6) {
			lines = append(lines, "   "+line.String())
		}
		return append(lines, "", a.theme.dim.Render("   r reads it again · esc goes back to the list"))
	case phase.Loading() && len(phase.Past) == 0:
		return []string{"", a.theme.dim.Render("   reading the history …")}
	case phase.Filter != "":
		where := ""
		if phase.More() {
			where = fmt.Sprintf(" of the newest %s, G reads more", thousands(len(phase.Past)))
		}
		text := safe.Clean(strings.TrimSpace(phase.Filter)).Cut(max(a.size.w-60, 8)).String()
		return []string{"", "   no operation" + where + " holds “" + text + "”", a.theme.dim.Render("   esc clears the filter")}
	}
	return []string{"", "   nothing was changed yet", a.theme.dim.Render("   what is sent from here on is recorded, and can be undone")}
}
