package local

// Quotas on the ingress rules of one group.
const (
	classicQuota = 100 // EC2-Classic, API reference 2011-12-15
	familyQuota  = 60  // VPC, IPv4 and IPv6 apart (quota L-0EA8095F)
)

// weight is how much of the two quotas a set of rules uses.
type weight struct{ ipv4, ipv6 int }

func (w weight) plus(o weight) weight { return weight{w.ipv4 + o.ipv4, w.ipv6 + o.ipv6} }

// checkQuota refuses added rules that do not fit beside the group's present rules of the same direction.
func (c *call) checkQuota(g securityGroup, present, added []rule) error {
	if g.classic() {
		if len(present)+len(added) > classicQuota {
			return quotaExceeded()
		}
		return nil
	}
	var sum weight
	for _, rules := range [][]rule{present, added} {
		for _, r := range rules {
			w, err := weigh(c.db, r)
			if err != nil {
				return err
			}
			sum = sum.plus(w)
		}
	}
	if max(sum.ipv4, sum.ipv6) > familyQuota {
		return quotaExceeded()
	}
	return nil
}

func quotaExceeded() *failure {
	return refuse("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
}

// weigh is what one rule uses: a range 1 in its family, a group 1 in both, a prefix list its maximum number of
// entries in its family.
func weigh(db *session, r rule) (w weight, err error) {
	switch r.kind {
	case kindIPv4:
		return weight{ipv4: 1}, nil
	case kindIPv6:
		return weight{ipv6: 1}, nil
	case kindGroup:
		return weight{1, 1}, nil
	}
	family, entries := "", 0
	if _, err := db.one([]any{&family, &entries}, "SELECT family, max_entries FROM prefix_list WHERE id = ?", r.source); err != nil {
		return w, err
	}
	if family == "IPv6" {
		return weight{ipv6: entries}, nil
	}
	return weight{ipv4: entries}, nil
}
