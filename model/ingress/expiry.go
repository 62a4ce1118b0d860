package ingress

import (
	"cmp"
	"fmt"
	"time"
)

// Expires is when the rule is to be revoked, as its tag says; ok is false for a
// rule without the tag, or with one that cannot be read.
func (r GroupRule) Expires() (at time.Time, ok bool) {
	at, err := time.Parse(time.RFC3339, r.Tag(TagExpires))
	return at, err == nil
}

// lifetimeProblems hold the rules of a draft to one lifetime.
func (d Draft) lifetimeProblems() (problems Problems) {
	first := -1
	var lifetime Lifetime
	for i, e := range d.entries {
		l, err := ReadLifetime(e.text[FieldExpires])
		switch {
		case e.Empty() || err != nil:
		case first < 0:
			first, lifetime = i, l
		case l != lifetime:
			problems = append(problems, Problem{Entry: i, Field: FieldExpires, Text: fmt.Sprintf(
				"%s here, %s in rule %d: rules that are sent together end together, make it the same or send them apart",
				cmp.Or(l.String(), "no end"), cmp.Or(lifetime.String(), "no end"), first+1)})
		}
	}
	return problems
}

// ProblemsAt are the ends of the draft's rules that cannot be kept at a time: in
// the past, or too far away. Those that cannot be read at all are none of them:
// see [Draft.Problems].
func (d Draft) ProblemsAt(now time.Time) (problems Problems) {
	for i, e := range d.entries {
		l, err := ReadLifetime(e.text[FieldExpires])
		if err != nil {
			continue
		}
		if _, err = l.At(now); err != nil {
			problems = append(problems, Problem{Entry: i, Field: FieldExpires, Text: err.Error()})
		}
	}
	return problems
}

// term is how far a rule is known to last.
type term struct {
	at    time.Time // the zero time for ever
	about Lifetime  // for a rule that is not planned yet: its end, as seen from the plan
}

func (r GroupRule) term() term {
	at, _ := r.Expires()
	return term{at: at}
}

func (w Wanted) term() term {
	if w.Expires.IsZero() {
		return term{about: w.Lifetime}
	}
	return term{at: w.Expires}
}

func (t term) equal(other term) bool { return t.at.Equal(other.at) && t.about == other.about }

// outlasts reports whether a rule is known to last at least as long as another.
func (t term) outlasts(other term) bool {
	switch {
	case t.at.IsZero() && t.about.Never():
		return true
	case t.at.IsZero():
		return other.at.IsZero() && t.about == other.about
	}
	return !other.at.IsZero() && !t.at.Before(other.at)
}
