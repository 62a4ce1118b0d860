package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sluice/model/ingress"
)

// Keeper looks after what no session waits for: writes that an earlier run left without an outcome, and rules whose time
// is up. Several keepers may work at once, in one process or in several.
type Keeper struct {
	Journal *Journal
	Reader  ingress.Reader
	Writer  ingress.Writer // not guarded: the keeper guards it
	Site    func(context.Context) (ingress.Site, error)
	Planner ingress.Planner

	NewOperation func() string    // mints an operation's id
	Now          func() time.Time // nil is time.Now
}

// SweptBy is who asked for what a keeper revokes.
const SweptBy = "sluice sweep"

// inFlight is how long after its intent a request may still change its group although its program is gone. Within it, a
// reading is believed that the request cannot change any more: that its rules were applied, or that nobody can know. That
// they were not is read again later.
//
// A program that is gone sends nothing. While it ran, its request left at most startTimeout after the intent, or, where
// it was throttled and tried again, the 30 s later that a call may take. What left is carried out when the endpoint gets
// to it; 30 s are what a living program, too, grants an endpoint for that, before it reads back.
const inFlight = startTimeout + 30*time.Second + 30*time.Second

// Reconcile finds out what came of the site's left-overs: records without an outcome, of programs that ended, and those
// with an unknown one. It reads their groups, changes nothing in EC2, and returns the receipts that the journal now has.
// A request that never left counts as refused; what the group cannot tell stays unknown, for good. What cannot be told
// yet stays open, because the group cannot be read, for which the error says why, or because the request may still be
// under way.
func (k Keeper) Reconcile(ctx context.Context) ([]ingress.Receipt, error) {
	receipts, _, err := k.reconcile(ctx)
	return receipts, err
}

func (k Keeper) guard() guard {
	return guard{inner: k.Writer, journal: k.Journal, turns: &k.Journal.turns, by: SweptBy, site: k.Site, now: k.now}
}

func (k Keeper) now() time.Time {
	if k.Now == nil {
		return time.Now()
	}
	return k.Now()
}

// reconcile is [Keeper.Reconcile]; open are the left-overs that cannot be judged yet.
func (k Keeper) reconcile(ctx context.Context) (receipts []ingress.Receipt, open []ingress.Record, err error) {
	site, err := k.guard().known(ctx)
	if err != nil {
		return nil, nil, err
	}
	left, err := k.Journal.LeftOver(ctx, site)
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(left, func(a, b ingress.Record) int {
		return cmp.Or(cmp.Compare(a.Change.Group.ID, b.Change.Group.ID), a.At.Compare(b.At))
	})
	var problems []error
	for _, record := range left {
		if ctx.Err() != nil {
			break
		}
		if decided(record) {
			continue
		}
		receipt, state, err := k.reconcileOne(ctx, record)
		switch {
		case err != nil:
			problems = append(problems, err)
		case state == recorded:
			receipts = append(receipts, receipt)
		case state == undecided:
			open = append(open, record)
		}
	}
	return receipts, open, errors.Join(problems...)
}

// leftOverState is what is known of a left-over.
type leftOverState uint8

const (
	undecided  leftOverState = iota // it cannot be judged yet
	recorded                        // its outcome is in the journal now
	superseded                      // somebody else found it out meanwhile
)

func (k Keeper) reconcileOne(ctx context.Context, record ingress.Record) (ingress.Receipt, leftOverState, error) {
	g, id := k.guard(), record.Change.Group.ID
	end, err := g.turns.take(ctx, id)
	if err != nil {
		return ingress.Receipt{}, undecided, nil
	}
	defer end()
	// While it waited for its turn, the write may have come to its end.
	if now, known := g.find(ctx, record.Operation, id); known && decided(now) {
		return ingress.Receipt{}, superseded, nil
	}
	receipt := k.Journal.withLaterRecords(ctx, k.Writer.Reconcile(ctx, record.Operation, record.Change))
	if !final(receipt) {
		return receipt, undecided, &ingress.Failure{
			Message: fmt.Sprintf("what came of operation %s at %s is not known yet: %s", record.Operation, id, message(receipt.Failure)),
			Remedy:  "it is tried again",
		}
	}
	stays := receipt.Count(ingress.Applied) + receipt.Count(ingress.Unknown)
	if stays < len(receipt.Rules) && k.now().Before(record.At.Add(inFlight)) {
		return receipt, undecided, nil
	}
	if now, known := g.find(ctx, record.Operation, id); known && decided(now) {
		return receipt, superseded, nil
	}
	receipt = merged(record.Receipt, receipt)
	if err := k.Journal.Finish(ctx, record.Operation, id, receipt); err != nil {
		return receipt, undecided, err
	}
	return receipt, recorded, nil
}

func message(f *ingress.Failure) string {
	if f == nil {
		return "the endpoint does not tell"
	}
	return f.Message
}

// judged is when the first of some left-overs can be judged: its request is under way no more. It is zero for none.
func judged(open []ingress.Record) (next time.Time) {
	for _, r := range open {
		next = earlier(next, r.At.Add(inFlight))
	}
	return next
}

// earlier is the earlier of two times, of which the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
