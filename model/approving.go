package model

import (
	"slices"

	"sluice/model/ingress"
)

// Approving sends a plan that waits for approval, as far as it still says
// something: made anew from its groups as they are now.
type Approving struct {
	Back    Reviewing
	Waiting ingress.Waiting
	// Ruling is what somebody else decided while this person looked at it; nil
	// while nobody did.
	Ruling *ingress.Decision
}

func (a Approving) targets() []string     { return a.Waiting.Groups() }
func (a Approving) read(call Call) Effect { return ReadTargets{Call: call, IDs: a.targets()} }
func (a Approving) leave(m Model) Model   { m.Phase = m.fitReview(a.Back); return m }
func (a Approving) list() Listing         { return a.Back.Back }

// plan makes every change again, to be sent as the operation that waits. The ends
// of rules are those that were asked for: time that was spent waiting is gone.
func (a Approving) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	p.Plan = ingress.Plan{Operation: a.Waiting.ID, By: a.Waiting.By.String()}
	for _, c := range a.Waiting.Changes {
		for _, g := range read.Groups {
			if g.ID == c.Group.ID {
				c.Group = g
			}
		}
		if c.Kind == ingress.Adding { // an edit keeps the end that its rule has
			c.Rules = ended(c.Rules)
		}
		next := m.again(a.Waiting.ID, c)
		next.Approval = a.Waiting.ID
		p.Plan.Changes = append(p.Plan.Changes, next)
	}
	reads := m.readPrefixLists(p.Plan)
	m, effects := m.offer(p)
	return m, append(effects, reads...)
}

// ended are planned rules that end at a time and not after one.
func ended(rules []ingress.PlannedRule) []ingress.PlannedRule {
	next := make([]ingress.PlannedRule, len(rules))
	for i, r := range rules {
		r.Lifetime = ingress.Until(r.Expires)
		next[i] = r
	}
	return next
}

// Drifted reports whether a group changed since the plan for it was asked for.
func (p Previewing) Drifted(c ingress.Change) bool {
	a, is := p.Back.(Approving)
	if !is {
		return false
	}
	for _, asked := range a.Waiting.Changes {
		if asked.Group.ID == c.Group.ID && asked.Kind == c.Kind {
			return asked.Revision != c.Revision
		}
	}
	return false
}

// spent notes that a plan was approved here: it is sent once, unless nothing of it
// was sent at all.
func (m Model) spent(f Finished) Model {
	a, is := f.Back.(Approving)
	if is && f.Count(ingress.NotSent) < rulesOf(f.Receipts) {
		m.eyes.sent = append(slices.Clone(m.eyes.sent), a.Waiting.ID)
	}
	return m
}

func rulesOf(receipts []ingress.Receipt) int {
	n := 0
	for _, r := range receipts {
		n += len(r.Rules)
	}
	return n
}

// Unapprovable says why who sits here cannot approve the plan, or is "".
func (m Model) Unapprovable(p Previewing) string {
	a, is := p.Back.(Approving)
	switch {
	case !is:
		return ""
	case a.Ruling != nil:
		return "the plan does not wait any more: " + a.Ruling.Words()
	case slices.Contains(m.eyes.sent, a.Waiting.ID):
		return "you approved this plan, and it was sent: what it did not add has to be asked for anew"
	case !m.eyes.me.Other(a.Waiting.By):
		return "you asked for this plan: another person has to approve it"
	}
	return ""
}
