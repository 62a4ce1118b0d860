package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"sluice/client/sqlite"
)

// Lag serves reads from the state as it was some time ago: EC2 is eventually consistent, and for a moment a change
// that was acknowledged is not seen. Its view is a copy of the state in memory, which newer copies replace when their
// time has come. So a delay is for rehearsals: each write copies the state.
//
// A goroutine that needs a session of the store and the lock takes the session first.
type Lag struct {
	delay time.Duration
	now   func() time.Time

	mu      sync.Mutex
	db      *sql.DB
	view    *Session // what reads see
	watch   *Session // of the state file, to notice what other processes write; nil in memory
	version int64    // of the file, when it was copied last
	copies  []moment // not shown yet, oldest first
	failed  error    // a copy that could not be made
}

// moment is a copy of the state, and when it was made.
type moment struct {
	state []byte
	at    time.Time
}

// LongestDelay bounds Options.VisibilityDelay: "seconds", the EC2 developer guide says of real ones.
const LongestDelay = time.Hour

// lagSteps is how many copies there may be within the delay. Of writes that follow each other faster, the earlier
// are seen with the later.
const lagSteps = 16

// NewLag opens the view on the state as it is now, which hears of every commit from then on.
func NewLag(ctx context.Context, s *Store, delay time.Duration, now func() time.Time) (l *Lag, err error) {
	l = &Lag{delay: delay, now: now}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if s.reading != s.writing {
		if l.watch, err = newSession(ctx, s.db); err != nil {
			return l, err
		}
	}
	if l.db, err = sqlite.Memory(ctx, sqlite.Tables{}); err != nil {
		return l, err
	}
	if l.view, err = newSession(ctx, l.db); err != nil {
		return l, err
	}
	db := <-s.writing
	l.note(db)
	s.writing <- db
	s.committed = l.note
	return l, l.ShowAll()
}

// note copies the state after a write. It is called with the session that wrote.
func (l *Lag) note(db *Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.copy(db)
}

// copy adds a copy of the state to those that are to be shown, or puts it in the place of the last.
func (l *Lag) copy(db *Session) {
	if l.failed != nil {
		return
	}
	if l.watch != nil {
		db = l.watch
		if _, err := db.One([]any{&l.version}, "PRAGMA data_version"); err != nil { // first: what comes between is noticed later
			l.failed = err
			return
		}
	}
	state, err := db.serialize()
	if err != nil {
		l.failed = err
		return
	}
	next := moment{state, l.now()}
	last := len(l.copies) - 1
	if last > 0 && l.copies[last].at.Sub(l.copies[last-1].at) < l.delay/lagSteps {
		l.copies = l.copies[:last]
	}
	l.copies = append(l.copies, next)
}

// Read runs fn on the view.
func (l *Lag) Read(fn func(*Session) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.notice(); err != nil {
		return err
	}
	if err := l.show(l.now().Add(-l.delay)); err != nil {
		return err
	}
	return within(l.view, "BEGIN", "ROLLBACK", func() error { return fn(l.view) })
}

// Look runs fn on the view as it is, within a write.
func (l *Lag) Look(fn func(*Session) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed != nil {
		return l.failed
	}
	if err := l.show(l.now().Add(-l.delay)); err != nil {
		return err
	}
	return fn(l.view)
}

// Shows says whether db is what reads see.
func (l *Lag) Shows(db *Session) bool { return db == l.view }

// notice copies the state if another process has written.
func (l *Lag) notice() error {
	if l.failed != nil || l.watch == nil {
		return l.failed
	}
	var version int64
	if _, err := l.watch.One([]any{&version}, "PRAGMA data_version"); err != nil {
		return err
	}
	if version != l.version {
		l.copy(nil)
	}
	return l.failed
}

// show brings the view to the newest copy that was made at the time or before.
func (l *Lag) show(until time.Time) error {
	due := 0
	for due < len(l.copies) && !l.copies[due].at.After(until) {
		due++
	}
	if due == 0 {
		return nil
	}
	newest := l.copies[due-1].state
	l.copies = append([]moment(nil), l.copies[due:]...)
	return l.view.deserialize(newest)
}

// ShowAll shows everything that was written so far.
func (l *Lag) ShowAll() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.notice(), l.show(l.now()))
}

// Close makes later reads fail with [ErrClosed].
func (l *Lag) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = ErrClosed
	var problems []error
	for _, s := range []*Session{l.view, l.watch} {
		if s != nil {
			problems = append(problems, s.close())
		}
	}
	if l.db != nil {
		problems = append(problems, l.db.Close())
	}
	return errors.Join(problems...)
}
