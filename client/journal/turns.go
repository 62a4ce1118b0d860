package journal

import (
	"context"
	"sync"
)

// turns lets one write at a time at each group. The zero value is ready for use.
type turns struct {
	mu    sync.Mutex
	taken map[string]chan struct{} // by the group's id; closed when the turn is over
}

// take waits until nobody else has the group, and returns what ends the turn. The error is the context's, where that is
// done first.
func (t *turns) take(ctx context.Context, group string) (end func(), err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		busy := t.begin(group)
		if busy == nil {
			return sync.OnceFunc(func() { t.end(group) }), nil
		}
		select {
		case <-busy:
		case <-ctx.Done():
		}
	}
}

// begin takes the turn, or returns what is closed when the one before is over.
func (t *turns) begin(group string) (busy <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if busy, taken := t.taken[group]; taken {
		return busy
	}
	if t.taken == nil {
		t.taken = map[string]chan struct{}{}
	}
	t.taken[group] = make(chan struct{})
	return nil
}

func (t *turns) end(group string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.taken[group])
	delete(t.taken, group)
}

// busy reports whether somebody has the group.
func (t *turns) busy(group string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, taken := t.taken[group]
	return taken
}
