package model

import (
	"cmp"
	"slices"
	"strings"

	"sluice/model/ingress"
)

// History is the record of operations, the newest first.
type History struct {
	Back      Listing
	Call      Call             // the LoadHistory that is waited for, or 0
	Failure   *ingress.Failure // why the last one failed
	Entries   []HistoryEntry   // as loaded; never changed in place
	Most      int              // how many were asked for: where as many came, there may be more
	Filter    string
	Filtering bool   // keys go to the filter
	Shown     []int  // ascending indexes into Entries: what the filter lets through
	Cursor    string // the id of the operation under the cursor; "" while there is none
	Opened    bool   // the operation under the cursor is shown whole
	Notice    string
	row       int // where the cursor goes when its operation is gone
}

// LoadHistory reads the newest operations: HistoryLoaded or HistoryFailed.
type LoadHistory struct {
	Call   Call
	Filter ingress.HistoryFilter
}

// HistoryOpened asks for the history.
type HistoryOpened struct{}

// HistoryLoaded answers LoadHistory, the newest first.
type HistoryLoaded struct {
	Call       Call
	Operations []ingress.Operation
}

// HistoryFailed answers LoadHistory.
type HistoryFailed struct {
	Call    Call
	Failure *ingress.Failure
}

func (h History) list() Listing { return h.Back }

func (History) phase()                    {}
func (LoadHistory) needs() ingress.Action { return ingress.ActHistory }
func (HistoryOpened) msg()                {}
func (HistoryLoaded) msg()                {}
func (HistoryFailed) msg()                {}

// historyPage is how many operations are read at first; each time that the user
// comes to the last of them, twice as many are.
const historyPage = 200

func (m Model) updateHistory(h History, msg Msg) (Model, []Effect) {
	h.Notice = "" // it is about what happened last
	switch msg := msg.(type) {
	case HistoryLoaded:
		if msg.Call.answers(h.Call) {
			return m.in(m.withPast(h, msg.Operations))
		}
	case HistoryFailed:
		if msg.Call.answers(h.Call) {
			h.Call, h.Failure = 0, msg.Failure
			return m.in(h)
		}
	case CursorMoved:
		return m.moveThroughPast(h, msg.By)
	case FilterOpened:
		h.Filtering, h.Opened = true, false
		return m.in(h)
	case FilterClosed:
		h.Filtering = false
		return m.in(h)
	case FilterEdited:
		return m.in(h.filter(msg.Text))
	case DetailsOpened:
		h.Opened, h.Filtering = h.Cursor != "", false
		return m.in(h)
	case ReloadAsked:
		return m.loadHistory(h)
	case IDCopied:
		if h.Cursor != "" {
			h.Notice = "copied " + h.Cursor
			m.Phase = h
			return m, []Effect{Copy{h.Cursor}}
		}
	case UndoAsked:
		return m.undoPast(h, msg.Operation)
	case BackAsked:
		return m.backFromHistory(h)
	}
	return m, nil
}

// openHistory shows what was done, where it is recorded.
func (m Model) openHistory(l Listing) (Model, []Effect) {
	if m.Session.Unrecorded {
		m.Notice = "there is no history here: nothing is recorded"
		return m, nil
	}
	l.Filtering = false
	return m.loadHistory(History{Back: l, Most: historyPage})
}

// loadHistory reads as many operations as were asked for; what is there stays on
// the screen meanwhile.
func (m Model) loadHistory(h History) (Model, []Effect) {
	h.Call, h.Failure = m.mint(), nil
	m.Phase = h
	return m, []Effect{LoadHistory{Call: h.Call, Filter: ingress.HistoryFilter{Most: h.Most}}}
}

// undoPast plans to take back the operation under the cursor, unless another is
// named. Coming back, the history is read again.
func (m Model) undoPast(h History, operation string) (Model, []Effect) {
	if operation = cmp.Or(operation, h.Cursor); operation == "" {
		h.Notice = "there is no operation under the cursor to undo"
		return m.in(h)
	}
	h.Call, h.Filtering = 0, false
	return m.undo(h, operation)
}

// keepHistory reads the history again where the user comes back to it: what was
// done meanwhile belongs there.
func (m Model) keepHistory(before Model, effects []Effect) (Model, []Effect) {
	h, here := m.Phase.(History)
	if _, was := before.Phase.(History); was || !here || h.Loading() {
		return m, effects
	}
	m, read := m.loadHistory(h)
	return m, append(effects, read...)
}

// leaveHistory steps back: out of an operation, then of the filter, then to the
// list.
func (m Model) backFromHistory(h History) (Model, []Effect) {
	switch {
	case h.Opened:
		h.Opened = false
		return m.in(h)
	case h.Filtering || h.Filter != "":
		h.Filtering = false
		return m.in(h.filter(""))
	}
	return m.in(m.fit(h.Back))
}

// withPast shows operations as they were just read.
func (m Model) withPast(h History, operations []ingress.Operation) History {
	h.Call, h.Failure = 0, nil
	h.Entries = make([]HistoryEntry, len(operations))
	for i, o := range operations {
		h.Entries[i] = newHistoryEntry(o, m.Session, m.Now().Location())
	}
	return h.fit()
}

// Loading reports whether operations are being read.
func (h History) Loading() bool { return h.Call != 0 }

// More reports whether there may be older operations than those that were read.
func (h History) More() bool { return len(h.Entries) > 0 && len(h.Entries) >= h.Most }

// At is the operation under the cursor.
func (h History) At() (HistoryEntry, bool) {
	if row := h.Row(); row >= 0 {
		return h.Entries[h.Shown[row]], true
	}
	return HistoryEntry{}, false
}

// Row is the cursor's row among the shown operations, or -1.
func (h History) Row() int {
	return slices.IndexFunc(h.Shown, func(i int) bool { return h.Entries[i].ID == h.Cursor })
}

// moveThroughPast moves the cursor by rows, and stops at the ends. From the last
// row on, older operations are read.
func (m Model) moveThroughPast(h History, by int) (Model, []Effect) {
	last := len(h.Shown) - 1
	row := max(h.Row(), 0)
	if by > 0 && row >= last && h.More() && !h.Loading() {
		h.Most *= 2
		return m.loadHistory(h)
	}
	if last < 0 {
		return m.in(h)
	}
	by = min(max(by, -last), last)
	return m.in(h.point(min(max(row+by, 0), last)))
}

func (h History) filter(text string) History {
	h.Filter, h.row, h.Opened = text, 0, false
	return h.fit()
}

// fit brings the rows up to date with the operations and the filter. The cursor
// stays on its operation.
func (h History) fit() History {
	words := strings.Fields(strings.ToLower(h.Filter))
	h.Shown = make([]int, 0, len(h.Entries))
	for i, p := range h.Entries {
		if containsAll(p.text, words) {
			h.Shown = append(h.Shown, i)
		}
	}
	row := h.Row()
	if row < 0 {
		row = min(h.row, len(h.Shown)-1)
		h.Opened = false
	}
	return h.point(row)
}

// point puts the cursor on a row, or nowhere where that is -1.
func (h History) point(row int) History {
	h.row, h.Cursor = max(row, 0), ""
	if row >= 0 {
		h.Cursor = h.Entries[h.Shown[row]].ID
	}
	return h
}
