package local

import (
	"cmp"
	"slices"
)

// listedGroups are the keys of the groups that the request names by id or name, or that an exact filter on
// group-id names; listed is false if the request is about all groups. A name or id that is not there
// is a failure; a filter's is not.
func (c *call) listedGroups(request describeGroupsRequest, wanted criteria[*fullGroup]) (keys []int64, listed bool, err error) {
	listed = len(request.GroupId)+len(request.GroupName) > 0
	for _, id := range request.GroupId {
		g, err := c.ownGroupByID(id)
		if err != nil {
			return nil, listed, err
		}
		keys = append(keys, g.key)
	}
	for _, name := range request.GroupName {
		g, err := c.ownGroupByName(name)
		if err != nil {
			return nil, listed, err
		}
		keys = append(keys, g.key)
	}
	if ids, exact := wanted.exactly("group-id"); exact && !listed {
		listed = true
		for _, id := range ids {
			g, found, err := groupByID(c.db, c.region, id)
			if err != nil {
				return nil, listed, err
			}
			if found && g.account == c.account {
				keys = append(keys, g.key)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), listed, nil
}

// allGroups reads the caller's groups whose keys are above after, in the order of their keys. Three queries
// serve any number of groups.
func (c *call) allGroups(after int64, limit int) ([]*fullGroup, error) {
	var groups []*fullGroup
	err := c.db.each(func(r row) error {
		g := new(fullGroup)
		groups = append(groups, g)
		return g.scan(r)
	}, "SELECT "+groupColumns+` FROM security_group g
		WHERE g.region = ? AND g.account = ? AND g.key > ? ORDER BY g.key LIMIT ?`, c.region, c.account, after, limit)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	last := groups[len(groups)-1].key
	err = c.db.each(func(from row) error {
		var r rule
		err := r.scan(from)
		addRule(groups, r)
		return err
	}, "SELECT "+ruleColumns+` FROM security_group g CROSS JOIN rule r ON r.group_key = g.key
		WHERE g.region = ? AND g.account = ? AND g.key > ? AND g.key <= ? ORDER BY g.key, r.key`, c.region, c.account, after, last)
	if err != nil {
		return nil, err
	}
	return groups, c.db.each(func(from row) error {
		var key int64
		var t tag
		err := from.Scan(&key, &t.Key, &t.Value)
		if at, ok := position(groups, key); ok {
			groups[at].tags = append(groups[at].tags, t)
		}
		return err
	}, `SELECT g.key, t.key, t.value FROM security_group g CROSS JOIN tag t ON t.resource = g.id
		WHERE g.region = ? AND g.account = ? AND g.key > ? AND g.key <= ? ORDER BY g.key, t.key`, c.region, c.account, after, last)
}

// groupsByKey reads the groups with the keys, which are in order, from the first above after on.
func (c *call) groupsByKey(keys []int64, after int64, limit int) (groups []*fullGroup, err error) {
	for _, key := range keys {
		if key <= after {
			continue
		}
		if len(groups) == limit {
			break
		}
		g := new(fullGroup)
		if _, err := c.db.one(g.targets(), "SELECT "+groupColumns+" FROM security_group g WHERE g.key = ?", key); err != nil {
			return nil, err
		}
		groups = append(groups, g)
		if g.ingress, err = rulesOf(c.db, key, false); err != nil {
			return nil, err
		}
		if g.egress, err = rulesOf(c.db, key, true); err != nil {
			return nil, err
		}
		if g.tags, err = tagsOf(c.db, c.home(), g.id); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// position finds a group by its key among groups in the order of their keys.
func position(groups []*fullGroup, key int64) (int, bool) {
	return slices.BinarySearchFunc(groups, key, func(g *fullGroup, key int64) int { return cmp.Compare(g.key, key) })
}

func addRule(groups []*fullGroup, r rule) {
	at, ok := position(groups, r.groupKey)
	switch {
	case !ok:
	case r.egress:
		groups[at].egress = append(groups[at].egress, r)
	default:
		groups[at].ingress = append(groups[at].ingress, r)
	}
}
