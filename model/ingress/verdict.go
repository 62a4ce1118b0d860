package ingress

// Verdict is what becomes of a planned rule.
type Verdict uint8

// New rules are sent. Covered ones are where the plan includes them.
const (
	New          Verdict = iota
	AlreadyThere         // the group holds the same rule
	Repeated             // the plan names the same rule before
	Covered              // other rules, the group's or the plan's, let in all that it would, for as long
)

// PlannedRule is a wanted rule with what it means for the group.
type PlannedRule struct {
	Wanted
	Verdict  Verdict
	Existing GroupRule // the group's own rule, where it is already there
	// CoveredBy and CoveredByPlan are the group's rules and the plan's that let
	// in all that the rule would, where the verdict is Covered: one rule that
	// does alone, or several that do together.
	CoveredBy     []*GroupRule
	CoveredByPlan []Rule
	// Redundant are the group's rules that let in nothing more than this one and
	// last no longer, Overlaps those that let in a part of it. Both are empty where
	// the rule is already there, repeated or covered.
	Redundant, Overlaps []*GroupRule
}

// Name is the verdict in full, as a word for programs: new, already-there,
// repeated, covered, covered-together, makes-redundant, overlaps, useless. All
// but the second to the fifth are rules that are sent.
func (r PlannedRule) Name() string {
	switch {
	case r.Verdict == AlreadyThere:
		return "already-there"
	case r.Verdict == Repeated:
		return "repeated"
	case r.Verdict == Covered && len(r.CoveredBy)+len(r.CoveredByPlan) > 1:
		return "covered-together"
	case r.Verdict == Covered:
		return "covered"
	case r.Useless() != "":
		return "useless"
	case len(r.Redundant) > 0:
		return "makes-redundant"
	case len(r.Overlaps) > 0:
		return "overlaps"
	}
	return "new"
}

// RelatedIDs are the ids of the group's rules that the verdict is about, where
// the group was read with ids.
func (r PlannedRule) RelatedIDs() []string {
	var ids []string
	for _, rules := range [][]*GroupRule{{&r.Existing}, r.CoveredBy, r.Redundant, r.Overlaps} {
		for _, rule := range rules {
			if rule.ID != "" {
				ids = append(ids, rule.ID)
			}
		}
	}
	return ids
}

// Useless says why a rule matches no traffic though EC2 takes it, or is "".
func (r Rule) Useless() string {
	switch {
	case r.protocol == ICMP && r.source.kind == SourceIPv6:
		return "icmp is IPv4's: for ping over IPv6 write icmpv6"
	case r.protocol == ICMPv6 && r.source.kind == SourceIPv4:
		return "icmpv6 is IPv6's: for ping over IPv4 write icmp"
	}
	return ""
}
