// Package sqlite opens the SQLite files that the program keeps. It makes a file that nobody but its owner reads,
// recognizes it by the application id in its header, checks that it is whole, brings its tables up to date, and says in
// words why a file cannot be used.
//
// It imports database/sql, the driver and the standard library, and nothing of this module.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// File is a database file, and how its user knows it.
type File struct {
	Path string
	ID   uint32 // the application id in the file's header, which says whose file it is
	Kind string // what the file is, such as "state file": another one "is not a state file of this program"

	// What the user can do: Elsewhere where the file may be as it is ("choose another state folder"), and Afresh where it
	// is of no use ("move it to another place to start afresh, or …"). Neither suggests deleting: the file may be
	// somebody's only copy.
	Elsewhere, Afresh string

	Wait      time.Duration // how long a statement waits for another process that has the file locked
	Immediate bool          // transactions wait for writers when they begin, not when they write
	Tables    Tables
}

// Open opens the file, or makes it if it is absent, in a folder that exists; several processes may do so at once. Its
// error is an [*Error], and the file is then left as it was. Transactions are durable once committed, and one writes
// while others read.
func (f File) Open(ctx context.Context) (*sql.DB, error) {
	if err := f.claim(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", f.dsn())
	if err != nil {
		return nil, f.Explain(err)
	}
	if err := f.prepare(ctx, db); err != nil {
		return nil, f.Explain(errors.Join(err, db.Close()))
	}
	return db, nil
}

// Memory opens a database in memory. It has a single connection: another one would be another database.
func Memory(ctx context.Context, t Tables) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(ON)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err == nil {
		err = errors.Join(t.migrate(ctx, conn), conn.Close())
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// dsn is the connection string: the path as a file URI, so that any character may be in it.
func (f File) dsn() string {
	query := url.Values{"_pragma": {
		"busy_timeout(" + strconv.FormatInt(f.Wait.Milliseconds(), 10) + ")",
		"synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
	}}
	if f.Immediate {
		query.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(f.Path), RawQuery: query.Encode()}).String()
}

// prepare marks a file that has nothing in it, or checks an old one, makes it a write-ahead log database, and makes the
// tables that it lacks. The mark is written before the log exists, so that the header in the file always has it.
func (f File) prepare(ctx context.Context, db *sql.DB) error {
	empty := false
	conn, err := db.Conn(ctx)
	if err == nil {
		defer conn.Close()
		empty, err = f.recognize(ctx, conn)
	}
	switch {
	case code(err) == notADatabase:
		return f.foreign()
	case err != nil:
		return err
	}
	if empty {
		_, err = conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", f.ID))
	} else {
		err = f.check(ctx, conn)
	}
	if err != nil {
		return err
	}
	if err := f.toWAL(ctx, conn); err != nil {
		return err
	}
	return f.Tables.migrate(ctx, conn)
}

// toWAL sets the journal mode, which the file then keeps. SQLite does not wait for another process that does the same
// at the same moment, so this does.
func (f File) toWAL(ctx context.Context, conn *sql.Conn) error {
	deadline := time.Now().Add(f.Wait)
	for {
		_, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if !IsBusy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
