package store

import (
	"cmp"
	"slices"
)

// FullGroup is a group with all that an answer or a filter needs.
type FullGroup struct {
	Group
	Ingress, Egress []Rule
	Tags            []Tag
}

// AllGroups reads the home's groups whose keys are above after, in the order of their keys. Three queries
// serve any number of groups.
func AllGroups(db *Session, h Home, after int64, limit int) ([]*FullGroup, error) {
	var groups []*FullGroup
	err := db.Each(func(r Row) error {
		g := new(FullGroup)
		groups = append(groups, g)
		return g.scan(r)
	}, "SELECT "+GroupColumns+` FROM security_group g
		WHERE g.region = ? AND g.account = ? AND g.key > ? ORDER BY g.key LIMIT ?`, h.Region, h.Account, after, limit)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	last := groups[len(groups)-1].Key
	err = db.Each(func(from Row) error {
		var r Rule
		err := r.Scan(from)
		addRule(groups, r)
		return err
	}, "SELECT "+RuleColumns+` FROM security_group g CROSS JOIN rule r ON r.group_key = g.key
		WHERE g.region = ? AND g.account = ? AND g.key > ? AND g.key <= ? ORDER BY g.key, r.key`, h.Region, h.Account, after, last)
	if err != nil {
		return nil, err
	}
	return groups, db.Each(func(from Row) error {
		var key int64
		var t Tag
		err := from.Scan(&key, &t.Key, &t.Value)
		if at, ok := position(groups, key); ok {
			groups[at].Tags = append(groups[at].Tags, t)
		}
		return err
	}, `SELECT g.key, t.key, t.value FROM security_group g CROSS JOIN tag t ON t.resource = g.id
		WHERE g.region = ? AND g.account = ? AND g.key > ? AND g.key <= ? ORDER BY g.key, t.key`, h.Region, h.Account, after, last)
}

// GroupsByKey reads the groups with the keys, which are in order, from the first above after on.
func GroupsByKey(db *Session, h Home, keys []int64, after int64, limit int) (groups []*FullGroup, err error) {
	for _, key := range keys {
		if key <= after {
			continue
		}
		if len(groups) == limit {
			break
		}
		g := new(FullGroup)
		if _, err := db.One(g.targets(), "SELECT "+GroupColumns+" FROM security_group g WHERE g.key = ?", key); err != nil {
			return nil, err
		}
		groups = append(groups, g)
		if g.Ingress, err = RulesOf(db, key, false); err != nil {
			return nil, err
		}
		if g.Egress, err = RulesOf(db, key, true); err != nil {
			return nil, err
		}
		if g.Tags, err = TagsOf(db, h, g.ID); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// position finds a group by its key among groups in the order of their keys.
func position(groups []*FullGroup, key int64) (int, bool) {
	return slices.BinarySearchFunc(groups, key, func(g *FullGroup, key int64) int { return cmp.Compare(g.Key, key) })
}

func addRule(groups []*FullGroup, r Rule) {
	at, ok := position(groups, r.GroupKey)
	switch {
	case !ok:
	case r.Egress:
		groups[at].Egress = append(groups[at].Egress, r)
	default:
		groups[at].Ingress = append(groups[at].Ingress, r)
	}
}
