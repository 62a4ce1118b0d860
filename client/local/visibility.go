package local

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"sluice/client/sqlite"
)

// lag serves reads from the state as it was some time ago: EC2 is eventually consistent, and for a moment a change
// that was acknowledged is not seen. Its view is a copy of the state in memory, which newer copies replace when their
// time has come. So a delay is for rehearsals: each write copies the state.
//
// A goroutine that needs a session of the store and the lock takes the session first.
type lag struct {
	delay time.Duration
	now   func() time.Time

	mu      sync.Mutex
	db      *sql.DB
	view    *session // what reads see
	watch   *session // of the state file, to notice what other processes write; nil in memory
	version int64    // of the file, when it was copied last
	copies  []moment // not shown yet, oldest first
	failed  error    // a copy that could not be made
}

// moment is a copy of the state, and when it was made.
type moment struct {
	state []byte
	at    time.Time
}

// longestDelay bounds Options.VisibilityDelay: "seconds", the EC2 developer guide says of real ones.
const longestDelay = time.Hour

// lagSteps is how many copies there may be within the delay. Of writes that follow each other faster, the earlier
// are seen with the later.
const lagSteps = 16

// newLag opens the view on the state as it is now.
func newLag(ctx context.Context, s *store, delay time.Duration, now func() time.Time) (l *lag, err error) {
	l = &lag{delay: delay, now: now}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.close())
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
	return l, l.settle()
}

// note copies the state after a write. It is called with the session that wrote.
func (l *lag) note(db *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.copy(db)
}

// copy adds a copy of the state to those that are to be shown, or puts it in the place of the last.
func (l *lag) copy(db *session) {
	if l.failed != nil {
		return
	}
	if l.watch != nil {
		db = l.watch
		if _, err := db.one([]any{&l.version}, "PRAGMA data_version"); err != nil { // first: what comes between is noticed later
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

// read runs fn on the view.
func (l *lag) read(fn func(*session) error) error {
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

// look runs fn on the view as it is, within a write.
func (l *lag) look(fn func(*session) error) error {
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

// notice copies the state if another process has written.
func (l *lag) notice() error {
	if l.failed != nil || l.watch == nil {
		return l.failed
	}
	var version int64
	if _, err := l.watch.one([]any{&version}, "PRAGMA data_version"); err != nil {
		return err
	}
	if version != l.version {
		l.copy(nil)
	}
	return l.failed
}

// show brings the view to the newest copy that was made at the time or before.
func (l *lag) show(until time.Time) error {
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

// settle shows everything that was written so far.
func (l *lag) settle() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.notice(), l.show(l.now()))
}

// close makes later reads fail with [errClosed].
func (l *lag) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = errClosed
	var problems []error
	for _, s := range []*session{l.view, l.watch} {
		if s != nil {
			problems = append(problems, s.close())
		}
	}
	if l.db != nil {
		problems = append(problems, l.db.Close())
	}
	return errors.Join(problems...)
}

// settleHome makes the caller's home, if there is none yet, and what it has from the start visible: those VPCs and
// groups were there long before the first request.
func (c *call) settleHome() error {
	l := c.endpoint.lag
	if l == nil {
		return nil
	}
	known := false
	err := l.look(func(db *session) (err error) {
		known, err = homeExists(db, c.home())
		return err
	})
	if err != nil || known {
		return err
	}
	err = c.endpoint.store.write(func(db *session) error {
		known, err := homeExists(db, c.home())
		if err == nil && !known {
			err = makeHome(db, c.home(), c.newID)
		}
		return err
	})
	return errors.Join(err, l.settle())
}

// findGroup is the group with the id in the caller's region, if it is seen yet.
func (c *call) findGroup(id string) (securityGroup, bool, error) {
	return c.seen(groupByID(c.db, c.region, id))
}

// findGroupNamed is the group with the name in a VPC, or in EC2-Classic if vpc is "", if it is seen yet.
func (c *call) findGroupNamed(h home, vpc, name string) (securityGroup, bool, error) {
	return c.seen(groupByName(c.db, h, vpc, name))
}

// seen passes on what was found, unless the view does not have it yet. What a read has found is from the view.
func (c *call) seen(g securityGroup, found bool, err error) (securityGroup, bool, error) {
	l := c.endpoint.lag
	if l == nil || !found || err != nil || c.db == l.view {
		return g, found, err
	}
	err = l.look(func(db *session) (err error) {
		_, found, err = groupByID(db, g.region, g.id)
		return err
	})
	return g, found, err
}
