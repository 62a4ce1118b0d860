package local

// describeActions look at groups and rules.
func describeActions() map[string]action {
	return map[string]action{
		"DescribeSecurityGroups":     {run: reading(describeGroups)},
		"DescribeSecurityGroupRules": {run: reading(describeRules), since: Version2016},
	}
}

type describeGroupsRequest struct {
	GroupId   []string
	GroupName []string
	Filter    []filter
	DryRun    bool `query:",since=2016-11-15"`
	paging
}

// fullGroup is a group with all that an answer or a filter needs.
type fullGroup struct {
	securityGroup
	ingress, egress []rule
	tags            []tag
}

func describeGroups(c *call, request describeGroupsRequest) (answer, error) {
	wanted, err := criteriaOf(request.Filter, groupFacts(), func(g *fullGroup) []tag { return g.tags })
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
		return nil, dryRunPassed()
	}
	read := c.allGroups
	if listed {
		read = func(after int64, limit int) ([]*fullGroup, error) { return c.groupsByKey(keys, after, limit) }
	}
	groups, next, err := collect(c, at, wanted, read, func(g *fullGroup) int64 { return g.key })
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "securityGroupInfo", groups, func(g *fullGroup) { d.group(c, g) })
		d.optional("nextToken", next)
	}, nil
}

// group writes a group as DescribeSecurityGroups answers it.
func (d *document) group(c *call, g *fullGroup) {
	d.text("ownerId", g.account)
	d.text("groupId", g.id)
	d.text("groupName", g.name)
	d.text("groupDescription", g.description)
	d.optional("vpcId", g.vpc)
	d.permissions("ipPermissions", g.ingress)
	d.permissions("ipPermissionsEgress", g.egress)
	d.tagSet(g.tags)
	if d.since(Version2016) {
		d.text("securityGroupArn", c.arn(g.account, typeGroup, g.id))
	}
}
