package local

type describeRulesRequest struct {
	SecurityGroupRuleId []string
	Filter              []filter
	DryRun              bool
	paging
}

// ownedRule is a rule with the group that it is in.
type ownedRule struct {
	rule
	group securityGroup
}

// ruleFacts are the filters of DescribeSecurityGroupRules, besides those on tags.
func ruleFacts() map[string]facts[*ownedRule] {
	return map[string]facts[*ownedRule]{
		"group-id":               fact(func(r *ownedRule) string { return r.group.id }),
		"security-group-rule-id": fact(func(r *ownedRule) string { return r.id }),
	}
}

func describeRules(c *call, request describeRulesRequest) (answer, error) {
	wanted, err := criteriaOf(request.Filter, ruleFacts(), func(r *ownedRule) []tag { return r.tags })
	if err != nil {
		return nil, err
	}
	at, err := c.pageOf(request.paging, 5, 1000, []any{request.SecurityGroupRuleId, request.Filter})
	if err != nil {
		return nil, err
	}
	listed, err := c.listedRules(request.SecurityGroupRuleId)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	read := c.allRules
	if ids, exact := wanted.exactly("group-id"); listed != nil {
		read = fromList(listed, (*ownedRule).number)
	} else if exact {
		inGroups, err := c.rulesOfGroups(ids)
		if err != nil {
			return nil, err
		}
		read = fromList(inGroups, (*ownedRule).number)
	}
	rules, next, err := collect(c, at, wanted, read, (*ownedRule).number)
	if err != nil {
		return nil, err
	}
	return func(d *document) {
		list(d, "securityGroupRuleSet", rules, func(r *ownedRule) { d.groupRule(c, r.group, r.rule) })
		d.optional("nextToken", next)
	}, nil
}
