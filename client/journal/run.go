package journal

import (
	"context"
	"errors"
	"time"

	"sluice/model/ingress"
)

// News is what one round of a [Keeper] came to.
type News struct {
	Reconciled []ingress.Receipt // of writes that an earlier run left without an outcome
	Open       []ingress.Record  // left-overs whose request may still be under way: a later round judges them
	Swept      []ingress.Receipt // of rules whose time is up
	Err        error             // what could not be read or written; nil, or the same as before, where all went well
}

const (
	// longestWait is how long a keeper waits at most: other programs add rules and leave writes behind.
	longestWait = time.Minute
	// shortestWait keeps it from asking without a pause.
	shortestWait = time.Second
)

// Run reconciles and sweeps until ctx is done: at once, when the next rule is due or the next left-over can be judged, when
// another program ended with a write under way, and every minute. tell gets what there is to tell; a problem that stays is
// told once, and so is what cannot be judged yet. A write that is under way when ctx is done is waited for.
func (k Keeper) Run(ctx context.Context, tell func(News)) {
	news, ended := newsFilter{tell: tell, once: map[string]bool{}}, map[string]bool{}
	for {
		k.Journal.newlyEnded(ctx, ended) // what they left is reconciled now
		reconciled, open, err1 := k.reconcile(ctx)
		swept, due, err2 := k.sweep(ctx)
		news.pass(ctx, News{reconciled, open, swept, errors.Join(err1, err2)})
		if !k.waits(ctx, k.waitTime(earlier(judged(open), due)), ended) {
			return
		}
	}
}

// waits waits for a time, or until another program ends that left writes behind: see [Journal.newlyEnded]. It is false
// when ctx is done.
func (k Keeper) waits(ctx context.Context, long time.Duration, ended map[string]bool) bool {
	timer, ticker := time.NewTimer(long), time.NewTicker(k.Journal.poll)
	defer timer.Stop()
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return true
		case <-ticker.C:
			if k.Journal.newlyEnded(ctx, ended) {
				return true
			}
		}
	}
}

// waitTime is how long to wait until next; next is zero where no time is known.
func (k Keeper) waitTime(next time.Time) time.Duration {
	if next.IsZero() {
		return longestWait
	}
	return min(max(next.Sub(k.now()), shortestWait), longestWait)
}

// newsFilter passes on what it did not pass on before.
type newsFilter struct {
	tell    func(News)
	once    map[string]bool // by rule and failure, what was not revoked
	problem string
	open    string // the operations and groups that could not be judged
}

func (f *newsFilter) pass(ctx context.Context, n News) {
	var swept []ingress.Receipt
	for _, r := range n.Swept {
		if r.Failure != nil && r.Count(ingress.Applied) == 0 {
			key := r.Failure.Message
			for _, o := range r.Rules {
				key += " " + o.RuleID
			}
			if f.once[key] {
				continue
			}
			f.once[key] = true
		}
		swept = append(swept, r)
	}
	n.Swept = swept
	problem := ""
	if n.Err != nil {
		problem = n.Err.Error()
	}
	// Who is told to stop is not told that reading was interrupted.
	if problem == f.problem || ctx.Err() != nil {
		n.Err = nil
	} else {
		f.problem = problem
	}
	open := ""
	for _, r := range n.Open {
		open += r.Operation + " " + r.Change.Group.ID + "\n"
	}
	changed := open != f.open && ctx.Err() == nil
	f.open = open
	if changed || len(n.Reconciled) > 0 || len(n.Swept) > 0 || n.Err != nil {
		f.tell(n)
	}
}
