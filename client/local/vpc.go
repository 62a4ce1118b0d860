package local

// vpc is a virtual private cloud.
type vpc struct {
	key int64
	id  string
	home
	cidr, ipv6CIDR string // ipv6CIDR is "" if the VPC has none
	isDefault      bool
	tenancy        string
	dhcpOptions    string
	tags           []tag
}

// defaultName is the name of the group that every VPC has from the start. No other may have it.
const defaultName = "default"

// defaultVPCCIDR is the range that AWS gives a default VPC.
const defaultVPCCIDR = "172.31.0.0/16"

const vpcColumns = "key, id, region, account, cidr, ipv6_cidr, is_default, tenancy, dhcp_options"

func (v *vpc) scan(r row) error {
	return r.Scan(&v.key, &v.id, &v.region, &v.account, &v.cidr, &v.ipv6CIDR, &v.isDefault, &v.tenancy, &v.dhcpOptions)
}

// makeVPC stores a VPC and makes its default group.
func makeVPC(db *session, v vpc, newID func(string) string) (vpc, error) {
	if err := insertVPC(db, &v); err != nil {
		return v, err
	}
	return v, makeDefaultGroup(db, v, newID)
}

// insertVPC stores a VPC and sets its key.
func insertVPC(db *session, v *vpc) (err error) {
	v.key, err = db.insert(`INSERT INTO vpc (id, region, account, cidr, ipv6_cidr, is_default, tenancy, dhcp_options)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		v.id, v.region, v.account, v.cidr, v.ipv6CIDR, v.isDefault, v.tenancy, v.dhcpOptions)
	return err
}

// makeDefaultGroup makes the group that every VPC has: it answers its own members and lets everything out.
func makeDefaultGroup(db *session, v vpc, newID func(string) string) error {
	g := securityGroup{id: newID("sg-"), home: v.home, vpc: v.id, name: defaultName, description: "default VPC security group"}
	if err := insertGroup(db, &g); err != nil {
		return err
	}
	itself := rule{id: newID("sgr-"), traffic: allTraffic(), kind: kindGroup, source: g.id, sourceAccount: g.account}
	if err := insertRule(db, g.key, itself); err != nil {
		return err
	}
	return allowAllOut(db, g, v, newID)
}

// allowAllOut adds the egress rules that every new group of a VPC has.
func allowAllOut(db *session, g securityGroup, v vpc, newID func(string) string) error {
	everywhere := []rule{{egress: true, traffic: allTraffic(), kind: kindIPv4, source: "0.0.0.0/0"}}
	if v.ipv6CIDR != "" {
		everywhere = append(everywhere, rule{egress: true, traffic: allTraffic(), kind: kindIPv6, source: "::/0"})
	}
	for _, r := range everywhere {
		r.id = newID("sgr-")
		if err := insertRule(db, g.key, r); err != nil {
			return err
		}
	}
	return nil
}

// defaultVPC is the home's default VPC, if it has one.
func defaultVPC(db *session, h home) (v vpc, found bool, err error) {
	err = db.each(func(r row) error { found = true; return v.scan(r) },
		"SELECT "+vpcColumns+" FROM vpc WHERE region = ? AND account = ? AND is_default", h.region, h.account)
	return v, found, err
}

// vpcByID is the VPC with the id in the region, whoever owns it.
func vpcByID(db *session, region, id string) (v vpc, found bool, err error) {
	err = db.each(func(r row) error { found = true; return v.scan(r) },
		"SELECT "+vpcColumns+" FROM vpc WHERE id = ? AND region = ?", id, region)
	return v, found, err
}

// ownVPC is the caller's VPC with the id.
func (c *call) ownVPC(id string) (vpc, error) {
	v, found, err := vpcByID(c.db, c.region, id)
	if err == nil && (!found || v.account != c.account) {
		err = refuse("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", id)
	}
	return v, err
}
