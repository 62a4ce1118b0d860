package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// file is a database file of 20 pages and more, in a folder of the test.
func file(t *testing.T) File {
	t.Helper()
	return File{Path: filepath.Join(t.TempDir(), "state #1 50%?.db"), ID: 0x54455354, Kind: "state file",
		Elsewhere: "choose another folder", Afresh: "move it away", Wait: 5 * time.Second,
		Tables: Tables{
			Steps: []string{"CREATE TABLE note (text TEXT NOT NULL UNIQUE) STRICT; CREATE TABLE count (n INTEGER)",
				"ALTER TABLE note ADD COLUMN by TEXT NOT NULL DEFAULT 'me'"},
			Fill: func(ctx context.Context, conn *sql.Conn) error {
				for n := range 20 {
					if _, err := conn.ExecContext(ctx, "INSERT INTO note (text) VALUES (?)", fmt.Sprint(n, strings.Repeat(" text", 1000))); err != nil {
						return err
					}
				}
				return nil
			},
		}}
}

func (f File) opened(t *testing.T) *sql.DB {
	t.Helper()
	db, err := f.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return db
}

// made is a file that was made and closed.
func made(t *testing.T) File {
	t.Helper()
	f := file(t)
	if err := f.opened(t).Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

func exec(t *testing.T, db *sql.DB, statements string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}

// value is the answer to a query for one text.
func value(t *testing.T, db *sql.DB, query string) (text string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// change runs SQL on a file by the driver alone.
func change(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", (&File{Path: path}).dsn())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec(t, db, statements)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDurable: a file is in the modes that keep what was committed, whoever opens it, and what was written is there.
func TestDurable(t *testing.T) {
	f := made(t)
	f.Immediate = true
	db := f.opened(t)
	for query, want := range map[string]string{
		"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1", "PRAGMA trusted_schema": "0",
		"PRAGMA busy_timeout": "5000", "PRAGMA application_id": fmt.Sprint(f.ID), "PRAGMA user_version": "2",
		"SELECT count(*) || min(by) FROM note": "20me",
	} {
		if got := value(t, db, query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Wait, f.Immediate = time.Millisecond, false
	other := f.opened(t)
	if _, err := other.ExecContext(t.Context(), "DELETE FROM note"); !IsBusy(err) {
		t.Errorf("while an immediate transaction is open: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	exec(t, other, "DELETE FROM note")
}

// TestPrivate: nobody else reads a file, also one that was copied with wider permissions, or what is beside it.
func TestPrivate(t *testing.T) {
	f := made(t)
	check := func() {
		t.Helper()
		db := f.opened(t)
		exec(t, db, "UPDATE note SET by = by || '.'")
		for _, path := range []string{f.Path, f.Path + "-wal", f.Path + "-shm"} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", filepath.Base(path), info, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	check()
	if err := os.Chmod(f.Path, 0o644); err != nil {
		t.Fatal(err)
	}
	check()
}

// TestOpenedAtOnce makes a file from several sides at once.
func TestOpenedAtOnce(t *testing.T) {
	f := file(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			db, err := f.Open(context.Background())
			if err == nil {
				_, err = db.Exec("INSERT INTO count (n) VALUES (1)")
				err = errors.Join(err, db.Close())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := value(t, f.opened(t), "SELECT (SELECT count(*) FROM count) || ' ' || (SELECT count(*) FROM note)"); got != "4 20" {
		t.Error(got)
	}
}

// TestMadeByHalf: where a program was killed as it marked a new file as its own, SQLite takes the mark back, and it is
// made again.
func TestMadeByHalf(t *testing.T) {
	f := file(t)
	change(t, f.Path, fmt.Sprintf("PRAGMA application_id = %d", f.ID))
	// sqlite.org/fileformat.html, "The Rollback Journal": of a transaction that began with a file without pages.
	hot := make([]byte, 512)
	copy(hot, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
	binary.BigEndian.PutUint32(hot[20:], 512)
	binary.BigEndian.PutUint32(hot[24:], 4096)
	write(t, f.Path+"-journal", string(hot))
	for range 2 {
		db := f.opened(t)
		if got := value(t, db, "SELECT count(*) FROM note"); got != "20" {
			t.Error(got)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// spoiled is what can be wrong with a file.
type spoiled struct {
	name    string
	spoil   func(t *testing.T, path string)
	problem string
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// cutTo leaves so many bytes, or takes off so many if there is a minus.
func cutTo(length int64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		info, err := os.Stat(path)
		if err == nil && length < 0 {
			length += info.Size()
		}
		if err == nil {
			err = os.Truncate(path, length)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func spoils() []spoiled {
	return []spoiled{
		{"text", func(t *testing.T, path string) { write(t, path, "shopping list\n") }, "is not a state file of this program"},
		{"text longer than a header", func(t *testing.T, path string) { write(t, path, strings.Repeat("shopping list\n", 1000)) },
			"is not a state file of this program"},
		{"another program's database", func(t *testing.T, path string) {
			remove(t, path)
			change(t, path, "CREATE TABLE bookmark (url TEXT)")
		}, "is not a state file of this program"},
		{"a newer version's file", func(t *testing.T, path string) { change(t, path, "PRAGMA user_version = 3") }, "newer version"},
		{"cut in the middle", cutTo(5*4096 + 100), "is damaged"},
		{"cut within the last page", cutTo(-1), "is damaged"},
		{"cut within the header", cutTo(50), "is not a state file of this program"},
		{"overwritten pages", func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt([]byte(strings.Repeat("x", 3*4096)), 2*4096); err != nil {
				t.Fatal(err)
			}
		}, "is damaged"},
		{"a folder", func(t *testing.T, path string) {
			remove(t, path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is not a regular file"},
		{"a link to a file elsewhere", func(t *testing.T, path string) {
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			if err := os.Rename(path, elsewhere); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(elsewhere, path); err != nil {
				t.Fatal(err)
			}
		}, "is not a regular file"},
	}
}

// TestFileThatCannotBeUsed wants an error that names the file, the problem and the way out, and the file as it was.
func TestFileThatCannotBeUsed(t *testing.T) {
	for _, test := range spoils() {
		t.Run(test.name, func(t *testing.T) {
			f := made(t)
			test.spoil(t, f.Path)
			before, _ := os.ReadFile(f.Path)
			wantRefused(t, f, test.problem)
			if after, _ := os.ReadFile(f.Path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func wantRefused(t *testing.T, f File, problem string) {
	t.Helper()
	db, err := f.Open(t.Context())
	if err == nil {
		_ = db.Close()
		t.Fatal("opened")
	}
	refused, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%T: %v", err, err)
	}
	if refused.Path != f.Path || !strings.Contains(refused.Problem, problem) || refused.Remedy == "" {
		t.Errorf("%+v", refused)
	}
	if want := refused.Path + ": " + refused.Problem + "; " + refused.Remedy; err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestFolderMissing: the folder is the user's to make.
func TestFolderMissing(t *testing.T) {
	f := file(t)
	f.Path = filepath.Join(filepath.Dir(f.Path), "none", "state.db")
	wantRefused(t, f, "cannot be opened")
}

// TestLocked meets a process that keeps the whole file to itself.
func TestLocked(t *testing.T) {
	f := made(t)
	other, err := sql.Open("sqlite", f.dsn()+"&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	exec(t, other, "UPDATE note SET by = 'you'")
	waiting := f
	waiting.Wait = 50 * time.Millisecond
	wantRefused(t, waiting, "is locked by another process")
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	f.opened(t)
}
