package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type describePeeringsRequest struct {
	VpcPeeringConnectionId []string
	Filter                 []filter
	DryRun                 bool
	paging
}

// peeringFacts are the filters of DescribeVpcPeeringConnections, besides those on tags.
func peeringFacts() map[string]facts[*shownPeering] {
	known := map[string]facts[*shownPeering]{
		"expiration-time":           fact((*shownPeering).expiration),
		"status-code":               fact(func(p *shownPeering) string { return p.Status }),
		"status-message":            fact(func(p *shownPeering) string { return p.Message }),
		"vpc-peering-connection-id": fact(func(p *shownPeering) string { return p.ID }),
	}
	for name, side := range map[string]func(*shownPeering) peeringSide{
		"requester-vpc-info": func(p *shownPeering) peeringSide { return p.requesterSide },
		"accepter-vpc-info":  func(p *shownPeering) peeringSide { return p.accepterSide },
	} {
		known[name+".owner-id"] = fact(func(p *shownPeering) string { return side(p).Account })
		known[name+".vpc-id"] = fact(func(p *shownPeering) string { return side(p).vpc })
		known[name+".cidr-block"] = func(p *shownPeering) []string {
			if v := side(p).ranges; v != nil {
				return []string{v.CIDR}
			}
			return nil
		}
	}
	return known
}

func describePeerings(c *Call, request describePeeringsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, peeringFacts(), func(p *shownPeering) []store.Tag { return p.Tags })
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, []any{request.VpcPeeringConnectionId, request.Filter})
	if err != nil {
		return nil, err
	}
	listed, err := c.listedPeerings(request.VpcPeeringConnectionId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	read := c.allPeerings
	if listed != nil {
		read = fromList(listed, (*shownPeering).number)
	}
	found, next, err := collect(c, at, wanted, read, (*shownPeering).number)
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "vpcPeeringConnectionSet", found, func(p *shownPeering) { writePeering(d, p) })
		d.Optional("nextToken", next)
	}, nil
}

func (p *shownPeering) number() int64 { return p.Key }

// listedPeerings are those with the ids, in the order of their keys; an id that the caller does not see is a failure.
func (c *Call) listedPeerings(ids []string) (listed []*shownPeering, err error) {
	for _, id := range ids {
		p, err := c.visiblePeering(id)
		if err != nil {
			return nil, err
		}
		s, err := c.shown(p)
		if err != nil {
			return nil, err
		}
		listed = append(listed, s)
	}
	return inOrder(listed, (*shownPeering).number), nil
}

// allPeerings reads the peerings that the caller sees and whose keys are above after, in the order of their keys.
func (c *Call) allPeerings(after int64, limit int) (all []*shownPeering, err error) {
	found, err := store.AllPeerings(c.db, c.Home(), c.Now().Unix(), after, limit)
	for _, p := range found {
		if err != nil {
			break
		}
		var s *shownPeering
		s, err = c.shown(p)
		all = append(all, s)
	}
	return all, err
}
