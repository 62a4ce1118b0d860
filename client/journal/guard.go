package journal

import (
	"context"
	"errors"
	"time"

	"sluice/model/ingress"
)

// Guard returns a writer that has each change of w in the journal: the intent is durable before w is called, and the
// outcome before it is returned. Where the intent cannot be made durable, or the account is not known, nothing is sent,
// and the receipt's failure says so. Where the outcome cannot be made durable, the receipt is the truth all the same;
// its failure says that nothing recorded it, and the intent stays open for [Keeper.Reconcile]. So it does where w panics.
//
// by is who asks, or of a change with an approval who approved it. site is the EC2 that w writes to; it is asked at every write. What the end of ctx stops is w's to say,
// which knows whether its call is on the way; what came of it is recorded all the same. Writes to one group take turns,
// those of all guards of one journal.
func Guard(w ingress.Writer, j *Journal, by string, site func(context.Context) (ingress.Site, error)) ingress.Writer {
	return guard{inner: w, journal: j, turns: &j.turns, by: by, site: site, now: j.now}
}

var _ ingress.Writer = guard{}

type guard struct {
	inner   ingress.Writer
	journal ledger
	turns   *turns
	by      string
	site    func(context.Context) (ingress.Site, error)
	now     func() time.Time
}

// ledger is what a guard needs of a [Journal].
type ledger interface {
	Begin(context.Context, ingress.Record) error
	Finish(ctx context.Context, operation, groupID string, r ingress.Receipt) error
	withLaterRecords(context.Context, ingress.Receipt) ingress.Receipt
	Operation(ctx context.Context, id string) (ingress.Operation, error)
}

// startTimeout bounds the time from a write's beginning to its call: the intent becomes durable and the group is read
// again within it, or nothing is sent. [inFlight] counts on it.
const startTimeout = 30 * time.Second

func (g guard) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return g.inner.Permit(ctx, c)
}

// Send records the change and what came of it around the send of the inner writer.
func (g guard) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	if len(c.Send()) == 0 {
		return g.inner.Send(ctx, operation, c)
	}
	if f := c.Unsendable(); f != nil {
		return g.notSent(operation, c, f, "")
	}
	site, err := g.known(ctx)
	if err != nil {
		return g.notSent(operation, c, err, "nothing was sent: the account is not known: ")
	}
	end, err := g.turns.take(ctx, c.Group.ID)
	if err != nil {
		return g.notSent(operation, c, &ingress.Failure{Message: "interrupted before this group's turn: nothing was sent to it"}, "")
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	intent := ingress.Record{Operation: operation, By: g.by, Site: site, Change: c}
	if c.Approval != "" {
		intent.By, intent.ApprovedBy = c.AskedBy, g.by
	}
	if err := g.begin(ctx, intent); err != nil {
		why := "nothing was sent: the journal could not be written: "
		if _, known := errors.AsType[*ingress.Failure](err); known {
			why = "nothing was sent: "
		}
		return g.notSent(operation, c, err, why)
	}
	return g.finish(ctx, c.Group.ID, operation, g.inner.Send(ctx, operation, c))
}

// known is the site, with its account.
func (g guard) known(ctx context.Context) (ingress.Site, error) {
	site, err := g.site(ctx)
	if err == nil && site.Account == "" {
		err = errors.New("the endpoint told none")
	}
	return site, err
}

// begin makes the intent durable. Whether it is would not be known where ctx ended it.
func (g guard) begin(ctx context.Context, intent ingress.Record) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), startTimeout)
	defer cancel()
	return g.journal.Begin(ctx, intent)
}

// finish makes the outcome durable, also where ctx is done.
func (g guard) finish(ctx context.Context, groupID, operation string, receipt ingress.Receipt) ingress.Receipt {
	if err := g.journal.Finish(context.WithoutCancel(ctx), operation, groupID, receipt); err != nil {
		receipt.Failure = unrecorded(receipt.Failure, err)
	}
	return receipt
}

// notSent is the receipt of a change that was not even tried. why comes before the error's message.
func (g guard) notSent(operation string, c ingress.Change, err error, why string) ingress.Receipt {
	f := asFailure(err)
	f.Message = why + f.Message
	r := c.NotSent(operation, &f)
	r.At = g.now()
	return r
}

// unrecorded adds to a receipt's failure, which may be nil, that the journal does not have it.
func unrecorded(f *ingress.Failure, err error) *ingress.Failure {
	lost := asFailure(err)
	lost.Message = "the outcome is not in the journal: " + lost.Message
	later := "what came of it is found out later"
	if lost.Remedy == "" {
		lost.Remedy = later
	} else {
		lost.Remedy += "; " + later
	}
	if f == nil {
		return &lost
	}
	both := *f
	both.Message += "; " + lost.Message
	if both.Remedy == "" {
		both.Remedy = lost.Remedy
	} else {
		both.Remedy += "; " + lost.Remedy
	}
	return &both
}

// asFailure is an error as a failure of its own, which may be changed.
func asFailure(err error) ingress.Failure {
	if f, ok := errors.AsType[*ingress.Failure](err); ok {
		return *f
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return ingress.Failure{Message: e.Path + ": " + e.Problem, Remedy: e.Remedy}
	}
	return ingress.Failure{Message: err.Error()}
}
