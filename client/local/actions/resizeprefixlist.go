package actions

import (
	"errors"
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// resize gives the list a new size, or the reason why it cannot have it: groups whose rules refer to the list count
// it with its size, and some would have more rules than they may. The message names the first ten.
func (c *Call) resize(p *store.PrefixList, size int) error {
	old := p.MaxEntries
	p.MaxEntries = size
	if err := store.UpdatePrefixList(c.db, *p); err != nil {
		return err
	}
	full, err := c.overfull(*p)
	if err != nil || len(full) == 0 {
		return err
	}
	p.MaxEntries, p.State = old, "modify-failed"
	p.StateMessage = "The following resources do not support the new maximum size: " + strings.Join(full[:min(10, len(full))], ", ")
	return nil
}

// overfull are the ids of the groups that refer to the list and exceed their quota.
func (c *Call) overfull(p store.PrefixList) (ids []string, err error) {
	groups, err := store.GroupsReferringTo(c.db, p)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		fits, err := c.fits(g)
		if err != nil {
			return nil, err
		}
		if !fits {
			ids = append(ids, g.ID)
		}
	}
	return ids, nil
}

// fits says whether the group's rules are within its quota.
func (c *Call) fits(g store.Group) (bool, error) {
	for _, egress := range []bool{false, true} {
		rules, err := store.RulesOf(c.db, g.Key, egress)
		if err != nil {
			return false, err
		}
		if len(rules) == 0 {
			continue
		}
		err = c.checkQuota(g, rules[1:], rules[:1])
		if f, ok := errors.AsType[*wire.Failure](err); ok && f.Code == quotaExceeded().Code {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}
