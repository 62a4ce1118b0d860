package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// describeActions look at groups and rules.
func describeActions() map[string]Action {
	return map[string]Action{
		"DescribeSecurityGroups":     {Run: reading(describeGroups)},
		"DescribeSecurityGroupRules": {Run: reading(describeRules), Since: wire.Version2016},
	}
}

type describeGroupsRequest struct {
	GroupId   []string
	GroupName []string
	Filter    []filter
	DryRun    bool `query:",since=2016-11-15"`
	paging
}

func describeGroups(c *Call, request describeGroupsRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, groupFacts(), func(g *store.FullGroup) []store.Tag { return g.Tags })
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, []any{request.GroupId, request.GroupName, request.Filter})
	if err != nil {
		return nil, err
	}
	keys, listed, err := c.listedGroups(request, wanted)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	read := ofCaller(c, store.AllGroups)
	if listed {
		read = func(after int64, limit int) ([]*store.FullGroup, error) {
			return store.GroupsByKey(c.db, c.Home(), keys, after, limit)
		}
	}
	groups, next, err := collect(c, at, wanted, read, func(g *store.FullGroup) int64 { return g.Key })
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "securityGroupInfo", groups, func(g *store.FullGroup) { writeGroup(d, c, g) })
		d.Optional("nextToken", next)
	}, nil
}

// writeGroup writes a group as DescribeSecurityGroups answers it.
func writeGroup(d *wire.Document, c *Call, g *store.FullGroup) {
	d.Text("ownerId", g.Account)
	d.Text("groupId", g.ID)
	d.Text("groupName", g.Name)
	d.Text("groupDescription", g.Description)
	d.Optional("vpcId", g.VPC)
	writePermissions(d, "ipPermissions", g.Ingress)
	writePermissions(d, "ipPermissionsEgress", g.Egress)
	writeTags(d, g.Tags)
	if d.Since(wire.Version2016) {
		d.Text("securityGroupArn", c.arn(g.Account, store.TypeGroup, g.ID))
	}
}
