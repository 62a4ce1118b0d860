package local

// deletePeering ends a peering, or takes back a request. Either side can end an active peering, but only the
// requester's a request (API reference, DeleteVpcPeeringConnection). Rules that refer through it become stale.
func deletePeering(c *call, request peeringRequest) (answer, error) {
	p, err := c.requestedPeering(request)
	if err != nil {
		return nil, err
	}
	switch {
	case p.status != statusActive && p.status != statusPending:
		return nil, invalidTransition(p, "deleting")
	case p.status == statusPending && p.home != c.home():
		return nil, refuse("OperationNotPermitted", "User %s cannot delete peering %s: it is the requester's until it is accepted", c.account, p.id)
	case request.DryRun:
		return nil, dryRunPassed()
	}
	p.end(statusDeleted, "Deleted by "+c.account, c.now())
	return returnsTrue, updatePeering(c.db, p)
}
