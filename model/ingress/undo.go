package ingress

import (
	"fmt"
	"slices"
	"strings"
)

// Kept is a rule that cannot be undone.
type Kept struct {
	GroupID, GroupName string
	Rule               Rule
	RuleID             string // where known
	Why                string // in words
}

// Undo plans to take back an operation of the history, from its groups as just
// read: what it added is revoked by id, what it revoked is added again, and what
// it edited gets back what it was before. Only what the operation did is taken
// back, and only where it is as the operation left it; of a rule that was added,
// that takes the operation's tag, too. The rest is kept, each rule with the
// reason; rules that the operation did not apply are neither.
//
// Groups that are missing are those that could not be read. The plan's changes
// name the operation in Undoes, and so undoing them is like undoing any other.
func (p Planner) Undo(operation string, groups []Group, o Operation) (Plan, []Kept) {
	p.IncludeCovered = true // what was there is put back as it was
	plan := Plan{Operation: operation, By: p.By}
	var kept []Kept
	for _, r := range o.Records {
		u := undoing{Planner: p, operation: operation, undone: o.ID, record: r}
		u.group, u.read = groupByID(groups, r.Change.Group.ID)
		if !u.read {
			u.group = r.Change.Group
		}
		if c := u.change(); len(c.Rules) > 0 {
			c.Undoes = o.ID
			plan.Changes = append(plan.Changes, c)
		}
		kept = append(kept, u.kept...)
	}
	return plan, kept
}

// undoing is the undoing of one group's record.
type undoing struct {
	Planner
	operation string
	undone    string // the operation that is taken back
	record    Record
	group     Group // as just read
	read      bool
	kept      []Kept
}

// change takes back what is as the operation left it.
func (u *undoing) change() Change {
	applied := u.applied()
	switch u.record.Change.Kind {
	case Revoking:
		return u.addAgain(applied)
	case Editing:
		return u.editBack(applied)
	}
	return u.revoke(applied)
}

// applied are the rules that the operation applied, in a group that could be read.
func (u *undoing) applied() (applied []RuleOutcome) {
	if u.record.Receipt == nil {
		for _, r := range u.record.Change.Outcomes(Unknown) {
			u.keep(r, "its outcome is not known yet: it has to be found out first")
		}
		return nil
	}
	for _, r := range u.record.Receipt.Rules {
		switch {
		case r.Outcome == Unknown:
			u.keep(r, "its outcome is unknown: it has to be found out first")
		case r.Outcome != Applied:
		case !u.read:
			u.keep(r, "its group could not be read")
		default:
			applied = append(applied, r)
		}
	}
	return applied
}

func (u *undoing) keep(r RuleOutcome, why string) {
	u.kept = append(u.kept, Kept{GroupID: u.group.ID, GroupName: u.group.Name, Rule: r.Rule, RuleID: r.RuleID, Why: why})
}

// revoke takes off what the operation added.
func (u *undoing) revoke(applied []RuleOutcome) Change {
	var ids []string
	for _, r := range applied {
		have, why := u.asLeft(r)
		if why == "" && !u.record.Change.Untagged && have.Tag(TagOperation) != u.undone {
			why = "it carries the tag of another operation, " + have.Tag(TagOperation)
			if have.Tag(TagOperation) == "" {
				why = "it does not carry the operation's tag any more"
			}
		}
		if why != "" {
			u.keep(r, why)
			continue
		}
		ids = append(ids, have.ID)
	}
	if len(ids) == 0 {
		return Change{}
	}
	plan, _ := u.Revoke(u.operation, u.group, ids)
	c := plan.Changes[0]
	for i := range c.Rules {
		if u.record.Change.Untagged {
			c.Rules[i].Notes = []string{"added untagged: it is told by its id and by what it says alone"}
		}
	}
	return c
}

// asLeft finds a rule as the operation left it, or says why it is not so. A rule
// whose id was never told is found by the operation's tag.
func (u *undoing) asLeft(r RuleOutcome) (have GroupRule, why string) {
	same, isSame := u.group.Find(r.Rule)
	if r.RuleID == "" && isSame && same.ID != "" && same.Tag(TagOperation) == u.undone {
		r.RuleID = same.ID
	}
	have, there := u.group.RuleByID(r.RuleID)
	switch {
	case r.RuleID == "":
		return have, "its id is not known, and rules are undone by id"
	case !there && isSame && same.Tag(TagOperation) != "":
		return have, fmt.Sprintf("it is gone; the same rule is there as %s, added by operation %s", same.ID, same.Tag(TagOperation))
	case !there && isSame:
		return have, fmt.Sprintf("it is gone; the same rule is there as %s, added by someone else", same.ID)
	case !there:
		return have, "it is gone"
	case have.Rule != r.Rule:
		return have, "it was changed since, to " + have.Words()
	case have.Description != r.Description:
		return have, fmt.Sprintf("its description was changed since, from %s to %s", quotedOrNone(r.Description), quotedOrNone(have.Description))
	}
	return have, ""
}

// addAgain puts back what the operation revoked. Rules with an end are added again
// until then, those of one end at a time.
func (u *undoing) addAgain(applied []RuleOutcome) Change {
	var wanted []Wanted
	for _, r := range applied {
		was := u.before(r)
		w := Wanted{Rule: r.Rule, Description: r.Description, SourceOwner: r.SourceOwner, Expires: was.term().at}
		have, there := u.group.Find(r.Rule)
		switch {
		case there && have.ID != "":
			u.keep(r, "it is there already, as "+have.ID)
			continue
		case there:
			u.keep(r, "it is there already")
			continue
		case !w.Expires.IsZero() && !u.Now.IsZero() && w.Expires.Before(u.Now.Add(minLifetime)):
			u.keep(r, "it had an end, and that is over: "+endText(w.Expires))
			continue
		case len(wanted) > 0 && !w.term().equal(wanted[0].term()):
			u.keep(r, "it ends at another time than those before it, and rules that are sent together end together: undo again to add it")
			continue
		}
		if lost := otherTags(was); lost != "" {
			w.Notes = []string{"its other tags are not added again: " + lost}
		}
		wanted = append(wanted, w)
	}
	if len(wanted) == 0 {
		return Change{}
	}
	return u.Plan(u.operation, []Group{u.group}, [][]Wanted{wanted}).Changes[0]
}

// otherTags are the tags of a rule that are not ours to set.
func otherTags(r GroupRule) string {
	var others []string
	for _, t := range r.Tags {
		if !slices.Contains([]string{TagOperation, TagBy, TagExpires}, t.Key) {
			others = append(others, t.Key+"="+t.Value)
		}
	}
	return strings.Join(others, ", ")
}

// editBack gives back to rules what they were before the operation.
func (u *undoing) editBack(applied []RuleOutcome) Change {
	var edits []ruleEdit
	var back []RuleOutcome
	for _, r := range applied {
		have, why := u.asLeft(r)
		if why != "" {
			u.keep(r, why)
			continue
		}
		was := u.before(r)
		r.RuleID = have.ID
		edits = append(edits, ruleEdit{have.ID, Wanted{Rule: was.Rule, Description: was.Description, SourceOwner: was.SourceOwner}})
		back = append(back, r)
	}
	if len(edits) == 0 {
		return Change{}
	}
	c := u.edit(u.group, edits)
	if there := c.places(AlreadyThere); len(there) > 0 {
		for _, i := range there {
			u.keep(back[i], "the group holds what it was before already, as another rule")
		}
		edits = slices.DeleteFunc(edits, func(e ruleEdit) bool {
			return slices.ContainsFunc(there, func(i int) bool { return back[i].RuleID == e.id })
		})
		c = u.edit(u.group, edits)
	}
	return c
}

// places are the places of the planned rules with a verdict.
func (c Change) places(v Verdict) (places []int) {
	for i, r := range c.Rules {
		if r.Verdict == v {
			places = append(places, i)
		}
	}
	return places
}

// before is a rule as the group held it when the operation was planned.
func (u *undoing) before(r RuleOutcome) GroupRule {
	for _, planned := range u.record.Change.Rules {
		if r.RuleID != "" && planned.Existing.ID == r.RuleID || planned.Rule == r.Rule {
			return planned.Existing
		}
	}
	return GroupRule{Rule: r.Rule, Description: r.Description, SourceOwner: r.SourceOwner}
}
