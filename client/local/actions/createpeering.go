package actions

import (
	"net/netip"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// peeringActions are about VPC peering connections.
func peeringActions() map[string]Action {
	return map[string]Action{
		"CreateVpcPeeringConnection":    {Run: writing(createPeering), Since: wire.Version2016},
		"AcceptVpcPeeringConnection":    {Run: writing(acceptPeering), Since: wire.Version2016},
		"DeleteVpcPeeringConnection":    {Run: writing(deletePeering), Since: wire.Version2016},
		"DescribeVpcPeeringConnections": {Run: reading(describePeerings), Since: wire.Version2016},
	}
}

type createPeeringRequest struct {
	VpcId            string
	PeerVpcId        string
	PeerOwnerId      string
	PeerRegion       string
	TagSpecification []tagSpecification
	DryRun           bool
}

// createPeering asks the owner of another VPC for a peering. As with AWS, one that cannot be is made all the
// same, and has failed by the time that it is described.
func createPeering(c *Call, request createPeeringRequest) (wire.Answer, error) {
	p := &store.Peering{Home: c.Home(), VPC: request.VpcId, AccepterVPC: request.PeerVpcId, Accepter: c.Home()}
	if request.PeerOwnerId != "" {
		p.Accepter.Account = request.PeerOwnerId
	}
	if request.PeerRegion != "" {
		p.Accepter.Region = request.PeerRegion
	}
	mine, theirs, err := c.peers(p)
	if err != nil {
		return nil, err
	}
	if p.Tags, err = tagsFor(store.TypePeering, request.TagSpecification); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	if err := c.refuseSecondPeering(p); err != nil {
		return nil, err
	}
	p.ID = c.newID("pcx-")
	p.Status, p.Message = store.StatusPending, "Pending Acceptance by "+p.Accepter.Account
	p.Expires = c.Now().Add(store.RequestLife).Unix()
	if theirs == nil || overlap(mine, *theirs) {
		p.End(store.StatusFailed, "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range", c.Now())
	}
	if err := store.InsertPeering(c.db, p); err != nil {
		return nil, err
	}
	asked := *p
	asked.Status, asked.Message = store.StatusInitiating, "Initiating Request to "+p.Accepter.Account
	asked.Expires = c.Now().Add(store.RequestLife).Unix()
	if err := store.SetTags(c.db, c.Home(), store.TypePeering, p.ID, p.Tags); err != nil {
		return nil, err
	}
	return c.peeringAnswer(&asked)
}

// peers are the two VPCs. theirs is nil if there is no such VPC and it would be another account's or region's:
// only in the caller's own home is that a failure.
func (c *Call) peers(p *store.Peering) (mine store.VPC, theirs *store.VPC, err error) {
	switch {
	case p.VPC == "":
		return mine, nil, wire.MissingParameter("vpcId")
	case p.AccepterVPC == "":
		return mine, nil, wire.MissingParameter("peerVpcId")
	case !store.IsAccount(p.Accepter.Account):
		return mine, nil, wire.InvalidValue("Value (%s) for parameter peerOwnerId is invalid: an account number is 12 digits.", p.Accepter.Account)
	case !store.IsRegion(p.Accepter.Region):
		return mine, nil, wire.InvalidValue("Value (%s) for parameter peerRegion is invalid.", p.Accepter.Region)
	}
	if mine, err = c.ownVPC(p.VPC); err != nil {
		return mine, nil, err
	}
	if p.Accepter == c.Home() {
		v, err := c.ownVPC(p.AccepterVPC)
		if err == nil && v.ID == mine.ID {
			err = wire.InvalidValue("The VPC '%s' cannot be peered with itself", v.ID)
		}
		return mine, &v, err
	}
	v, found, err := store.VPCByID(c.db, p.Accepter.Region, p.AccepterVPC)
	if err != nil || !found || v.Account != p.Accepter.Account {
		return mine, nil, err
	}
	return mine, &v, nil
}

// refuseSecondPeering refuses a peering between VPCs that have one, or a request for one.
func (c *Call) refuseSecondPeering(p *store.Peering) error {
	others, err := store.PeeringsBetween(c.db, c.Home(), c.Now().Unix(), p.VPC, p.AccepterVPC)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Status == store.StatusPending || o.Status == store.StatusActive {
			return wire.Refuse("VpcPeeringConnectionAlreadyExists", "A VPC peering connection between the VPCs '%s' and '%s' already exists: %s", p.VPC, p.AccepterVPC, o.ID)
		}
	}
	return nil
}

// overlap says whether two VPCs have addresses in common, so that they cannot be peered.
func overlap(a, b store.VPC) bool {
	return overlapping(a.CIDR, b.CIDR) || a.IPv6CIDR != "" && b.IPv6CIDR != "" && overlapping(a.IPv6CIDR, b.IPv6CIDR)
}

func overlapping(a, b string) bool {
	p, errP := netip.ParsePrefix(a)
	q, errQ := netip.ParsePrefix(b)
	return errP == nil && errQ == nil && p.Overlaps(q)
}
