package store

// Traffic is what a rule lets through: an IP protocol and its ports.
type Traffic struct {
	Protocol string // tcp, udp, icmp, icmpv6, a number, or -1 for all
	From, To int    // ports, or ICMP type and code; -1 and -1 where all are meant
}

func allTraffic() Traffic { return Traffic{Protocol: "-1", From: -1, To: -1} }

// HasPorts says whether from and to mean something.
func (t Traffic) HasPorts() bool {
	switch t.Protocol {
	case "tcp", "udp", "icmp", "icmpv6":
		return true
	}
	return false
}

// SourceKind says what a rule's source is (its destination, for egress).
type SourceKind string

// What a rule's source may be.
const (
	KindIPv4   SourceKind = "ipv4"
	KindIPv6   SourceKind = "ipv6"
	KindPrefix SourceKind = "prefix-list"
	KindGroup  SourceKind = "group"
)

// Rule is one rule of a group: one protocol and port range, one source.
type Rule struct {
	Key      int64
	GroupKey int64
	ID       string
	Egress   bool
	Traffic
	Kind          SourceKind
	Source        string // canonical CIDR, or the id of a prefix list or group
	SourceAccount string // of a group: its owner
	SourceName    string // of a group of EC2-Classic: its name
	SourceVPC     string // of a group behind a peering: its VPC
	Peering       string // of a group behind a peering: the peering
	PeeringStatus string // of a group behind a peering: what has become of the peering
	Description   string
	Tags          []Tag
}

// Identity is what makes two rules of a group the same: the description does not count.
type Identity struct {
	egress bool
	Traffic
	source string
}

// Identity is what the rule shares with no other of its group.
func (r Rule) Identity() Identity { return Identity{r.Egress, r.Traffic, r.Source} }

// InsertRule stores a rule of the group.
func InsertRule(db *Session, group int64, r Rule) error {
	_, err := db.Exec(`INSERT INTO rule (id, group_key, egress, protocol, from_port, to_port, kind, source,
		source_account, source_name, source_vpc, peering, description) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, group, r.Egress, r.Protocol, r.From, r.To, string(r.Kind), r.Source,
		r.SourceAccount, r.SourceName, r.SourceVPC, r.Peering, r.Description)
	return err
}

// DeleteRule removes a rule and its tags.
func DeleteRule(db *Session, r Rule) error {
	if _, err := db.Exec("DELETE FROM rule WHERE key = ?", r.Key); err != nil {
		return err
	}
	return dropTags(db, r.ID)
}

// RulesOf are the group's rules in one direction, oldest first, without their tags.
func RulesOf(db *Session, group int64, egress bool) (rules []Rule, err error) {
	err = db.Each(func(from Row) error {
		var r Rule
		err := r.Scan(from)
		rules = append(rules, r)
		return err
	}, "SELECT "+RuleColumns+" FROM rule r WHERE r.group_key = ? AND r.egress = ? ORDER BY r.key", group, egress)
	return rules, err
}

// RulesOfGroup are the group's rules in both directions, ingress first.
func RulesOfGroup(db *Session, group int64) ([]Rule, error) {
	in, err := RulesOf(db, group, false)
	if err != nil {
		return nil, err
	}
	out, err := RulesOf(db, group, true)
	return append(in, out...), err
}

// DescribeRule gives a rule its description anew.
func DescribeRule(db *Session, r Rule) error {
	_, err := db.Exec("UPDATE rule SET description = ? WHERE key = ?", r.Description, r.Key)
	return err
}

// RestoreRules stores rules that were changed, each under the key and in the group that it had before. All are taken out
// first: one may become what another was.
func RestoreRules(db *Session, rules []Rule) error {
	for _, r := range rules {
		if _, err := db.Exec("DELETE FROM rule WHERE key = ?", r.Key); err != nil {
			return err
		}
	}
	for _, r := range rules {
		if err := InsertRule(db, r.GroupKey, r); err != nil {
			return err
		}
		if _, err := db.Exec("UPDATE rule SET key = ? WHERE id = ?", r.Key, r.ID); err != nil {
			return err
		}
	}
	return nil
}
