package ingress

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Words say what is to become of a planned rule, by its place in c.Rules: its
// verdict, or that it is to be revoked or changed. [Change.SentWords] go on from
// them.
func (c Change) Words(i int) string {
	r := c.Rules[i]
	switch {
	case c.Kind == Revoking:
		return c.Kind.String()
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

// SentWords go on from the words of a planned rule with whether it is sent, where
// that is in question: ", not sent". It is "" for a new rule.
func (c Change) SentWords(r PlannedRule) string {
	switch {
	case !c.Sends(r):
		return ", " + NotSent.Words(c.Kind)
	case r.Verdict == Covered:
		return ", sent all the same"
	}
	return ""
}

// Sign is what is to become of a planned rule in one character: + for one that is
// sent, ! where its exposure is high or critical, - for one that is revoked, = for
// one that is there or repeated, ~ for one that is covered and not sent.
func (c Change) Sign(i int) string {
	r := c.Rules[i]
	switch {
	case r.Verdict == AlreadyThere, r.Verdict == Repeated:
		return WasThere.Sign(c.Kind)
	case !c.Sends(r):
		return NotSent.Sign(c.Kind)
	case slices.ContainsFunc(c.FindingsOf(i), func(f Finding) bool { return f.Severity().NeedsID() }):
		return "!"
	}
	return Applied.Sign(c.Kind)
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
		return words + ", without an end"
	}
	return words + ", to be revoked " + endText(held.at)
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
