package actions

import (
	"time"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// shownPeering is a peering with the ranges of its sides that may be shown.
type shownPeering struct {
	*store.Peering
	requesterSide, accepterSide peeringSide
}

// peeringSide is a side of a peering. Its VPC is nil where its ranges are not shown.
type peeringSide struct {
	store.Home
	vpc    string
	ranges *store.VPC
}

// shown adds the ranges that AWS shows: those of the requester from the start, and those of the accepter once it
// has accepted; of a peering that has ended, none.
func (c *Call) shown(p *store.Peering) (*shownPeering, error) {
	s := &shownPeering{Peering: p, requesterSide: peeringSide{Home: p.Home, vpc: p.VPC}, accepterSide: peeringSide{Home: p.Accepter, vpc: p.AccepterVPC}}
	if p.Accepted() || p.Status == store.StatusPending || p.Status == store.StatusInitiating {
		if err := c.addRanges(&s.requesterSide); err != nil {
			return nil, err
		}
	}
	if p.Accepted() {
		if err := c.addRanges(&s.accepterSide); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (c *Call) addRanges(side *peeringSide) error {
	v, found, err := store.VPCByID(c.db, side.Region, side.vpc)
	if found {
		side.ranges = &v
	}
	return err
}

// peeringAnswer is the answer of actions that tell one peering.
func (c *Call) peeringAnswer(p *store.Peering) (wire.Answer, error) {
	s, err := c.shown(p)
	return func(d *wire.Document) {
		d.Element("vpcPeeringConnection", func() { writePeering(d, s) })
	}, err
}

// expiration is when a request that is not yet accepted expires, "" otherwise.
func (p *shownPeering) expiration() string {
	if p.Status != store.StatusPending && p.Status != store.StatusInitiating {
		return ""
	}
	return time.Unix(p.Expires, 0).UTC().Format("2006-01-02T15:04:05.000Z")
}

// writePeering writes a peering as every answer has it.
func writePeering(d *wire.Document, p *shownPeering) {
	d.Text("vpcPeeringConnectionId", p.ID)
	d.Element("requesterVpcInfo", func() { writePeeringSide(d, p.requesterSide, true) })
	d.Element("accepterVpcInfo", func() { writePeeringSide(d, p.accepterSide, p.Accepted()) })
	d.Element("status", func() {
		d.Text("code", p.Status)
		d.Text("message", p.Message)
	})
	d.Optional("expirationTime", p.expiration())
	writeTags(d, p.Tags)
}

// writePeeringSide writes one side; options says whether its peering options are known. They cannot be changed here.
func writePeeringSide(d *wire.Document, side peeringSide, options bool) {
	d.Text("ownerId", side.Account)
	d.Text("vpcId", side.vpc)
	d.Text("region", side.Region)
	if v := side.ranges; v != nil {
		d.Text("cidrBlock", v.CIDR)
		wire.List(d, "cidrBlockSet", []string{v.CIDR}, func(cidr string) { d.Text("cidrBlock", cidr) })
		if v.IPv6CIDR != "" {
			wire.List(d, "ipv6CidrBlockSet", []string{v.IPv6CIDR}, func(cidr string) { d.Text("ipv6CidrBlock", cidr) })
		}
	}
	if options {
		d.Element("peeringOptions", func() {
			d.Boolean("allowDnsResolutionFromRemoteVpc", false)
			d.Boolean("allowEgressFromLocalClassicLinkToRemoteVpc", false)
			d.Boolean("allowEgressFromLocalVpcToRemoteClassicLink", false)
		})
	}
}

// visiblePeering is the peering with the id, if the caller is on a side of it.
func (c *Call) visiblePeering(id string) (*store.Peering, error) {
	if !store.IsID(id, "pcx-") {
		return nil, wire.Refuse("InvalidVpcPeeringConnectionId.Malformed", "Invalid id: \"%s\" (expecting \"pcx-...\")", id)
	}
	found, err := store.PeeringByID(c.db, c.Home(), c.Now().Unix(), id)
	if err == nil && len(found) == 0 {
		err = wire.Refuse("InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist", id)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}
