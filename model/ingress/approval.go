package ingress

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// WaitsFor is how long a plan waits for approval. After that it has to be asked
// for anew: nobody approves what was meant for yesterday.
const WaitsFor = 24 * time.Hour

// Person is who asks and who approves. Two are the same if their keys are: names
// are only words.
type Person struct {
	Name string
	Key  string // the fingerprint of the key that signed in; "" where none did
}

// String is the person as recorded: the name and the key's fingerprint.
func (p Person) String() string {
	if p.Key == "" || p.Key == p.Name {
		return p.Name
	}
	return p.Name + " " + p.Key
}

// Same reports whether both are known to be one person.
func (p Person) Same(other Person) bool {
	return p.Key == other.Key && (p.Key != "" || p.Name == other.Name)
}

// Other reports whether both are known to be two people: without a key nobody is
// known not to be somebody else.
func (p Person) Other(other Person) bool {
	return p.Key != "" && other.Key != "" && p.Key != other.Key
}

// Waiting is a plan that is sent only when another person approves it.
type Waiting struct {
	ID   string // the plan's operation, which it is sent as
	By   Person // who asked
	At   time.Time
	Site Site
	// Changes are those that were to be sent, as a [Record] keeps them: what they
	// are sent to now, and what that exposes, is planned afresh.
	Changes  []Change
	Severity Severity // of the plan, when it was asked for
	// Held are the groups of the changes with the rules that they had when it was
	// asked for. A group may be missing: then what changed since is not known.
	Held []Group
	// Rest is the operation that the plan is what is left of: one that was approved,
	// and not all sent. Why says what kept it. Both are "" for other plans.
	Rest, Why string
}

// Expires is when nobody can approve the plan any more.
func (w Waiting) Expires() time.Time { return w.At.Add(WaitsFor) }

// Groups are the ids of the plan's groups, in its order.
func (w Waiting) Groups() []string {
	var ids []string
	for _, c := range w.Changes {
		if !slices.Contains(ids, c.Group.ID) {
			ids = append(ids, c.Group.ID)
		}
	}
	return ids
}

// Rules is the number of rules that were asked for.
func (w Waiting) Rules() int { return Plan{Changes: w.Changes}.Sends() }

// Then is a group as it was when the plan was asked for, where that is known.
func (w Waiting) Then(groupID string) (Group, bool) {
	i := slices.IndexFunc(w.Held, func(g Group) bool { return g.ID == groupID })
	if i < 0 {
		return Group{}, false
	}
	return w.Held[i], true
}

// Drifted reports whether a group is not as it was when the plan was asked for: the
// change is one of the plan's, made again from the group as it is now.
func (w Waiting) Drifted(now Change) bool {
	for _, asked := range w.Changes {
		if asked.Group.ID == now.Group.ID && asked.Kind == now.Kind {
			return asked.Revision != now.Revision
		}
	}
	return false
}

// Differs says in what a change is not the one that was asked for its group, or
// is "". It may send fewer rules, and be made from another revision.
func (w Waiting) Differs(c Change) string {
	i := slices.IndexFunc(w.Changes, func(asked Change) bool { return asked.Group.ID == c.Group.ID && asked.Kind == c.Kind })
	switch {
	case i < 0:
		return fmt.Sprintf("no such change of %s (%s) was asked for", c.Group.Name, c.Group.ID)
	case c.Untagged && !w.Changes[i].Untagged:
		return "it was asked for with tags"
	case c.Undoes != w.Changes[i].Undoes:
		return "it undoes another operation than what was asked for"
	}
	asked := w.Changes[i].Sent()
	for _, r := range c.Sent() {
		at := slices.IndexFunc(asked, func(a PlannedRule) bool { return a.sameSend(r, c.Kind) })
		if at < 0 {
			return r.Rule.Words() + " was not asked for so"
		}
		asked = slices.Delete(asked, at, at+1)
	}
	return ""
}

// sameSend reports whether two rules come to the same in EC2. An edit keeps the
// end that the rule has.
func (r PlannedRule) sameSend(other PlannedRule, k Kind) bool {
	return r.Rule == other.Rule && r.Description == other.Description && r.SourceOwner == other.SourceOwner &&
		(k == Adding || r.Existing.ID == other.Existing.ID) && (k != Adding || r.Expires.Equal(other.Expires))
}

// DecisionKind is what became of a plan that waited.
type DecisionKind uint8

// The kinds of decisions.
const (
	Approved  DecisionKind = iota // by another person, whose session then sends it
	Rejected                      // by another person
	Withdrawn                     // by who asked
	Expired                       // by nobody
)

// String is the kind in lower case.
func (r DecisionKind) String() string {
	switch r {
	case Approved:
		return "approved"
	case Rejected:
		return "rejected"
	case Withdrawn:
		return "withdrawn"
	case Expired:
		return "expired"
	}
	return "unknown"
}

// Decision is the one that was made on a plan that waited.
type Decision struct {
	ID    string // the plan's
	Asker Person
	By    Person // none where it expired
	At    time.Time
	Kind  DecisionKind
	Why   string // the reason for a rejection; may be ""
}

// Words say who decided what: kim rejected it: not on a Friday.
func (d Decision) Words() string {
	if d.Kind == Expired {
		return fmt.Sprintf("it expired: nobody approved it within %s", shortDuration(WaitsFor))
	}
	did := d.Kind.String()
	if d.Kind == Withdrawn {
		did = "withdrew"
	}
	words := d.By.Name + " " + did + " it"
	if d.Why != "" {
		words += ": " + d.Why
	}
	return words
}

// Approvals is where plans wait. It is one person's: who asks and decides is not
// for the caller to say. Approving is none of its methods: a plan is approved by
// sending it, through the [Writer] of another person's session, with
// [Change.Approval] set and as the operation that waits. Errors are [*Failure];
// where somebody else was first, it says who and what they decided.
type Approvals interface {
	// Me is whose approvals these are.
	Me() Person
	// Ask makes a plan wait, durably, and returns it as it is kept.
	Ask(ctx context.Context, p Plan) (Waiting, error)
	// Waiting are the plans of the site that wait, the newest first.
	Waiting(ctx context.Context) ([]Waiting, error)
	// Reject refuses another person's plan. It takes a reason.
	Reject(ctx context.Context, id, why string) (Decision, error)
	// Withdraw takes the person's own plan back.
	Withdraw(ctx context.Context, id, why string) (Decision, error)
	// PutBack makes what was not sent of a plan that this person approved wait again,
	// as a plan of its own that the same person asked for: why is what kept it from
	// being sent. From then on nothing is sent for the first approval. A second call
	// returns the same plan; one without an ID where nothing is left to wait.
	PutBack(ctx context.Context, id, why string) (Waiting, error)
}

// FindWaiting finds a plan that waits by its id, or by a beginning of it that no
// other has.
func FindWaiting(plans []Waiting, id string) (Waiting, error) {
	var found []Waiting
	for _, w := range plans {
		if w.ID == id {
			return w, nil
		}
		if strings.HasPrefix(w.ID, id) && id != "" {
			found = append(found, w)
		}
	}
	switch len(found) {
	case 0:
		return Waiting{}, fmt.Errorf("no plan waits as %s: sluice waiting lists those that do", id)
	case 1:
		return found[0], nil
	}
	return Waiting{}, fmt.Errorf("the ids of several plans that wait begin with %s: give more of it", id)
}

// WhyRemaining says why receipts have something of a plan that can be sent again, or is
// "": the failure of the first group that something was not added to.
func WhyRemaining(receipts []Receipt) string {
	for _, r := range receipts {
		if r.Count(NotSent)+r.Count(Refused) == 0 {
			continue
		}
		name := r.Group.Name + " (" + r.Group.ID + "): "
		switch {
		case r.Moved != nil:
			return name + "it changed after the plan was shown"
		case r.Failure != nil:
			return name + r.Failure.Error()
		}
		return name + "not all was sent"
	}
	return ""
}

// Approving makes a plan that waits anew for its groups as they are now, to be sent
// as the operation that waits, with the approval of who sends it. A group that is
// not given is taken as the plan has it. The ends of rules are those that were
// asked for: time that was spent waiting is gone.
func (p Planner) Approving(w Waiting, groups []Group) Plan {
	plan := Plan{Operation: w.ID, By: w.By.String()}
	for _, c := range w.Changes {
		if i := slices.IndexFunc(groups, func(g Group) bool { return g.ID == c.Group.ID }); i >= 0 {
			c.Group = groups[i]
		}
		if c.Kind == Adding { // an edit keeps the end that its rule has
			c.Rules = ended(c.Rules)
		}
		next, _ := p.Anew(w.ID, c)
		next.Approval = w.ID
		plan.Changes = append(plan.Changes, next)
	}
	return plan
}

// ended are planned rules that end at a time and not after one.
func ended(rules []PlannedRule) []PlannedRule {
	next := make([]PlannedRule, len(rules))
	for i, r := range rules {
		r.Lifetime = Until(r.Expires)
		next[i] = r
	}
	return next
}

// Exposes is the severity of what a change adds to its group, worked out from the
// group's rules and those that are sent: what the change itself says of findings
// and verdicts does not count. [None] for one that adds nothing.
func (p Planner) Exposes(c Change) Severity {
	switch c.Kind {
	case Adding:
		p.IncludeCovered = true
		return p.Plan("", []Group{c.Group}, [][]Wanted{c.Send()}).Severity()
	case Editing:
		var edits []ruleEdit
		for _, r := range c.Sent() {
			if r.Existing.ID == "" || c.Group.place(r.Existing.ID) < 0 {
				return Critical // nobody can tell what it would do
			}
			edits = append(edits, ruleEdit{r.Existing.ID, r.Wanted})
		}
		return p.edit(c.Group, edits).Severity()
	}
	return None
}

// PrefixListIDs are the ids of the prefix lists that the group's rules and those
// of the change name, each once.
func (c Change) PrefixListIDs() []string {
	var ids []string
	name := func(r Rule) {
		if id := r.Source().PrefixListID(); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, r := range c.Group.Rules {
		name(r.Rule)
	}
	for _, r := range c.Rules {
		name(r.Rule)
	}
	return ids
}
