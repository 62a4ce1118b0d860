package local

import "time"

// shownPeering is a peering with the ranges of its sides that may be shown.
type shownPeering struct {
	*peering
	requesterSide, accepterSide peeringSide
}

// peeringSide is a side of a peering. Its VPC is nil where its ranges are not shown.
type peeringSide struct {
	home
	vpc    string
	ranges *vpc
}

// shown adds the ranges that AWS shows: those of the requester from the start, and those of the accepter once it
// has accepted; of a peering that has ended, none.
func (c *call) shown(p *peering) (*shownPeering, error) {
	s := &shownPeering{peering: p, requesterSide: peeringSide{home: p.home, vpc: p.vpc}, accepterSide: peeringSide{home: p.accepter, vpc: p.accepterVPC}}
	if p.accepted() || p.status == statusPending || p.status == statusInitiating {
		if err := c.addRanges(&s.requesterSide); err != nil {
			return nil, err
		}
	}
	if p.accepted() {
		if err := c.addRanges(&s.accepterSide); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (c *call) addRanges(side *peeringSide) error {
	v, found, err := vpcByID(c.db, side.region, side.vpc)
	if found {
		side.ranges = &v
	}
	return err
}

// accepted says whether both sides have agreed, and still do.
func (p *peering) accepted() bool { return p.status == statusActive || p.status == statusProvisioning }

// peeringAnswer is the answer of actions that tell one peering.
func (c *call) peeringAnswer(p *peering) (answer, error) {
	s, err := c.shown(p)
	return func(d *document) {
		d.element("vpcPeeringConnection", func() { d.peeringConnection(s) })
	}, err
}

// expiration is when a request that is not yet accepted expires, "" otherwise.
func (p *shownPeering) expiration() string {
	if p.status != statusPending && p.status != statusInitiating {
		return ""
	}
	return time.Unix(p.expires, 0).UTC().Format("2006-01-02T15:04:05.000Z")
}

// peeringConnection writes a peering as every answer has it.
func (d *document) peeringConnection(p *shownPeering) {
	d.text("vpcPeeringConnectionId", p.id)
	d.element("requesterVpcInfo", func() { d.peeringSide(p.requesterSide, true) })
	d.element("accepterVpcInfo", func() { d.peeringSide(p.accepterSide, p.accepted()) })
	d.element("status", func() {
		d.text("code", p.status)
		d.text("message", p.message)
	})
	d.optional("expirationTime", p.expiration())
	d.tagSet(p.tags)
}

// peeringSide writes one side; options says whether its peering options are known. They cannot be changed here.
func (d *document) peeringSide(side peeringSide, options bool) {
	d.text("ownerId", side.account)
	d.text("vpcId", side.vpc)
	d.text("region", side.region)
	if v := side.ranges; v != nil {
		d.text("cidrBlock", v.cidr)
		list(d, "cidrBlockSet", []string{v.cidr}, func(cidr string) { d.text("cidrBlock", cidr) })
		if v.ipv6CIDR != "" {
			list(d, "ipv6CidrBlockSet", []string{v.ipv6CIDR}, func(cidr string) { d.text("ipv6CidrBlock", cidr) })
		}
	}
	if options {
		d.element("peeringOptions", func() {
			d.boolean("allowDnsResolutionFromRemoteVpc", false)
			d.boolean("allowEgressFromLocalClassicLinkToRemoteVpc", false)
			d.boolean("allowEgressFromLocalVpcToRemoteClassicLink", false)
		})
	}
}
