package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOpenErrors: what cannot be a journal is refused with its path and a remedy, and left as it was.
func TestOpenErrors(t *testing.T) {
	here := t.TempDir()
	path := func(name string) string { return filepath.Join(here, name) }
	fresh := func(name string) Options {
		o := Options{Dir: path(name)}
		if err := open(t, o).Close(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	put := func(name, content string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path(name)), 0o700), os.WriteFile(path(name), []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	put("file", "")
	put("text/journal.db", "to do: buy milk")
	put("directory/journal.db/x", "")
	put("log/audit.jsonl/x", "")
	newer := fresh("newer")
	change(t, newer, "PRAGMA user_version = 99")
	headless := fresh("headless")
	change(t, headless, "DELETE FROM journal_head")
	for name, test := range map[string]struct {
		o          Options
		path, want string
	}{
		"no place":             {Options{}, "journal", "name a folder"},
		"two places":           {Options{Dir: here, URL: "postgres:///x"}, here, "name one of the two"},
		"a file":               {Options{Dir: path("file")}, path("file"), "cannot be made a folder"},
		"another file":         {Options{Dir: path("text")}, path("text/journal.db"), "is not a journal of this program"},
		"a folder for a file":  {Options{Dir: path("directory")}, path("directory/journal.db"), "is not a regular file"},
		"a folder for the log": {Options{Dir: path("log")}, path("log/audit.jsonl"), "cannot be opened"},
		"newer":                {newer, path("newer/journal.db"), "newer version"},
		"no head":              {headless, path("headless/journal.db"), "does not know the head"},
	} {
		_, err := Open(t.Context(), test.o)
		if e, ok := errors.AsType[*Error](err); !ok || e.Path != test.path || e.Remedy == "" || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	if left, err := os.ReadFile(path("text/journal.db")); err != nil || string(left) != "to do: buy milk" {
		t.Errorf("left: %q, %v", left, err)
	}
}

// change runs a statement on a journal's tables behind its back.
func change(t *testing.T, o Options, statement string) {
	t.Helper()
	j := open(t, o)
	if _, err := j.db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestPrivate: nobody else reads a journal, also one that was copied with wider permissions.
func TestPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := open(t, Options{Dir: dir}).Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{databaseFile, logFile} {
		if err := os.Chmod(filepath.Join(dir, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	j := open(t, Options{Dir: dir})
	begin(t, j, record("op-1", "sg-1", 22))
	seen := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if seen++; err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil || seen < 7 { // two folders, the database with two files beside it, the log, one file of a program
		t.Errorf("%d files, %v", seen, err)
	}
}

// TestProgramThatCrashed: the lock of a program that ended without closing the journal is gone, its file is not.
func TestProgramThatCrashed(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	crashed, j := open(t, o), open(t, o)
	begin(t, crashed, record("op-1", "sg-1", 22))
	mine := crashed.living.(*fileLocks).mine
	again, err := os.OpenFile(mine.Name(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if left, err := j.LeftOver(t.Context(), site()); err != nil || len(left) != 0 {
		t.Errorf("while it lives: %d left over, %v", len(left), err)
	}
	if err := mine.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := j.LeftOver(t.Context(), site()); err != nil || len(left) != 1 {
		t.Errorf("after it ended: %d left over, %v", len(left), err)
	}
	other, err := os.Open(mine.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := probe(other); err != nil {
		t.Fatal(err)
	}
	if left, err := j.LeftOver(t.Context(), site()); err != nil || len(left) != 1 {
		t.Errorf("while somebody else asks: %d left over, %v", len(left), err)
	}
	crashed.living = nil // it cannot be closed twice
	third := open(t, o)
	if _, err := os.Stat(mine.Name()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its file: %v", err)
	}
	if left, err := third.LeftOver(t.Context(), site()); err != nil || len(left) != 1 {
		t.Errorf("after its file was removed: %d left over, %v", len(left), err)
	}
}

// TestGivenUp: who gives up waiting gets the context's error, and nothing is written.
func TestGivenUp(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	j, other := open(t, o), open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	err := other.locked(t.Context(), func(*transaction) error {
		begun := make(chan error)
		go func() { begun <- j.Begin(ctx, record("op-1", "sg-1", 22)) }()
		cancel()
		if err := <-begun; !errors.Is(err, context.Canceled) {
			t.Errorf("begin: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	verified(t, j, 0)
}
