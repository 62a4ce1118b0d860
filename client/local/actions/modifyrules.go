package actions

import (
	"slices"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// ruleActions change rules that are there, by their ids.
func ruleActions() map[string]Action {
	return map[string]Action{
		"ModifySecurityGroupRules":                   {Run: writing(modifyRules), Since: wire.Version2016},
		"UpdateSecurityGroupRuleDescriptionsIngress": {Run: writing(updateIngressDescriptions), Since: wire.Version2016},
		"UpdateSecurityGroupRuleDescriptionsEgress":  {Run: writing(updateEgressDescriptions), Since: wire.Version2016},
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
func modifyRules(c *Call, request modifyRulesRequest) (wire.Answer, error) {
	if request.GroupId == "" {
		return nil, wire.MissingParameter("groupId")
	}
	g, err := c.ownGroupByID(request.GroupId)
	if err != nil {
		return nil, err
	}
	if len(request.SecurityGroupRule) == 0 {
		return nil, wire.MissingParameter("SecurityGroupRule")
	}
	present, err := store.RulesOfGroup(c.db, g.Key)
	if err != nil {
		return nil, err
	}
	changed, err := c.changedRules(g, present, request.SecurityGroupRule)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	if err := c.replaceRules(g, present, changed); err != nil {
		return nil, err
	}
	return returnsTrue, nil
}

// changedRules are the rules that the updates name, with their new content.
func (c *Call) changedRules(g store.Group, present []store.Rule, updates []ruleUpdate) (changed []store.Rule, err error) {
	ids := make([]string, len(updates))
	for i, u := range updates {
		ids[i] = u.SecurityGroupRuleId
	}
	named, err := rulesByID(present, ids)
	if err != nil {
		return nil, err
	}
	for i, old := range named {
		r, err := resolver{Call: c, group: g, egress: old.Egress}.content(updates[i].SecurityGroupRule)
		if err != nil {
			return nil, err
		}
		if r.Kind != old.Kind {
			return nil, wire.InvalidValue("Invalid rule type for security group rule '%s'. The kind of its source or destination cannot be changed.", old.ID)
		}
		r.Key, r.GroupKey, r.ID = old.Key, old.GroupKey, old.ID
		changed = append(changed, r)
	}
	return changed, nil
}

// content is the rule that the request describes.
func (r resolver) content(wanted ruleContent) (store.Rule, error) {
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
		return store.Rule{}, wire.Refuse("MissingParameter", "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId")
	case given > 1:
		return store.Rule{}, wire.Refuse("InvalidParameterCombination", "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified")
	}
	rules, err := r.rules([]ipPermission{p})
	if err != nil {
		return store.Rule{}, err
	}
	return rules[0], nil
}

// replaceRules stores rules of the group that were changed. Two may have taken each other's place, so all old ones
// go before the first new one comes.
func (c *Call) replaceRules(g store.Group, present, changed []store.Rule) error {
	kept := slices.DeleteFunc(slices.Clone(present), func(r store.Rule) bool {
		return slices.ContainsFunc(changed, func(n store.Rule) bool { return n.Key == r.Key })
	})
	taken := make(map[store.Identity]bool, len(present))
	for _, r := range slices.Concat(kept, changed) {
		if taken[r.Identity()] {
			return duplicate(g, r)
		}
		taken[r.Identity()] = true
	}
	if err := store.RestoreRules(c.db, changed); err != nil {
		return err
	}
	for _, egress := range []bool{false, true} {
		other := func(r store.Rule) bool { return r.Egress != egress }
		if err := c.checkQuota(g, slices.DeleteFunc(slices.Clone(kept), other), slices.DeleteFunc(slices.Clone(changed), other)); err != nil {
			return err
		}
	}
	return nil
}
