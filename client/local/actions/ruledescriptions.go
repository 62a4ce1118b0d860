package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

type updateDescriptionsRequest struct {
	GroupId                      string
	GroupName                    string
	IpPermissions                []ipPermission
	SecurityGroupRuleDescription []ruleDescription
	DryRun                       bool
}

type ruleDescription struct {
	SecurityGroupRuleId string
	Description         *string
}

func updateIngressDescriptions(c *Call, request updateDescriptionsRequest) (wire.Answer, error) {
	return c.updateDescriptions(request, false)
}

func updateEgressDescriptions(c *Call, request updateDescriptionsRequest) (wire.Answer, error) {
	return c.updateDescriptions(request, true)
}

// updateDescriptions gives rules of one direction new descriptions, or takes away those that the request leaves out:
// for all of the rules, or for none.
func (c *Call) updateDescriptions(request updateDescriptionsRequest, egress bool) (wire.Answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	described, err := c.describedRules(g, request, egress)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	for _, r := range described {
		if err := store.DescribeRule(c.db, r); err != nil {
			return nil, err
		}
	}
	return returnsTrue, nil
}

// describedRules are the rules that the request names, by id or by what they let through, with their new descriptions.
func (c *Call) describedRules(g store.Group, request updateDescriptionsRequest, egress bool) ([]store.Rule, error) {
	present, err := store.RulesOf(c.db, g.Key, egress)
	if err != nil {
		return nil, err
	}
	switch listed, permitted := len(request.SecurityGroupRuleDescription) > 0, len(request.IpPermissions) > 0; {
	case listed && permitted:
		return nil, wire.Refuse("InvalidParameterCombination", "The parameter 'ipPermissions' may not be used in combination with 'securityGroupRuleDescriptions'.")
	case listed:
		return describedByID(present, request.SecurityGroupRuleDescription)
	case !permitted:
		return nil, wire.Refuse("MissingParameter", "Either 'ipPermissions' or 'securityGroupRuleDescriptions' should be provided.")
	}
	for _, p := range request.IpPermissions {
		if err := refusePorts(p); err != nil {
			return nil, err
		}
	}
	rules, err := resolver{Call: c, group: g, egress: egress, existing: true}.rules(request.IpPermissions)
	if err != nil {
		return nil, err
	}
	keys := make(map[store.Identity]int64, len(present))
	for _, r := range present {
		keys[r.Identity()] = r.Key
	}
	for i, r := range rules {
		key, known := keys[r.Identity()]
		if !known {
			return nil, wire.Refuse("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
		}
		rules[i].Key = key
	}
	return rules, nil
}

func describedByID(present []store.Rule, wanted []ruleDescription) ([]store.Rule, error) {
	ids := make([]string, len(wanted))
	for i, w := range wanted {
		ids[i] = w.SecurityGroupRuleId
	}
	rules, err := rulesByID(present, ids)
	if err != nil {
		return nil, err
	}
	for i, w := range wanted {
		if rules[i].Description, err = parseDescription(w.Description); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

// refusePorts refuses ports where the protocol has none. Unlike authorizing, which ignores them, updating a
// description is strict about them.
func refusePorts(p ipPermission) error {
	if p.IpProtocol == nil || p.FromPort == nil && p.ToPort == nil {
		return nil
	}
	protocol, known := parseProtocol(*p.IpProtocol)
	if !known || (store.Traffic{Protocol: protocol}).HasPorts() {
		return nil
	}
	name, end := protocol, "from-port"
	if protocol == "-1" {
		name = "ALL"
	}
	if p.FromPort == nil {
		end = "to-port"
	}
	return wire.InvalidValue("When protocol is %s, you cannot specify %s.", name, end)
}
