package model

import (
	"maps"

	"sluice/model/ingress"
)

// GroupsPushed are groups as they were just read because another session changed
// them, or found them changed. Nothing asks for it.
type GroupsPushed struct{ Groups []ingress.Group }

// SessionResumed is what came of writes of this person whose session ended before
// it could show that, and what others decided on plans of this person since then.
// Nothing asks for it.
type SessionResumed struct {
	Receipts []ingress.Receipt
	Decided  []ingress.Decision // the oldest first
}

func (GroupsPushed) msg()   {}
func (SessionResumed) msg() {}

// pushed takes groups of the list as they are now. A plan on the screen that was
// made from others is made anew; the submission would find it out in any case.
func (m Model) pushed(groups []ingress.Group) (Model, []Effect) {
	var listed []ingress.Group
	for _, g := range groups {
		if _, ok := m.Catalog.Group(g.ID); ok { // one that left the list does not come back
			listed = append(listed, g)
		}
	}
	if len(listed) > 0 {
		m = m.withRead(listed...)
	}
	p, previewing := m.Phase.(Previewing)
	if !previewing || !p.planned() {
		return m, nil
	}
	before := p.movedFrom(groups)
	if len(before) == 0 {
		return m, nil
	}
	p.Moved, p.Before = true, maps.Clone(p.Before)
	if p.Before == nil {
		p.Before = map[string]ingress.Group{}
	}
	maps.Copy(p.Before, before)
	return m.updatePreviewing(p, ReloadAsked{})
}

// movedFrom are the plan's own readings of groups that are others by now, by id.
func (p Previewing) movedFrom(now []ingress.Group) map[string]ingress.Group {
	before := map[string]ingress.Group{}
	for _, g := range now {
		for _, c := range p.Plan.Changes {
			if c.Group.ID == g.ID && c.Revision != g.Revision() {
				before[g.ID] = c.Group
			}
		}
	}
	return before
}
