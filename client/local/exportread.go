package local

import "fmt"

// readExported reads the whole state.
func readExported(db *session) (state exported, err error) {
	state.Sluice = exportFormat
	state.Homes, err = all(db, func(r row, h *exportedHome) error { return r.Scan(&h.Region, &h.Account, &h.Classic) },
		"SELECT region, account, classic FROM home ORDER BY region, account")
	if err != nil {
		return state, err
	}
	state.VPCs, err = all(db, func(r row, v *exportedVPC) error {
		return r.Scan(&v.ID, &v.Region, &v.Account, &v.CIDR, &v.IPv6CIDR, &v.Default, &v.Tenancy, &v.DHCPOptions)
	}, "SELECT id, region, account, cidr, ipv6_cidr, is_default, tenancy, dhcp_options FROM vpc ORDER BY key")
	if err != nil {
		return state, err
	}
	if state.SecurityGroups, err = readExportedGroups(db); err != nil {
		return state, err
	}
	if state.PrefixLists, err = readExportedLists(db); err != nil {
		return state, err
	}
	state.Peerings, err = all(db, func(r row, p *exportedPeering) error {
		return r.Scan(&p.ID, &p.Region, &p.Account, &p.VPC, &p.AccepterRegion, &p.AccepterAccount, &p.AccepterVPC, &p.Status, &p.Message, &p.Expires)
	}, "SELECT id, region, account, vpc, accepter_region, accepter_account, accepter_vpc, status, message, expires FROM peering ORDER BY key")
	if err != nil {
		return state, err
	}
	state.Tags, err = all(db, func(r row, t *exportedTag) error {
		return r.Scan(&t.Resource, &t.Type, &t.Region, &t.Account, &t.Key, &t.Value)
	}, "SELECT resource, type, region, account, key, value FROM tag ORDER BY number")
	return state, err
}

// all reads every row of a query. It is never nil: an empty list is [] in JSON.
func all[T any](db *session, scan func(row, *T) error, query string, args ...any) ([]T, error) {
	found := []T{}
	err := db.each(func(r row) error {
		var one T
		err := scan(r, &one)
		found = append(found, one)
		return err
	}, query, args...)
	return found, err
}

func readExportedGroups(db *session) ([]exportedGroup, error) {
	place := make(map[int64]int) // by the key of the group
	groups, err := all(db, func(r row, g *exportedGroup) error {
		var key int64
		err := r.Scan(&key, &g.ID, &g.Region, &g.Account, &g.VPC, &g.Name, &g.Description)
		place[key] = len(place)
		g.Rules = []exportedRule{}
		return err
	}, "SELECT "+groupColumns+" FROM security_group g ORDER BY g.key")
	if err != nil {
		return nil, err
	}
	return groups, db.each(func(from row) error {
		var r rule
		if err := r.scan(from); err != nil {
			return err
		}
		at, ok := place[r.groupKey]
		if !ok {
			return fmt.Errorf("rule %s is in no group", r.id)
		}
		groups[at].Rules = append(groups[at].Rules, exportRule(r))
		return nil
	}, "SELECT "+ruleColumns+" FROM rule r ORDER BY r.group_key, r.key")
}

func exportRule(r rule) exportedRule {
	x := exportedRule{ID: r.id, Egress: r.egress, Protocol: r.protocol, Description: r.description}
	if r.hasPorts() {
		x.FromPort, x.ToPort = &r.from, &r.to
	}
	switch r.kind {
	case kindIPv4:
		x.CidrIPv4 = r.source
	case kindIPv6:
		x.CidrIPv6 = r.source
	case kindPrefix:
		x.PrefixList = r.source
	case kindGroup:
		x.Group = &exportedSourceGroup{r.source, r.sourceAccount, r.sourceName, r.sourceVPC, r.peering}
	}
	return x
}

func readExportedLists(db *session) ([]exportedList, error) {
	place := make(map[int64]int) // by the key of the list
	lists, err := all(db, func(r row, l *exportedList) error {
		var key int64
		err := r.Scan(&key, &l.ID, &l.Region, &l.Account, &l.Name, &l.Family, &l.MaxEntries, &l.Version, &l.State, &l.StateMessage)
		place[key] = len(place)
		l.Entries = []exportedEntry{}
		return err
	}, "SELECT "+prefixListColumns+" FROM prefix_list ORDER BY key")
	if err != nil {
		return nil, err
	}
	return lists, db.each(func(r row) error {
		var key int64
		var x exportedEntry
		if err := r.Scan(&key, &x.CIDR, &x.Description, &x.Added, &x.Removed); err != nil {
			return err
		}
		at, ok := place[key]
		if !ok {
			return fmt.Errorf("entry %s is in no prefix list", x.CIDR)
		}
		lists[at].Entries = append(lists[at].Entries, x)
		return nil
	}, "SELECT list_key, cidr, description, added, removed FROM prefix_list_entry ORDER BY list_key, added, cidr")
}
