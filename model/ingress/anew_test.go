package ingress

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sgrs are the rules of a plan's change, by the ids of those that the group holds.
func sgrs(c Change) (ids []string) {
	for _, r := range c.Rules {
		ids = append(ids, r.Existing.ID)
	}
	return ids
}

// threeTagged is a group with three rules of an operation.
func threeTagged(t *testing.T) Group {
	g := vpcWebServers()
	g.Rules = nil
	for i, w := range mustRules(t, "tcp/22,80,443 from 192.0.2.0/24 # mine", g) {
		g.Rules = append(g.Rules, GroupRule{
			ID: []string{"sgr-1", "sgr-2", "sgr-3"}[i], Rule: w.Rule, Description: w.Description,
			Tags: []Tag{{Key: TagOperation, Value: "op-1"}},
		})
	}
	return g
}

// An edit of several rules is planned anew for all of them that are left.
func TestAnewEditsAllRules(t *testing.T) {
	g, p := threeTagged(t), (&simulation{}).planner()
	var edits []ruleEdit
	for _, r := range g.Rules {
		edits = append(edits, ruleEdit{r.ID, Wanted{Rule: r.Rule, Description: "yours"}})
	}
	c := p.edit(g, edits)
	c.Group.Rules = slices.Delete(slices.Clone(g.Rules), 1, 2)
	next, kept := p.Anew("op-2", c)
	if d := cmp.Diff([]string{"sgr-1", "sgr-3"}, sgrs(next)); d != "" || len(kept) > 0 || next.Revision != c.Group.Revision() {
		t.Errorf("-want +got, kept %v:\n%s", kept, d)
	}
}

// An undo that is planned anew still takes back only what nobody touched, and says
// of the rest why it stays.
func TestAnewUndoKeepsWhatWasTouched(t *testing.T) {
	g, p := threeTagged(t), (&simulation{}).planner()
	plan, _ := p.Revoke("op-2", g, []string{"sgr-1", "sgr-2", "sgr-3"})
	c := plan.Changes[0]
	c.Undoes, c.Rules[0].Notes = "op-1", []string{"a note"}
	for _, tc := range []struct {
		name, why string
		touch     func(*GroupRule)
	}{
		{"gone", "it is gone", func(r *GroupRule) { r.ID = "sgr-9" }},
		{"description", "its description was changed since, from “mine” to “theirs”", func(r *GroupRule) { r.Description = "theirs" }},
		{"rule", "it was changed since, to TCP 22 from 192.0.2.0/24", func(r *GroupRule) { r.Rule = g.Rules[0].Rule }},
		{"tag", "it does not carry the operation's tag any more", func(r *GroupRule) { r.Tags = nil }},
	} {
		c.Group.Rules = slices.Clone(g.Rules)
		tc.touch(&c.Group.Rules[1])
		next, kept := p.Anew("op-3", c)
		if d := cmp.Diff([]string{"sgr-1", "sgr-3"}, sgrs(next)); d != "" {
			t.Errorf("%s: -want +got:\n%s", tc.name, d)
		}
		if len(kept) != 1 || kept[0].RuleID != "sgr-2" || kept[0].Why != tc.why {
			t.Errorf("%s: kept %+v, want sgr-2 because %s", tc.name, kept, tc.why)
		}
		if next.Undoes != "op-1" || !slices.Equal(next.Rules[0].Notes, []string{"a note"}) {
			t.Errorf("%s: what was agreed to is lost: %+v", tc.name, next)
		}
	}
}
