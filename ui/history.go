package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

type historyKeys struct {
	moveKeys
	usualKeys
	Filter, Details, Undo key.Binding
}

func newHistoryKeys() historyKeys {
	list := newListKeys()
	return historyKeys{
		moveKeys:  newMoveKeys("newest operation", "oldest, then those before it"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "q")),
		Filter:    list.Filter, Details: list.Details, Undo: bind("z", "undo", "z"),
	}
}

// historyState is what only the terminal knows about the history: its filter, and
// how far an operation is scrolled.
type historyState struct {
	keys      historyKeys
	operation operationKeys
	filter    filter
	opened    string // the operation that scrolled is about
	scrolled  int
}

// historyScreen is the record of operations.
type historyScreen struct {
	*canvas
	phase model.History
	*historyState
}

func (h historyScreen) bindings() bindings {
	k := h.keys
	if h.phase.Filtering {
		return bindings{now: h.filter.keys.all()}
	}
	return bindings{
		title: "The history", help: k.Help,
		all: append(k.moves(), k.Filter, k.Details, k.Undo, k.Copy, k.Reload, k.Back),
		now: []key.Binding{k.Details, k.Undo, k.Filter, k.Copy, k.Help, k.Back, k.Reload},
	}
}

func (h historyScreen) fit() {
	h.filter.top = scrollTo(h.filter.top, h.phase.Row(), h.size.tableRows(), len(h.phase.Shown))
	h.filter.text.hold(h.phase.Filter)
	if !h.phase.Opened {
		h.opened = ""
	}
}

func (h historyScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := h.keys
	switch {
	case h.phase.Filtering:
		return h.filter.update(press)
	case key.Matches(press, k.Filter):
		h.filter.text.CursorEnd()
	}
	if told := facts(press, k.and(meaning{k.Filter, model.FilterOpened{}}, meaning{k.Details, model.DetailsOpened{}},
		meaning{k.Undo, model.UndoAsked{Operation: h.phase.Cursor}})...); told != nil {
		return told
	}
	return k.cursor(press, h.size.tableRows())
}

func (h historyScreen) paste(msg tea.PasteMsg) []model.Msg {
	if !h.phase.Filtering {
		return nil
	}
	return h.filter.edit(msg)
}

func (h historyScreen) view() view {
	filter, cursor := h.filterLine()
	body := append([]string{filter, ""}, h.table(h.size.tableRows())...)
	return view{title: historyCount(h.phase), body: h.over(body, h.remark()), cursor: cursor}
}

// historyCount is the header's right end: how many operations there are.
func historyCount(phase model.History) string {
	n := ingress.Count(len(phase.Entries), "operation")
	switch {
	case phase.Loading():
		return "reading the history …"
	case phase.Failure != nil && len(phase.Entries) == 0:
		return "history"
	case phase.More() && phase.Filter != "":
		return ingress.Thousands(len(phase.Shown)) + " of the newest " + n
	case phase.More():
		return "the newest " + n
	case phase.Filter != "":
		return ingress.Thousands(len(phase.Shown)) + " of " + n
	}
	return n
}

func (h historyScreen) filterLine() (string, *tea.Cursor) {
	if !h.phase.Filtering && h.phase.Filter == "" {
		return " " + h.theme.bold.Render("History") + h.theme.dim.Render("  / group, person, outcome or date, such as "+h.model.Now().Format("2006-01-02")), nil
	}
	head := " " + h.theme.bold.Render("History") + h.theme.key.Render("  / ")
	return h.filter.line(head, h.size.w, h.phase.Filtering)
}

// remark is the last line: what just happened, or else what there is to know.
func (h historyScreen) remark() string {
	switch {
	case h.phase.Failure != nil && len(h.phase.Entries) > 0:
		text := safe.Clean("the history could not be read again: " + h.phase.Failure.Error())
		return " " + h.theme.danger.Render("! "+text.Cut(h.size.w-16).String()) + h.theme.dim.Render(" · r retry")
	case h.phase.Notice != "":
		return " " + h.theme.accent.Render(safe.Clean(h.phase.Notice).Cut(h.size.w-2).String())
	case h.model.Open != "":
		return " " + h.theme.dim.Render(safe.Clean(h.model.Open).Cut(h.size.w-2).String())
	case h.phase.More() && len(h.phase.Shown) <= h.filter.top+h.size.tableRows():
		return " " + h.theme.dim.Render("there are older ones: G at the end reads more")
	}
	return ""
}

// table is the table of operations: a title line and the rows on the screen.
func (h historyScreen) table(rows int) []string {
	if len(h.phase.Shown) == 0 {
		return h.noEntries()
	}
	t := table{columns: entryColumns(h.size.w)}
	end := min(h.filter.top+rows, len(h.phase.Shown))
	for _, i := range h.phase.Shown[min(h.filter.top, end):end] {
		t.add(h.entryRow(h.phase.Entries[i])[:len(t.columns)]...)
	}
	head, lines := t.lines(h.size.w-2, h.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

// entryColumns are those of the table of operations. Who and what go where it is
// narrow, the ids come where it is wide; all others give way together.
func entryColumns(w int) []column {
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

func (h historyScreen) entryRow(p model.HistoryEntry) []cell {
	sign, style, dim := " ", h.theme.plain, h.theme.dim
	if p.ID == h.phase.Cursor {
		sign, style, dim = "▸", h.theme.selected, h.theme.selected
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(p.At.Format("2006-01-02 15:04")), style},
		{safe.Clean(p.By), style},
		{safe.Clean(p.What), style},
		{safe.Clean(p.Groups), style},
		{safe.Clean(p.Outcome), h.entryStyle(p)},
		{safe.Clean(p.ID), dim},
	}
}

// entryStyle is the style of what came of an operation.
func (h historyScreen) entryStyle(p model.HistoryEntry) style {
	switch {
	case p.Open || p.Worst == ingress.Unknown || p.Worst == ingress.Refused:
		return h.theme.danger
	case p.Worst == ingress.NotSent:
		return h.theme.warn
	case p.Worst == ingress.Applied && len(p.UndoneBy) == 0:
		return h.theme.good
	}
	return h.theme.dim
}

// noEntries says why the table is empty, and what to do.
func (h historyScreen) noEntries() []string {
	switch {
	case h.phase.Failure != nil && len(h.phase.Entries) == 0:
		lines := append([]string{"", h.theme.danger.Render("   the history could not be read"), ""}, indent(plain(h.phase.Failure.Error(), h.size.w-6), 3)...)
		return append(lines, "", h.theme.dim.Render("   r reads it again · esc goes back to the list"))
	case h.phase.Loading() && len(h.phase.Entries) == 0:
		return []string{"", h.theme.dim.Render("   reading the history …")}
	case h.phase.Filter != "":
		where := ""
		if h.phase.More() {
			where = fmt.Sprintf(" of the newest %s, G reads more", ingress.Thousands(len(h.phase.Entries)))
		}
		text := safe.Clean(strings.TrimSpace(h.phase.Filter)).Cut(max(h.size.w-60, 8)).String()
		return []string{"", "   no operation" + where + " holds “" + text + "”", h.theme.dim.Render("   esc clears the filter")}
	}
	return []string{"", "   nothing was changed yet", h.theme.dim.Render("   what is sent from here on is recorded, and can be undone")}
}
