package aws

import (
	"context"
	"fmt"
	"slices"
	"time"

	smithytime "github.com/aws/smithy-go/time"

	"sluice/model/ingress"
)

// readBackPauses are the waits before each reading of a group after a write:
// what EC2 tells may be some moments old, and a request whose answer was lost
// may still run.
func readBackPauses() []time.Duration {
	return []time.Duration{0, 500 * time.Millisecond, time.Second, 2 * time.Second}
}

// reconcile finds in the group what came of a call that was refused or whose
// answer was lost. No sentence of AWS says that a refused call changed nothing,
// so that is looked up too.
func (w writer) reconcile(ctx context.Context, a action, receipt *ingress.Receipt, f fate) {
	late := f == overdue
	if late {
		f = lost
	}
	group, err := w.readBack(ctx, receipt.Group.ID, w.conclusive(a, receipt, f))
	if err != nil {
		w.unreadable(a, receipt, f, err)
		return
	}
	judge := a.judge(w, receipt, f, group)
	for i := range receipt.Rules {
		r := &receipt.Rules[i]
		r.Outcome, r.RuleID = judge(*r)
	}
	receipt.ReadBack = f == lost || f == unheard || receipt.Count(ingress.Refused) < len(receipt.Rules)
	switch {
	case f == turnedAway:
		receipt.Failure = explain(a, receipt, f)
		nothingSent(receipt)
	case late && receipt.Count(ingress.Refused) > 0:
		maybeYet(a, receipt)
	default:
		receipt.Failure = explain(a, receipt, f)
	}
}

// maybeYet is the outcome of a call that had no answer in time, and of which the
// group shows nothing: it may still be on its way.
func maybeYet(a action, receipt *ingress.Receipt) {
	for i := range receipt.Rules {
		if r := &receipt.Rules[i]; r.Outcome == ingress.Refused {
			r.Outcome = ingress.Unknown
		}
	}
	receipt.ReadBack = false
	receipt.Failure = lostFailure(a, receipt, "the group was read back and "+a.words().undone+" so far; the call may still be carried out")
}

// nothingSent is the outcome of the rules that EC2 never looked at.
func nothingSent(receipt *ingress.Receipt) {
	for i := range receipt.Rules {
		if r := &receipt.Rules[i]; r.Outcome == ingress.Refused {
			r.Outcome = ingress.NotSent
		}
	}
}

// conclusive reports whether a reading of the group is the last word on a call.
// Until it is, the group may not show yet what was done.
func (w writer) conclusive(a action, receipt *ingress.Receipt, f fate) func(ingress.Group) bool {
	return func(group ingress.Group) bool {
		judge := a.judge(w, receipt, f, group)
		some := func(is func(ingress.Outcome) bool) bool {
			return slices.ContainsFunc(receipt.Rules, func(r ingress.RuleOutcome) bool {
				outcome, _ := judge(r)
				return is(outcome)
			})
		}
		switch {
		case f == unheard && a.kind() != ingress.Adding: // who did it will not show later
			return !some(func(o ingress.Outcome) bool { return o == ingress.Refused })
		case f == refused, f == turnedAway: // where someone else was first, with one of the rules at least
			return !a.overtaken(receipt.Failure) || some(func(o ingress.Outcome) bool { return o != ingress.Refused })
		}
		return !some(func(o ingress.Outcome) bool { return o != ingress.Applied && o != ingress.WasThere })
	}
}

// verify looks whether an endpoint did what it says. AWS is taken at its word;
// emulators also answer yes to what they do not do.
func (w writer) verify(ctx context.Context, a action, receipt *ingress.Receipt) {
	if w.endpoint == "" {
		return
	}
	group, err := w.readBack(ctx, receipt.Group.ID, w.conclusive(a, receipt, lost))
	if err != nil {
		return // its word is all there is
	}
	judge := a.judge(w, receipt, lost, group)
	for i := range receipt.Rules {
		r := &receipt.Rules[i]
		if outcome, _ := judge(*r); outcome != ingress.Refused {
			continue
		}
		r.Outcome, receipt.ReadBack = ingress.Unknown, true
		receipt.Failure = &ingress.Failure{
			Message: fmt.Sprintf("%s answered that the rules were %s; the group was read back and %s",
				w.words.place(), a.kind().Done(), a.words().undone),
			Remedy:    "reload the group",
			RequestID: receipt.RequestID,
		}
	}
}

// readBack reads the group until a reading is conclusive or the pauses are used up,
// and returns the last reading. The error is that of the last attempt, where
// none succeeded.
func (w writer) readBack(ctx context.Context, id string, conclusive func(ingress.Group) bool) (ingress.Group, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var last ingress.Group
	problem, read := context.DeadlineExceeded, false
	for _, pause := range readBackPauses() {
		if smithytime.SleepWithContext(ctx, pause) != nil {
			break
		}
		group, err := w.Group(ctx, id)
		if err != nil {
			problem = err
			continue
		}
		last, read = group, true
		if conclusive(group) {
			break
		}
	}
	if read {
		return last, nil
	}
	return last, problem
}

// unreadable leaves the outcome to EC2's refusal where there was one. A group that
// is not there any more tells nothing, and never will.
func (w writer) unreadable(a action, receipt *ingress.Receipt, f fate, err error) {
	outcome := ingress.Unknown
	switch f {
	case refused:
		outcome = ingress.Refused
	case turnedAway:
		outcome = ingress.NotSent
	}
	for i := range receipt.Rules {
		receipt.Rules[i].Outcome = outcome
	}
	if f == refused || f == turnedAway {
		return
	}
	why := w.words.failure(err)
	if receipt.ReadBack = isGone(why); receipt.ReadBack {
		receipt.Failure = lostFailure(a, receipt, "the group is not there any more, and what came of its rules cannot be known")
		receipt.Failure.Remedy = w.words.remedy(why.Code)
		return
	}
	receipt.Failure = lostFailure(a, receipt, "the group could not be read back: "+why.Message)
}

// isGone reports whether a reading failed because there is no such group.
func isGone(f *ingress.Failure) bool { return f.Code == "InvalidGroup.NotFound" }

// explain says why not every rule was applied; it is nil where all were.
func explain(a action, receipt *ingress.Receipt, f fate) *ingress.Failure {
	switch {
	case receipt.Count(ingress.Applied) == len(receipt.Rules):
		return nil
	case receipt.Count(ingress.Unknown) > 0:
		return lostFailure(a, receipt, "the group now "+a.words().unclaimed)
	case f == refused, f == turnedAway:
		return receipt.Failure
	case receipt.Count(ingress.Refused) > 0:
		return lostFailure(a, receipt, "the group was read back and "+a.words().undone)
	}
	return lostFailure(a, receipt, "the group was read back and "+a.words().others)
}

// lostFailure adds what the reading found to why there was no answer.
func lostFailure(a action, receipt *ingress.Receipt, found string) *ingress.Failure {
	f := *receipt.Failure
	f.Message += "; " + found
	f.Remedy = "reload the group"
	if search := a.words().search; search != "" {
		f.Remedy += ": " + search + receipt.Operation
	}
	return &f
}
