package share

import (
	"context"
	"sync"

	"sluice/model/ingress"
)

// flights are questions under way, by what is asked. The zero value is ready for
// use.
type flights[T any] struct {
	mu    sync.Mutex
	under map[string]*flight[T]
}

// flight is one question. Who leaves does not end it for the others; it ends when
// nobody waits any more.
type flight[T any] struct {
	done    chan struct{} // closed when answer and err are there
	cancel  func()
	waiting int
	answer  T
	err     error
}

// share asks, or waits for the answer to the same question.
func (f *flights[T]) share(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	f.mu.Lock()
	one := f.under[key]
	if one == nil {
		one = f.begin(ctx, key, ask)
	}
	one.waiting++
	f.mu.Unlock()
	select {
	case <-one.done:
		f.release(key, one)
		passOn(one.err)
		return one.answer, one.err
	case <-ctx.Done():
		f.release(key, one)
		var none T
		return none, interrupted()
	}
}

// begin asks a question; f.mu is held.
func (f *flights[T]) begin(ctx context.Context, key string, ask func(context.Context) (T, error)) *flight[T] {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	one := &flight[T]{done: make(chan struct{}), cancel: cancel}
	if f.under == nil {
		f.under = map[string]*flight[T]{}
	}
	f.under[key] = one
	go func() {
		defer func() {
			cancel()
			if value := recover(); value != nil {
				one.err = crashed(value)
			}
			f.forget(key, one)
			close(one.done)
		}()
		one.answer, one.err = ask(ctx)
	}()
	return one
}

// release is for one who waits no more.
func (f *flights[T]) release(key string, one *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one.waiting--
	if one.waiting == 0 {
		one.cancel()
		f.drop(key, one)
	}
}

func (f *flights[T]) forget(key string, one *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(key, one)
}

// drop lets nobody else join a flight; f.mu is held.
func (f *flights[T]) drop(key string, one *flight[T]) {
	if f.under[key] == one {
		delete(f.under, key)
	}
}

// stale lets nobody else join the flights under way: their answers may be of
// before a change.
func (f *flights[T]) stale() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.under)
}

func interrupted() error { return &ingress.Failure{Message: "interrupted"} }
