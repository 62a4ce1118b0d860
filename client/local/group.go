package local

import "strings"

// securityGroup is a group without its rules.
type securityGroup struct {
	key int64
	id  string
	home
	vpc         string // the VPC's id, or "" for EC2-Classic
	name        string
	description string
}

// classic says that the group is one of EC2-Classic, which is in no VPC.
func (g securityGroup) classic() bool { return g.vpc == "" }

const groupColumns = "g.key, g.id, g.region, g.account, g.vpc, g.name, g.description"

func (g *securityGroup) targets() []any {
	return []any{&g.key, &g.id, &g.region, &g.account, &g.vpc, &g.name, &g.description}
}

func (g *securityGroup) scan(r row) error { return r.Scan(g.targets()...) }

// insertGroup stores a group and sets its key. Names are unique in a VPC whatever their case.
func insertGroup(db *session, g *securityGroup) (err error) {
	g.key, err = db.insert(`INSERT INTO security_group (id, region, account, vpc, name, folded_name, description)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		g.id, g.region, g.account, g.vpc, g.name, foldName(g.name), g.description)
	return err
}

// foldName is the form in which group names are compared.
func foldName(name string) string { return strings.ToLower(name) }

// groupByID is the group with the id in the region, whoever owns it.
func groupByID(db *session, region, id string) (g securityGroup, found bool, err error) {
	err = db.each(func(r row) error { found = true; return g.scan(r) },
		"SELECT "+groupColumns+" FROM security_group g WHERE g.id = ? AND g.region = ?", id, region)
	return g, found, err
}

// groupByName is the group with the name in a VPC, or in EC2-Classic if vpc is "".
func groupByName(db *session, h home, vpc, name string) (g securityGroup, found bool, err error) {
	err = db.each(func(r row) error { found = true; return g.scan(r) },
		"SELECT "+groupColumns+` FROM security_group g
		WHERE g.region = ? AND g.account = ? AND g.vpc = ? AND g.folded_name = ?`,
		h.region, h.account, vpc, foldName(name))
	return g, found, err
}

func noSuchGroup(group string) *failure {
	return refuse("InvalidGroup.NotFound", "The security group '%s' does not exist", group)
}

// ownGroup is the caller's group that a request names by id or by name: exactly one of the two is given.
// A name is looked for in EC2-Classic, then in the default VPC.
func (c *call) ownGroup(id, name string) (securityGroup, error) {
	switch {
	case id != "" && name != "":
		return securityGroup{}, refuse("InvalidParameterCombination", "The parameter groupId cannot be used with the parameter groupName")
	case id != "":
		return c.ownGroupByID(id)
	case name != "":
		return c.ownGroupByName(name)
	}
	return securityGroup{}, missingParameter("groupName or groupId")
}

func (c *call) ownGroupByID(id string) (securityGroup, error) {
	if err := checkGroupID(id); err != nil {
		return securityGroup{}, err
	}
	g, found, err := c.findGroup(id)
	if err == nil && (!found || g.account != c.account) {
		err = noSuchGroup(id)
	}
	return g, err
}

func (c *call) ownGroupByName(name string) (securityGroup, error) {
	g, found, err := c.findGroupNamed(c.home(), "", name)
	if err != nil || found {
		return g, err
	}
	v, has, err := defaultVPC(c.db, c.home())
	if err != nil {
		return g, err
	}
	if !has {
		return g, noSuchGroup(name)
	}
	g, found, err = c.findGroupNamed(c.home(), v.id, name)
	if err == nil && !found {
		err = refuse("InvalidGroup.NotFound", "The security group '%s' does not exist in default VPC '%s'", name, v.id)
	}
	return g, err
}

// checkGroupID refuses what cannot be the id of a group.
func checkGroupID(id string) error {
	if !strings.HasPrefix(id, "sg-") {
		return refuse("InvalidGroupId.Malformed", "Invalid id: \"%s\" (expecting \"sg-...\")", id)
	}
	if !isID(id, "sg-") {
		return refuse("InvalidGroupId.Malformed", "The security group ID '%s' is malformed", id)
	}
	return nil
}

// isID says whether id is the prefix and up to 17 hexadecimal digits: 8 in ids of the first years, 17 today.
func isID(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	if !ok || digits == "" || len(digits) > 17 {
		return false
	}
	return strings.Trim(digits, "0123456789abcdef") == ""
}
