package local

import (
	"errors"
	"strings"
)

// resize gives the list a new size, or the reason why it cannot have it: groups whose rules refer to the list count
// it with its size, and some would have more rules than they may. The message names the first ten.
func (c *call) resize(p *prefixList, size int) error {
	old := p.maxEntries
	p.maxEntries = size
	if err := updatePrefixList(c.db, *p); err != nil {
		return err
	}
	full, err := c.overfull(*p)
	if err != nil || len(full) == 0 {
		return err
	}
	p.maxEntries, p.state = old, "modify-failed"
	p.stateMessage = "The following resources do not support the new maximum size: " + strings.Join(full[:min(10, len(full))], ", ")
	return nil
}

// overfull are the ids of the groups that refer to the list and exceed their quota.
func (c *call) overfull(p prefixList) (ids []string, err error) {
	groups, err := groupsReferringTo(c.db, p)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		fits, err := c.fits(g)
		if err != nil {
			return nil, err
		}
		if !fits {
			ids = append(ids, g.id)
		}
	}
	return ids, nil
}

// fits says whether the group's rules are within its quota.
func (c *call) fits(g securityGroup) (bool, error) {
	for _, egress := range []bool{false, true} {
		rules, err := rulesOf(c.db, g.key, egress)
		if err != nil {
			return false, err
		}
		if len(rules) == 0 {
			continue
		}
		err = c.checkQuota(g, rules[1:], rules[:1])
		if f, ok := errors.AsType[*failure](err); ok && f.code == quotaExceeded().code {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}
