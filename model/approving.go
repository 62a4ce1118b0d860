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
	// Decision is what somebody else decided while this person looked at it; nil
	// while nobody did.
	Decision *ingress.Decision
}

func (a Approving) targets() []string     { return a.Waiting.Groups() }
func (a Approving) read(call Call) Effect { return ReadTargets{Call: call, IDs: a.targets()} }
func (a Approving) back(m Model) Model    { m.Phase = m.fitReview(a.Back); return m }
func (a Approving) list() Listing         { return a.Back.Back }

// plan makes every change again, to be sent as the operation that waits. What
// changed in its groups meanwhile shows by rule, where that is known.
func (a Approving) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	p.Plan = m.planner.Approving(a.Waiting, read.Groups)
	return m.offer(p)
}

// Drift is how a group's rules differ from those that it had when the plan for it
// was asked for. Drifted without any is a group that changed, and nobody knows in
// what.
func (p Previewing) Drift(c ingress.Change) (drifted bool, rules []ingress.RuleDifference) {
	a, is := p.Back.(Approving)
	if !is || !a.Waiting.Drifted(c) {
		return false, nil
	}
	if then, known := a.Waiting.Then(c.Group.ID); known {
		rules = ingress.Diff(then, c.Group)
	}
	return true, rules
}

// spent notes that a plan was approved here: it is sent once, unless nothing of it
// was sent at all.
func (m Model) spent(f Finished) Model {
	a, is := f.Back.(Approving)
	if is && f.Count(ingress.NotSent) < rulesOf(f.Receipts) {
		m.approvals.sent = append(slices.Clone(m.approvals.sent), a.Waiting.ID)
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
	case a.Decision != nil:
		return "the plan does not wait any more: " + a.Decision.Words()
	case slices.Contains(m.approvals.sent, a.Waiting.ID):
		return "you approved this plan, and it was sent: what was left of it waits for approval again"
	case !m.approvals.me.Other(a.Waiting.By):
		return "you asked for this plan: another person has to approve it"
	}
	return ""
}
