package local

// referenceActions are about rules and the source groups behind peerings that they refer to.
func referenceActions() map[string]action {
	return map[string]action{
		"DescribeStaleSecurityGroups":     {run: reading(describeStale), since: Version2016},
		"DescribeSecurityGroupReferences": {run: reading(describeReferences), since: Version2016},
	}
}

type describeStaleRequest struct {
	VpcId  string
	DryRun bool
	paging
}

// describeStale finds the groups of a VPC with rules that refer to a group that is gone, or to one behind a
// peering that is gone.
func describeStale(c *call, request describeStaleRequest) (answer, error) {
	if request.VpcId == "" {
		return nil, missingParameter("vpcId")
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
		return nil, dryRunPassed()
	}
	stale, err := staleGroups(c.db, v)
	if err != nil {
		return nil, err
	}
	number := func(g *fullGroup) int64 { return g.key }
	groups, next, err := collect(c, at, nil, fromList(stale, number), number)
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "staleSecurityGroupSet", groups, d.staleGroup)
		d.optional("nextToken", next)
	}, nil
}

// staleGroups are the groups of the VPC that have stale rules, with these rules only, in the order of their keys.
func staleGroups(db *session, v vpc) (groups []*fullGroup, err error) {
	err = db.each(func(from row) error {
		var o ownedRule
		if err := o.scan(from); err != nil {
			return err
		}
		if last := len(groups) - 1; last < 0 || groups[last].key != o.group.key {
			groups = append(groups, &fullGroup{securityGroup: o.group})
		}
		addRule(groups, o.rule)
		return nil
	}, ownedRules+`WHERE g.region = ? AND g.account = ? AND g.vpc = ? AND r.kind = 'group'
		AND (NOT EXISTS (SELECT 1 FROM security_group s WHERE s.id = r.source)
			OR r.peering <> '' AND NOT EXISTS (SELECT 1 FROM peering p WHERE p.id = r.peering AND p.status = 'active'))
		ORDER BY g.key, r.key`, v.region, v.account, v.id)
	return groups, err
}

// staleGroup writes a group with its stale rules. Their ranges and prefix lists, which cannot become stale, are
// there in name only.
func (d *document) staleGroup(g *fullGroup) {
	d.text("description", g.description)
	d.text("groupId", g.id)
	d.text("groupName", g.name)
	d.text("vpcId", g.vpc)
	permission := func(p *mergedPermission) {
		if p.hasPorts() {
			d.number("fromPort", p.from)
			d.number("toPort", p.to)
		}
		d.text("ipProtocol", p.protocol)
		list(d, "ipRanges", p.ipv4, func(rule) {})
		list(d, "prefixListIds", p.prefixLists, func(rule) {})
		list(d, "groups", p.groups, d.sourceGroup)
	}
	list(d, "staleIpPermissions", merged(g.ingress), permission)
	list(d, "staleIpPermissionsEgress", merged(g.egress), permission)
}
