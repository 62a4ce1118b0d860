package model

import (
	"maps"
	"slices"

	"sluice/model/ingress"
)

// Load is the state of listing the groups.
type Load struct {
	Call    Call // 0 when nothing is loading
	Failure *ingress.Failure
	pages   [][]ingress.Group // what this load brought so far
	next    Catalog           // the list before this load, with its pages and what was read since
	read    []string          // groups read by themselves since this load began
	full    bool              // a load ended before: its list shows until this one ends
}

// Loading reports whether pages are still coming.
func (l Load) Loading() bool { return l.Call != 0 }

// Loaded is the number of groups that the load under way has brought.
func (l Load) Loaded() int {
	n := 0
	for _, page := range l.pages {
		n += len(page)
	}
	return n
}

// with adds a page. Of groups that were read by themselves meanwhile, that
// reading counts: it may be newer than the page, and knows the rules' ids.
func (l Load) with(page []ingress.Group) Load {
	l.pages = append(slices.Clip(l.pages), page)
	l.next = l.next.With(slices.DeleteFunc(slices.Clone(page), func(g ingress.Group) bool {
		return slices.Contains(l.read, g.ID)
	}))
	return l
}

// complete is the list of exactly the groups that the load brought.
func (l Load) complete() Catalog {
	came := map[string]bool{}
	for _, page := range l.pages {
		for _, g := range page {
			came[g.ID] = true
		}
	}
	if len(came) == l.next.Len() {
		return l.next
	}
	return l.next.only(func(id string) bool { return came[id] })
}

// updateLoad takes the answers that belong to no phase: the list goes on
// loading, whatever the user is at.
func (m Model) updateLoad(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case AccountKnown:
		if msg.Call.answers(m.account) {
			m.account, m.Session.Account = 0, msg.Account
		}
	case AccountFailed:
		// The list's own failure says what is wrong; an endpoint without sts is fine.
		if msg.Call.answers(m.account) {
			m.account = 0
		}
	case GroupsLoaded:
		if msg.Call.answers(m.Load.Call) {
			m, effects = m.loaded(msg.Page), []Effect{LoadMore{msg.Call}}
		}
	case GroupsEnded:
		if msg.Call.answers(m.Load.Call) {
			m = m.withCatalog(m.Load.complete())
			m.Load = Load{full: true}
			effects = m.readPrefixLists(ingress.Plan{})
		}
	case GroupsFailed:
		if msg.Call.answers(m.Load.Call) {
			m = m.withCatalog(m.Load.next)
			m.Load = Load{full: m.Load.full, Failure: msg.Failure}
		}
	case GroupRead:
		// A group that left the list meanwhile does not come back.
		if _, listed := m.Catalog.Group(msg.Group.ID); m.waited(msg.Group.ID, msg.Call) && listed {
			m = m.withRead(msg.Group)
		}
	case GroupUnread:
		if m.waited(msg.ID, msg.Call) {
			m.Notice = "could not read " + msg.ID + ": " + msg.Failure.Error()
		}
	default:
		return m, nil, false
	}
	return m, effects, true
}

// loaded is the model with one more page of the list, shown at once where no whole
// list was there before.
func (m Model) loaded(page []ingress.Group) Model {
	m.Load = m.Load.with(page)
	if m.Load.full {
		return m
	}
	return m.withCatalog(m.Load.next)
}

// read asks for one group as it is now. Of several reads of a group only the
// newest counts: answers may come out of order.
func (m *Model) read(id string) Effect {
	call := m.mint()
	m.reads = maps.Clone(m.reads)
	if m.reads == nil {
		m.reads = map[string]Call{}
	}
	m.reads[id] = call
	return ReadGroup{Call: call, ID: id}
}

// waited reports whether a call is the newest read of a group, and ends the
// wait for it.
func (m *Model) waited(id string, call Call) bool {
	if !call.answers(m.reads[id]) {
		return false
	}
	m.reads = maps.Clone(m.reads)
	delete(m.reads, id)
	return true
}

// reload lists the groups again, and the rules that expire. A complete list stays until the new one is;
// an incomplete one goes on growing.
func (m Model) reload() (Model, []Effect) {
	var effects []Effect
	if m.Load.Loading() {
		effects = append(effects, StopLoading{m.Load.Call})
	}
	m.Load = Load{Call: m.mint(), next: m.Catalog, full: m.Load.full}
	return m, append(effects, LoadGroups{m.Load.Call}, m.readExpiring())
}

// withRead takes groups as they were just read, each by itself.
func (m Model) withRead(groups ...ingress.Group) Model {
	m.clock = m.clock.withEnds(groups)
	if m.Load.Loading() {
		m.Load.next = m.Load.next.With(groups)
		for _, g := range groups {
			m.Load.read = append(slices.Clip(m.Load.read), g.ID)
		}
	}
	return m.withCatalog(m.Catalog.With(groups))
}

// withCatalog shows a new snapshot: the list keeps its cursor and its marks,
// the form says what its draft means now.
func (m Model) withCatalog(c Catalog) Model {
	m.Catalog = c
	switch phase := m.Phase.(type) {
	case Listing:
		m.Phase = m.fit(phase)
	case Editing:
		m.Phase = m.reread(phase)
	default: // shows no catalog
	}
	return m
}
