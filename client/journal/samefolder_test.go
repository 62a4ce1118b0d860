package journal

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOpenTwiceInOneProcess: a second journal of a folder takes nothing off the first; whoever opens a file narrows its
// mode.
func TestOpenTwiceInOneProcess(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, databaseFile)
	open := func() *Journal {
		j, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	mode := func(want os.FileMode) {
		t.Helper()
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%v, %v; want mode %v", info.Mode(), err, want)
		}
	}
	first := open()
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	second := open()
	mode(0o600)
	for i, j := range []*Journal{first, second, first} {
		if err := j.Begin(t.Context(), record([]string{"op-1", "op-2", "op-3"}[i], "sg-1", 22)); err != nil {
			t.Fatal(err)
		}
	}
	for _, j := range []*Journal{first, second} {
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	last := opensJournal(t, dir)
	mode(0o600)
	if n := len(recordsIn(t, last)); n != 3 {
		t.Errorf("%d records, want three", n)
	}
}
