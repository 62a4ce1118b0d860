package ingress

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Words say what becomes of a planned rule, by its place in c.Rules: its verdict,
// or that it is revoked or changed.
func (c Change) Words(i int) string {
	r := c.Rules[i]
	switch {
	case c.Kind == Revoking:
		return "revoked"
	case c.Kind == Editing && r.Verdict == New:
		return strings.Join(append([]string{"changes " + r.Existing.ref()}, r.relations()...), ", ")
	}
	return r.Words()
}

// Words say the verdict: new; already there (sgr-…); covered by sgr-… (TCP
// 0-1024 from 10.0.0.0/8); new, makes sgr-… (…) redundant; useless: ….  Rules
// without an id are named by what they open.
func (r PlannedRule) Words() string {
	switch {
	case r.Verdict == AlreadyThere:
		return r.thereWords()
	case r.Verdict == Repeated:
		return "twice in this plan"
	case r.Verdict == Covered:
		return r.coveredWords()
	case r.Useless() != "":
		return strings.Join(r.relations(), ", ")
	}
	return strings.Join(append([]string{"new"}, r.relations()...), ", ")
}

// thereWords say that the group holds the rule, and where it ends at another time
// than was asked for, when: EC2 has no second rule that is the same.
func (r PlannedRule) thereWords() string {
	words := "already there"
	if r.Existing.ID != "" {
		words += " (" + r.Existing.ID + ")"
	}
	held, asked := r.Existing.term(), r.term()
	switch {
	case held.equal(asked):
		return words
	case held.at.IsZero():
		return words + ", without an end: nothing is sent"
	}
	return words + ", until " + endText(held.at) + ": nothing is sent, and it is revoked then"
}

// endText is the end of a rule for people, in the zone of the time.
func endText(at time.Time) string { return at.Format("2006-01-02 15:04 MST") }

// relations are what a rule that is sent is to the group's.
func (r PlannedRule) relations() (words []string) {
	if useless := r.Useless(); useless != "" {
		words = append(words, "useless: "+useless)
	}
	if len(r.CoveredBy) > 0 {
		words = append(words, r.coveredWords())
	}
	if len(r.Redundant) > 0 {
		words = append(words, "makes "+ruleNames(r.Redundant)+" redundant")
	}
	if len(r.Overlaps) > 0 {
		words = append(words, "overlaps "+ruleNames(r.Overlaps))
	}
	return words
}

func (r PlannedRule) coveredWords() string {
	names := make([]string, 0, len(r.CoveredBy)+len(r.CoveredByPlan))
	for _, held := range r.CoveredBy {
		names = append(names, held.ref())
	}
	for _, planned := range r.CoveredByPlan {
		names = append(names, planned.Words()+" of this plan")
	}
	if len(names) == 1 {
		return "covered by " + names[0]
	}
	return "covered by " + listed(names) + " together"
}

// Words are the rule for people: TCP 22 from 10.0.0.0/8, All traffic from
// sg-0a5d8e02.
func (r Rule) Words() string {
	return specsText([]Spec{r.Spec()}) + " from " + r.source.String()
}

// ref names a rule of a group: its id with what it opens, or only that, and when
// it ends.
func (r GroupRule) ref() string {
	words := r.Rule.Words()
	if at, ok := r.Expires(); ok {
		words += " until " + endText(at)
	}
	if r.ID == "" {
		return words
	}
	return r.ID + " (" + words + ")"
}

// ruleNames are a few rules in words; of many, how many there are.
func ruleNames(rules []*GroupRule) string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.ref()
	}
	return listed(names)
}

// namedAtMost is how many rules a verdict names.
const namedAtMost = 3

// listed is a, b and c; past three, how many more there are.
func listed(names []string) string {
	if more := len(names) - namedAtMost; more > 0 {
		names = append(names[:namedAtMost:namedAtMost], fmt.Sprintf("%d more", more))
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Summary is the plan in a line, as Terraform has it: Plan: 3 to add, 1 already
// there, 1 covered. With several groups it says to how many rules are added.
func (p Plan) Summary() string {
	add, groups := 0, 0
	for _, c := range p.Changes {
		n := len(c.Send())
		add += n
		groups += min(n, 1)
	}
	text := fmt.Sprintf("Plan: %d to add", add)
	switch {
	case add == 0:
		text = "Plan: nothing to add"
	case len(p.Changes) > 1 && groups == 1:
		text += " to 1 group"
	case len(p.Changes) > 1:
		text += fmt.Sprintf(" to %d groups", groups)
	}
	covered := "covered"
	if slices.ContainsFunc(p.Changes, func(c Change) bool { return c.IncludeCovered }) {
		covered = "of them covered"
	}
	for _, part := range []struct {
		verdict Verdict
		words   string
	}{{AlreadyThere, "already there"}, {Covered, covered}, {Repeated, "twice in this plan"}} {
		if n := p.Count(part.verdict); n > 0 {
			text += fmt.Sprintf(", %d %s", n, part.words)
		}
	}
	return text
}
