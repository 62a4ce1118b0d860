package actions

import (
	"slices"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

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
func revokeIngress(c *Call, request revokeRequest) (wire.Answer, error) {
	g, err := c.ownGroup(request.GroupId, request.GroupName)
	if err != nil {
		return nil, err
	}
	return c.revoke(g, request, false)
}

// revoke removes the rules of one direction that the request names.
func (c *Call) revoke(g store.Group, request revokeRequest, egress bool) (wire.Answer, error) {
	revoked, unknown, err := c.rulesToRevoke(g, request, egress)
	if err != nil {
		return nil, err
	}
	if request.DryRun {
		return nil, wire.DryRunPassed()
	}
	if len(unknown) > 0 {
		tolerant, err := c.toleratesUnknown(g)
		if err != nil {
			return nil, err
		}
		if !tolerant {
			return nil, wire.Refuse("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
		}
	}
	for _, r := range revoked {
		if err := store.DeleteRule(c.db, r); err != nil {
			return nil, err
		}
	}
	return func(d *wire.Document) {
		returnsTrue(d)
		if d.Since(wire.Version2016) {
			if len(unknown) > 0 {
				writePermissions(d, "unknownIpPermissionSet", unknown)
			}
			wire.List(d, "revokedSecurityGroupRuleSet", revoked, func(r store.Rule) { writeRevokedRule(d, g, r) })
		}
	}, nil
}

// rulesToRevoke finds the rules of one direction that the request names, by id or by what they let through;
// unknown are those of the latter kind that the group does not have.
func (c *Call) rulesToRevoke(g store.Group, request revokeRequest, egress bool) (found, unknown []store.Rule, err error) {
	permissions, err := requested(request.IpPermissions, request.flatPermission)
	if err != nil {
		return nil, nil, err
	}
	present, err := store.RulesOf(c.db, g.Key, egress)
	if err != nil {
		return nil, nil, err
	}
	if len(request.SecurityGroupRuleId) > 0 {
		if len(permissions) > 0 {
			return nil, nil, wire.Refuse("InvalidParameterCombination", "The parameter ipPermissions cannot be used with the parameter securityGroupRuleIds")
		}
		found, err := rulesByID(present, request.SecurityGroupRuleId)
		return found, nil, err
	}
	named, err := resolver{Call: c, group: g, egress: egress, existing: true}.rules(permissions)
	if err != nil {
		return nil, nil, err
	}
	byIdentity := make(map[store.Identity]store.Rule, len(present))
	for _, r := range present {
		byIdentity[r.Identity()] = r
	}
	for _, r := range named {
		if have, ok := byIdentity[r.Identity()]; ok {
			found = append(found, have)
		} else {
			unknown = append(unknown, r)
		}
	}
	return found, unknown, nil
}

// rulesByID picks rules of a group by their ids.
func rulesByID(present []store.Rule, ids []string) ([]store.Rule, error) {
	byID := make(map[string]store.Rule, len(present))
	for _, r := range present {
		byID[r.ID] = r
	}
	var found []store.Rule
	for i, id := range ids {
		if id == "" {
			return nil, wire.MissingParameter("SecurityGroupRuleId")
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
func (c *Call) toleratesUnknown(g store.Group) (bool, error) {
	if g.Classic() {
		return true, nil
	}
	v, found, err := store.DefaultVPC(c.db, c.Home())
	return found && v.ID == g.VPC, err
}

func checkRuleID(id string) error {
	if !store.IsID(id, "sgr-") {
		return wire.Refuse("InvalidSecurityGroupRuleId.Malformed", "The security group rule ID '%s' is malformed", id)
	}
	return nil
}

func noSuchRule(id string) *wire.Failure {
	return wire.Refuse("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '%s' does not exist", id)
}
