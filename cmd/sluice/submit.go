package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// atOnce is how many groups are written to at the same time.
const atOnce = 4

// submitAll writes the changes of a plan, a few groups at a time, and prints what
// came of each in the plan's order.
func (p program) submitAll(ctx context.Context, w ingress.Writer, plan ingress.Plan, shown io.Writer) []ingress.Receipt {
	changes := slices.DeleteFunc(slices.Clone(plan.Changes), func(c ingress.Change) bool { return len(c.Send()) == 0 })
	outcomes := make([]chan ingress.Receipt, len(changes))
	for i := range outcomes {
		outcomes[i] = make(chan ingress.Receipt, 1)
	}
	told := &teller{shown: p.errs}
	stop := context.AfterFunc(ctx, func() { told.line("a write is under way, waiting for its outcome …") })
	defer stop()
	go func() { // the groups take their turns in the plan's order
		turns := make(chan struct{}, atOnce)
		for i, c := range changes {
			turns <- struct{}{}
			go func() {
				defer func() { <-turns }()
				outcomes[i] <- submit(ctx, w, plan.Operation, c, told)
			}()
		}
	}()
	receipts := make([]ingress.Receipt, len(outcomes))
	for i, outcome := range outcomes {
		receipts[i] = <-outcome
		printReceipts(shown, receipts[i:i+1])
	}
	return receipts
}

// submit writes one change. Once it is begun its outcome is waited for, whatever
// ends the program; a change whose turn comes after that is not sent.
func submit(ctx context.Context, w ingress.Writer, operation string, c ingress.Change, told *teller) ingress.Receipt {
	if ctx.Err() != nil {
		why := refusing{why: fmt.Errorf("interrupted before this group's turn: nothing was sent to it")}
		return why.refuse(operation, c)
	}
	ctx = ingress.WithAttempts(context.WithoutCancel(ctx), func(a ingress.Attempt) {
		told.line(fmt.Sprintf("%s: %s; attempt %d in %s", c.Group.Name, a.Cause, a.Number, a.Wait.Round(100*time.Millisecond)))
	})
	switch c.Kind {
	case ingress.Revoking:
		return w.Revoke(ctx, operation, c)
	case ingress.Editing:
		return w.Modify(ctx, operation, c)
	}
	return w.Authorize(ctx, operation, c)
}

// teller writes lines of several goroutines, one whole line after the other.
type teller struct {
	mu    sync.Mutex
	shown io.Writer
}

func (t *teller) line(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintln(t.shown, "sluice: "+safe.Clean(text).String())
}
