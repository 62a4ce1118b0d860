package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// readers is how many reading transactions run at once; more wait.
const readers = 4

// errClosed is what a transaction meets after the endpoint was closed.
var errClosed = errors.New("the endpoint is closed")

// store runs transactions on the state. In a file, one transaction writes while several read; in memory
// they share one connection and take turns.
type store struct {
	db      *sql.DB
	writing chan *session
	reading chan *session // the same channel as writing, in memory
	closed  chan struct{}
}

// newStore opens the sessions of a database that is ready for use; alone says that it has one connection.
func newStore(ctx context.Context, db *sql.DB, alone bool) (*store, error) {
	s := &store{db: db, writing: make(chan *session, 1), closed: make(chan struct{})}
	s.reading = s.writing
	pools := []chan *session{s.writing}
	if !alone {
		s.reading = make(chan *session, readers)
		pools = append(pools, s.reading)
	}
	for _, pool := range pools {
		for range cap(pool) {
			db, err := newSession(ctx, s.db)
			if err != nil {
				return nil, err
			}
			pool <- db
		}
	}
	return s, nil
}

// read runs fn on an unchanging view of the state.
func (s *store) read(fn func(*session) error) error {
	return s.within(s.reading, "BEGIN", "ROLLBACK", fn)
}

// write runs fn in a transaction that is durable when write returns nil, and undone when fn or the commit fails.
func (s *store) write(fn func(*session) error) error {
	return s.within(s.writing, "BEGIN IMMEDIATE", "COMMIT", fn)
}

// within takes a session from the pool for one transaction. Also after a panic of fn the session goes back
// without an open transaction.
func (s *store) within(pool chan *session, begin, end string, fn func(*session) error) error {
	var db *session
	select {
	case <-s.closed:
		return errClosed
	case db = <-pool:
	}
	defer func() { pool <- db }()
	if _, err := db.exec(begin); err != nil {
		return fmt.Errorf("%s: %w", begin, err)
	}
	done := false
	defer func() {
		if !done {
			_, _ = db.exec("ROLLBACK") // fails only if SQLite has rolled back by itself
		}
	}()
	if err := fn(db); err != nil {
		return err
	}
	if _, err := db.exec(end); err != nil {
		return fmt.Errorf("%s: %w", end, err)
	}
	done = true
	return nil
}

// close refuses new transactions, waits for the running ones and closes the state. It is called once.
func (s *store) close() error {
	close(s.closed)
	var problems []error
	drain := func(pool chan *session) {
		for range cap(pool) {
			problems = append(problems, (<-pool).close())
		}
	}
	drain(s.writing)
	if s.reading != s.writing {
		drain(s.reading)
	}
	return errors.Join(append(problems, s.db.Close())...)
}
