package ingress

import "fmt"

// Anew plans a change again for its group as just read: the same rules, agreed to
// in the same way. Of a change that undoes an operation, kept are the rules that
// are not as the change saw them: an undo takes back nothing else. Of others the
// rules that are gone are left out.
func (p Planner) Anew(operation string, c Change) (next Change, kept []Kept) {
	p.IncludeCovered = c.IncludeCovered
	if c.Undoes != "" && c.Kind != Adding {
		c.Rules, kept = c.untouched()
	}
	switch c.Kind {
	case Revoking:
		next = p.revokeAnew(operation, c)
	case Editing:
		var edits []ruleEdit
		for _, r := range c.Rules {
			if c.Group.place(r.Existing.ID) >= 0 {
				edits = append(edits, ruleEdit{r.Existing.ID, r.Wanted})
			}
		}
		next = p.edit(c.Group, edits)
	default:
		wanted := make([]Wanted, len(c.Rules))
		for i, r := range c.Rules {
			wanted[i] = r.Wanted
		}
		next = p.Plan(operation, []Group{c.Group}, [][]Wanted{wanted}).Changes[0]
	}
	next.Undoes, next.Untagged = c.Undoes, c.Untagged
	return next, kept
}

func (p Planner) revokeAnew(operation string, c Change) Change {
	ids, notes := make([]string, len(c.Rules)), map[string][]string{}
	for i, r := range c.Rules {
		ids[i] = r.Existing.ID
		notes[r.Existing.ID] = r.Notes
	}
	plan, _ := p.Revoke(operation, c.Group, ids)
	next := plan.Changes[0]
	for i, r := range next.Rules {
		next.Rules[i].Notes = notes[r.Existing.ID]
	}
	return next
}

// untouched are the rules that the group holds as the change saw them, and of the
// others why they are left.
func (c Change) untouched() (same []PlannedRule, kept []Kept) {
	for _, r := range c.Rules {
		have, there := c.Group.RuleByID(r.Existing.ID)
		why := ""
		switch {
		case !there:
			why = "it is gone"
		case have.Rule != r.Existing.Rule:
			why = "it was changed since, to " + have.Words()
		case have.Description != r.Existing.Description:
			why = fmt.Sprintf("its description was changed since, from %s to %s", quotedOrNone(r.Existing.Description), quotedOrNone(have.Description))
		case have.Tag(TagOperation) != r.Existing.Tag(TagOperation):
			why = "it does not carry the operation's tag any more"
		}
		if why == "" {
			same = append(same, r)
			continue
		}
		kept = append(kept, Kept{GroupID: c.Group.ID, GroupName: c.Group.Name, Rule: r.Existing.Rule, RuleID: r.Existing.ID, Why: why})
	}
	return same, kept
}
