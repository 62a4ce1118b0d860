package ingress

import "fmt"

// Limits are the most ingress rules that a group may hold.
type Limits struct {
	Classic int // per EC2-Classic group: 100 (EC2 API reference, 2011-12-15)
	VPC     int // per VPC group, IPv4 and IPv6 counted apart: 60 (VPC user guide, quotas)
}

// DefaultLimits are EC2's own: 100 for EC2-Classic, 60 per family in a VPC.
func DefaultLimits() Limits { return Limits{Classic: 100, VPC: 60} }

// Of is the limit of a group.
func (l Limits) Of(g Group) int {
	if g.Classic() {
		return l.Classic
	}
	return l.VPC
}

// Quota is a group's use of its limit before and after a change. A source group
// or a prefix list counts in both families; EC2-Classic has no IPv6. A prefix
// list counts as one here: EC2 counts the entries that it may have, which rules
// do not tell, and refuses the call where they are too many.
type Quota struct {
	Limit           int
	Before4, After4 int
	Before6, After6 int
}

func (l Limits) count(g Group, adding []Wanted) Quota {
	q := Quota{Limit: l.Of(g)}
	for _, r := range g.Rules {
		v4, v6 := r.families()
		q.Before4, q.Before6 = q.Before4+v4, q.Before6+v6
	}
	q.After4, q.After6 = q.Before4, q.Before6
	for _, w := range adding {
		v4, v6 := w.families()
		q.After4, q.After6 = q.After4+v4, q.After6+v6
	}
	return q
}

// families is what a rule counts in IPv4 and in IPv6.
func (r Rule) families() (v4, v6 int) {
	switch r.source.kind {
	case SourceIPv4:
		return 1, 0
	case SourceIPv6:
		return 0, 1
	}
	return 1, 1
}

// RulesInUse is what a group's meter shows: the fuller of the two families.
func (g Group) RulesInUse() int {
	q := Limits{}.count(g, nil)
	return max(q.Before4, q.Before6)
}

// Over says by how much the change goes past the limit, or is "".
func (q Quota) Over() string {
	for _, family := range []struct {
		name          string
		before, after int
	}{{"IPv4", q.Before4, q.After4}, {"IPv6", q.Before6, q.After6}} {
		if family.after > q.Limit && family.after > family.before {
			return fmt.Sprintf("%d over the limit: %d of %d %s rules after this change", family.after-q.Limit, family.after, q.Limit, family.name)
		}
	}
	return ""
}
