package main

import (
	"cmp"
	"fmt"
	"net/netip"

	"sluice/model/ingress"
)

// describedGroup is a SecurityGroup as the AWS CLI prints it (EC2 API reference,
// DescribeSecurityGroups).
type describedGroup struct {
	GroupID             string `json:"GroupId"`
	GroupName           string
	Description         string
	VpcID               string                `json:"VpcId"`
	OwnerID             string                `json:"OwnerId"`
	IPPermissions       []describedPermission `json:"IpPermissions"`
	IPPermissionsEgress []describedPermission `json:"IpPermissionsEgress"`
}

// describedPermission is an IpPermission.
type describedPermission struct {
	IPProtocol       string `json:"IpProtocol"`
	FromPort, ToPort *int
	IPRanges         []describedSource `json:"IpRanges"`
	IPv6Ranges       []describedSource `json:"Ipv6Ranges"`
	PrefixListIDs    []describedSource `json:"PrefixListIds"`
	UserIDGroupPairs []describedSource `json:"UserIdGroupPairs"`
}

// describedSource is any of the four kinds of source; each has its own fields.
type describedSource struct {
	CidrIP       string `json:"CidrIp"`
	CidrIPv6     string `json:"CidrIpv6"`
	PrefixListID string `json:"PrefixListId"`
	GroupID      string `json:"GroupId"`
	GroupName    string
	UserID       string `json:"UserId"`
	Description  string
}

// read makes a group of it: every source of a permission is a rule, without an id.
// The error names the first rule that cannot be read; the group lacks all such.
func (d describedGroup) read() (ingress.Group, error) {
	id, _ := ingress.FromGroup(d.GroupID) // checked before
	group := ingress.Group{ID: id.GroupID(), Name: d.GroupName, Description: d.Description, VPCID: d.VpcID, OwnerID: d.OwnerID}
	for _, p := range d.IPPermissionsEgress {
		group.Egress += len(p.sources())
	}
	var unread error
	for i, p := range d.IPPermissions {
		for _, s := range p.sources() {
			rule, err := p.rule(s, group)
			if err != nil {
				unread = cmp.Or(unread, fmt.Errorf("IpPermissions %d: %w", i+1, err))
				continue
			}
			group.Rules = append(group.Rules, ingress.GroupRule{Rule: rule, SourceOwner: s.owner(), Description: s.Description})
		}
	}
	return group, unread
}

func (p describedPermission) sources() []describedSource {
	var all []describedSource
	for _, of := range [][]describedSource{p.IPRanges, p.IPv6Ranges, p.PrefixListIDs, p.UserIDGroupPairs} {
		all = append(all, of...)
	}
	return all
}

func (p describedPermission) rule(s describedSource, group ingress.Group) (ingress.Rule, error) {
	protocol, err := ingress.ParseProtocol(p.IPProtocol)
	if err != nil {
		return ingress.Rule{}, err
	}
	source, err := s.source(group)
	if err != nil {
		return ingress.Rule{}, err
	}
	const all = -1
	from, to := all, all
	if p.FromPort != nil {
		from = *p.FromPort
	}
	if p.ToPort != nil {
		to = *p.ToPort
	}
	if protocol.HasPorts() && from == all && to == all {
		from, to = 0, 65535 // emulators leave the ports of "all ports" out
	}
	return ingress.NewRule(protocol, from, to, source)
}

// source reads whichever it is. Source groups of EC2-Classic are known by owner
// and name, those of a VPC by id (EC2 API reference, 2011-12-15).
func (s describedSource) source(group ingress.Group) (ingress.Source, error) {
	switch {
	case s.CidrIP+s.CidrIPv6 != "":
		prefix, err := netip.ParsePrefix(s.CidrIP + s.CidrIPv6)
		if err != nil {
			return ingress.Source{}, fmt.Errorf("source %q is no CIDR", s.CidrIP+s.CidrIPv6)
		}
		return ingress.FromPrefix(prefix), nil
	case s.PrefixListID != "":
		return ingress.FromPrefixList(s.PrefixListID)
	case s.GroupName != "" && (group.Classic() || s.GroupID == ""):
		owner := s.UserID
		if owner == "" {
			owner = group.OwnerID
		}
		return ingress.FromNamedGroup(owner, s.GroupName)
	}
	return ingress.FromGroup(s.GroupID)
}

// owner is the account of a source group.
func (s describedSource) owner() string { return s.UserID }
