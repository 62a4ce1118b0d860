package store

// GroupReference says that groups of another VPC refer to a group.
type GroupReference struct{ Group, VPC, Peering string }

// ReferencesTo are the references to one group, one for each VPC and peering.
func ReferencesTo(db *Session, g Group) (references []GroupReference, err error) {
	err = db.Each(func(from Row) error {
		r := GroupReference{Group: g.ID}
		err := from.Scan(&r.VPC, &r.Peering)
		references = append(references, r)
		return err
	}, `SELECT DISTINCT o.vpc, r.peering FROM rule r JOIN security_group o ON o.key = r.group_key
		JOIN peering p ON p.id = r.peering AND p.status = 'active'
		WHERE r.source = ? AND r.kind IN ('group', 'prefix-list') ORDER BY o.vpc, r.peering`, g.ID)
	return references, err
}

// StaleGroups are the groups of the VPC that have stale rules, with these rules only, in the order of their keys.
func StaleGroups(db *Session, v VPC) (groups []*FullGroup, err error) {
	err = db.Each(func(from Row) error {
		var o OwnedRule
		if err := o.scan(from); err != nil {
			return err
		}
		if last := len(groups) - 1; last < 0 || groups[last].Key != o.Group.Key {
			groups = append(groups, &FullGroup{Group: o.Group})
		}
		addRule(groups, o.Rule)
		return nil
	}, ownedRules+`WHERE g.region = ? AND g.account = ? AND g.vpc = ? AND r.kind = 'group'
		AND (NOT EXISTS (SELECT 1 FROM security_group s WHERE s.id = r.source)
			OR r.peering <> '' AND NOT EXISTS (SELECT 1 FROM peering p WHERE p.id = r.peering AND p.status = 'active'))
		ORDER BY g.key, r.key`, v.Region, v.Account, v.ID)
	return groups, err
}
