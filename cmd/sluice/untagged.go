package main

import (
	"context"
	"slices"

	"sluice/model/ingress"
)

// lostUntagged is what the user gives up with the tags.
const lostUntagged = "The rules may be added, but not tagged. Without tags they are told by their ids alone: after a lost answer it\n" +
	"may stay unknown who added them, and undo cannot tell them from the same rules of someone else."

// offerUntagged has the plan send without tags what EC2 denies for them alone, and
// asks again whether that may be sent. Whether it is sent is for the user to say.
func (d *proposal) offerUntagged(ctx context.Context) {
	d.plan.Changes = slices.Clone(d.plan.Changes)
	for i, c := range d.plan.Changes {
		if d.permits[c.Group.ID].Untaggable(c) {
			d.plan.Changes[i].Untagged = true
			d.permits[c.Group.ID] = d.at.writer.Permit(ctx, d.plan.Changes[i])
		}
	}
}

// untagged reports whether a plan sends rules without tags.
func untagged(plan ingress.Plan) bool {
	return slices.ContainsFunc(plan.Changes, func(c ingress.Change) bool { return c.Untagged && len(c.Send()) > 0 })
}
