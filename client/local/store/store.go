package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sluice/client/sqlite"
)

// readers is how many reading transactions run at once; more wait.
const readers = 4

// ErrClosed is what a transaction meets after the endpoint was closed.
var ErrClosed = errors.New("the endpoint is closed")

// IsUnavailable says of an error that the state is closed, or that another process had it locked for too long.
func IsUnavailable(err error) bool { return errors.Is(err, ErrClosed) || sqlite.IsBusy(err) }

// Store runs transactions on the state. In a file, one transaction writes while several read; in memory
// they share one connection and take turns. Writes that wait for each other share a commit: see [Store.Write].
type Store struct {
	db      *sql.DB
	writing chan *Session
	reading chan *Session // the same channel as writing, in memory
	closed  chan struct{}
	waiting queue // of writes

	committed func(*Session) // hears of every commit before the writes are acknowledged, unless nil
}

// newStore opens the sessions of a database that is ready for use, and closes it if it cannot; alone says that it has one
// connection.
func newStore(ctx context.Context, db *sql.DB, alone bool) (*Store, error) {
	s := &Store{db: db, writing: make(chan *Session, 1), closed: make(chan struct{})}
	s.reading = s.writing
	pools := []chan *Session{s.writing}
	if !alone {
		s.reading = make(chan *Session, readers)
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

// Read runs fn on an unchanging view of the state.
func (s *Store) Read(fn func(*Session) error) error {
	db, err := s.take(s.reading)
	if err != nil {
		return err
	}
	defer func() { s.reading <- db }()
	return within(db, "BEGIN", "ROLLBACK", func() error { return fn(db) })
}

// Done is closed when the store is.
func (s *Store) Done() <-chan struct{} { return s.closed }

// take waits for a session of the pool. The caller puts it back.
func (s *Store) take(pool chan *Session) (*Session, error) {
	select {
	case <-s.closed:
		return nil, ErrClosed
	case db := <-pool:
		return db, nil
	}
}

// within runs fn between two statements. Also after a panic of fn no transaction stays open.
func within(db *Session, begin, end string, fn func() error) error {
	if _, err := db.Exec(begin); err != nil {
		return fmt.Errorf("%s: %w", begin, err)
	}
	done := false
	defer func() {
		if !done {
			_, _ = db.Exec("ROLLBACK") // fails only if SQLite has rolled back by itself
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if _, err := db.Exec(end); err != nil {
		return fmt.Errorf("%s: %w", end, err)
	}
	done = true
	return nil
}

// Close refuses new transactions, waits for the running ones and closes the state. It is called once.
func (s *Store) Close() error {
	close(s.closed)
	var problems []error
	drain := func(pool chan *Session) {
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
