package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type describeRulesRequest struct {
	SecurityGroupRuleId []string
	Filter              []filter
	DryRun              bool
	paging
}

// ruleFacts are the filters of DescribeSecurityGroupRules, besides those on tags.
func ruleFacts() map[string]facts[*store.OwnedRule] {
	return map[string]facts[*store.OwnedRule]{
		"group-id":               fact(func(r *store.OwnedRule) string { return r.Group.ID }),
		"security-group-rule-id": fact(func(r *store.OwnedRule) string { return r.ID }),
	}
}

func describeRules(c *Call, request describeRulesRequest) (wire.Answer, error) {
	wanted, err := criteriaOf(request.Filter, ruleFacts(), func(r *store.OwnedRule) []store.Tag { return r.Tags })
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
		return nil, wire.DryRunPassed()
	}
	read := ofCaller(c, store.AllRules)
	if ids, exact := wanted.exactly("group-id"); listed != nil {
		read = fromList(listed, (*store.OwnedRule).Number)
	} else if exact {
		inGroups, err := store.RulesOfGroups(c.db, c.Home(), ids)
		if err != nil {
			return nil, err
		}
		read = fromList(inOrder(inGroups, (*store.OwnedRule).Number), (*store.OwnedRule).Number)
	}
	rules, next, err := collect(c, at, wanted, read, (*store.OwnedRule).Number)
	if err != nil {
		return nil, err
	}
	return func(d *wire.Document) {
		wire.List(d, "securityGroupRuleSet", rules, func(r *store.OwnedRule) { writeRule(d, c, r.Group, r.Rule) })
		d.Optional("nextToken", next)
	}, nil
}

// listedRules are the caller's rules with the ids, in the order of their keys; an id that is not there is a failure.
func (c *Call) listedRules(ids []string) (rules []*store.OwnedRule, err error) {
	for _, id := range ids {
		if err := checkRuleID(id); err != nil {
			return nil, err
		}
		one, err := store.OwnedRuleByID(c.db, c.Home(), id)
		if err != nil {
			return nil, err
		}
		if len(one) == 0 {
			return nil, noSuchRule(id)
		}
		rules = append(rules, one...)
	}
	return inOrder(rules, (*store.OwnedRule).Number), nil
}
