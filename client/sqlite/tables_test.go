package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"testing"
)

// TestOlderTables takes a file of the first tables to today's: nothing in it is lost, and it is not filled anew.
func TestOlderTables(t *testing.T) {
	f := file(t)
	older := f
	older.Tables.Steps = f.Tables.Steps[:1]
	if err := older.opened(t).Close(); err != nil {
		t.Fatal(err)
	}
	f.Tables.Fill = func(context.Context, *sql.Conn) error {
		t.Error("a file that has tables was filled anew")
		return nil
	}
	db := f.opened(t)
	if got := value(t, db, "SELECT count(*) || by FROM note GROUP BY by"); got != "20me" {
		t.Error(got)
	}
	wantRefused(t, older, "newer version")
}

// TestUnfilled: where new tables cannot be filled there are none, and the next attempt makes them.
func TestUnfilled(t *testing.T) {
	f := file(t)
	failing, no := f, errors.New("no")
	failing.Tables.Fill = func(context.Context, *sql.Conn) error { return no }
	if _, err := failing.Open(t.Context()); !errors.Is(err, no) {
		t.Fatal(err)
	}
	if _, err := Memory(t.Context(), failing.Tables); !errors.Is(err, no) {
		t.Fatal(err)
	}
	if got := value(t, f.opened(t), "SELECT count(*) FROM note"); got != "20" {
		t.Error(got)
	}
}

// TestMemory: a database in memory is one, however many use it.
func TestMemory(t *testing.T) {
	db, err := Memory(t.Context(), file(t).Tables)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec(t, db, "INSERT INTO note (text) VALUES ('one more')")
	if got := value(t, db, "SELECT count(*) FROM note"); got != "21" {
		t.Error(got)
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO note (text) VALUES ('one more')"); !IsConstraint(err) || !IsFault(err) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.ExecContext(ctx, "DELETE FROM note"); err == nil || IsFault(err) {
		t.Errorf("given up: %v", err)
	}
}
