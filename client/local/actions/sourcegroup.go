package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// groupSource is the source group that a pair of a request names.
func (r resolver) groupSource(p groupPair) (store.Rule, error) {
	switch {
	case p.GroupId != "" && p.GroupName != "":
		return store.Rule{}, wire.Refuse("InvalidParameterCombination", "A source security group is given by its groupId or by its groupName, not by both")
	case p.GroupId != "":
		return r.groupSourceByID(p)
	case p.GroupName != "":
		return r.groupSourceByName(p)
	}
	return store.Rule{}, wire.Refuse("MissingParameter", "Source group ID missing.")
}

func (r resolver) groupSourceByID(p groupPair) (store.Rule, error) {
	if err := checkGroupID(p.GroupId); err != nil {
		return store.Rule{}, err
	}
	g, found, err := r.findGroup(p.GroupId)
	if err != nil {
		return store.Rule{}, err
	}
	if r.existing && !found {
		return store.Rule{Kind: store.KindGroup, Source: p.GroupId, SourceAccount: p.UserId}, nil
	}
	if !found || p.UserId != "" && p.UserId != g.Account {
		return store.Rule{}, noSuchGroup(p.GroupId)
	}
	return r.referTo(g)
}

// groupSourceByName looks in EC2-Classic for a group of EC2-Classic, by owner and name. A group of the default
// VPC may be named too, by the default VPC's own groups; other VPCs know ids only.
func (r resolver) groupSourceByName(p groupPair) (store.Rule, error) {
	owner := store.Home{Region: r.Region, Account: p.UserId}
	if p.UserId == "" {
		owner.Account = r.Account
	}
	if r.group.Classic() {
		if p.UserId == "" && r.Version < wire.Version2016 {
			return store.Rule{}, wire.MissingParameter("userId")
		}
		return r.named(owner, "", p.GroupName, noSuchGroup(p.GroupName))
	}
	v, has, err := store.DefaultVPC(r.db, r.Home())
	if err != nil {
		return store.Rule{}, err
	}
	if !has || v.ID != r.group.VPC {
		return store.Rule{}, wire.InvalidValue("You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.")
	}
	absent := wire.Refuse("InvalidGroup.NotFound", "The security group '%s' does not exist in default VPC '%s'", p.GroupName, v.ID)
	return r.named(owner, v.ID, p.GroupName, absent)
}

func (r resolver) named(owner store.Home, vpc, name string, absent *wire.Failure) (store.Rule, error) {
	g, found, err := r.findGroupNamed(owner, vpc, name)
	if err != nil {
		return store.Rule{}, err
	}
	if !found {
		return store.Rule{}, absent
	}
	return r.referTo(g)
}

// referTo makes g the source, if the group's network can reach it: EC2-Classic within itself, a VPC
// within itself and through active peerings.
func (r resolver) referTo(g store.Group) (store.Rule, error) {
	one := store.Rule{Kind: store.KindGroup, Source: g.ID, SourceAccount: g.Account}
	if g.Classic() {
		one.SourceName = g.Name
	}
	if g.VPC == r.group.VPC {
		return one, nil
	}
	if g.Classic() || r.group.Classic() {
		return store.Rule{}, wire.Refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")
	}
	id, active, err := store.ActivePeering(r.db, r.group.VPC, g.VPC)
	if err != nil {
		return store.Rule{}, err
	}
	if !active && !r.existing {
		return store.Rule{}, wire.Refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")
	}
	one.SourceVPC, one.Peering = g.VPC, id
	if active {
		one.PeeringStatus = store.StatusActive
	}
	return one, nil
}
