package store

import (
	"fmt"
	"slices"
	"sync"
)

// maxShared bounds the writes that share a commit, so that the first of them does not wait for too many others, and
// other processes get their turn.
const maxShared = 64

// pendingWrite is a write on its way.
type pendingWrite struct {
	fn       func(*Session) error
	done     chan struct{} // closed when what follows is known
	err      error
	panicked any // what fn panicked with
}

// Write runs fn in a transaction that is durable when write returns nil, and undone when fn or the commit fails.
//
// Waiting for the disk takes longer than anything else, so writes that come meanwhile wait in a queue, and then share
// one commit: whoever gets the session runs them all, each undone by itself if it fails.
func (s *Store) Write(fn func(*Session) error) error {
	c := &pendingWrite{fn: fn, done: make(chan struct{})}
	s.waiting.add(c)
	for {
		select {
		case <-c.done:
			return c.outcome()
		default:
		}
		select {
		case <-c.done:
		case <-s.closed:
			if s.waiting.remove(c) {
				return ErrClosed
			}
			<-c.done // another goroutine is at it
		case db := <-s.writing:
			s.share(db, s.waiting.next())
		}
	}
}

// share runs the writes in one transaction, ends them and puts the session back.
func (s *Store) share(db *Session, writes []*pendingWrite) {
	defer func() { s.writing <- db }()
	if len(writes) == 0 {
		return
	}
	err := within(db, "BEGIN IMMEDIATE", "COMMIT", func() error {
		if len(writes) == 1 {
			return writes[0].run(db)
		}
		for _, c := range writes {
			if err := apart(db, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && s.committed != nil {
		s.committed(db)
	}
	for _, c := range writes {
		if c.err == nil {
			c.err = err
		}
		close(c.done)
	}
}

// apart runs one of several writes of a transaction. The error is that of the transaction: a write that fails is
// undone, and keeps its own.
func apart(db *Session, c *pendingWrite) error {
	if _, err := db.Exec("SAVEPOINT one"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	if c.run(db) != nil {
		// Fails if SQLite has rolled back everything by itself. Then the other writes are gone too, and no further one
		// may run: it would be outside of any transaction.
		if _, err := db.Exec("ROLLBACK TO one"); err != nil {
			return fmt.Errorf("rollback: %w", err)
		}
	}
	if _, err := db.Exec("RELEASE one"); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// run calls fn and keeps its error, or that it panicked.
func (c *pendingWrite) run(db *Session) (err error) {
	defer func() {
		if c.panicked = recover(); c.panicked != nil {
			err = fmt.Errorf("panic: %v", c.panicked)
		}
		c.err = err
	}()
	return c.fn(db)
}

// outcome is the error of a write that ended. A panic goes on where the write was asked for.
func (c *pendingWrite) outcome() error {
	if c.panicked != nil {
		panic(c.panicked)
	}
	return c.err
}

// queue holds the writes that no one has taken on yet.
type queue struct {
	mu     sync.Mutex
	writes []*pendingWrite
}

func (q *queue) add(c *pendingWrite) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.writes = append(q.writes, c)
}

// next takes the oldest writes out of the queue.
func (q *queue) next() []*pendingWrite {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.writes), maxShared)
	taken := q.writes[:n:n]
	q.writes = q.writes[n:]
	return taken
}

// remove takes one write out of the queue, and says whether it was still there.
func (q *queue) remove(c *pendingWrite) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.writes, c)
	if at < 0 {
		return false
	}
	q.writes = slices.Delete(slices.Clone(q.writes), at, at+1)
	return true
}
