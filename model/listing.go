package model

import (
	"slices"

	"sluice/model/ingress"
)

func (m Model) updateListing(l Listing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case CursorMoved:
		return m.in(m.moveCursor(l, msg.By))
	case FilterOpened:
		l.Filtering = true
		return m.in(l)
	case FilterClosed:
		l.Filtering = false
		return m.in(l)
	case FilterEdited:
		l.Filter = msg.Text
		return m.in(m.shown(l))
	case MarkToggled:
		return m.in(m.toggleMark(l))
	case MarksCleared:
		l.Marked = nil
		return m.in(l)
	case DetailsOpened:
		if l.Cursor != "" {
			return m, []Effect{m.read(l.Cursor)}
		}
	case ReloadAsked:
		return m.reload()
	case IDCopied:
		if l.Cursor != "" {
			m.Notice = "copied " + l.Cursor
			return m, []Effect{Copy{l.Cursor}}
		}
	case AddAsked:
		return m.openForm(l)
	case BackAsked:
		return m.leaveFilter(l)
	}
	return m, nil
}

// Row is the cursor's row among the shown groups, or -1.
func (m Model) Row(l Listing) int {
	return slices.IndexFunc(l.Shown, func(i int) bool {
		return i < m.Catalog.Len() && m.Catalog.groups[i].ID == l.Cursor
	})
}

func (m Model) moveCursor(l Listing, by int) Listing {
	if len(l.Shown) == 0 {
		return l
	}
	row := min(max(m.Row(l)+by, 0), len(l.Shown)-1)
	l.Cursor = m.Catalog.groups[l.Shown[row]].ID
	return l
}

func (m Model) toggleMark(l Listing) Listing {
	if l.Cursor == "" {
		return l
	}
	if i := slices.Index(l.Marked, l.Cursor); i >= 0 {
		l.Marked = slices.Delete(slices.Clone(l.Marked), i, i+1)
		return l
	}
	l.Marked = append(slices.Clone(l.Marked), l.Cursor)
	return l
}

// leaveFilter steps back inside the list: out of the filter's input, then out
// of the filter.
func (m Model) leaveFilter(l Listing) (Model, []Effect) {
	m.Notice = ""
	l.Filtering, l.Filter = false, ""
	return m.in(m.shown(l))
}

// openForm starts a draft for the marked groups, or for the one under the
// cursor where none is marked.
func (m Model) openForm(l Listing) (Model, []Effect) {
	targets := slices.Clone(l.Marked)
	if len(targets) == 0 && l.Cursor != "" {
		targets = []string{l.Cursor}
	}
	if len(targets) == 0 {
		m.Notice = "no group to add rules to: move the cursor to one"
		return m, nil
	}
	if foreign := m.foreign(targets); foreign != "" {
		m.Notice = foreign + ": rules can only be added to groups of your own account"
		return m, nil
	}
	l.Filtering, m.Notice = false, ""
	e := Editing{Back: l, Targets: targets, Draft: ingress.NewDraft(), Choice: -1}
	return m.in(m.refreshed(e))
}

// foreign names the first target that another account owns, or "".
func (m Model) foreign(targets []string) string {
	for _, id := range targets {
		g, ok := m.Catalog.Group(id)
		if ok && m.Where.Account != "" && g.OwnerID != "" && g.OwnerID != m.Where.Account {
			return g.Name + " belongs to " + g.OwnerID
		}
	}
	return ""
}
