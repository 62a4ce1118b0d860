package local

// groupSource is the source group that a pair of a request names.
func (r resolver) groupSource(p groupPair) (rule, error) {
	switch {
	case p.GroupId != "" && p.GroupName != "":
		return rule{}, refuse("InvalidParameterCombination", "A source security group is given by its groupId or by its groupName, not by both")
	case p.GroupId != "":
		return r.groupSourceByID(p)
	case p.GroupName != "":
		return r.groupSourceByName(p)
	}
	return rule{}, refuse("MissingParameter", "Source group ID missing.")
}

func (r resolver) groupSourceByID(p groupPair) (rule, error) {
	if err := checkGroupID(p.GroupId); err != nil {
		return rule{}, err
	}
	g, found, err := r.findGroup(p.GroupId)
	if err != nil {
		return rule{}, err
	}
	if r.existing && !found {
		return rule{kind: kindGroup, source: p.GroupId, sourceAccount: p.UserId}, nil
	}
	if !found || p.UserId != "" && p.UserId != g.account {
		return rule{}, noSuchGroup(p.GroupId)
	}
	return r.referTo(g)
}

// groupSourceByName looks in EC2-Classic for a group of EC2-Classic, by owner and name. A group of the default
// VPC may be named too, by the default VPC's own groups; other VPCs know ids only.
func (r resolver) groupSourceByName(p groupPair) (rule, error) {
	owner := home{region: r.region, account: p.UserId}
	if p.UserId == "" {
		owner.account = r.account
	}
	if r.group.classic() {
		if p.UserId == "" && r.version < Version2016 {
			return rule{}, missingParameter("userId")
		}
		return r.named(owner, "", p.GroupName, noSuchGroup(p.GroupName))
	}
	v, has, err := defaultVPC(r.db, r.home())
	if err != nil {
		return rule{}, err
	}
	if !has || v.id != r.group.vpc {
		return rule{}, invalidValue("You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.")
	}
	absent := refuse("InvalidGroup.NotFound", "The security group '%s' does not exist in default VPC '%s'", p.GroupName, v.id)
	return r.named(owner, v.id, p.GroupName, absent)
}

func (r resolver) named(owner home, vpc, name string, absent *failure) (rule, error) {
	g, found, err := r.findGroupNamed(owner, vpc, name)
	if err != nil {
		return rule{}, err
	}
	if !found {
		return rule{}, absent
	}
	return r.referTo(g)
}

// referTo makes g the source, if the group's network can reach it: EC2-Classic within itself, a VPC
// within itself and through active peerings.
func (r resolver) referTo(g securityGroup) (rule, error) {
	one := rule{kind: kindGroup, source: g.id, sourceAccount: g.account}
	if g.classic() {
		one.sourceName = g.name
	}
	if g.vpc == r.group.vpc {
		return one, nil
	}
	if g.classic() || r.group.classic() {
		return rule{}, refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")
	}
	id, active, err := activePeering(r.db, r.group.vpc, g.vpc)
	if err != nil {
		return rule{}, err
	}
	if !active && !r.existing {
		return rule{}, refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")
	}
	one.sourceVPC, one.peering = g.vpc, id
	if active {
		one.peeringStatus = statusActive
	}
	return one, nil
}

// activePeering is a peering between two VPCs over which groups can be referred to.
func activePeering(db *session, a, b string) (id string, found bool, err error) {
	found, err = db.one([]any{&id}, `SELECT id FROM peering WHERE status = 'active'
		AND (vpc = ?1 AND accepter_vpc = ?2 OR vpc = ?2 AND accepter_vpc = ?1)`, a, b)
	return id, found, err
}
