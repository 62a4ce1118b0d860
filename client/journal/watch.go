package journal

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sluice/model/ingress"
)

// broadcast wakes all who wait for its next message. The zero value is ready for use.
type broadcast struct {
	mu   sync.Mutex
	next chan struct{} // closed when it is sent
}

func (b *broadcast) send() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// sent is closed when the next one is sent.
func (b *broadcast) sent() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

// pollInterval is how often a journal looks for what other programs wrote.
const pollInterval = 3 * time.Second

// lostSessionInterval is how often what lost sessions left of approved plans is looked for.
const lostSessionInterval = time.Minute

// WatchWaiting tells of the plans of a site that wait for approval: at once, and whenever that changed, by this program
// or another that shares the journal, with the rulings that were made meanwhile. Plans whose time is up expire while
// somebody watches, and what lost sessions did not send of approved ones waits again. It returns when ctx is done; tell is
// called from one goroutine. What cannot be read is tried again.
func (j *Journal) WatchWaiting(ctx context.Context, site func(context.Context) (ingress.Site, error), tell func([]ingress.Waiting, []ingress.Decision)) {
	ticker := time.NewTicker(j.poll)
	defer ticker.Stop()
	var before []ingress.Waiting
	var next time.Time // when what lost sessions left is looked for
	for first := true; ; {
		changed := j.waits.sent()
		if now := j.now(); !now.Before(next) {
			if at, err := site(ctx); err == nil {
				_ = j.putBackLost(ctx, at) // it is tried again
				next = now.Add(lostSessionInterval)
			}
		}
		now, err := j.current(ctx, site)
		if err == nil && (first || !slices.EqualFunc(before, now, sameWaiting)) {
			var rulings []ingress.Decision
			if rulings, err = j.rulings(ctx, gone(before, now)); err == nil {
				tell(now, rulings)
				before, first = now, false
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-ticker.C:
		}
	}
}

func sameWaiting(a, b ingress.Waiting) bool { return a.ID == b.ID }

// gone are the ids of the plans that do not wait any more.
func gone(before, now []ingress.Waiting) (ids []string) {
	for _, w := range before {
		if !slices.ContainsFunc(now, func(n ingress.Waiting) bool { return sameWaiting(w, n) }) {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

// current are the plans that wait now.
func (j *Journal) current(ctx context.Context, site func(context.Context) (ingress.Site, error)) ([]ingress.Waiting, error) {
	at, err := site(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := j.waitingAt(ctx, at)
	return waiting, errors.Join(err, j.expire(ctx, at))
}

// rulings are those on plans that waited.
func (j *Journal) rulings(ctx context.Context, ids []string) (rulings []ingress.Decision, err error) {
	err = j.read(ctx, func(t *transaction) error {
		rulings = nil
		for _, id := range ids {
			a, known, err := j.waitingAs(ctx, t, id)
			if err != nil {
				return err
			}
			if known && a.ruling != nil {
				rulings = append(rulings, *a.ruling)
			}
		}
		return nil
	})
	return rulings, err
}
