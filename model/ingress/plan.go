package ingress

import "fmt"

// Verdict is what a planned rule means for its group.
type Verdict uint8

// Only rules that are [New] are sent.
const (
	New          Verdict = iota
	AlreadyThere         // the group holds the same rule
	Repeated             // the plan names the same rule before
)

// PlannedRule is a wanted rule with what it means for the group.
type PlannedRule struct {
	Wanted
	Verdict  Verdict
	Existing GroupRule // the group's own rule, where it is already there
}

// Change is what a plan does to one group, as read at a revision.
type Change struct {
	Group    Group
	Revision string
	Rules    []PlannedRule // in the draft's order
	Quota    Quota
}

// Plan is what a submission will send: one change per group. The operation id
// is minted with the plan, so that what is sent can be told from what others do.
type Plan struct {
	Operation string
	Changes   []Change
}

// NewPlan compares the wanted rules with the groups as just read. wanted[i]
// belongs to groups[i].
func NewPlan(operation string, groups []Group, wanted [][]Wanted, limits Limits) Plan {
	plan := Plan{Operation: operation}
	for i, g := range groups {
		c := Change{Group: g, Revision: g.Revision()}
		seen := map[Rule]bool{}
		for _, w := range wanted[i] {
			planned := PlannedRule{Wanted: w}
			existing, there := g.Find(w.Rule)
			switch {
			case seen[w.Rule]:
				planned.Verdict = Repeated
			case there:
				planned.Verdict, planned.Existing = AlreadyThere, existing
			}
			seen[w.Rule] = true
			c.Rules = append(c.Rules, planned)
		}
		c.Quota = limits.count(g, c.Send())
		plan.Changes = append(plan.Changes, c)
	}
	return plan
}

// Send are the rules that are new: what the one call for this group carries.
func (c Change) Send() []Wanted {
	var send []Wanted
	for _, r := range c.Rules {
		if r.Verdict == New {
			send = append(send, r.Wanted)
		}
	}
	return send
}

// Count is the number of planned rules with a verdict.
func (p Plan) Count(v Verdict) int {
	n := 0
	for _, c := range p.Changes {
		for _, r := range c.Rules {
			if r.Verdict == v {
				n++
			}
		}
	}
	return n
}

// Empty reports that nothing is new, so nothing would be sent.
func (p Plan) Empty() bool { return p.Count(New) == 0 }

// Blocked says why the plan cannot be submitted, or is "".
func (p Plan) Blocked() string {
	for _, c := range p.Changes {
		if over := c.Quota.Over(); over != "" {
			return c.Group.Name + ": " + over
		}
	}
	return ""
}

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
// or a prefix list counts in both families; EC2-Classic has no IPv6.
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
