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
// they share one connection and take turns. Writes that wait for each other share a commit: see [store.write].
type store struct {
	db      *sql.DB
	writing chan *session
	reading chan *session // the same channel as writing, in memory
	closed  chan struct{}
	waiting queue // of writes

	committed func(*session) // hears of every commit before the writes are acknowledged, unless nil
}

// newStore opens the sessions of a database that is ready for use, and closes it if it cannot; alone says that it has one
// connection.
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
				return nil, errors.Join(err, s.db.Close())
			}
			pool <- db
		}
	}
	return s, nil
}

// read runs fn on an unchanging view of the state.
func (s *store) read(fn func(*session) error) error {
	db, err := s.take(s.reading)
	if err != nil {
		return err
	}
	defer func() { s.reading <- db }()
	return within(db, "BEGIN", "ROLLBACK", func() error { return fn(db) })
}

// take waits for a session of the pool. The caller puts it back.
func (s *store) take(pool chan *session) (*session, error) {
	select {
	case <-s.closed:
		return nil, errClosed
	case db := <-pool:
		return db, nil
	}
}

// within runs fn between two statements. Also after a panic of fn no transaction stays open.
func within(db *session, begin, end string, fn func() error) error {
	if _, err := db.exec(begin); err != nil {
		return fmt.Errorf("%s: %w", begin, err)
	}
	done := false
	defer func() {
		if !done {
			_, _ = db.exec("ROLLBACK") // fails only if SQLite has rolled back by itself
		}
	}()
	if err := fn(); err != nil {
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
