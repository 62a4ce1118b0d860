package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// egressActions open and close the way out of groups, which only VPCs have.
func egressActions() map[string]Action {
	return map[string]Action{
		"AuthorizeSecurityGroupEgress": {Run: writing(authorizeEgress)},
		"RevokeSecurityGroupEgress":    {Run: writing(revokeEgress)},
	}
}

type authorizeEgressRequest struct {
	GroupId          string
	IpPermissions    []ipPermission
	TagSpecification []tagSpecification `query:",since=2016-11-15"`
	DryRun           bool               `query:",since=2016-11-15"`
	flatPermission
}

// authorizeEgress adds egress rules to a group: all of them, or none.
func authorizeEgress(c *Call, request authorizeEgressRequest) (wire.Answer, error) {
	g, err := c.egressGroup(request.GroupId, request.flatPermission)
	if err != nil {
		return nil, err
	}
	return resolver{Call: c, group: g, egress: true}.add(request.IpPermissions, request.TagSpecification, request.DryRun)
}

type revokeEgressRequest struct {
	GroupId             string
	IpPermissions       []ipPermission
	SecurityGroupRuleId []string `query:",since=2016-11-15"`
	DryRun              bool     `query:",since=2016-11-15"`
	flatPermission
}

// revokeEgress removes egress rules from a group: all of them, or none.
func revokeEgress(c *Call, request revokeEgressRequest) (wire.Answer, error) {
	g, err := c.egressGroup(request.GroupId, request.flatPermission)
	if err != nil {
		return nil, err
	}
	return c.revoke(g, revokeRequest{
		IpPermissions: request.IpPermissions, SecurityGroupRuleId: request.SecurityGroupRuleId, DryRun: request.DryRun,
	}, true)
}

// egressGroup is the caller's group with the id, which must be in a VPC. The API reference lists the flat
// parameters for egress, too, and calls each "not supported".
func (c *Call) egressGroup(id string, flat flatPermission) (store.Group, error) {
	if id == "" {
		return store.Group{}, wire.MissingParameter("groupId")
	}
	g, err := c.ownGroupByID(id)
	switch {
	case err != nil:
		return g, err
	case g.Classic():
		return g, wire.InvalidValue("Only Amazon VPC security groups may be used with this operation.")
	case flat.given():
		return g, wire.Refuse("UnsupportedOperation", "CidrIp, IpProtocol, FromPort, ToPort, SourceSecurityGroupName and SourceSecurityGroupOwnerId are not supported for egress rules; use IpPermissions")
	}
	return g, nil
}
