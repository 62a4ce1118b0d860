package local

type peeringRequest struct {
	VpcPeeringConnectionId string
	DryRun                 bool
}

// acceptPeering makes a requested peering active. Only the accepter's side can, in its own region.
func acceptPeering(c *call, request peeringRequest) (answer, error) {
	p, err := c.requestedPeering(request)
	if err != nil {
		return nil, err
	}
	if p.accepter != c.home() {
		return nil, refuse("OperationNotPermitted", "User %s cannot accept peering %s", c.account, p.id)
	}
	if p.status != statusPending {
		return nil, invalidTransition(p, statusProvisioning)
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	p.status, p.message, p.expires = statusActive, "Active", 0
	if err := updatePeering(c.db, p); err != nil {
		return nil, err
	}
	accepted := *p
	accepted.status, accepted.message = statusProvisioning, "Provisioning"
	return c.peeringAnswer(&accepted)
}

func (c *call) requestedPeering(request peeringRequest) (*peering, error) {
	if request.VpcPeeringConnectionId == "" {
		return nil, missingParameter("vpcPeeringConnectionId")
	}
	return c.visiblePeering(request.VpcPeeringConnectionId)
}

func invalidTransition(p *peering, to string) *failure {
	return refuse("InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", p.id, p.status, to)
}
