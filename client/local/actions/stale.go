package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// referenceActions are about rules and the source groups behind peerings that they refer to.
func referenceActions() map[string]Action {
	return map[string]Action{
		"DescribeStaleSecurityGroups":     {Run: reading(describeStale), Since: wire.Version2016},
		"DescribeSecurityGroupReferences": {Run: reading(describeReferences), Since: wire.Version2016},
	}
}

type describeStaleRequest struct {
	VpcId  string
	DryRun bool
	paging
}

// describeStale finds the groups of a VPC with rules that refer to a group that is gone, or to one behind a
// peering that is gone.
func describeStale(c *Call, request describeStaleRequest) (wire.Answer, error) {
	if request.VpcId == "" {
		return nil, wire.MissingParameter("vpcId")
	}
	at, err := c.pageOf(request.paging, 5, 255, request.VpcId)
	if err != nil {
		return nil, err
	}
	v, err := c.ownVPC(request.VpcId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	stale, err := store.StaleGroups(c.db, v)
	if err != nil {
		return nil, err
	}
	number := func(g *store.FullGroup) int64 { return g.Key }
	groups, next, err := collect(c, at, nil, fromList(stale, number), number)
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "staleSecurityGroupSet", groups, func(g *store.FullGroup) { writeStaleGroup(d, g) })
		d.Optional("nextToken", next)
	}, nil
}

// writeStaleGroup writes a group with its stale rules. Their ranges and prefix lists, which cannot become stale, are
// there in name only.
func writeStaleGroup(d *wire.Document, g *store.FullGroup) {
	d.Text("description", g.Description)
	d.Text("groupId", g.ID)
	d.Text("groupName", g.Name)
	d.Text("vpcId", g.VPC)
	permission := func(p *mergedPermission) {
		if p.HasPorts() {
			d.Number("fromPort", p.From)
			d.Number("toPort", p.To)
		}
		d.Text("ipProtocol", p.Protocol)
		wire.List(d, "ipRanges", p.ipv4, func(store.Rule) {})
		wire.List(d, "prefixListIds", p.prefixLists, func(store.Rule) {})
		wire.List(d, "groups", p.groups, func(r store.Rule) { writeSourceGroup(d, r) })
	}
	wire.List(d, "staleIpPermissions", merged(g.Ingress), permission)
	wire.List(d, "staleIpPermissionsEgress", merged(g.Egress), permission)
}
