package journal

import (
	"context"
	"sync"
	"time"
)

const (
	beat   = 5 * time.Second
	leased = 20 * time.Second
)

// programTable has the programs that have the journal open, and when they last said so, in milliseconds since 1970 by
// the server's clock.
const programTable = `CREATE TABLE journal_program (id TEXT PRIMARY KEY, beat BIGINT NOT NULL)`

// serverNow is the server's clock: those of programs may differ.
const serverNow = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"

// lease says who is alive by a beat in the database. A program that could not say so for a while is taken for dead, and
// may not begin anything before it has said so again.
type lease struct {
	j      *Journal
	length time.Duration
	stop   context.CancelFunc
	beats  sync.WaitGroup
}

// leaseIn says that the program lives, and goes on saying so.
func leaseIn(ctx context.Context, j *Journal, beat, length time.Duration) (*lease, error) {
	l := &lease{j: j, length: length}
	err := l.renew(ctx)
	if err == nil { // of those that ended long ago nobody asks any more
		_, err = j.db.ExecContext(ctx, "DELETE FROM journal_program WHERE beat < "+serverNow+" - 86400000")
	}
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	l.beats.Go(func() { l.run(running, beat) })
	return l, nil
}

func (l *lease) run(ctx context.Context, beat time.Duration) {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			// A beat that close interrupted could reach the server after the lease was ended, and would begin it again.
			try, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(l.length, 5*time.Second))
			_ = l.renew(try) // while it fails, the lease lapses, and fence refuses
			cancel()
		}
	}
}

func (l *lease) renew(ctx context.Context) error {
	return l.j.retry(ctx, func() error {
		_, err := l.j.db.ExecContext(ctx, "INSERT INTO journal_program (id, beat) VALUES ($1, "+serverNow+
			") ON CONFLICT (id) DO UPDATE SET beat = excluded.beat", l.j.program)
		return err
	})
}

// fence wants half of the lease to be left: what is begun now is under way for a while.
func (l *lease) fence(ctx context.Context, t *transaction) error {
	held, err := l.held(ctx, t, l.j.program, l.length/2)
	if err == nil && !held {
		err = &Error{Path: l.j.where, Problem: "this program could not reach the database for a while, and others may take it for ended", Remedy: "try again in a few seconds"}
	}
	return err
}

func (l *lease) lives(ctx context.Context, program string) (lives bool, err error) {
	err = l.j.read(ctx, func(t *transaction) error {
		lives, err = l.held(ctx, t, program, l.length)
		return err
	})
	return lives, err
}

// held says whether a program's last beat is younger than age.
func (l *lease) held(ctx context.Context, t *transaction, program string, age time.Duration) (bool, error) {
	var old int64
	found, err := t.one(ctx, []any{&old}, "SELECT "+serverNow+" - beat FROM journal_program WHERE id = ?", program)
	return found && old < age.Milliseconds(), err
}

// close ends the lease at once. Where the server cannot be reached any more, it lapses.
func (l *lease) close() error {
	l.stop()
	l.beats.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), beat)
	defer cancel()
	_, _ = l.j.db.ExecContext(ctx, "DELETE FROM journal_program WHERE id = $1", l.j.program)
	return nil
}
