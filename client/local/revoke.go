package local

import "slices"

type revokeRequest struct {
	UserId              string `query:",until=2011-12-15"`
	GroupId             string
	GroupName           string
	IpPermissions       []ipPermission
	SecurityGroupRuleId []string `query:",since=2016-11-15"`
	DryRun              bool     `query:",since=2016-11-15"`
	flatPermission
}

// revokeIngress removes rules from a group: all of them, or none.
func revokeIngress(c *call, request revokeRequest) (answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	return c.revoke(g, request, false)
}

// revoke removes the rules of one direction that the request names.
func (c *call) revoke(g securityGroup, request revokeRequest, egress bool) (answer, error) {
	revoked, unknown, err := c.rulesToRevoke(g, request, egress)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, dryRunPassed()
	}
	if len(unknown) > 0 {
		tolerant, err := c.toleratesUnknown(g)
		if err != nil {
			return nil, err
		}
		if !tolerant {
			return nil, refuse("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
		}
	}
	for _, r := range revoked {
		if err := deleteRule(c.db, r); err != nil {
			return nil, err
		}
	}
	return func(d *document) {
		returnsTrue(d)
		if d.since(Version2016) {
			if len(unknown) > 0 {
				d.permissions("unknownIpPermissionSet", unknown)
			}
			list(d, "revokedSecurityGroupRuleSet", revoked, func(r rule) { d.revokedRule(g, r) })
		}
	}, nil
}

// rulesToRevoke finds the rules of one direction that the request names, by id or by what they let through;
// unknown are those of the latter kind that the group does not have.
func (c *call) rulesToRevoke(g securityGroup, request revokeRequest, egress bool) (found, unknown []rule, err error) {
	permissions, err := requested(request.IpPermissions, request.flatPermission)
	if err != nil {
		return nil, nil, err
	}
	present, err := rulesOf(c.db, g.key, egress)
	if err != nil {
		return nil, nil, err
	}
	if len(request.SecurityGroupRuleId) > 0 {
		if len(permissions) > 0 {
			return nil, nil, refuse("InvalidParameterCombination", "The parameter ipPermissions cannot be used with the parameter securityGroupRuleIds")
		}
		found, err := rulesByID(present, request.SecurityGroupRuleId)
		return found, nil, err
	}
	named, err := resolver{call: c, group: g, egress: egress, existing: true}.rules(permissions)
	if err != nil {
		return nil, nil, err
	}
	byIdentity := make(map[identity]rule, len(present))
	for _, r := range present {
		byIdentity[r.identity()] = r
	}
	for _, r := range named {
		if have, ok := byIdentity[r.identity()]; ok {
			found = append(found, have)
		} else {
			unknown = append(unknown, r)
		}
	}
	return found, unknown, nil
}

// rulesByID picks rules of a group by their ids.
func rulesByID(present []rule, ids []string) ([]rule, error) {
	byID := make(map[string]rule, len(present))
	for _, r := range present {
		byID[r.id] = r
	}
	var found []rule
	for i, id := range ids {
		if id == "" {
			return nil, missingParameter("SecurityGroupRuleId")
		}
		if err := checkRuleID(id); err != nil {
			return nil, err
		}
		if slices.Contains(ids[:i], id) {
			return nil, samePermission()
		}
		r, ok := byID[id]
		if !ok {
			return nil, noSuchRule(id)
		}
		found = append(found, r)
	}
	return found, nil
}

// toleratesUnknown says whether revoking a rule that the group does not have is no error: so in EC2-Classic
// and the default VPC (API reference, RevokeSecurityGroupIngress).
func (c *call) toleratesUnknown(g securityGroup) (bool, error) {
	if g.classic() {
		return true, nil
	}
	v, found, err := defaultVPC(c.db, c.home())
	return found && v.id == g.vpc, err
}

func checkRuleID(id string) error {
	if !isID(id, "sgr-") {
		return refuse("InvalidSecurityGroupRuleId.Malformed", "The security group rule ID '%s' is malformed", id)
	}
	return nil
}

func noSuchRule(id string) *failure {
	return refuse("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '%s' does not exist", id)
}
