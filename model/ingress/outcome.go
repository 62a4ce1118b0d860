package ingress

import (
	"cmp"
	"fmt"
	"strings"
)

// Outcome is what came of one rule.
type Outcome uint8

// The outcomes of a rule that was to be sent. The words for them and for the kinds
// of change are those below, on screens, in tables, in JSON and in the history.
const (
	NotSent  Outcome = iota // no call was made for it
	Applied                 // added, revoked or changed by this operation
	WasThere                // there already, or gone, by someone else's hand
	Refused                 // not done: EC2 refused the call, or the group shows that it is not so
	Unknown                 // sent, and the answer lost; the group could not be read back, or tells not who did it
)

// kindWords are the words for a kind of change.
type kindWords struct {
	name string // what it does, as a word for programs too
	todo string // what it is to do to a rule
	done string // what it did to a rule
	to   string // how that stands to the group
	was  string // what a rule was that someone else had done it to
	sign string
}

func (k Kind) words() kindWords {
	switch k {
	case Adding:
		return kindWords{"add", "add", "added", "to", "was there before", "+"}
	case Revoking:
		return kindWords{"revoke", "revoke", "revoked", "from", "was gone before", "-"}
	case Editing:
		return kindWords{"edit", "change", "changed", "in", "was there before", "+"}
	}
	return kindWords{fmt.Sprintf("kind %d", k), "change", "changed", "in", "was there before", "+"}
}

// String is what the kind of change does, as a word for people and programs: add,
// revoke, edit.
func (k Kind) String() string { return k.words().name }

// To is the preposition between what a change of the kind does and its group: to,
// from, in.
func (k Kind) To() string { return k.words().to }

// Done is what a change of the kind did to a rule: added, revoked, changed.
func (k Kind) Done() string { return k.words().done }

// NotKnownYet is what came of rules whose outcome is not recorded yet.
const NotKnownYet = "not known yet"

// OutcomeNames are the outcomes as words for programs, each in its place.
func OutcomeNames() []string {
	return []string{"not-sent", "applied", "was-there", "refused", "unknown"}
}

// String is the outcome as a word for programs: applied, was-there, refused,
// unknown, not-sent.
func (o Outcome) String() string {
	if names := OutcomeNames(); int(o) < len(names) {
		return names[o]
	}
	return fmt.Sprintf("outcome %d", o)
}

// Outcomes are all of them, the worst first.
func Outcomes() []Outcome { return []Outcome{Unknown, Refused, NotSent, Applied, WasThere} }

// Words say what came of a rule of a change of some kind, for people: added, was
// there before, not added, unknown, not sent.
func (o Outcome) Words(k Kind) string {
	switch o {
	case Applied:
		return k.words().done
	case WasThere:
		return k.words().was
	case Refused:
		return "not " + k.words().done
	case NotSent:
		return "not sent"
	case Unknown:
	}
	return "unknown"
}

// Sign is the outcome in one character, before its words: + and - for what was
// added and revoked, = for what was so before, ~ for what was not sent as in a plan,
// ! for what was refused, ? for what is unknown.
func (o Outcome) Sign(k Kind) string {
	switch o {
	case Applied:
		return k.words().sign
	case WasThere:
		return "="
	case Refused:
		return "!"
	case NotSent:
		return "~"
	case Unknown:
	}
	return "?"
}

// Tally says how many rules of a change of some kind came to what, the worst first:
// 1 unknown, 2 not sent, 3 added. count is how many came to an outcome.
func Tally(k Kind, count func(Outcome) int) string {
	var parts []string
	for _, o := range Outcomes() {
		if n := count(o); n > 0 {
			parts = append(parts, Thousands(n)+" "+o.Words(k))
		}
	}
	return strings.Join(parts, ", ")
}

// Worst is the worst outcome that rules came to; Applied for none.
func Worst(count func(Outcome) int) Outcome {
	for _, o := range Outcomes() {
		if count(o) > 0 {
			return o
		}
	}
	return Applied
}

// Words say what came of the rules with an outcome, and in which group: 3 rules
// added to websrv; 1 rule not added to bastion; 2 rules of lb: unknown.
func (r Receipt) Words(o Outcome) string {
	rules, group := Count(r.Count(o), "rule"), cmp.Or(r.Group.Name, r.Group.ID)
	switch o {
	case Applied, Refused:
		return rules + " " + o.Words(r.Kind) + " " + r.Kind.To() + " " + group
	case NotSent:
		return rules + " not sent to " + group
	case WasThere, Unknown:
	}
	return rules + " of " + group + ": " + o.Words(r.Kind)
}
