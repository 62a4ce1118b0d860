package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// transaction is a view of the database, and a change to it if it was begun by [Journal.write].
type transaction struct {
	sql  dialect
	tx   *sql.Tx
	head head   // of the log, with the lines that were appended
	tail string // those lines, each with its newline
}

func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	_, err := t.tx.ExecContext(ctx, t.sql.bind(query), args...)
	return err
}

// each calls scan with every row of a query.
func (t *transaction) each(ctx context.Context, scan func(scanner) error, query string, args ...any) error {
	rows, err := t.tx.QueryContext(ctx, t.sql.bind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// scanner is a row to read.
type scanner interface{ Scan(into ...any) error }

// one scans the first row of a query into the targets, and says whether there was one.
func (t *transaction) one(ctx context.Context, into []any, query string, args ...any) (found bool, err error) {
	err = t.each(ctx, func(row scanner) error {
		if found {
			return nil
		}
		found = true
		return row.Scan(into...)
	}, query, args...)
	return found, err
}

// append adds a line to the log and gives its number.
func (t *transaction) append(ctx context.Context, l line) (int64, error) {
	sealed, next, err := l.seal(t.head)
	if err != nil {
		return 0, err
	}
	t.head, t.tail = next, t.tail+sealed+"\n"
	return next.seq, t.exec(ctx, "INSERT INTO journal_line (seq, line) VALUES (?, ?)", next.seq, sealed)
}

// attempts is how often a transaction is run that meets others.
const attempts = 20

// read runs fn on an unchanging view.
func (j *Journal) read(ctx context.Context, fn func(*transaction) error) error {
	return j.sql.explain(j.retry(ctx, func() error {
		tx, err := j.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: j.sql.viewing})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // there is nothing to lose
		t := &transaction{sql: j.sql, tx: tx}
		if err := j.readHead(ctx, t, ""); err != nil {
			return err
		}
		return fn(t)
	}))
}

// write runs fn in a transaction that is durable, with its lines in the log, when write returns nil. Of one that
// failed, nothing is left that counts.
func (j *Journal) write(ctx context.Context, fn func(*transaction) error) error {
	if j.damage != nil {
		return j.damage
	}
	appended := false
	err := j.locked(ctx, func(t *transaction) error {
		if err := j.catchUp(ctx, t); err != nil {
			return err
		}
		before := t.head
		if err := fn(t); err != nil {
			return err
		}
		if err := t.saveHead(ctx); err != nil || j.log == nil {
			return err
		}
		// Last, so that a statement that fails leaves no line behind; the commit that follows makes the line count.
		err := j.log.append(before, t.tail)
		appended = err == nil
		return err
	})
	if err != nil && appended {
		j.takeOff(context.WithoutCancel(ctx))
	}
	return err
}

func (t *transaction) saveHead(ctx context.Context) error {
	return t.exec(ctx, "UPDATE journal_head SET seq = ?, hash = ?, length = ?", t.head.seq, t.head.hash, t.head.length)
}

// takeOff cuts a line off the log whose transaction was not committed, if nobody wrote since. Where that fails, the next
// writer finds the line.
func (j *Journal) takeOff(ctx context.Context) {
	_ = j.locked(ctx, func(t *transaction) error {
		if _, err := j.log.rest(t.head); err != nil {
			return err
		}
		return j.log.file.Truncate(t.head.length)
	})
}

// locked runs fn in a transaction that no other writer of the journal, in this program or another, runs beside.
func (j *Journal) locked(ctx context.Context, fn func(*transaction) error) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case _, open := <-j.writing:
		if !open {
			return errClosed
		}
	}
	defer func() { j.writing <- struct{}{} }()
	return j.sql.explain(j.retry(ctx, func() error {
		tx, err := j.db.BeginTx(ctx, &sql.TxOptions{Isolation: j.sql.isolation})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // after a commit, it does nothing
		t := &transaction{sql: j.sql, tx: tx}
		if err := j.readHead(ctx, t, j.sql.forUpdate); err != nil {
			return err
		}
		if err := fn(t); err != nil {
			return err
		}
		return tx.Commit()
	}))
}

func (j *Journal) readHead(ctx context.Context, t *transaction, lock string) error {
	found, err := t.one(ctx, []any{&t.head.seq, &t.head.hash, &t.head.length}, "SELECT seq, hash, length FROM journal_head"+lock)
	if err == nil && !found {
		err = &Error{Path: j.where, Problem: "is damaged: it does not know the head of the audit log", Remedy: remedyMove}
	}
	return err
}

// retry runs fn again while the engine asks for that.
func (j *Journal) retry(ctx context.Context, fn func() error) error {
	for attempt := 1; ; attempt++ {
		err := fn()
		if err == nil || !j.sql.again(err) {
			return err
		}
		if attempt == attempts {
			return fmt.Errorf("after %d attempts: %w", attempts, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt*attempt) * time.Millisecond):
		}
	}
}
