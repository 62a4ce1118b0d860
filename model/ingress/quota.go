package ingress

import (
	"errors"
	"fmt"
)

// Limits are the most ingress rules that a group may hold.
type Limits struct {
	Classic int // per EC2-Classic group
	VPC     int // per VPC group; IPv4 and IPv6 are counted apart
}

// DefaultLimits are EC2's own: 100 for EC2-Classic (EC2 API reference,
// 2011-12-15), 60 per family in a VPC (VPC user guide, quotas).
func DefaultLimits() Limits { return Limits{Classic: 100, VPC: 60} }

// maxPerInterface is what the rules of a group times the groups of a network
// interface may come to (VPC user guide, quotas): no group holds more.
const maxPerInterface = 1000

// Validate holds the limits to what EC2 can set.
func (l Limits) Validate() error {
	var errs []error
	if l.Classic < 1 {
		errs = append(errs, fmt.Errorf("rules per EC2-Classic group: %d is no limit, it is 1 or more", l.Classic))
	}
	if l.VPC < 1 || l.VPC > maxPerInterface {
		errs = append(errs, fmt.Errorf("rules per group: %d; EC2 can set 1 to %d", l.VPC, maxPerInterface))
	}
	return errors.Join(errs...)
}

// Of is the limit of a group.
func (l Limits) Of(g Group) int {
	if g.Classic() {
		return l.Classic
	}
	return l.VPC
}

// Quota is a group's use of its limit before and after a change. A CIDR counts
// 1 in its family, a source group 1 in both. A prefix list counts as many as it
// may have entries, or AWS says that it weighs, in its family; as one in both
// where it is not known. EC2-Classic has one count: that of IPv4.
type Quota struct {
	Limit           int
	Before4, After4 int
	Before6, After6 int
	Together        bool // one count, in the fields of IPv4
}

// count is the quota of a change.
func (l Limits) count(c Change, lists PrefixLists) Quota {
	q := l.Meter(c.Group, lists)
	move := func(r Rule, by int) {
		v4, v6 := lists.families(r, q.Together)
		q.After4, q.After6 = q.After4+by*v4, q.After6+by*v6
	}
	for _, r := range c.Sent() {
		if c.Kind != Adding {
			move(r.Existing.Rule, -1)
		}
		if c.Kind != Revoking {
			move(r.Rule, 1)
		}
	}
	return q
}

// Meter is a group's use of its limit as it stands.
func (l Limits) Meter(g Group, lists PrefixLists) Quota {
	q := Quota{Limit: l.Of(g), Together: g.Classic()}
	for _, r := range g.Rules {
		v4, v6 := lists.families(r.Rule, q.Together)
		q.Before4, q.Before6 = q.Before4+v4, q.Before6+v6
	}
	q.After4, q.After6 = q.Before4, q.Before6
	return q
}

// families is what a rule counts in IPv4 and in IPv6.
func (ls PrefixLists) families(r Rule, together bool) (v4, v6 int) {
	slots := ls.slots(r)
	list, _ := ls.of(r.source)
	switch {
	case together, r.source.kind == SourceIPv4, list.Family == "IPv4":
		return slots, 0
	case r.source.kind == SourceIPv6, list.Family == "IPv6":
		return 0, slots
	}
	return slots, slots
}

// slots is what a rule counts in each family that it counts in.
func (ls PrefixLists) slots(r Rule) int {
	list, _ := ls.of(r.source)
	return max(list.Weight, 1)
}

// RulesInUse is what a group's meter shows where prefix lists are not known:
// the fuller of the two families.
func (g Group) RulesInUse() int {
	q := Limits{}.Meter(g, nil)
	return max(q.Before4, q.Before6)
}

// Words are the meter before and after the change: rules 3 → 4 of 60.
func (q Quota) Words() string {
	meter := func(before, after int) string {
		if before == after {
			return fmt.Sprintf("%d of %d", after, q.Limit)
		}
		return fmt.Sprintf("%d → %d of %d", before, after, q.Limit)
	}
	if q.Together {
		return "rules " + meter(q.Before4, q.After4)
	}
	return "rules " + meter(q.Before4, q.After4) + " IPv4, " + meter(q.Before6, q.After6) + " IPv6"
}

// Over says by how much the change goes past the limit, or is "".
func (q Quota) Over() string {
	name4 := "IPv4 rules"
	if q.Together {
		name4 = "rules"
	}
	for _, family := range []struct {
		name          string
		before, after int
	}{{name4, q.Before4, q.After4}, {"IPv6 rules", q.Before6, q.After6}} {
		if family.after > q.Limit && family.after > family.before {
			return fmt.Sprintf("%d over the limit: %d of %d %s after this change", family.after-q.Limit, family.after, q.Limit, family.name)
		}
	}
	return ""
}
