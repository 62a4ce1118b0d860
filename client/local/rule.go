package local

// traffic is what a rule lets through: an IP protocol and its ports.
type traffic struct {
	protocol string // tcp, udp, icmp, icmpv6, a number, or -1 for all
	from, to int    // ports, or ICMP type and code; -1 and -1 where all are meant
}

func allTraffic() traffic { return traffic{protocol: "-1", from: -1, to: -1} }

// hasPorts says whether from and to mean something.
func (t traffic) hasPorts() bool {
	switch t.protocol {
	case "tcp", "udp", "icmp", "icmpv6":
		return true
	}
	return false
}

// sourceKind says what a rule's source is (its destination, for egress).
type sourceKind string

const (
	kindIPv4   sourceKind = "ipv4"
	kindIPv6   sourceKind = "ipv6"
	kindPrefix sourceKind = "prefix-list"
	kindGroup  sourceKind = "group"
)

// rule is one rule of a group: one protocol and port range, one source.
type rule struct {
	key      int64
	groupKey int64
	id       string
	egress   bool
	traffic
	kind          sourceKind
	source        string // canonical CIDR, or the id of a prefix list or group
	sourceAccount string // of a group: its owner
	sourceName    string // of a group of EC2-Classic: its name
	sourceVPC     string // of a group behind a peering: its VPC
	peering       string // of a group behind a peering: the peering
	peeringStatus string // of a group behind a peering: what has become of the peering
	description   string
	tags          []tag
}

// identity is what makes two rules of a group the same: the description does not count.
type identity struct {
	egress bool
	traffic
	source string
}

func (r rule) identity() identity { return identity{r.egress, r.traffic, r.source} }

// insertRule stores a rule of the group.
func insertRule(db *session, group int64, r rule) error {
	_, err := db.exec(`INSERT INTO rule (id, group_key, egress, protocol, from_port, to_port, kind, source,
		source_account, source_name, source_vpc, peering, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.id, group, r.egress, r.protocol, r.from, r.to, string(r.kind), r.source,
		r.sourceAccount, r.sourceName, r.sourceVPC, r.peering, r.description)
	return err
}

// restoreRule stores a rule under the key and in the group that it had before.
func restoreRule(db *session, r rule) error {
	if err := insertRule(db, r.groupKey, r); err != nil {
		return err
	}
	_, err := db.exec("UPDATE rule SET key = ? WHERE id = ?", r.key, r.id)
	return err
}

// deleteRule removes a rule and its tags.
func deleteRule(db *session, r rule) error {
	if _, err := db.exec("DELETE FROM rule WHERE key = ?", r.key); err != nil {
		return err
	}
	return dropTags(db, r.id)
}

// rulesOf are the group's rules in one direction, oldest first, without their tags.
func rulesOf(db *session, group int64, egress bool) (rules []rule, err error) {
	err = db.each(func(from row) error {
		var r rule
		err := r.scan(from)
		rules = append(rules, r)
		return err
	}, "SELECT "+ruleColumns+" FROM rule r WHERE r.group_key = ? AND r.egress = ? ORDER BY r.key", group, egress)
	return rules, err
}

// rulesOfGroup are the group's rules in both directions, ingress first.
func rulesOfGroup(db *session, group int64) ([]rule, error) {
	in, err := rulesOf(db, group, false)
	if err != nil {
		return nil, err
	}
	out, err := rulesOf(db, group, true)
	return append(in, out...), err
}
