package store

import "strings"

// Group is a group without its rules.
type Group struct {
	Key int64
	ID  string
	Home
	VPC         string // the VPC's id, or "" for EC2-Classic
	Name        string
	Description string
}

// Classic says that the group is one of EC2-Classic, which is in no VPC.
func (g Group) Classic() bool { return g.VPC == "" }

// GroupColumns are what a [Group] is scanned from; the table is named g.
const GroupColumns = "g.key, g.id, g.region, g.account, g.vpc, g.name, g.description"

func (g *Group) targets() []any {
	return []any{&g.Key, &g.ID, &g.Region, &g.Account, &g.VPC, &g.Name, &g.Description}
}

func (g *Group) scan(r Row) error { return r.Scan(g.targets()...) }

// InsertGroup stores a group and sets its key. Names are unique in a VPC whatever their case.
func InsertGroup(db *Session, g *Group) (err error) {
	g.Key, err = db.insert(`INSERT INTO security_group (id, region, account, vpc, name, folded_name, description)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		g.ID, g.Region, g.Account, g.VPC, g.Name, FoldName(g.Name), g.Description)
	return err
}

// FoldName is the form in which group names are compared.
func FoldName(name string) string { return strings.ToLower(name) }

// GroupByID is the group with the id in the region, whoever owns it.
func GroupByID(db *Session, region, id string) (g Group, found bool, err error) {
	err = db.Each(func(r Row) error { found = true; return g.scan(r) },
		"SELECT "+GroupColumns+" FROM security_group g WHERE g.id = ? AND g.region = ?", id, region)
	return g, found, err
}

// GroupByName is the group with the name in a VPC, or in EC2-Classic if vpc is "".
func GroupByName(db *Session, h Home, vpc, name string) (g Group, found bool, err error) {
	err = db.Each(func(r Row) error { found = true; return g.scan(r) },
		"SELECT "+GroupColumns+` FROM security_group g
		WHERE g.region = ? AND g.account = ? AND g.vpc = ? AND g.folded_name = ?`,
		h.Region, h.Account, vpc, FoldName(name))
	return g, found, err
}

// IsID says whether id is the prefix and up to 17 hexadecimal digits: 8 in ids of the first years, 17 today.
func IsID(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	if !ok || digits == "" || len(digits) > 17 {
		return false
	}
	return strings.Trim(digits, "0123456789abcdef") == ""
}

// GroupsReferringTo are the groups with a rule whose source or destination is the list, in the order of their keys.
func GroupsReferringTo(db *Session, p PrefixList) (groups []Group, err error) {
	err = db.Each(func(r Row) error {
		var g Group
		err := g.scan(r)
		groups = append(groups, g)
		return err
	}, "SELECT DISTINCT "+GroupColumns+` FROM rule r JOIN security_group g ON g.key = r.group_key
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') ORDER BY g.key`, p.ID)
	return groups, err
}

// ReferredTo says whether a rule of another group in the same network names the group. Kinds are spelled as the
// index on sources spells them: it serves no other query.
func ReferredTo(db *Session, g Group) (bool, error) {
	var one int
	return db.One([]any{&one}, `SELECT 1 FROM rule r JOIN security_group o ON o.key = r.group_key
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') AND o.key <> ? AND o.vpc = ? LIMIT 1`, g.ID, g.Key, g.VPC)
}

// RemoveGroup deletes a group with its rules, and the tags of both.
func RemoveGroup(db *Session, g Group) error {
	if _, err := db.Exec("DELETE FROM tag WHERE resource IN (SELECT id FROM rule WHERE group_key = ?)", g.Key); err != nil {
		return err
	}
	if _, err := db.Exec("DELETE FROM security_group WHERE key = ?", g.Key); err != nil {
		return err
	}
	return dropTags(db, g.ID)
}

// CountGroups counts the home's groups in EC2-Classic, or those in its VPCs, and goes no further than most.
func CountGroups(db *Session, h Home, classic bool, most int) (count int, err error) {
	_, err = db.One([]any{&count}, `SELECT count(*) FROM (SELECT 1 FROM security_group
		WHERE region = ? AND account = ? AND (vpc = '') = ? LIMIT ?)`, h.Region, h.Account, classic, most)
	return count, err
}
