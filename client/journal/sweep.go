package journal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sluice/model/ingress"
)

// sweepAttempts is how often a group that moves under a sweep is tried.
const sweepAttempts = 5

// Sweep revokes the region's rules that an operation of this program added for a time that is up. It returns a receipt
// for every group at which it revoked something or tried to. A rule that others revoked meanwhile is WasThere, without a
// failure. A rule whose time cannot be read is NotSent, in a receipt of its own without an operation. The error says
// what could not be read.
func (k Keeper) Sweep(ctx context.Context) ([]ingress.Receipt, error) {
	receipts, _, err := k.sweep(ctx)
	return receipts, err
}

// sweep is [Keeper.Sweep]; next is when the next rule is due, or zero.
func (k Keeper) sweep(ctx context.Context) (receipts []ingress.Receipt, next time.Time, err error) {
	expiring, err := k.Reader.Expiring(ctx)
	if err != nil {
		return nil, next, err
	}
	due := map[string]bool{} // by the group's id
	for _, e := range expiring {
		at, readable := e.Rule.Expires()
		switch {
		case e.Rule.Tag(ingress.TagOperation) == "": // not of this program
		case !readable:
			receipts = append(receipts, k.timeless(e))
		case k.now().Before(at):
			next = earlier(next, at)
		default:
			due[e.GroupID] = true
		}
	}
	var problems []error
	for _, id := range slices.Sorted(maps.Keys(due)) {
		if ctx.Err() != nil {
			break
		}
		swept, err := k.sweepGroup(ctx, id)
		receipts = append(receipts, swept...)
		problems = append(problems, err)
	}
	return receipts, next, errors.Join(problems...)
}

// pause waits; it is false when ctx is done.
func pause(ctx context.Context, long time.Duration) bool {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// timeless reports a rule whose tag tells no time. It is not revoked: what was meant is not known.
func (k Keeper) timeless(e ingress.Expiring) ingress.Receipt {
	r := e.Rule
	return ingress.Receipt{
		Kind: ingress.Revoking, Group: ingress.Group{ID: e.GroupID}, At: k.now(),
		Rules: []ingress.RuleOutcome{{Wanted: ingress.Wanted{Rule: r.Rule, Description: r.Description, SourceOwner: r.SourceOwner}, RuleID: r.ID}},
		Failure: &ingress.Failure{
			Message: fmt.Sprintf("%s is never swept: its tag %s=%.40q is no time such as 2026-01-31T18:00:00Z", r.ID, ingress.TagExpires, r.Tag(ingress.TagExpires)),
			Remedy:  "mend the tag, or revoke the rule",
		},
	}
}

// sweepGroup revokes what is due in a group. Where the group moved between its reading and the call, or others took some
// of the rules, it is read and planned again; where another program sweeps it, when that is over.
func (k Keeper) sweepGroup(ctx context.Context, id string) (receipts []ingress.Receipt, err error) {
	turn := &sweepTurn{Journal: k.Journal}
	g := k.guard()
	g.journal = turn
	for attempt := 0; attempt < sweepAttempts; attempt++ {
		group, err := k.Reader.Group(ctx, id)
		if f, ok := errors.AsType[*ingress.Failure](err); ok && f.Code == "InvalidGroup.NotFound" {
			return receipts, nil
		}
		if err != nil {
			return receipts, err
		}
		ids := k.due(group)
		if len(ids) == 0 {
			return receipts, nil
		}
		plan, _ := k.Planner.Revoke(k.NewOperation(), group, ids)
		receipt := g.Send(ctx, plan.Operation, plan.Changes[0])
		if turn.taken && pause(ctx, sweptElsewhere) {
			attempt--
			continue
		}
		partly := receipt.Count(ingress.WasThere) > 0
		again := attempt < sweepAttempts-1 && (receipt.Moved != nil || partly && receipt.Count(ingress.Refused) > 0)
		if partly || !again {
			receipts = append(receipts, swept(receipt, again))
		}
		if !again {
			return receipts, nil
		}
	}
	return receipts, nil
}

// due are the ids of the rules of a group whose time is up.
func (k Keeper) due(g ingress.Group) (ids []string) {
	for _, r := range g.Rules {
		at, readable := r.Expires()
		if r.ID != "" && r.Tag(ingress.TagOperation) != "" && readable && !k.now().Before(at) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// swept is the receipt of a sweep as it is reported. That somebody else revoked a rule first is no failure: it is gone.
// Rules that are tried again are left out.
func swept(r ingress.Receipt, again bool) ingress.Receipt {
	if again {
		r.Rules = slices.DeleteFunc(slices.Clone(r.Rules), func(o ingress.RuleOutcome) bool { return o.Outcome == ingress.Refused })
	}
	if r.Count(ingress.Applied)+r.Count(ingress.WasThere) == len(r.Rules) {
		r.Failure = nil
	}
	return r
}
