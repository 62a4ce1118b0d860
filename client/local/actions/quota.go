package actions

import (
	"fmt"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// Limits are the quotas on the rules of one group. The zero value is [LimitsToday].
type Limits struct {
	Classic  int  // rules of a group of EC2-Classic, 1 to 1000
	VPC      int  // rules of a group of a VPC, 1 to 1000, counted as Together says
	Together bool // a VPC's group counts all its rules together; otherwise each direction of each address family on its own
}

// Limits2011 are those of API reference 2011-12-15: 100 rules in EC2-Classic, and 50 in a VPC, ingress and
// egress together.
func Limits2011() Limits { return Limits{Classic: 100, VPC: 50, Together: true} }

// LimitsToday are those of the VPC user guide: 60 ingress and 60 egress rules, IPv4 and IPv6 apart (quota
// L-0EA8095F), and what EC2-Classic had to its end.
func LimitsToday() Limits { return Limits{Classic: 100, VPC: 60} }

// ParseLimits reads "2011" or "today".
func ParseLimits(text string) (Limits, error) {
	switch text {
	case "2011":
		return Limits2011(), nil
	case "today":
		return LimitsToday(), nil
	}
	return Limits{}, fmt.Errorf("limits %q: write 2011 (50 rules per VPC group in all) or today (60 inbound and 60 outbound)", text)
}

// maxQuota is the most that AWS grants: the rules of all groups of an interface are at most 1000.
const maxQuota = 1000

// Completed is l with EC2's own number for each that is 0.
func (l Limits) Completed() (Limits, error) {
	if l.Classic == 0 {
		l.Classic = LimitsToday().Classic
	}
	if l.VPC == 0 {
		l.VPC = LimitsToday().VPC
		if l.Together {
			l.VPC = Limits2011().VPC
		}
	}
	for _, n := range []int{l.Classic, l.VPC} {
		if n < 1 || n > maxQuota {
			return l, fmt.Errorf("%d rules per group: a quota is 1 to %d rules, such as %d", n, maxQuota, LimitsToday().VPC)
		}
	}
	return l, nil
}

// weight is how much of the two quotas a set of rules uses.
type weight struct{ ipv4, ipv6 int }

func (w weight) plus(o weight) weight { return weight{w.ipv4 + o.ipv4, w.ipv6 + o.ipv6} }

// checkQuota refuses added rules of one direction that do not fit beside the group's present rules of that direction.
func (c *Call) checkQuota(g store.Group, present, added []store.Rule) error {
	limits := c.Backend.Limits
	if len(added) == 0 {
		return nil
	}
	if g.Classic() {
		if len(present)+len(added) > limits.Classic {
			return quotaExceeded()
		}
		return nil
	}
	counted := [][]store.Rule{present, added}
	if limits.Together {
		other, err := store.RulesOf(c.db, g.Key, !added[0].Egress)
		if err != nil {
			return err
		}
		counted = append(counted, other)
	}
	used, err := c.used(counted)
	if err == nil && used > limits.VPC {
		err = quotaExceeded()
	}
	return err
}

// used is how much of a VPC's quota the rules use: the family that uses more decides.
func (c *Call) used(counted [][]store.Rule) (int, error) {
	var sum weight
	for _, rules := range counted {
		for _, r := range rules {
			w, err := weigh(c.db, r)
			if err != nil {
				return 0, err
			}
			if c.Backend.Limits.Together { // then the families share one quota
				w = weight{ipv4: max(w.ipv4, w.ipv6)}
			}
			sum = sum.plus(w)
		}
	}
	return max(sum.ipv4, sum.ipv6), nil
}

func quotaExceeded() *wire.Failure {
	return wire.Refuse("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
}

// weigh is what one rule uses: a range 1 in its family, a group 1 in both, a prefix list its maximum number of
// entries in its family.
func weigh(db *store.Session, r store.Rule) (w weight, err error) {
	switch r.Kind {
	case store.KindIPv4:
		return weight{ipv4: 1}, nil
	case store.KindIPv6:
		return weight{ipv6: 1}, nil
	case store.KindGroup:
		return weight{1, 1}, nil
	}
	family, entries, err := store.PrefixListSize(db, r.Source)
	if err != nil {
		return w, err
	}
	if family == "IPv6" {
		return weight{ipv6: entries}, nil
	}
	return weight{ipv4: entries}, nil
}
