package rehearsal

import (
	"fmt"

	"sluice/client/local/store"
)

// readExported reads the whole state.
func readExported(db *store.Session) (state exported, err error) {
	state.Sluice = exportFormat
	state.Homes, err = all(db, func(r store.Row, h *exportedHome) error { return r.Scan(&h.Region, &h.Account, &h.Classic) },
		"SELECT region, account, classic FROM home ORDER BY region, account")
	if err != nil {
		return state, err
	}
	state.VPCs, err = all(db, func(r store.Row, v *exportedVPC) error {
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
	state.Peerings, err = all(db, func(r store.Row, p *exportedPeering) error {
		return r.Scan(&p.ID, &p.Region, &p.Account, &p.VPC, &p.AccepterRegion, &p.AccepterAccount, &p.AccepterVPC, &p.Status, &p.Message, &p.Expires)
	}, "SELECT id, region, account, vpc, accepter_region, accepter_account, accepter_vpc, status, message, expires FROM peering ORDER BY key")
	if err != nil {
		return state, err
	}
	state.Tags, err = all(db, func(r store.Row, t *exportedTag) error {
		return r.Scan(&t.Resource, &t.Type, &t.Region, &t.Account, &t.Key, &t.Value)
	}, "SELECT resource, type, region, account, key, value FROM tag ORDER BY number")
	return state, err
}

// all reads every row of a query. It is never nil: an empty list is [] in JSON.
func all[T any](db *store.Session, scan func(store.Row, *T) error, query string, args ...any) ([]T, error) {
	found := []T{}
	err := db.Each(func(r store.Row) error {
		var one T
		err := scan(r, &one)
		found = append(found, one)
		return err
	}, query, args...)
	return found, err
}

func readExportedGroups(db *store.Session) ([]exportedGroup, error) {
	place := make(map[int64]int) // by the key of the group
	groups, err := all(db, func(r store.Row, g *exportedGroup) error {
		var key int64
		err := r.Scan(&key, &g.ID, &g.Region, &g.Account, &g.VPC, &g.Name, &g.Description)
		place[key] = len(place)
		g.Rules = []exportedRule{}
		return err
	}, "SELECT "+store.GroupColumns+" FROM security_group g ORDER BY g.key")
	if err != nil {
		return nil, err
	}
	return groups, db.Each(func(from store.Row) error {
		var r store.Rule
		if err := r.Scan(from); err != nil {
			return err
		}
		at, ok := place[r.GroupKey]
		if !ok {
			return fmt.Errorf("rule %s is in no group", r.ID)
		}
		groups[at].Rules = append(groups[at].Rules, exportRule(r))
		return nil
	}, "SELECT "+store.RuleColumns+" FROM rule r ORDER BY r.group_key, r.key")
}

func exportRule(r store.Rule) exportedRule {
	x := exportedRule{ID: r.ID, Egress: r.Egress, Protocol: r.Protocol, Description: r.Description}
	if r.HasPorts() {
		x.FromPort, x.ToPort = &r.From, &r.To
	}
	switch r.Kind {
	case store.KindIPv4:
		x.CidrIPv4 = r.Source
	case store.KindIPv6:
		x.CidrIPv6 = r.Source
	case store.KindPrefix:
		x.PrefixList = r.Source
	case store.KindGroup:
		x.Group = &exportedSourceGroup{r.Source, r.SourceAccount, r.SourceName, r.SourceVPC, r.Peering}
	}
	return x
}

func readExportedLists(db *store.Session) ([]exportedList, error) {
	place := make(map[int64]int) // by the key of the list
	lists, err := all(db, func(r store.Row, l *exportedList) error {
		var key int64
		err := r.Scan(&key, &l.ID, &l.Region, &l.Account, &l.Name, &l.Family, &l.MaxEntries, &l.Version, &l.State, &l.StateMessage)
		place[key] = len(place)
		l.Entries = []exportedEntry{}
		return err
	}, "SELECT "+store.PrefixListColumns+" FROM prefix_list ORDER BY key")
	if err != nil {
		return nil, err
	}
	return lists, db.Each(func(r store.Row) error {
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
