package local

import "slices"

// network makes sure that the group's account has its network: the VPC, or EC2-Classic.
func (i *importer) network(path string, g securityGroup) error {
	if err := i.home(path, g); err != nil || g.classic() {
		return err
	}
	if err := checkID(path+".VpcId", g.vpc, "vpc-"); err != nil {
		return err
	}
	_, found, err := vpcByID(i.db, g.region, g.vpc)
	if err != nil || found {
		return err
	}
	v := vpc{id: g.vpc, home: g.home, cidr: madeVPCCIDR, tenancy: "default", dhcpOptions: i.newID("dopt-")}
	if err := stored(path+".VpcId", insertVPC(i.db, &v)); err != nil {
		return err
	}
	i.made = append(i.made, v)
	i.brought.MadeVPCs = append(i.brought.MadeVPCs, v.id)
	return nil
}

// madeVPCCIDR is the range of a VPC of which the input tells only the id.
const madeVPCCIDR = "10.0.0.0/16"

// home makes sure that the group's account is known in its region. It gets no default VPC: whether it has one, the
// input does not tell.
func (i *importer) home(path string, g securityGroup) error {
	known, err := homeExists(i.db, g.home)
	if err == nil && !known {
		err = recordHome(i.db, g.home, false)
	}
	if err == nil && g.classic() {
		_, err = i.db.exec("UPDATE home SET classic = 1 WHERE region = ? AND account = ?", g.region, g.account)
	}
	if brought := (Home{g.account, g.region}); !slices.Contains(i.brought.Homes, brought) {
		i.brought.Homes = append(i.brought.Homes, brought)
	}
	return stored(path, err)
}

// completeVPCs gives each VPC that was made its default group, if the input had none.
func (i *importer) completeVPCs() error {
	for _, v := range i.made {
		_, found, err := groupByName(i.db, v.home, v.id, defaultName)
		if err == nil && !found {
			err = makeDefaultGroup(i.db, v, i.newID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// namedList makes sure that the prefix list is there, so that rules with it can be revoked and authorized again.
func (i *importer) namedList(path string, h home, id string) error {
	if err := checkID(path, id, "pl-"); err != nil {
		return err
	}
	var one int
	found, err := i.db.one([]any{&one}, "SELECT 1 FROM prefix_list WHERE id = ?", id)
	if err != nil || found {
		return err
	}
	i.brought.MadeLists = append(i.brought.MadeLists, id)
	return stored(path, insertPrefixList(i.db, &prefixList{id: id, home: h, name: id, family: "IPv4", maxEntries: 1, version: 1, state: "create-complete"}, nil))
}

// namedPeering makes sure that the peering of a rule's source group is there.
func (i *importer) namedPeering(path string, g securityGroup, r rule, status string) error {
	if err := checkID(path+".VpcPeeringConnectionId", r.peering, "pcx-"); err != nil {
		return err
	}
	if err := checkID(path+".VpcId", r.sourceVPC, "vpc-"); err != nil {
		return err
	}
	if !isAccount(r.sourceAccount) {
		return wrong(path+".UserId", "%q is not an account number of 12 digits", r.sourceAccount)
	}
	var one int
	found, err := i.db.one([]any{&one}, "SELECT 1 FROM peering WHERE id = ?", r.peering)
	if err != nil || found {
		return err
	}
	p := peering{id: r.peering, home: g.home, vpc: g.vpc, accepter: home{g.region, r.sourceAccount}, accepterVPC: r.sourceVPC,
		status: statusActive, message: "Active"}
	if status != "" && status != statusActive {
		p.status, p.message, p.expires = statusDeleted, "Deleted", 0
	}
	return stored(path, insertPeering(i.db, &p))
}
