package rehearsal

import (
	"fmt"
	"strings"

	"sluice/client/local/store"
)

// describedGroups is the output of "aws ec2 describe-security-groups", as far as it is taken in.
type describedGroups struct{ SecurityGroups []describedGroup }

type describedGroup struct {
	GroupId, GroupName, Description, OwnerId, VpcId, SecurityGroupArn string

	IpPermissions, IpPermissionsEgress []describedPermission

	Tags []store.Tag
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
	groups := make([]store.Group, len(described))
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
func (i *importer) describedGroup(path string, x describedGroup) (g store.Group, err error) {
	g = store.Group{ID: x.GroupId, Home: store.Home{Region: i.region, Account: x.OwnerId}, VPC: x.VpcId, Name: x.GroupName, Description: x.Description}
	if parts := strings.Split(x.SecurityGroupArn, ":"); len(parts) == 6 {
		g.Region = parts[3]
	}
	if err := checkID(path+".GroupId", g.ID, "sg-"); err != nil {
		return g, err
	}
	switch {
	case !store.IsAccount(g.Account):
		return g, wrong(path+".OwnerId", "%q is not an account number of 12 digits", g.Account)
	case !store.IsRegion(g.Region):
		return g, wrong(path+".SecurityGroupArn", "%q has no region", x.SecurityGroupArn)
	case g.Name == "":
		return g, wrong(path+".GroupName", "a group has a name")
	}
	if i.taken[g.ID] {
		return g, wrong(path+".GroupId", "%s comes twice", g.ID)
	}
	i.taken[g.ID] = true
	if err := i.network(path, g); err != nil {
		return g, err
	}
	if err := i.makeWay(path, g); err != nil {
		return g, err
	}
	if err := stored(path, store.InsertGroup(i.db, &g)); err != nil {
		return g, err
	}
	i.brought.Groups++
	return g, stored(path+".Tags", store.SetTags(i.db, g.Home, store.TypeGroup, g.ID, x.Tags))
}

// makeWay removes the group that g replaces: the one with its id and, if g is the default group of its VPC, the one
// that the VPC has.
func (i *importer) makeWay(path string, g store.Group) error {
	old, found, err := store.GroupByID(i.db, g.Region, g.ID)
	if err != nil {
		return err
	}
	if found {
		if old.Account != g.Account || old.VPC != g.VPC {
			return wrong(path+".GroupId", "there is a group %s in %q of account %s already", g.ID, old.VPC, old.Account)
		}
		if err := store.RemoveGroup(i.db, old); err != nil {
			return err
		}
	}
	old, found, err = store.GroupByName(i.db, g.Home, g.VPC, g.Name)
	if err != nil || !found {
		return err
	}
	if g.Classic() || store.FoldName(g.Name) != store.DefaultName || i.taken[old.ID] {
		return wrong(path+".GroupName", "there is another group %q in %q: %s", g.Name, g.VPC, old.ID)
	}
	return store.RemoveGroup(i.db, old)
}
