package ingress

import (
	"cmp"
	"slices"
	"time"
)

// Plan is what a submission will send: one change per group. The operation id
// is minted with the plan, so that what is sent can be told from what others do.
type Plan struct {
	Operation string
	By        string // who it is sent for, as the rules' tag says it; "" where that is not known
	Changes   []Change
}

// Change is what a plan does to one group, as read at a revision.
type Change struct {
	Kind     Kind
	Group    Group
	Revision string
	Rules    []PlannedRule // in the draft's order
	// IncludeCovered says that covered rules are sent too.
	IncludeCovered bool
	Quota          Quota
	// Findings are the exposure that the rules to be sent add to the group, the
	// most severe first. What the group's own rules expose without them is none
	// of it: see [Assessor.Group].
	Findings []Finding
	// Obstacle says why the rules cannot be sent as they were asked for, whatever
	// the group, or is "".
	Obstacle string
	// Undoes is the operation that the change takes back, or "".
	Undoes string
	// Untagged says that the user agreed to send the rules without tags: the
	// operation cannot be told from others by them, nor undone by its tag.
	Untagged bool
	// Approval is the plan that waited for approval and that the change is sent
	// for, or "". AskedBy is then who asked for it; whoever checks the approval
	// sets it.
	Approval, AskedBy string
}

// Planner makes plans. The zero Planner has no limits worth the name: start from
// [DefaultLimits] and [DefaultSettings].
type Planner struct {
	Limits   Limits
	Settings Settings
	// Lists are the prefix lists that are known; may be nil.
	Lists PrefixLists
	// IncludeCovered sends covered rules too.
	IncludeCovered bool
	// Now is when plans are made, in the zone that times of day are meant in: rules
	// with a lifetime get the end that it comes to. While it is zero they get none,
	// and their plan cannot be sent.
	Now time.Time
	// By is who the plans are sent for, as the tag [TagBy] says it; may be "".
	By string
	// Grant is what may be changed by who plans; nil where nothing is withheld. What
	// it refuses is an obstacle of the change.
	Grant *Grant
}

// Plan compares the wanted rules with the groups as just read, and with each
// other. wanted[i] belongs to groups[i]. A plan without an operation is one to
// look at while one types: it cannot be sent, and has no revisions.
func (p Planner) Plan(operation string, groups []Group, wanted [][]Wanted) Plan {
	plan := Plan{Operation: operation, By: p.By}
	assessor := NewAssessor(p.Settings, p.Lists)
	for i, g := range groups {
		timed, obstacle := p.timed(wanted[i])
		compared := compare(g, timed, p.Lists)
		c := Change{Group: g, Rules: compared.planned, IncludeCovered: p.IncludeCovered, Obstacle: obstacle}
		if operation != "" {
			c.Revision = g.Revision()
			c.Obstacle = cmp.Or(c.Obstacle, untimed(timed))
		}
		c.Quota = p.Limits.count(c, p.Lists)
		c.Findings = assessor.change(c, compared)
		c.Obstacle = cmp.Or(c.Obstacle, p.refuses(c))
		plan.Changes = append(plan.Changes, c)
	}
	return plan
}

// timed are wanted rules with the ends that their lifetimes come to now, and what
// stands in the way of an end.
func (p Planner) timed(wanted []Wanted) (timed []Wanted, obstacle string) {
	timed = slices.Clone(wanted)
	for i := range timed {
		w := &timed[i]
		if w.Lifetime.Never() {
			w.Lifetime = Until(w.Expires)
		}
		if !p.Now.IsZero() {
			at, err := w.Lifetime.At(p.Now)
			if err != nil {
				obstacle = err.Error()
			}
			w.Expires = at
		}
		if !w.term().equal(timed[0].term()) {
			obstacle = "rules that are sent together end together: send those that end at another time apart"
		}
	}
	return timed, obstacle
}

// untimed says of rules whose end has not been worked out that they cannot be sent.
func untimed(rules []Wanted) string {
	for _, w := range rules {
		if !w.Lifetime.Never() && w.Expires.IsZero() {
			return "the time is not known that " + w.Lifetime.String() + " is counted from"
		}
	}
	return ""
}

// Again is a plan that adds the same rules to the same groups, made anew: after a
// setting changed, say.
func (p Planner) Again(plan Plan) Plan {
	groups := make([]Group, len(plan.Changes))
	wanted := make([][]Wanted, len(plan.Changes))
	for i, c := range plan.Changes {
		groups[i] = c.Group
		for _, r := range c.Rules {
			wanted[i] = append(wanted[i], r.Wanted)
		}
	}
	return p.Plan(plan.Operation, groups, wanted)
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

// Sends is the number of rules that would be sent.
func (p Plan) Sends() int {
	n := 0
	for _, c := range p.Changes {
		n += len(c.Send())
	}
	return n
}

// Empty reports that nothing would be sent.
func (p Plan) Empty() bool { return p.Sends() == 0 }

// Blocked says why the plan cannot be submitted, or is "".
func (p Plan) Blocked() string {
	for _, c := range p.Changes {
		if c.Obstacle != "" {
			return c.Group.Name + ": " + c.Obstacle
		}
		if over := c.Quota.Over(); over != "" {
			return c.Group.Name + ": " + over
		}
	}
	return ""
}
