package rehearsal

import (
	"slices"

	"sluice/client/local/store"
)

// network makes sure that the group's account has its network: the VPC, or EC2-Classic.
func (i *importer) network(path string, g store.Group) error {
	if err := i.home(path, g); err != nil || g.Classic() {
		return err
	}
	if err := checkID(path+".VpcId", g.VPC, "vpc-"); err != nil {
		return err
	}
	_, found, err := store.VPCByID(i.db, g.Region, g.VPC)
	if err != nil || found {
		return err
	}
	v := store.VPC{ID: g.VPC, Home: g.Home, CIDR: madeVPCCIDR, Tenancy: "default", DHCPOptions: i.newID("dopt-")}
	if err := stored(path+".VpcId", store.InsertVPC(i.db, &v)); err != nil {
		return err
	}
	i.made = append(i.made, v)
	i.brought.MadeVPCs = append(i.brought.MadeVPCs, v.ID)
	return nil
}

// madeVPCCIDR is the range of a VPC of which the input tells only the id.
const madeVPCCIDR = "10.0.0.0/16"

// home makes sure that the group's account is known in its region. It gets no default VPC: whether it has one, the
// input does not tell.
func (i *importer) home(path string, g store.Group) error {
	known, err := store.HomeExists(i.db, g.Home)
	if err == nil && !known {
		err = store.RecordHome(i.db, g.Home, false)
	}
	if err == nil && g.Classic() {
		err = store.GiveClassic(i.db, g.Home)
	}
	if brought := (store.Home{Region: g.Region, Account: g.Account}); !slices.Contains(i.brought.Homes, brought) {
		i.brought.Homes = append(i.brought.Homes, brought)
	}
	return stored(path, err)
}

// completeVPCs gives each VPC that was made its default group, if the input had none.
func (i *importer) completeVPCs() error {
	for _, v := range i.made {
		_, found, err := store.GroupByName(i.db, v.Home, v.ID, store.DefaultName)
		if err == nil && !found {
			err = store.MakeDefaultGroup(i.db, v, i.newID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// namedList makes sure that the prefix list is there, so that rules with it can be revoked and authorized again.
func (i *importer) namedList(path string, h store.Home, id string) error {
	if err := checkID(path, id, "pl-"); err != nil {
		return err
	}
	var one int
	found, err := i.db.One([]any{&one}, "SELECT 1 FROM prefix_list WHERE id = ?", id)
	if err != nil || found {
		return err
	}
	i.brought.MadeLists = append(i.brought.MadeLists, id)
	return stored(path, store.InsertPrefixList(i.db, &store.PrefixList{ID: id, Home: h, Name: id, Family: "IPv4", MaxEntries: 1, Version: 1, State: "create-complete"}, nil))
}

// namedPeering makes sure that the peering of a rule's source group is there.
func (i *importer) namedPeering(path string, g store.Group, r store.Rule, status string) error {
	if err := checkID(path+".VpcPeeringConnectionId", r.Peering, "pcx-"); err != nil {
		return err
	}
	if err := checkID(path+".VpcId", r.SourceVPC, "vpc-"); err != nil {
		return err
	}
	if !store.IsAccount(r.SourceAccount) {
		return wrong(path+".UserId", "%q is not an account number of 12 digits", r.SourceAccount)
	}
	var one int
	found, err := i.db.One([]any{&one}, "SELECT 1 FROM peering WHERE id = ?", r.Peering)
	if err != nil || found {
		return err
	}
	p := store.Peering{ID: r.Peering, Home: g.Home, VPC: g.VPC, Accepter: store.Home{Region: g.Region, Account: r.SourceAccount}, AccepterVPC: r.SourceVPC,
		Status: store.StatusActive, Message: "Active"}
	if status != "" && status != store.StatusActive {
		p.Status, p.Message, p.Expires = store.StatusDeleted, "Deleted", 0
	}
	return stored(path, store.InsertPeering(i.db, &p))
}
