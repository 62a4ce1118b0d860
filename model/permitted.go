package model

import (
	"maps"
	"slices"

	"sluice/model/ingress"
)

// permitted takes the answer to a dry run of this plan.
func (p Previewing) permitted(known PermitKnown) Previewing {
	if !p.planned() || known.Call <= p.Permit {
		return p
	}
	p.Permits = maps.Clone(p.Permits)
	if p.Permits == nil {
		p.Permits = map[string]ingress.Permit{}
	}
	p.Permits[known.Permit.GroupID] = known.Permit
	return p
}

// Denied is the first dry run that EC2 denied, with tags and without.
func (p Previewing) Denied() (ingress.Permit, bool) {
	for _, c := range p.Plan.Changes {
		if permit := p.Permits[c.Group.ID]; permit.Answer == ingress.Denied && !p.tagsOnly(c) {
			return permit, true
		}
	}
	return ingress.Permit{}, false
}

// tagsOnly reports that a change may be sent, but for its tags.
func (p Previewing) tagsOnly(c ingress.Change) bool {
	return p.Permits[c.Group.ID].Untaggable(c)
}

// AsksUntagged reports that the plan can be sent only without tags, and that the
// user did not agree to that yet.
func (p Previewing) AsksUntagged() bool { return slices.ContainsFunc(p.Plan.Changes, p.tagsOnly) }

// AskedUntagged reports that the user agreed to send rules without tags, and that
// EC2 has not said yet whether they may be.
func (p Previewing) AskedUntagged() bool {
	return slices.ContainsFunc(p.Plan.Changes, func(c ingress.Change) bool {
		_, answered := p.Permits[c.Group.ID]
		return c.Untagged && !answered && len(c.Send()) > 0
	})
}

// agreeUntagged makes the plan send without tags what may not be sent with them.
// It is another plan, and EC2 is asked anew.
func (m Model) agreeUntagged(p Previewing) (Model, []Effect) {
	if !p.planned() || !p.AsksUntagged() {
		return m.restartQuiet(p)
	}
	changes, permits := slices.Clone(p.Plan.Changes), maps.Clone(p.Permits)
	for i, c := range changes {
		if p.tagsOnly(c) {
			changes[i].Untagged = true
			delete(permits, c.Group.ID)
		}
	}
	p.Plan.Changes, p.Permits, p.Permit = changes, permits, m.last
	p.Notice, p.Said = "", ""
	return m.offer(p)
}
