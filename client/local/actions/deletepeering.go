package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// deletePeering ends a peering, or takes back a request. Either side can end an active peering, but only the
// requester's a request (API reference, DeleteVpcPeeringConnection). Rules that refer through it become stale.
func deletePeering(c *Call, request peeringRequest) (wire.Answer, error) {
	p, err := c.requestedPeering(request)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Status != store.StatusActive && p.Status != store.StatusPending:
		return nil, invalidTransition(p, "deleting")
	case p.Status == store.StatusPending && p.Home != c.Home():
		return nil, wire.Refuse("OperationNotPermitted", "User %s cannot delete peering %s: it is the requester's until it is accepted", c.Account, p.ID)
	case request.DryRun:
		return nil, wire.DryRunPassed()
	}
	p.End(store.StatusDeleted, "Deleted by "+c.Account, c.Now())
	return returnsTrue, store.UpdatePeering(c.db, p)
}
