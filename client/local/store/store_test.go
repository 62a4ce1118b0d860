package store

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func empty(*Session) error { return nil }

// fresh is the state in a folder, or in memory if dir is "", with nothing in it.
func fresh(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, 0, empty)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return s
}

// together lets writes wait for each other until all are queued, and gives what came of each: an error, a panic, or nil.
func together(t *testing.T, s *Store, writes []func(*Session) error) []string {
	t.Helper()
	db := <-s.writing // until it is back, no write can run
	outcomes := make([]string, len(writes))
	var all sync.WaitGroup
	for i, fn := range writes {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					outcomes[i] = fmt.Sprint("panic: ", p)
				}
			}()
			if err := s.Write(fn); err != nil {
				outcomes[i] = err.Error()
			}
		})
		awaitQueue(t, s, i+1)
	}
	s.writing <- db
	all.Wait()
	return outcomes
}

// awaitQueue returns when n writes are queued.
func awaitQueue(t *testing.T, s *Store, n int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		s.waiting.mu.Lock()
		queued := len(s.waiting.writes)
		s.waiting.mu.Unlock()
		if queued == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d writes queued, want %d", queued, n)
		}
	}
}

func set(name string) func(*Session) error {
	return func(db *Session) error {
		_, err := db.Exec("INSERT INTO setting (name, value) VALUES (?, x'')", name)
		return err
	}
}

// settings are the names of the settings that begin with w.
func settings(t *testing.T, s *Store) (names []string) {
	t.Helper()
	err := s.Read(func(db *Session) error {
		return db.Each(func(r Row) error {
			var name string
			err := r.Scan(&name)
			names = append(names, name)
			return err
		}, "SELECT name FROM setting WHERE name LIKE 'w%' ORDER BY name")
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSharedCommit: writes that wait for each other become durable at once, and each that fails is undone by itself.
func TestSharedCommit(t *testing.T) {
	s := fresh(t, t.TempDir())
	seen := []string{"unset"}
	outcomes := together(t, s, []func(*Session) error{
		set("w1"),
		func(db *Session) error { return errors.Join(set("w2")(db), errors.New("no")) },
		func(db *Session) error { _ = set("w3")(db); panic("oh") },
		set("w1"), // there is one
		set("w5"),
		func(*Session) error { seen = settings(t, s); return nil },
	})
	for i, want := range []string{"", "no", "panic: oh", "constraint failed: UNIQUE constraint failed: setting.name (1555)", "", ""} {
		if outcomes[i] != want {
			t.Errorf("write %d: %q, want %q", i+1, outcomes[i], want)
		}
	}
	if len(seen) > 0 {
		t.Errorf("before the commit others saw %v", seen)
	}
	if diff := cmp.Diff([]string{"w1", "w5"}, settings(t, s)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSharedCommitLost: when SQLite gives up a transaction by itself, none of its writes is acknowledged, and none is left.
func TestSharedCommitLost(t *testing.T) {
	s := fresh(t, t.TempDir())
	ran := false
	outcomes := together(t, s, []func(*Session) error{
		set("w1"),
		func(db *Session) error {
			_, err := db.Exec("ROLLBACK") // as after a full disk
			return errors.Join(err, errors.New("disk full"))
		},
		func(db *Session) error { ran = true; return set("w3")(db) },
	})
	if outcomes[0] == "" || outcomes[1] != "disk full" || outcomes[2] == "" || ran {
		t.Errorf("outcomes %q, the third ran: %v", outcomes, ran)
	}
	if left := settings(t, s); left != nil {
		t.Errorf("left: %v", left)
	}
	if err := s.Write(set("w4")); err != nil {
		t.Errorf("a write after it: %v", err)
	}
}

// TestManyWrites come from many sides at once: each acknowledged one is there, also when there are more than share a commit.
func TestManyWrites(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		s := fresh(t, dir)
		var writes []func(*Session) error
		for i := range 3*maxShared + 1 {
			writes = append(writes, set("w"+strconv.Itoa(1000+i)))
		}
		for i, outcome := range together(t, s, writes) {
			if outcome != "" {
				t.Errorf("write %d: %s", i, outcome)
			}
		}
		if got := len(settings(t, s)); got != len(writes) {
			t.Errorf("%d of %d writes are there", got, len(writes))
		}
	}
}

// TestCloseWithQueue: writes that wait when the endpoint is closed are refused, not forgotten.
func TestCloseWithQueue(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), 0, empty)
	if err != nil {
		t.Fatal(err)
	}
	db := <-s.writing
	outcome := make(chan error, 1)
	go func() { outcome <- s.Write(set("w1")) }()
	awaitQueue(t, s, 1)
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	if err := <-outcome; !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v", err)
	}
	s.writing <- db
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
