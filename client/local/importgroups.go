package local

import (
	"fmt"
	"strings"
)

// describedGroups is the output of "aws ec2 describe-security-groups", as far as it is taken in.
type describedGroups struct{ SecurityGroups []describedGroup }

type describedGroup struct {
	GroupId, GroupName, Description, OwnerId, VpcId, SecurityGroupArn string

	IpPermissions, IpPermissionsEgress []describedPermission

	Tags []tag
}

type describedPermission struct {
	IpProtocol       string
	FromPort, ToPort *int
	IpRanges         []struct{ CidrIp, Description string }
	Ipv6Ranges       []struct{ CidrIpv6, Description string }
	PrefixListIds    []struct{ PrefixListId, Description string }
	UserIdGroupPairs []describedPair
}

type describedPair struct {
	UserId, GroupId, GroupName, VpcId, VpcPeeringConnectionId, PeeringStatus, Description string
}

// merge takes groups in: first all of them, then their rules, which may refer to any.
func (i *importer) merge(described []describedGroup) error {
	groups := make([]securityGroup, len(described))
	for n, x := range described {
		var err error
		if groups[n], err = i.describedGroup(fmt.Sprintf("SecurityGroups[%d]", n), x); err != nil {
			return err
		}
	}
	for n, x := range described {
		for _, direction := range []struct {
			name        string
			egress      bool
			permissions []describedPermission
		}{{"IpPermissions", false, x.IpPermissions}, {"IpPermissionsEgress", true, x.IpPermissionsEgress}} {
			for m, p := range direction.permissions {
				path := fmt.Sprintf("SecurityGroups[%d].%s[%d]", n, direction.name, m)
				if err := i.permission(path, groups[n], direction.egress, p); err != nil {
					return err
				}
			}
		}
	}
	return i.completeVPCs()
}

// describedGroup stores a group without its rules, in the place of the one with its id.
func (i *importer) describedGroup(path string, x describedGroup) (g securityGroup, err error) {
	g = securityGroup{id: x.GroupId, home: home{i.region, x.OwnerId}, vpc: x.VpcId, name: x.GroupName, description: x.Description}
	if parts := strings.Split(x.SecurityGroupArn, ":"); len(parts) == 6 {
		g.region = parts[3]
	}
	if err := checkID(path+".GroupId", g.id, "sg-"); err != nil {
		return g, err
	}
	switch {
	case !isAccount(g.account):
		return g, wrong(path+".OwnerId", "%q is not an account number of 12 digits", g.account)
	case !isRegion(g.region):
		return g, wrong(path+".SecurityGroupArn", "%q has no region", x.SecurityGroupArn)
	case g.name == "":
		return g, wrong(path+".GroupName", "a group has a name")
	}
	if i.taken[g.id] {
		return g, wrong(path+".GroupId", "%s comes twice", g.id)
	}
	i.taken[g.id] = true
	if err := i.network(path, g); err != nil {
		return g, err
	}
	if err := i.makeWay(path, g); err != nil {
		return g, err
	}
	if err := stored(path, insertGroup(i.db, &g)); err != nil {
		return g, err
	}
	i.brought.Groups++
	return g, stored(path+".Tags", setTags(i.db, g.home, typeGroup, g.id, x.Tags))
}

// makeWay removes the group that g replaces: the one with its id and, if g is the default group of its VPC, the one
// that the VPC has.
func (i *importer) makeWay(path string, g securityGroup) error {
	old, found, err := groupByID(i.db, g.region, g.id)
	if err != nil {
		return err
	}
	if found {
		if old.account != g.account || old.vpc != g.vpc {
			return wrong(path+".GroupId", "there is a group %s in %q of account %s already", g.id, old.vpc, old.account)
		}
		if err := removeGroup(i.db, old); err != nil {
			return err
		}
	}
	old, found, err = groupByName(i.db, g.home, g.vpc, g.name)
	if err != nil || !found {
		return err
	}
	if g.classic() || foldName(g.name) != defaultName || i.taken[old.id] {
		return wrong(path+".GroupName", "there is another group %q in %q: %s", g.name, g.vpc, old.id)
	}
	return removeGroup(i.db, old)
}
