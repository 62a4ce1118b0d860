package aws

import (
	"context"
	"slices"
	"time"

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
func (w writer) reconcile(ctx context.Context, receipt *ingress.Receipt, f fate) {
	settled := func(group ingress.Group) bool {
		judge := w.judge(receipt, f, group)
		if f == refused {
			// Where a duplicate is reported one of the rules is there.
			return !isDuplicate(receipt.Failure) || slices.ContainsFunc(receipt.Rules, func(r ingress.RuleOutcome) bool {
				outcome, _ := judge(r.Rule)
				return outcome != ingress.Refused
			})
		}
		return !slices.ContainsFunc(receipt.Rules, func(r ingress.RuleOutcome) bool {
			outcome, _ := judge(r.Rule)
			return outcome != ingress.Applied && outcome != ingress.WasThere
		})
	}
	group, err := w.readBack(ctx, receipt.Group.ID, settled)
	if err != nil {
		w.unreadable(receipt, f, err)
		return
	}
	judge := w.judge(receipt, f, group)
	for i := range receipt.Rules {
		r := &receipt.Rules[i]
		r.Outcome, r.RuleID = judge(r.Rule)
	}
	receipt.ReadBack = f == lost || receipt.Count(ingress.Refused) < len(receipt.Rules)
	receipt.Failure = explain(receipt, f)
}

// readBack reads the group until settled is content or the pauses are used up,
// and returns the last reading. The error is that of the last attempt, where
// none succeeded.
func (w writer) readBack(ctx context.Context, id string, settled func(ingress.Group) bool) (ingress.Group, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var last ingress.Group
	problem, read := error(context.DeadlineExceeded), false
	for _, pause := range readBackPauses() {
		if !sleep(ctx, pause) {
			break
		}
		group, err := w.Group(ctx, id)
		if err != nil {
			problem = err
			continue
		}
		last, read = group, true
		if settled(group) {
			break
		}
	}
	if read {
		return last, nil
	}
	return last, problem
}

// judge tells the outcome of a rule from the group as read back. The group did
// not hold the rule when it was read just before the call.
func (w writer) judge(receipt *ingress.Receipt, f fate, group ingress.Group) func(ingress.Rule) (ingress.Outcome, string) {
	// An untagged rule is someone else's only where the endpoint keeps tags: AWS
	// and our own do, an emulator has shown it by telling one.
	keepsTags := w.endpoint == "" || slices.ContainsFunc(group.Rules, func(r ingress.GroupRule) bool { return len(r.Tags) > 0 })
	return func(rule ingress.Rule) (ingress.Outcome, string) {
		have, there := group.Find(rule)
		switch {
		case !there:
			return ingress.Refused, ""
		case have.Tag(operationTag) == receipt.Operation:
			return ingress.Applied, have.ID
		case have.ID != "" && keepsTags, f == refused && isDuplicate(receipt.Failure):
			return ingress.WasThere, have.ID
		}
		return ingress.Unknown, have.ID
	}
}

// unreadable leaves the outcome to EC2's refusal where there was one.
func (w writer) unreadable(receipt *ingress.Receipt, f fate, err error) {
	outcome := ingress.Unknown
	if f == refused {
		outcome = ingress.Refused
	}
	for i := range receipt.Rules {
		receipt.Rules[i].Outcome = outcome
	}
	if f == lost {
		receipt.Failure = lostFailure(receipt, "the group could not be read back: "+w.words.failure(err).Message)
	}
}

// explain says why not every rule was added; it is nil where all were.
func explain(receipt *ingress.Receipt, f fate) *ingress.Failure {
	switch {
	case receipt.Count(ingress.Applied) == len(receipt.Rules):
		return nil
	case receipt.Count(ingress.Unknown) > 0:
		return lostFailure(receipt, "the group now holds the rule, but the endpoint tells no tags of it, so who added it cannot be known")
	case f == refused:
		return receipt.Failure
	case receipt.Count(ingress.Refused) > 0:
		return lostFailure(receipt, "the group was read back and does not hold the rule")
	}
	return lostFailure(receipt, "the group was read back and holds the rule, added by someone else")
}

// lostFailure adds what the reading found to why there was no answer.
func lostFailure(receipt *ingress.Receipt, found string) *ingress.Failure {
	f := *receipt.Failure
	f.Message += "; " + found
	f.Remedy = "reload the group: rules of this call carry the tag " + operationTag + "=" + receipt.Operation
	return &f
}

func isDuplicate(f *ingress.Failure) bool { return f != nil && f.Code == "InvalidPermission.Duplicate" }

// sleep waits, and reports whether the context outlived it.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
