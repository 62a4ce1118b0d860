package local

import "slices"

// ruleActions change rules that are there, by their ids.
func ruleActions() map[string]action {
	return map[string]action{
		"ModifySecurityGroupRules":                   {run: writing(modifyRules), since: Version2016},
		"UpdateSecurityGroupRuleDescriptionsIngress": {run: writing(updateIngressDescriptions), since: Version2016},
		"UpdateSecurityGroupRuleDescriptionsEgress":  {run: writing(updateEgressDescriptions), since: Version2016},
	}
}

type modifyRulesRequest struct {
	GroupId           string
	SecurityGroupRule []ruleUpdate
	DryRun            bool
}

type ruleUpdate struct {
	SecurityGroupRuleId string
	SecurityGroupRule   ruleContent
}

// ruleContent is a whole rule: what it leaves out, the rule has no more.
type ruleContent struct {
	IpProtocol        *string
	FromPort, ToPort  *int
	CidrIpv4          string
	CidrIpv6          string
	PrefixListId      string
	ReferencedGroupId string
	Description       *string
}

// modifyRules gives rules of a group new content: all of them, or none. They keep their ids, tags, direction and
// kind of source.
func modifyRules(c *call, request modifyRulesRequest) (answer, error) {
	if request.GroupId == "" {
		return nil, missingParameter("groupId")
	}
	g, err := c.ownGroupByID(request.GroupId)
	if err != nil {
		return nil, err
	}
	if len(request.SecurityGroupRule) == 0 {
		return nil, missingParameter("SecurityGroupRule")
	}
	present, err := rulesOfGroup(c.db, g.key)
	if err != nil {
		return nil, err
	}
	changed, err := c.changedRules(g, present, request.SecurityGroupRule)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	if err := c.replaceRules(g, present, changed); err != nil {
		return nil, err
	}
	return returnsTrue, nil
}

// changedRules are the rules that the updates name, with their new content.
func (c *call) changedRules(g securityGroup, present []rule, updates []ruleUpdate) (changed []rule, err error) {
	ids := make([]string, len(updates))
	for i, u := range updates {
		ids[i] = u.SecurityGroupRuleId
	}
	named, err := rulesByID(present, ids)
	if err != nil {
		return nil, err
	}
	for i, old := range named {
		r, err := resolver{call: c, group: g, egress: old.egress}.content(updates[i].SecurityGroupRule)
		if err != nil {
			return nil, err
		}
		if r.kind != old.kind {
			return nil, invalidValue("Invalid rule type for security group rule '%s'. The kind of its source or destination cannot be changed.", old.id)
		}
		r.key, r.groupKey, r.id = old.key, old.groupKey, old.id
		changed = append(changed, r)
	}
	return changed, nil
}

// content is the rule that the request describes.
func (r resolver) content(wanted ruleContent) (rule, error) {
	p := ipPermission{IpProtocol: wanted.IpProtocol, FromPort: wanted.FromPort, ToPort: wanted.ToPort}
	given := 0
	if wanted.CidrIpv4 != "" {
		p.IpRanges, given = []ipRange{{wanted.CidrIpv4, wanted.Description}}, given+1
	}
	if wanted.CidrIpv6 != "" {
		p.Ipv6Ranges, given = []ipv6Range{{wanted.CidrIpv6, wanted.Description}}, given+1
	}
	if wanted.PrefixListId != "" {
		p.PrefixListIds, given = []prefixListPair{{wanted.PrefixListId, wanted.Description}}, given+1
	}
	if wanted.ReferencedGroupId != "" {
		p.Groups, given = []groupPair{{GroupId: wanted.ReferencedGroupId, Description: wanted.Description}}, given+1
	}
	switch {
	case given == 0:
		return rule{}, refuse("MissingParameter", "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId")
	case given > 1:
		return rule{}, refuse("InvalidParameterCombination", "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified")
	}
	rules, err := r.rules([]ipPermission{p})
	if err != nil {
		return rule{}, err
	}
	return rules[0], nil
}

// replaceRules stores rules of the group that were changed. Two may have taken each other's place, so all old ones
// go before the first new one comes.
func (c *call) replaceRules(g securityGroup, present, changed []rule) error {
	kept := slices.DeleteFunc(slices.Clone(present), func(r rule) bool {
		return slices.ContainsFunc(changed, func(n rule) bool { return n.key == r.key })
	})
	taken := make(map[identity]bool, len(present))
	for _, r := range slices.Concat(kept, changed) {
		if taken[r.identity()] {
			return duplicate(g, r)
		}
		taken[r.identity()] = true
	}
	for _, r := range changed {
		if _, err := c.db.exec("DELETE FROM rule WHERE key = ?", r.key); err != nil {
			return err
		}
	}
	for _, r := range changed {
		if err := restoreRule(c.db, r); err != nil {
			return err
		}
	}
	for _, egress := range []bool{false, true} {
		other := func(r rule) bool { return r.egress != egress }
		if err := c.checkQuota(g, slices.DeleteFunc(slices.Clone(kept), other), slices.DeleteFunc(slices.Clone(changed), other)); err != nil {
			return err
		}
	}
	return nil
}
