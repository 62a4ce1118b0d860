package ingress

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// simulation is an EC2 of a few groups that does what a plan says.
type simulation struct {
	groups []Group
	rules  int // how many ids were given
}

func (s *simulation) planner() Planner {
	return Planner{Limits: Limits{Classic: 1000, VPC: 1000}, Settings: DefaultSettings(), Now: noon()}
}

func (s *simulation) read() []Group {
	groups := slices.Clone(s.groups)
	for i := range groups {
		groups[i].Rules = slices.Clone(groups[i].Rules)
	}
	return groups
}

// run sends a plan, and records it as the history does: without the group's rules.
func (s *simulation) run(t fataler, p Plan) Operation {
	o := Operation{ID: p.Operation}
	for _, c := range p.Changes {
		i := slices.IndexFunc(s.groups, func(g Group) bool { return g.ID == c.Group.ID })
		if c.Revision != s.groups[i].Revision() {
			t.Fatalf("%s: planned on another revision", c.Group.ID)
		}
		receipt := Receipt{Operation: p.Operation, Kind: c.Kind, Group: c.Group}
		for _, r := range c.Rules {
			if c.Sends(r) {
				receipt.Rules = append(receipt.Rules, s.apply(t, &s.groups[i], p.Operation, c.Kind, r))
			}
		}
		c.Group.Rules = nil
		o.Records = append(o.Records, Record{Operation: p.Operation, Change: c, Receipt: &receipt})
	}
	return o
}

type fataler interface{ Fatalf(string, ...any) }

func (s *simulation) apply(t fataler, g *Group, operation string, k Kind, r PlannedRule) RuleOutcome {
	outcome := RuleOutcome{Wanted: r.Wanted, Outcome: Applied, RuleID: r.Existing.ID}
	i := g.place(r.Existing.ID)
	if held, there := g.Find(r.Rule); there && k != Revoking && held.ID != r.Existing.ID || k != Adding && i < 0 {
		t.Fatalf("EC2 refuses %v in %s", r.Rule, g.ID)
	}
	switch k {
	case Revoking:
		g.Rules = slices.Delete(g.Rules, i, i+1)
	case Editing:
		g.Rules[i].Rule, g.Rules[i].Description = r.Rule, r.Description
	default:
		s.rules++
		outcome.RuleID = fmt.Sprintf("sgr-%02d", s.rules)
		g.Rules = append(g.Rules, GroupRule{ID: outcome.RuleID, Rule: r.Rule, Description: r.Description, Tags: []Tag{{TagOperation, operation}}})
	}
	return outcome
}

// portRule is a rule of the tests' small world.
func portRule(t fataler, port int) Rule {
	r, err := NewRule(TCP, port, port, anySource())
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// newSimulation has two groups, with the rules for some ports in each.
func newSimulation(t fataler, ports ...int) *simulation {
	s := &simulation{groups: []Group{vpcWebServers(), {ID: "sg-2", Name: "two", VPCID: "vpc-0f1e2d3c", OwnerID: account}}}
	for i := range s.groups {
		for _, port := range ports {
			s.rules++
			s.groups[i].Rules = append(s.groups[i].Rules, GroupRule{ID: fmt.Sprintf("sgr-%02d", s.rules), Rule: portRule(t, port), Description: "before"})
		}
	}
	return s
}

func (s *simulation) revisions() []string {
	var revisions []string
	for _, g := range s.groups {
		revisions = append(revisions, g.Revision())
	}
	return revisions
}

// plan is some plan of a kind for both groups.
func (s *simulation) plan(t *rapid.T, operation string, k Kind) Plan {
	plan := Plan{Operation: operation}
	ports := rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 1, 5, rapid.ID).Draw(t, "ports")
	for _, g := range s.read() {
		var part Plan
		var held GroupRule
		if k != Adding {
			held = rapid.SampledFrom(g.Rules).Draw(t, "held")
		}
		switch k {
		case Revoking:
			part, _ = s.planner().Revoke(operation, g, []string{held.ID})
		case Editing:
			part, _ = s.planner().Edit(operation, g, held.ID, Wanted{Rule: portRule(t, ports[0]), Description: "edited"})
		default:
			var wanted []Wanted
			for _, port := range ports {
				wanted = append(wanted, Wanted{Rule: portRule(t, port), Description: "added"})
			}
			part = s.planner().Plan(operation, []Group{g}, [][]Wanted{wanted})
		}
		plan.Changes = append(plan.Changes, part.Changes...)
	}
	return plan
}

// An operation that is undone leaves its groups as it found them; and undoing
// that leaves them as the operation did.
func TestUndoOfUndo(t *testing.T) {
	for _, k := range []Kind{Adding, Revoking, Editing} {
		t.Run(fmt.Sprint(k), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := newSimulation(t, 1, 3, 5)
				before := s.revisions()
				done := s.run(t, s.plan(t, "op-1", k))
				after := s.revisions()
				for turn, want := range [][]string{before, after, before} {
					plan, kept := s.planner().Undo(fmt.Sprintf("undo-%d", turn), s.read(), done)
					if len(kept) > 0 {
						t.Fatalf("turn %d keeps %v", turn, kept)
					}
					for _, c := range plan.Changes {
						if c.Undoes != done.ID || plan.Blocked() != "" {
							t.Fatalf("turn %d undoes %q, blocked %q", turn, c.Undoes, plan.Blocked())
						}
					}
					done = s.run(t, plan)
					if diff := cmp.Diff(want, s.revisions()); diff != "" {
						t.Fatalf("turn %d (-want +got):\n%s", turn, diff)
					}
				}
			})
		})
	}
}

// Whatever others do after an operation: undoing it touches no rule but its own,
// and names every rule of its own that it leaves.
func TestUndoTouchesItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSimulation(t, 1, 3, 5)
		k := rapid.SampledFrom([]Kind{Adding, Revoking, Editing}).Draw(t, "kind")
		done := s.run(t, s.plan(t, "op-1", k))
		for i := range rapid.IntRange(0, 4).Draw(t, "others") {
			k := rapid.SampledFrom([]Kind{Adding, Revoking, Editing}).Draw(t, "other")
			if slices.ContainsFunc(s.groups, func(g Group) bool { return len(g.Rules) == 0 }) {
				k = Adding
			}
			s.run(t, s.plan(t, fmt.Sprintf("other-%d", i), k))
		}
		applied := map[Rule]int{}
		count := 0
		for _, r := range done.Receipts() {
			for _, rule := range r.Rules {
				applied[rule.Rule]++
				count++
			}
		}
		plan, kept := s.planner().Undo("undo", s.read(), done)
		if got := plan.Sends() + len(kept); got != count {
			t.Fatalf("%d rules applied, %d undone, kept %v", count, plan.Sends(), kept)
		}
		for _, c := range plan.Changes {
			for _, r := range c.Rules {
				own := c.Kind == Adding || r.Existing.Tag(TagOperation) == "op-1" || c.Kind == Editing
				rule := r.Rule
				if c.Kind == Editing {
					rule = r.Existing.Rule
				}
				if !own || applied[rule] == 0 {
					t.Fatalf("%v of %v is not the operation's", r.Rule, r.Existing)
				}
			}
		}
		s.run(t, plan)
	})
}

// What cannot be undone, and why.
func TestUndoKeeps(t *testing.T) {
	added := func(outcome Outcome, id string) Operation {
		s := newSimulation(t)
		g := s.groups[0]
		plan := s.planner().Plan("op-1", []Group{g}, [][]Wanted{{{Rule: portRule(t, 22), Description: "ssh"}}})
		receipt := Receipt{Operation: "op-1", Group: g, Rules: []RuleOutcome{{Wanted: plan.Changes[0].Rules[0].Wanted, Outcome: outcome, RuleID: id}}}
		return Operation{ID: "op-1", Records: []Record{{Operation: "op-1", Change: plan.Changes[0], Receipt: &receipt}}}
	}
	untagged := added(Applied, "sgr-1")
	untagged.Records[0].Change.Untagged = true
	open := added(Applied, "")
	open.Records[0].Receipt = nil
	held := func(id string, port int, description, operation string) []GroupRule {
		return []GroupRule{{ID: id, Rule: portRule(t, port), Description: description, Tags: []Tag{{TagOperation, operation}}}}
	}
	for _, tt := range []struct {
		name  string
		o     Operation
		rules []GroupRule
		want  string // why it is kept, or the notes of what is undone
	}{
		{"as it was left", added(Applied, "sgr-1"), held("sgr-1", 22, "ssh", "op-1"), "undone []"},
		{"its id was never told", added(Applied, ""), held("sgr-1", 22, "ssh", "op-1"), "undone []"},
		{"untagged", untagged, held("sgr-1", 22, "ssh", ""), "undone [added untagged: it is told by its id and by what it says alone]"},
		{"gone", added(Applied, "sgr-1"), nil, "it is gone"},
		{"gone, and added again", added(Applied, "sgr-1"), held("sgr-2", 22, "ssh", "op-2"), "it is gone; the same rule is there as sgr-2, added by operation op-2"},
		{"gone, and added by hand", added(Applied, "sgr-1"), held("sgr-2", 22, "ssh", ""), "it is gone; the same rule is there as sgr-2, added by someone else"},
		{"edited", added(Applied, "sgr-1"), held("sgr-1", 23, "ssh", "op-1"), "it was changed since, to TCP 23 from 10.0.0.0/8"},
		{"described", added(Applied, "sgr-1"), held("sgr-1", 22, "", "op-1"), "its description was changed since, from “ssh” to none"},
		{"another's tag", added(Applied, "sgr-1"), held("sgr-1", 22, "ssh", "op-2"), "it carries the tag of another operation, op-2"},
		{"no tag", added(Applied, "sgr-1"), held("sgr-1", 22, "ssh", ""), "it does not carry the operation's tag any more"},
		{"no id", added(Applied, ""), held("sgr-1", 22, "ssh", "op-2"), "its id is not known, and rules are undone by id"},
		{"unknown", added(Unknown, ""), nil, "its outcome is unknown: it has to be found out first"},
		{"no outcome", open, nil, "its outcome is not known yet: it has to be found out first"},
		{"not applied", added(Refused, ""), nil, "undone []"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSimulation(t)
			s.groups[0].Rules = tt.rules
			plan, kept := s.planner().Undo("undo", s.read(), tt.o)
			got := "undone []"
			for _, c := range plan.Changes {
				got = fmt.Sprint("undone ", c.Rules[0].Notes)
			}
			for _, k := range kept {
				got = k.Why
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	if _, kept := (Planner{}).Undo("undo", nil, added(Applied, "sgr-1")); len(kept) != 1 || kept[0].Why != "its group could not be read" ||
		kept[0].GroupName != "VpcWebServers" {
		t.Errorf("a group that is missing: %v", kept)
	}
}

// Rules that were revoked come back with the ends they had, one end at a time.
func TestUndoOfRevokingRulesThatEnd(t *testing.T) {
	s := newSimulation(t)
	tagged := func(id string, port int, until string) GroupRule {
		return GroupRule{ID: id, Rule: portRule(t, port), Tags: []Tag{{TagExpires, until}, {TagOperation, "op-0"}, {"Name", "x"}}}
	}
	s.groups[0].Rules = []GroupRule{
		tagged("sgr-1", 1, "2026-11-23T14:00:00Z"), tagged("sgr-2", 2, "2026-11-23T12:00:30Z"), tagged("sgr-3", 3, "2026-11-23T15:00:00Z"),
		tagged("sgr-4", 4, "2026-11-23T14:00:00Z"),
	}
	plan, _ := s.planner().Revoke("op-1", s.read()[0], []string{"sgr-1", "sgr-2", "sgr-3", "sgr-4"})
	done := s.run(t, plan)
	plan, kept := s.planner().Undo("undo", s.read(), done)
	var got []string
	for _, r := range plan.Changes[0].Rules {
		got = append(got, fmt.Sprintf("%s until %s %v", r.Words(), r.Expires.Format("15:04"), r.Notes))
	}
	for _, k := range kept {
		got = append(got, k.Rule.Words()+": "+k.Why)
	}
	want := []string{
		"new until 14:00 [its other tags are not added again: Name=x]",
		"new until 14:00 [its other tags are not added again: Name=x]",
		"TCP 2 from 10.0.0.0/8: it had an end, and that is over: 2026-11-23 12:00 UTC",
		"TCP 3 from 10.0.0.0/8: it ends at another time than those before it, and rules that are sent together end together: undo again to add it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A rule that came back by another hand is kept; so is an edit whose way back is
// taken.
func TestUndoMeetsWhatIsThere(t *testing.T) {
	s := newSimulation(t, 1, 3)
	plan, _ := s.planner().Revoke("op-1", s.read()[0], []string{"sgr-01"})
	done := s.run(t, plan)
	s.groups[0].Rules = append(s.groups[0].Rules, GroupRule{ID: "sgr-9", Rule: portRule(t, 1)})
	if plan, kept := s.planner().Undo("undo", s.read(), done); !plan.Empty() || len(kept) != 1 || kept[0].Why != "it is there already, as sgr-9" {
		t.Errorf("a revocation: %d sent, %v", plan.Sends(), kept)
	}
	plan, _ = s.planner().Edit("op-2", s.read()[0], "sgr-02", Wanted{Rule: portRule(t, 7), Description: "before"})
	done = s.run(t, plan)
	s.groups[0].Rules = append(s.groups[0].Rules, GroupRule{ID: "sgr-8", Rule: portRule(t, 3)})
	if plan, kept := s.planner().Undo("undo", s.read(), done); !plan.Empty() || len(kept) != 1 ||
		kept[0].Why != "the group holds what it was before already, as another rule" {
		t.Errorf("an edit: %d sent, %v", plan.Sends(), kept)
	}
}
