package local

import "net/netip"

// peeringActions are about VPC peering connections.
func peeringActions() map[string]action {
	return map[string]action{
		"CreateVpcPeeringConnection":    {run: writing(createPeering), since: Version2016},
		"AcceptVpcPeeringConnection":    {run: writing(acceptPeering), since: Version2016},
		"DeleteVpcPeeringConnection":    {run: writing(deletePeering), since: Version2016},
		"DescribeVpcPeeringConnections": {run: reading(describePeerings), since: Version2016},
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
func createPeering(c *call, request createPeeringRequest) (answer, error) {
	p := &peering{home: c.home(), vpc: request.VpcId, accepterVPC: request.PeerVpcId, accepter: c.home()}
	if request.PeerOwnerId != "" {
		p.accepter.account = request.PeerOwnerId
	}
	if request.PeerRegion != "" {
		p.accepter.region = request.PeerRegion
	}
	mine, theirs, err := c.peers(p)
	if err != nil {
		return nil, err
	}
	if p.tags, err = tagsFor(typePeering, request.TagSpecification); err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	if err := c.refuseSecondPeering(p); err != nil {
		return nil, err
	}
	p.id = c.newID("pcx-")
	p.status, p.message = statusPending, "Pending Acceptance by "+p.accepter.account
	p.expires = c.now().Add(requestLife).Unix()
	if theirs == nil || overlap(mine, *theirs) {
		p.end(statusFailed, "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range", c.now())
	}
	if err := insertPeering(c.db, p); err != nil {
		return nil, err
	}
	asked := *p
	asked.status, asked.message = statusInitiating, "Initiating Request to "+p.accepter.account
	asked.expires = c.now().Add(requestLife).Unix()
	if err := setTags(c.db, c.home(), typePeering, p.id, p.tags); err != nil {
		return nil, err
	}
	return c.peeringAnswer(&asked)
}

// peers are the two VPCs. theirs is nil if there is no such VPC and it would be another account's or region's:
// only in the caller's own home is that a failure.
func (c *call) peers(p *peering) (mine vpc, theirs *vpc, err error) {
	switch {
	case p.vpc == "":
		return mine, nil, missingParameter("vpcId")
	case p.accepterVPC == "":
		return mine, nil, missingParameter("peerVpcId")
	case !isAccount(p.accepter.account):
		return mine, nil, invalidValue("Value (%s) for parameter peerOwnerId is invalid: an account number is 12 digits.", p.accepter.account)
	case !isRegion(p.accepter.region):
		return mine, nil, invalidValue("Value (%s) for parameter peerRegion is invalid.", p.accepter.region)
	}
	if mine, err = c.ownVPC(p.vpc); err != nil {
		return mine, nil, err
	}
	if p.accepter == c.home() {
		v, err := c.ownVPC(p.accepterVPC)
		if err == nil && v.id == mine.id {
			err = invalidValue("The VPC '%s' cannot be peered with itself", v.id)
		}
		return mine, &v, err
	}
	v, found, err := vpcByID(c.db, p.accepter.region, p.accepterVPC)
	if err != nil || !found || v.account != p.accepter.account {
		return mine, nil, err
	}
	return mine, &v, nil
}

// refuseSecondPeering refuses a peering between VPCs that have one, or a request for one.
func (c *call) refuseSecondPeering(p *peering) error {
	others, err := c.peerings("(p.vpc = ?2 AND p.accepter_vpc = ?3 OR p.vpc = ?3 AND p.accepter_vpc = ?2)", p.vpc, p.accepterVPC)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.status == statusPending || o.status == statusActive {
			return refuse("VpcPeeringConnectionAlreadyExists", "A VPC peering connection between the VPCs '%s' and '%s' already exists: %s", p.vpc, p.accepterVPC, o.id)
		}
	}
	return nil
}

// overlap says whether two VPCs have addresses in common, so that they cannot be peered.
func overlap(a, b vpc) bool {
	return overlapping(a.cidr, b.cidr) || a.ipv6CIDR != "" && b.ipv6CIDR != "" && overlapping(a.ipv6CIDR, b.ipv6CIDR)
}

func overlapping(a, b string) bool {
	p, errP := netip.ParsePrefix(a)
	q, errQ := netip.ParsePrefix(b)
	return errP == nil && errQ == nil && p.Overlaps(q)
}
