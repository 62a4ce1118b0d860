package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver
)

const (
	stateFile     = "ec2.db"
	applicationID = 0x534C4332 // "SLC2" in the file's header says that it is ours
	lockWait      = 5 * time.Second
	thoroughly    = 4 << 20 // bytes: up to here a thorough check takes a few milliseconds
)

// openState opens or makes the state in folder dir, or in memory if dir is "". first fills a new state.
func openState(ctx context.Context, dir string, wait time.Duration, first func(*session) error) (*store, error) {
	if dir == "" {
		db, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(ON)")
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(1) // a second connection would be a second, empty database
		return ready(ctx, db, true, first)
	}
	path, err := filepath.Abs(filepath.Join(dir, stateFile))
	if err != nil {
		return nil, err
	}
	fresh, err := claim(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path, wait))
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, db, path, fresh, wait); err != nil {
		return nil, stateError(path, errors.Join(err, db.Close()))
	}
	s, err := ready(ctx, db, false, first)
	return s, stateError(path, err)
}

// ready brings the tables up to date and opens the sessions.
func ready(ctx context.Context, db *sql.DB, alone bool, first func(*session) error) (*store, error) {
	s, err := newStore(ctx, db, alone)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	current := false
	err = s.read(func(db *session) error {
		version, err := db.userVersion()
		current = version == len(migrations())
		return err
	})
	if err == nil && !current { // looked at first: opening a state that is up to date must not wait for a writer
		err = s.write(func(db *session) error { return migrate(db, first) })
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// dsn is the connection string: path as a file URI, so that any character may be in it.
func dsn(path string, wait time.Duration) string {
	query := url.Values{"_pragma": {
		"busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")",
		"synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
	}}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}).String()
}

// prepare marks a fresh file as ours, or checks an old one, and makes it a write-ahead log database.
// The mark is written before the log exists, so that the header in the file always has it.
func prepare(ctx context.Context, db *sql.DB, path string, fresh bool, wait time.Duration) error {
	conn, err := db.Conn(ctx)
	if sqliteCode(err) == sqliteNotADB {
		return notOurs(path)
	}
	if err != nil {
		return err
	}
	defer conn.Close()
	if fresh {
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
		return toWAL(ctx, conn, wait)
	}
	if err := recognize(ctx, conn, path); err != nil {
		return err
	}
	var version int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations()) {
		return &StateError{Path: path, Problem: "was written by a newer version of this program", Remedy: "use that version, or choose another state folder"}
	}
	check := "PRAGMA quick_check(1)"
	if info, err := os.Stat(path); err == nil && info.Size() <= thoroughly {
		check = "PRAGMA integrity_check(1)" // compares indexes with tables, too
	}
	var verdict string
	if err := conn.QueryRowContext(ctx, check).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &StateError{Path: path, Problem: "is damaged: " + verdict, Remedy: remedyMove}
	}
	return toWAL(ctx, conn, wait)
}

// toWAL sets the journal mode, which the file then keeps. SQLite does not wait for another process that
// does the same at the same moment, so this does.
func toWAL(ctx context.Context, conn *sql.Conn, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for {
		_, err := conn.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if sqliteCode(err) != sqliteBusy || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
