package model

import (
	"slices"

	"sluice/model/ingress"
)

func (m Model) updateListing(l Listing, msg Msg) (Model, []Effect) {
	before := m
	m.Notice = "" // it is about what happened last
	switch msg := msg.(type) {
	case CursorMoved, FilterOpened, FilterClosed, FilterEdited, MarkToggled, MarksCleared:
		return m.in(m.moved(l, msg))
	case DetailsOpened:
		if l.Cursor != "" {
			read := m.read(l.Cursor)
			return m, []Effect{read}
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
	case RulesCopied:
		return m.copyRules(l)
	case ApprovalsOpened:
		return m.openReview(l)
	case ReachOpened:
		return m.openReach(l)
	case UndoAsked:
		return m.undoNewest(l, msg.Operation)
	case HistoryOpened:
		return m.openHistory(l)
	case RevokeAsked:
		return m.askRevoke(l, msg.RuleID)
	case EditAsked:
		return m.openEdit(l, msg.RuleID)
	case BackAsked:
		l.Filtering, m.News = false, ""
		return m.in(m.filter(l, ""))
	}
	return before, nil
}

// moved is the list after a move of its cursor, filter or marks.
func (m Model) moved(l Listing, msg Msg) Listing {
	switch msg := msg.(type) {
	case CursorMoved:
		return m.moveCursor(l, msg.By)
	case FilterOpened:
		l.Filtering = true
	case FilterClosed:
		l.Filtering = false
	case FilterEdited:
		return m.filter(l, msg.Text)
	case MarkToggled:
		return l.toggleMark()
	case MarksCleared:
		l.Marked = nil
	}
	return l
}

// Row is the cursor's row among the shown groups, or -1.
func (m Model) Row(l Listing) int {
	at, listed := m.Catalog.index[l.Cursor]
	row, shown := slices.BinarySearch(l.Shown, at)
	if !listed || !shown {
		return -1
	}
	return row
}

// moveCursor moves by rows, and stops at the ends.
func (m Model) moveCursor(l Listing, by int) Listing {
	last := len(l.Shown) - 1
	if last < 0 {
		return l
	}
	by = min(max(by, -last), last)
	return m.point(l, min(max(m.Row(l)+by, 0), last))
}

// point puts the cursor on a row, or nowhere where that is -1.
func (m Model) point(l Listing, row int) Listing {
	l.row, l.Cursor = max(row, 0), ""
	if row >= 0 {
		l.Cursor = m.Catalog.groups[l.Shown[row]].ID
	}
	return l
}

// filter shows what a filter lets through. The cursor stays on its group, or
// goes to the first one where the filter hides that.
func (m Model) filter(l Listing, text string) Listing {
	l.Filter, l.row = text, 0
	return m.fit(l)
}

// fit brings a listing up to date with the catalog. The cursor stays on its
// group; where that is gone, it goes to the group that has its row now. Marks
// of groups that are gone go with them.
func (m Model) fit(l Listing) Listing {
	l.Shown = m.Catalog.Matching(l.Filter)
	l.Marked = slices.DeleteFunc(slices.Clone(l.Marked), func(id string) bool {
		_, listed := m.Catalog.index[id]
		return !listed
	})
	row := m.Row(l)
	if row < 0 {
		row = min(l.row, len(l.Shown)-1)
	}
	return m.point(l, row)
}

func (l Listing) toggleMark() Listing {
	if l.Cursor == "" {
		return l
	}
	marked := slices.Clone(l.Marked)
	if i := slices.Index(marked, l.Cursor); i >= 0 {
		l.Marked = slices.Delete(marked, i, i+1)
	} else {
		l.Marked = append(marked, l.Cursor)
	}
	return l
}

// openForm starts a draft for the marked groups, or for the one under the
// cursor where none is marked.
func (m Model) openForm(l Listing) (Model, []Effect) {
	targets := l.Marked
	if len(targets) == 0 && l.Cursor != "" {
		targets = []string{l.Cursor}
	}
	if len(targets) == 0 {
		m.Notice = "there is no group under the cursor to add rules to"
		return m, nil
	}
	if foreign := m.foreign(targets); foreign != "" {
		m.Notice = foreign + ": only groups of your own account take rules"
		return m, nil
	}
	l.Filtering = false
	e := Editing{Back: l, Targets: targets, Draft: ingress.NewDraft()}
	if m.kept != nil && slices.Equal(m.kept.Targets, targets) {
		e.Draft, e.Notice = m.kept.Draft, "the draft that you left"
	}
	return m.in(m.refreshed(e))
}

// foreign names the first target that another account owns, or "".
func (m Model) foreign(targets []string) string {
	for _, id := range targets {
		g, ok := m.Catalog.Group(id)
		if ok && m.Session.Account != "" && g.OwnerID != "" && g.OwnerID != m.Session.Account {
			return g.Name + " belongs to " + g.OwnerID
		}
	}
	return ""
}
