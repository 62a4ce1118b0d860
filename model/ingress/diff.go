package ingress

import (
	"cmp"
	"slices"
)

// RuleDifference is a rule that is not in two readings of a group alike. A rule
// that came has no Before, one that went no After; one that has both kept its id,
// or what it opens.
type RuleDifference struct {
	Before, After *GroupRule
}

// Diff are the rules that make two readings of a group two revisions: those that
// went or were changed, then those that came, each in the order of what they
// open. Their ids and their tags by themselves make no difference.
func Diff(before, after Group) []RuleDifference {
	gone, came := make([]*GroupRule, 0, len(before.Rules)), map[Rule]*GroupRule{}
	for i := range after.Rules {
		came[after.Rules[i].Rule] = &after.Rules[i]
	}
	var differences []RuleDifference
	for i := range before.Rules {
		was := &before.Rules[i]
		is, stays := came[was.Rule]
		if !stays {
			gone = append(gone, was)
			continue
		}
		delete(came, was.Rule)
		if is.Description != was.Description {
			differences = append(differences, RuleDifference{was, is})
		}
	}
	for _, was := range gone {
		is, stays := after.RuleByID(was.ID)
		if stays = stays && came[is.Rule] != nil; stays {
			differences = append(differences, RuleDifference{was, came[is.Rule]})
			delete(came, is.Rule)
		} else {
			differences = append(differences, RuleDifference{Before: was})
		}
	}
	for _, is := range came {
		differences = append(differences, RuleDifference{After: is})
	}
	slices.SortFunc(differences, RuleDifference.compare)
	return differences
}

func (d RuleDifference) compare(other RuleDifference) int {
	came := func(d RuleDifference) int {
		if d.Before == nil {
			return 1
		}
		return 0
	}
	mine, others := cmp.Or(d.Before, d.After), cmp.Or(other.Before, other.After)
	return cmp.Or(cmp.Compare(came(d), came(other)), cmp.Compare(mine.String(), others.String()), cmp.Compare(mine.ID, others.ID))
}

// Touches reports whether the rule opens, or opened, some of the traffic that the
// change sends rules for. A source that is told by its name only is the same as
// itself, and nothing is known of what else it holds.
func (d RuleDifference) Touches(c Change) bool {
	s := newSpace(nil, len(c.Rules)+2)
	for _, r := range []*GroupRule{d.Before, d.After} {
		if r != nil {
			s.add(r.Rule)
		}
	}
	differing := int32(len(s.first))
	for _, r := range c.Sent() {
		s.add(r.Rule)
		if c.Kind == Editing {
			s.add(r.Existing.Rule)
		}
	}
	for rule := range differing {
		if slices.ContainsFunc(s.near(nil, int(rule)), func(b box) bool { return b.rule >= differing }) {
			return true
		}
	}
	return false
}

// Words say what became of the rule, and by whose hand where its tag tells:
// added sgr-01 (TCP 22 from 10.0.0.0/8) by kim.
func (d RuleDifference) Words() string {
	switch {
	case d.Before == nil:
		words := "added " + d.After.ref()
		if by := d.After.Tag(TagBy); by != "" {
			words += " by " + by
		}
		return words
	case d.After == nil:
		return "removed " + d.Before.ref()
	}
	words := "changed " + d.Before.ref()
	if d.Before.Rule != d.After.Rule {
		words += " to " + d.After.Rule.Words()
	}
	if d.Before.Description != d.After.Description {
		words += ", described " + describedAs(d.Before.Description) + " before and " + describedAs(d.After.Description) + " now"
	}
	return words
}

// describedAs is how a rule is described, in a sentence.
func describedAs(description string) string {
	if description == "" {
		return "with nothing"
	}
	return quotedOrNone(description)
}

// quotedOrNone is a description as what a sentence speaks of.
func quotedOrNone(description string) string {
	if description == "" {
		return "none"
	}
	return "“" + description + "”"
}
