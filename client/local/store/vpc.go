package store

// VPC is a virtual private cloud.
type VPC struct {
	key int64
	ID  string
	Home
	CIDR, IPv6CIDR string // ipv6CIDR is "" if the VPC has none
	IsDefault      bool
	Tenancy        string
	DHCPOptions    string
	Tags           []Tag
}

// DefaultName is the name of the group that every VPC has from the start. No other may have it.
const DefaultName = "default"

// DefaultVPCCIDR is the range that AWS gives a default VPC.
const DefaultVPCCIDR = "172.31.0.0/16"

const vpcColumns = "key, id, region, account, cidr, ipv6_cidr, is_default, tenancy, dhcp_options"

func (v *VPC) scan(r Row) error {
	return r.Scan(&v.key, &v.ID, &v.Region, &v.Account, &v.CIDR, &v.IPv6CIDR, &v.IsDefault, &v.Tenancy, &v.DHCPOptions)
}

// MakeVPC stores a VPC and makes its default group.
func MakeVPC(db *Session, v VPC, newID func(string) string) (VPC, error) {
	if err := InsertVPC(db, &v); err != nil {
		return v, err
	}
	return v, MakeDefaultGroup(db, v, newID)
}

// InsertVPC stores a VPC and sets its key.
func InsertVPC(db *Session, v *VPC) (err error) {
	v.key, err = db.insert(`INSERT INTO vpc (id, region, account, cidr, ipv6_cidr, is_default, tenancy, dhcp_options)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		v.ID, v.Region, v.Account, v.CIDR, v.IPv6CIDR, v.IsDefault, v.Tenancy, v.DHCPOptions)
	return err
}

// MakeDefaultGroup makes the group that every VPC has: it answers its own members and lets everything out.
func MakeDefaultGroup(db *Session, v VPC, newID func(string) string) error {
	g := Group{ID: newID("sg-"), Home: v.Home, VPC: v.ID, Name: DefaultName, Description: "default VPC security group"}
	if err := InsertGroup(db, &g); err != nil {
		return err
	}
	itself := Rule{ID: newID("sgr-"), Traffic: allTraffic(), Kind: KindGroup, Source: g.ID, SourceAccount: g.Account}
	if err := InsertRule(db, g.Key, itself); err != nil {
		return err
	}
	return AllowAllOut(db, g, v, newID)
}

// AllowAllOut adds the egress rules that every new group of a VPC has.
func AllowAllOut(db *Session, g Group, v VPC, newID func(string) string) error {
	everywhere := []Rule{{Egress: true, Traffic: allTraffic(), Kind: KindIPv4, Source: "0.0.0.0/0"}}
	if v.IPv6CIDR != "" {
		everywhere = append(everywhere, Rule{Egress: true, Traffic: allTraffic(), Kind: KindIPv6, Source: "::/0"})
	}
	for _, r := range everywhere {
		r.ID = newID("sgr-")
		if err := InsertRule(db, g.Key, r); err != nil {
			return err
		}
	}
	return nil
}

// DefaultVPC is the home's default VPC, if it has one.
func DefaultVPC(db *Session, h Home) (v VPC, found bool, err error) {
	err = db.Each(func(r Row) error { found = true; return v.scan(r) },
		"SELECT "+vpcColumns+" FROM vpc WHERE region = ? AND account = ? AND is_default", h.Region, h.Account)
	return v, found, err
}

// VPCByID is the VPC with the id in the region, whoever owns it.
func VPCByID(db *Session, region, id string) (v VPC, found bool, err error) {
	err = db.Each(func(r Row) error { found = true; return v.scan(r) },
		"SELECT "+vpcColumns+" FROM vpc WHERE id = ? AND region = ?", id, region)
	return v, found, err
}

// AllVPCs reads the home's VPCs whose keys are above after, in the order of their keys.
func AllVPCs(db *Session, h Home, after int64, limit int) (vpcs []*VPC, err error) {
	err = db.Each(func(r Row) error {
		v := new(VPC)
		vpcs = append(vpcs, v)
		return v.scan(r)
	}, "SELECT "+vpcColumns+" FROM vpc WHERE region = ? AND account = ? AND key > ? ORDER BY key LIMIT ?", h.Region, h.Account, after, limit)
	for _, v := range vpcs {
		if err != nil {
			break
		}
		v.Tags, err = TagsOf(db, h, v.ID)
	}
	return vpcs, err
}

// DHCPOptionsOf are the DHCP options that the home's VPCs share, if it has any.
func DHCPOptionsOf(db *Session, h Home) (options string, found bool, err error) {
	found, err = db.One([]any{&options}, "SELECT dhcp_options FROM vpc WHERE region = ? AND account = ? ORDER BY key LIMIT 1", h.Region, h.Account)
	return options, found, err
}

// HasOtherGroups says whether the VPC has a group beside one.
func HasOtherGroups(db *Session, v VPC, beside Group) (bool, error) {
	var one int
	return db.One([]any{&one}, "SELECT 1 FROM security_group WHERE region = ? AND account = ? AND vpc = ? AND key <> ? LIMIT 1",
		v.Region, v.Account, v.ID, beside.Key)
}

// DeleteVPC removes a VPC that has no groups, and its tags.
func DeleteVPC(db *Session, v VPC) error {
	if _, err := db.Exec("DELETE FROM vpc WHERE key = ?", v.key); err != nil {
		return err
	}
	return dropTags(db, v.ID)
}
