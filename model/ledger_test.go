package model_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sluice/model"
	"sluice/model/ingress"
)

// write is one group of one operation: what may be sent once.
type write struct{ operation, group string }

// ledger follows a program from outside and holds it to the promise: what was
// previewed is exactly what is sent, once, by a key that can be meant.
type ledger struct {
	wait        model.Call               // the newest quiet period, while no key was pressed since
	quiet       string                   // the operation whose plan had its quiet period
	confirmed   map[write]ingress.Change // what was on the confirmed previews, and may be sent
	sent        map[write]model.Call
	answered    map[model.Call]bool
	asked       model.Msg                                  // what was last told to the list: where a form or a preview came from
	outcomes    map[write]map[ingress.Rule]ingress.Outcome // what is known of what was sent
	reconciling map[model.Call]write
	rest        model.Call // the newest quiet period, whatever was pressed since
	calm        bool       // the newest quiet period is over
	plan        offer      // what became of the plan on the screen
}

// offer is what has happened to a plan since it came to the screen.
type offer struct {
	dryRuns  map[model.Call]string // by call, the group
	denied   map[string]bool       // the groups that EC2's newest answer denies
	typed    string                // the newest text where the plan asks for an id
	covered  bool                  // the user had covered rules included
	untagged bool                  // the user agreed to send rules without tags
}

func newLedger() ledger {
	return ledger{confirmed: map[write]ingress.Change{}, sent: map[write]model.Call{}, answered: map[model.Call]bool{},
		outcomes: map[write]map[ingress.Rule]ingress.Outcome{}, reconciling: map[model.Call]write{}, plan: newOffer(false)}
}

func newOffer(covered bool) offer {
	return offer{dryRuns: map[model.Call]string{}, denied: map[string]bool{}, covered: covered}
}

func (l ledger) clone() ledger {
	l.confirmed, l.sent, l.answered = maps.Clone(l.confirmed), maps.Clone(l.sent), maps.Clone(l.answered)
	l.outcomes, l.reconciling = maps.Clone(l.outcomes), maps.Clone(l.reconciling)
	l.plan.dryRuns, l.plan.denied = maps.Clone(l.plan.dryRuns), maps.Clone(l.plan.denied)
	return l
}

// enter takes one step of the program.
func (l *ledger) enter(before model.Model, msg model.Msg, after model.Model, effects []model.Effect) error {
	preview, _ := before.Phase.(model.Previewing)
	l.hear(preview, msg)
	if _, listing := before.Phase.(model.Listing); listing {
		l.asked = msg
	}
	if offered, ok := after.Phase.(model.Previewing); ok && offered.Plan.Operation != preview.Plan.Operation {
		l.plan = newOffer(false)
		if retry, is := offered.Back.(model.Retry); is {
			l.plan.covered, l.plan.untagged = retry.Changes[0].IncludeCovered, true
		}
	}
	if err := l.backFromOutcome(before, msg, after); err != nil {
		return err
	}
	if _, stops := msg.(model.BackAsked); stops && before.Busy() {
		maps.DeleteFunc(l.confirmed, func(w write, _ ingress.Change) bool { _, sent := l.sent[w]; return !sent })
	}
	if !before.Busy() && after.Busy() {
		if err := l.confirm(before, msg); err != nil {
			return err
		}
	}
	for _, effect := range effects {
		if err := l.begin(effect); err != nil {
			return err
		}
	}
	if n := l.underWay(); n > 4 {
		return fmt.Errorf("%d writes at once", n)
	}
	if before.Busy() && !after.Busy() && (l.underWay() > 0 || len(l.sent) < len(l.confirmed)) {
		return errors.New("the outcome was shown before it was known")
	}
	return nil
}

// begin takes one effect of a step.
func (l *ledger) begin(effect model.Effect) error {
	switch e := effect.(type) {
	case model.WaitQuiet:
		l.wait, l.rest, l.calm = e.Call, e.Call, false
	case model.Reconcile:
		l.reconciling[e.Call] = write{e.Operation, e.Change.Group.ID}
	case model.AskPermit:
		l.plan.dryRuns[e.Call] = e.Change.Group.ID
	case model.Submit:
		return l.send(e)
	case model.Quit:
		if l.underWay() > 0 {
			return errors.New("quit while a write is under way")
		}
	default: // says nothing here
	}
	return nil
}

// hear takes a message as it comes to a preview, the zero one where there is none.
func (l *ledger) hear(p model.Previewing, msg model.Msg) {
	switch msg := msg.(type) {
	case model.QuietPassed:
		l.calm = l.calm || msg.Call == l.rest && l.rest != 0
		if msg.Call == l.wait && l.wait != 0 {
			l.quiet = p.Plan.Operation
		}
	case model.KeyPressed, model.ReloadAsked, model.PlanCopied:
		l.wait = 0
	case model.BackAsked:
		l.wait, l.plan.typed = 0, ""
	case model.Confirmed:
		if l.wait = 0; p.Shown != nil {
			l.quiet = ""
		}
	case model.SightLost:
		l.wait, l.quiet, l.plan.typed = 0, "", ""
	case model.FormTurned:
		l.wait, l.quiet = 0, ""
	case model.CoveredToggled:
		if l.wait = 0; p.Plan.Count(ingress.Covered) > 0 {
			untagged := l.plan.untagged
			l.quiet, l.plan = "", newOffer(!l.plan.covered)
			l.plan.untagged = untagged
		}
	case model.UntaggedAgreed:
		if l.wait = 0; p.AsksUntagged() {
			l.quiet, l.plan.untagged = "", true
			l.plan.dryRuns = map[model.Call]string{} // what is denied with tags may be allowed without
		}
	case model.IDTyped:
		if p.Typing {
			l.plan.typed = msg.Text
		}
	default:
		l.hearAnswer(msg)
	}
}

// hearAnswer takes what EC2 said of a plan, and of what was sent.
func (l *ledger) hearAnswer(msg model.Msg) {
	switch msg := msg.(type) {
	case model.PermitKnown:
		if group, asked := l.plan.dryRuns[msg.Call]; asked && group == msg.Permit.GroupID {
			l.plan.denied[group] = msg.Permit.Answer == ingress.Denied
		}
	case model.ChangeSubmitted:
		l.answered[msg.Call] = true
		for w, call := range l.sent {
			if call == msg.Call {
				l.know(w, msg.Receipt)
			}
		}
	case model.ChangeReconciled:
		if w, asked := l.reconciling[msg.Call]; asked {
			l.know(w, msg.Receipt)
		}
	}
}

// know takes what is known of a write's rules; what is known already stays.
func (l *ledger) know(w write, r ingress.Receipt) {
	known := maps.Clone(l.outcomes[w])
	if known == nil {
		known = map[ingress.Rule]ingress.Outcome{}
	}
	for _, rule := range r.Rules {
		if was, told := known[rule.Rule]; !told || was == ingress.Unknown {
			known[rule.Rule] = rule.Outcome
		}
	}
	l.outcomes[w] = known
}

// leaveOutcome holds the ways out of an outcome to its quiet period.
func (l *ledger) backFromOutcome(before model.Model, msg model.Msg, after model.Model) error {
	_, shown := before.Phase.(model.Finished)
	_, stays := after.Phase.(model.Finished)
	_, back := msg.(model.BackAsked)
	_, form := msg.(model.FormAsked)
	if _, previewing := before.Phase.(model.Previewing); previewing && stays {
		l.calm = true // it was read, and acted upon
	}
	if shown && !stays && (back || form) && !l.calm {
		return errors.New("an outcome went away before it could be read")
	}
	return nil
}

// mayBeRetried holds a retry to what is known not to be applied.
func (l *ledger) mayBeRetried(r model.Retry, c ingress.Change) error {
	before := write{r.Back.Plan.Operation, c.Group.ID}
	if _, sent := l.sent[before]; !sent {
		return nil // stopped before its turn
	}
	known := l.outcomes[before]
	for _, w := range c.Send() {
		if o, told := known[w.Rule]; !told || o != ingress.NotSent && o != ingress.Refused {
			return fmt.Errorf("%s is sent again to %s, though its outcome was %d", w.Rule, c.Group.Name, o)
		}
	}
	return nil
}

func (l *ledger) confirm(before model.Model, msg model.Msg) error {
	p, previewing := before.Phase.(model.Previewing)
	confirmed, _ := msg.(model.Confirmed)
	switch id := p.Plan.ConfirmID(); {
	case !previewing || !confirmed.Seen:
		return errors.New("a write without a confirmation of a plan that was seen")
	case l.quiet != p.Plan.Operation || !p.Armed:
		return errors.New("a confirmation without its quiet period")
	case p.Shown != nil:
		return errors.New("a confirmation with the plan out of sight")
	case id != "" && strings.TrimSpace(l.plan.typed) != id:
		return fmt.Errorf("a plan that asks for %s is confirmed by %q", id, l.plan.typed)
	case before.Session.ReadOnly:
		return errors.New("a write in a read-only program")
	case p.Plan.Empty() || p.Plan.Blocked() != "":
		return fmt.Errorf("a plan that cannot be sent: %d new, %s", p.Plan.Count(ingress.New), p.Plan.Blocked())
	}
	if err := approvedForOthers(before, p); err != nil {
		return err
	}
	for _, c := range p.Plan.Changes {
		if err := l.mayBeSent(p, c); err != nil {
			return err
		}
		if len(c.Send()) > 0 {
			l.confirmed[write{p.Plan.Operation, c.Group.ID}] = c
		}
	}
	return nil
}

// mayBeSent holds a confirmed change to what the user and EC2 said.
func (l *ledger) mayBeSent(p model.Previewing, c ingress.Change) error {
	covered := func(r ingress.PlannedRule) bool { return r.Verdict == ingress.Covered && c.Sends(r) }
	revokes, edits, asked := askedFor(p)
	switch from := p.Back.(type) {
	case model.Approving:
		return nil // held to what was asked for already
	case model.Retry:
		return l.mayBeRetried(from, c)
	case model.Undo:
		if c.Undoes != from.ID {
			return fmt.Errorf("%s is undone, though %s was asked for", c.Undoes, from.ID)
		}
		return nil
	}
	switch {
	case c.Untagged && !l.plan.untagged:
		return fmt.Errorf("%s is sent untagged, and nobody agreed to that", c.Group.Name)
	case len(c.Send()) > 0 && l.plan.denied[c.Group.ID]:
		return fmt.Errorf("%s is denied", c.Group.Name)
	case !l.plan.covered && slices.ContainsFunc(c.Rules, covered):
		return errors.New("covered rules are sent, and nobody included them")
	case c.Kind == ingress.Adding:
		if asked != nil {
			return fmt.Errorf("%#v adds rules", asked)
		}
		return nil
	case !reflect.DeepEqual(asked, l.asked) || len(p.Plan.Changes) != 1 || len(c.Rules) != 1:
		return fmt.Errorf("%#v was asked, %#v is done to %d rules", l.asked, asked, len(c.Rules))
	case (c.Kind == ingress.Revoking) != (revokes == c.Rules[0].Existing.ID):
		return fmt.Errorf("%#v takes off %s", asked, c.Rules[0].Existing.ID)
	case (c.Kind == ingress.Editing) != (edits == c.Rules[0].Existing.ID):
		return fmt.Errorf("%#v changes %s", asked, c.Rules[0].Existing.ID)
	}
	return nil
}

// askedFor is the rule that a preview takes off or changes, and what asked for that in the list.
func askedFor(p model.Previewing) (revokes, edits string, asked model.Msg) {
	switch from := p.Back.(type) {
	case model.Revocation:
		return from.RuleID, "", model.RevokeAsked{RuleID: from.RuleID}
	case model.Editing:
		if from.Edits != "" {
			return "", from.Edits, model.EditAsked{RuleID: from.Edits}
		}
	}
	return "", "", nil
}

func (l *ledger) send(e model.Submit) error {
	w := write{e.Operation, e.Change.Group.ID}
	previewed, ok := l.confirmed[w]
	_, again := l.sent[w]
	switch {
	case !ok:
		return fmt.Errorf("%v was sent without having been confirmed", w)
	case again && (e.Change.Approval == "" || !l.notSent(w)):
		return fmt.Errorf("%v was sent twice", w)
	}
	l.sent[w] = e.Call
	if diff := diff(previewed, e.Change); diff != "" {
		return fmt.Errorf("what was sent is not what was previewed: -previewed +sent\n%s", diff)
	}
	return nil
}

// notSent reports that all of a write is known not to have been sent. What was
// approved is then sent as the same operation.
func (l *ledger) notSent(w write) bool {
	for _, o := range l.outcomes[w] {
		if o != ingress.NotSent {
			return false
		}
	}
	return len(l.outcomes[w]) > 0
}

// underWay is the number of writes that were sent and not answered.
func (l *ledger) underWay() int {
	n := 0
	for _, call := range l.sent {
		if !l.answered[call] {
			n++
		}
	}
	return n
}
