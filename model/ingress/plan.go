package ingress

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
	Kind     Kind
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
