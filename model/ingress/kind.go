package ingress

// Kind is what a change does with the rules of its group.
type Kind uint8

// The three kinds of change, and the EC2 action that each is sent as.
const (
	Adding   Kind = iota // AuthorizeSecurityGroupIngress
	Revoking             // RevokeSecurityGroupIngress, by rule id
	Editing              // ModifySecurityGroupRules: ports, source and description of rules that keep their ids
)

// NewRevocation plans to take rules off a group as just read, by their ids.
// Rules that the group does not hold any more are left out: gone names them.
func NewRevocation(operation string, g Group, ids []string, limits Limits) (plan Plan, gone []string) {
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
	c.Quota = limits.count(c, nil)
	return Plan{Operation: operation, Changes: []Change{c}}, gone
}

// NewEdit plans to change one rule of a group as just read, keeping its id.
// Where the group holds the wanted rule already, as this one or as another,
// there is nothing to send.
func NewEdit(operation string, g Group, id string, w Wanted, limits Limits) (plan Plan, gone bool) {
	c := Change{Kind: Editing, Group: g, Revision: g.Revision(), Quota: limits.Meter(g, nil)}
	rule, there := g.RuleByID(id)
	if !there {
		return Plan{Operation: operation, Changes: []Change{c}}, true
	}
	planned := PlannedRule{Wanted: w, Existing: rule}
	if twin, there := g.Find(w.Rule); there && (twin.ID != id || twin.Description == w.Description) {
		planned.Verdict, planned.Existing = AlreadyThere, twin
	}
	c.Rules = []PlannedRule{planned}
	return Plan{Operation: operation, Changes: []Change{c}}, false
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
