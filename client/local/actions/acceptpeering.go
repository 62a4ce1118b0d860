package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type peeringRequest struct {
	VpcPeeringConnectionId string
	DryRun                 bool
}

// acceptPeering makes a requested peering active. Only the accepter's side can, in its own region.
func acceptPeering(c *Call, request peeringRequest) (wire.Answer, error) {
	p, err := c.requestedPeering(request)
	if err != nil {
		return nil, err
	}
	if p.Accepter != c.Home() {
		return nil, wire.Refuse("OperationNotPermitted", "User %s cannot accept peering %s", c.Account, p.ID)
	}
	if p.Status != store.StatusPending {
		return nil, invalidTransition(p, store.StatusProvisioning)
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	p.Status, p.Message, p.Expires = store.StatusActive, "Active", 0
	if err := store.UpdatePeering(c.db, p); err != nil {
		return nil, err
	}
	accepted := *p
	accepted.Status, accepted.Message = store.StatusProvisioning, "Provisioning"
	return c.peeringAnswer(&accepted)
}

func (c *Call) requestedPeering(request peeringRequest) (*store.Peering, error) {
	if request.VpcPeeringConnectionId == "" {
		return nil, wire.MissingParameter("vpcPeeringConnectionId")
	}
	return c.visiblePeering(request.VpcPeeringConnectionId)
}

func invalidTransition(p *store.Peering, to string) *wire.Failure {
	return wire.Refuse("InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", p.ID, p.Status, to)
}
