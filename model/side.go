package model

import (
	"maps"
	"slices"

	"sluice/model/ingress"
)

// side is what is asked for beside the list: it makes plans and badges more
// exact, and nothing waits for it.
type side struct {
	quota   Call
	lists   Call
	address Call
}

// updateSide takes those answers, in whatever phase.
func (m Model) updateSide(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case QuotaKnown:
		if msg.Call.answers(m.side.quota) {
			m.side.quota, m.planner.Limits.VPC = 0, msg.Rules
			m, effects = m.replanned()
		}
	case QuotaUnknown:
		if msg.Call.answers(m.side.quota) {
			m.side.quota = 0
		}
	case PrefixListsRead:
		if msg.Call.answers(m.side.lists) {
			m, effects = m.withPrefixLists(msg.Lists)
		}
	case AddressKnown, AddressUnknown:
		return m.updateAddress(msg)
	default:
		return m, nil, false
	}
	return m, effects, true
}

// withPrefixLists knows more prefix lists.
func (m Model) withPrefixLists(lists []ingress.PrefixList) (Model, []Effect) {
	m.side.lists = 0
	known := maps.Clone(m.planner.Lists)
	if known == nil {
		known = ingress.PrefixLists{}
	}
	for _, list := range lists {
		known[list.ID] = list
	}
	m.planner.Lists = known
	return m.replanned()
}

// replanned is the program after its planner learnt something: the form says
// what its draft means now, and a preview is another plan, to be read before it
// can be confirmed.
func (m Model) replanned() (Model, []Effect) {
	p, previewing := m.Phase.(Previewing)
	if !previewing || !p.planned() || len(p.Plan.Changes) == 0 || p.Plan.Changes[0].Kind != ingress.Adding {
		return m.withCatalog(m.Catalog), nil
	}
	p.Plan = m.replan(p.Plan)
	return m.offer(p)
}

// readPrefixLists asks for the prefix lists that rules of the listed groups, or
// of a plan, name and that are not known. A command asks about its plan alone.
func (m *Model) readPrefixLists(plan ingress.Plan) []Effect {
	ids := m.unknownLists(plan.Changes)
	if !m.command {
		for _, g := range m.Catalog.Groups() {
			maps.Copy(ids, m.unknownLists([]ingress.Change{{Group: g}}))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	m.side.lists = m.mint()
	return []Effect{ReadPrefixLists{Call: m.side.lists, IDs: slices.Sorted(maps.Keys(ids))}}
}

// unknownLists are the prefix lists that changes and their groups name and that are
// not known.
func (m Model) unknownLists(changes []ingress.Change) map[string]bool {
	ids := map[string]bool{}
	for _, c := range changes {
		for _, id := range c.PrefixListIDs() {
			if m.planner.Lists[id].ID == "" {
				ids[id] = true
			}
		}
	}
	return ids
}
