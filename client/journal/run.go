package journal

import (
	"context"
	"errors"
	"time"

	"sluice/model/ingress"
)

// News is what one round of a [Keeper] came to.
type News struct {
	Settled []ingress.Receipt // of writes that an earlier run left without an outcome
	Open    []ingress.Record  // left-overs whose request may still be under way: a later round judges them
	Swept   []ingress.Receipt // of rules whose time is up
	Err     error             // what could not be read or written; nil, or the same as before, where all went well
}

const (
	// longestRest is how long a keeper waits at most: other programs add rules and leave writes behind.
	longestRest = time.Minute
	// shortestRest keeps it from asking without a pause.
	shortestRest = time.Second
)

// Run settles and sweeps until ctx is done: at once, when the next rule is due or the next left-over can be judged, when
// another program ended with a write under way, and every minute. tell gets what there is to tell; a problem that stays is
// told once, and so is what cannot be judged yet. A write that is under way when ctx is done is waited for.
func (k Keeper) Run(ctx context.Context, tell func(News)) {
	told, ended := teller{tell: tell, once: map[string]bool{}}, map[string]bool{}
	for {
		k.Journal.bereft(ctx, ended) // what they left is settled now
		settled, open, err1 := k.settle(ctx)
		swept, due, err2 := k.sweep(ctx)
		told.news(ctx, News{settled, open, swept, errors.Join(err1, err2)})
		if !k.rests(ctx, k.rest(earlier(judged(open), due)), ended) {
			return
		}
	}
}

// rests waits so long, or until a program ended that is not among the known ones. It is false when ctx is done.
func (k Keeper) rests(ctx context.Context, long time.Duration, ended map[string]bool) bool {
	timer, ticker := time.NewTimer(long), time.NewTicker(k.Journal.look)
	defer timer.Stop()
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return true
		case <-ticker.C:
			if k.Journal.bereft(ctx, ended) {
				return true
			}
		}
	}
}

// rest is how long to wait until next, which is zero for no time known.
func (k Keeper) rest(next time.Time) time.Duration {
	if next.IsZero() {
		return longestRest
	}
	return min(max(next.Sub(k.now()), shortestRest), longestRest)
}

// teller leaves out what was told before.
type teller struct {
	tell    func(News)
	once    map[string]bool // by rule and failure, what was not revoked
	problem string
	open    string // the operations and groups that could not be judged
}

func (t *teller) news(ctx context.Context, n News) {
	var swept []ingress.Receipt
	for _, r := range n.Swept {
		if r.Failure != nil && r.Count(ingress.Applied) == 0 {
			key := r.Failure.Message
			for _, o := range r.Rules {
				key += " " + o.RuleID
			}
			if t.once[key] {
				continue
			}
			t.once[key] = true
		}
		swept = append(swept, r)
	}
	n.Swept = swept
	problem := ""
	if n.Err != nil {
		problem = n.Err.Error()
	}
	// Who is told to stop is not told that reading was interrupted.
	if problem == t.problem || ctx.Err() != nil {
		n.Err = nil
	} else {
		t.problem = problem
	}
	open := ""
	for _, r := range n.Open {
		open += r.Operation + " " + r.Change.Group.ID + "\n"
	}
	changed := open != t.open && ctx.Err() == nil
	t.open = open
	if changed || len(n.Settled) > 0 || len(n.Swept) > 0 || n.Err != nil {
		t.tell(n)
	}
}
