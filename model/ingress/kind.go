package ingress

import (
	"cmp"
	"slices"
)

// Kind is what a change does with the rules of its group.
type Kind uint8

// The three kinds of change, and the EC2 action that each is sent as.
const (
	Adding   Kind = iota // AuthorizeSecurityGroupIngress
	Revoking             // RevokeSecurityGroupIngress, by rule id
	Editing              // ModifySecurityGroupRules: ports, source and description of rules that keep their ids
)

// Revoke plans to take rules off a group as just read, by their ids. Rules that
// the group does not hold any more are left out: gone names them.
func (p Planner) Revoke(operation string, g Group, ids []string) (plan Plan, gone []string) {
	c := Change{Kind: Revoking, Group: g, Revision: g.Revision()}
	for _, id := range ids {
		rule, there := g.RuleByID(id)
		if !there {
			gone = append(gone, id)
			continue
		}
		c.Rules = append(c.Rules, PlannedRule{
			Wanted:   Wanted{Rule: rule.Rule, Description: rule.Description, SourceOwner: rule.SourceOwner},
			Existing: rule,
		})
	}
	c.Quota = p.Limits.count(c, p.Lists)
	c.Obstacle = p.refuses(c)
	return Plan{Operation: operation, By: p.By, Changes: []Change{c}}, gone
}

// Edit plans to change one rule of a group as just read, keeping its id. Where
// the group holds the wanted rule already, as this one or as another, there is
// nothing to send. A rule that others cover is changed all the same: CoveredBy
// then says so beside the verdict [New]. The rule ends when it did before.
func (p Planner) Edit(operation string, g Group, id string, w Wanted) (plan Plan, gone bool) {
	edits := []ruleEdit{{id, w}}
	if gone = id == "" || g.place(id) < 0; gone {
		edits = nil
	}
	return Plan{Operation: operation, By: p.By, Changes: []Change{p.edit(g, edits)}}, gone
}

// ruleEdit is what the rule with an id is to become.
type ruleEdit struct {
	id string
	Wanted
}

// edit is the change that edits rules which the group holds.
func (p Planner) edit(g Group, edits []ruleEdit) Change {
	c := Change{Kind: Editing, Group: g, Revision: g.Revision()}
	wanted, places := make([]Wanted, len(edits)), make([]int, len(edits))
	for i, e := range edits {
		places[i], wanted[i] = g.place(e.id), e.Wanted
		if !e.Lifetime.Never() {
			c.Obstacle = "an edit cannot change when a rule ends: leave out " + e.Lifetime.String()
		}
		wanted[i].Lifetime, wanted[i].Expires = Lifetime{}, g.Rules[places[i]].term().at
	}
	compared := compare(g, wanted, p.Lists, places...)
	for i := range compared.planned {
		planned := &compared.planned[i]
		if r := g.Rules[places[i]]; r.Rule == planned.Rule && r.Description == planned.Description {
			planned.Verdict, planned.Existing = AlreadyThere, r
		}
		if planned.Verdict != AlreadyThere {
			planned.Verdict, planned.Existing = New, g.Rules[places[i]]
		}
	}
	c.Rules = compared.planned
	c.Quota = p.Limits.count(c, p.Lists)
	c.Findings = NewAssessor(p.Settings, p.Lists).change(c, compared)
	c.Obstacle = cmp.Or(c.Obstacle, p.refuses(c))
	return c
}

// place is where the group holds the rule with an id, or -1.
func (g Group) place(id string) int {
	return slices.IndexFunc(g.Rules, func(r GroupRule) bool { return r.ID == id })
}

// RuleByID finds a rule of the group by its id, sgr-….
func (g Group) RuleByID(id string) (GroupRule, bool) {
	for _, r := range g.Rules {
		if r.ID == id && id != "" {
			return r, true
		}
	}
	return GroupRule{}, false
}
