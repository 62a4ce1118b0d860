package journal

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// files are those of a journal, by name.
type files map[string][]byte

// journalFiles are the files of a journal with some operations: after it was closed, or as a crash leaves them.
func journalFiles(t *testing.T, operations int, crash bool) (files, []ingress.Operation) {
	t.Helper()
	o := Options{Dir: t.TempDir(), Now: start}
	j := open(t, o)
	for i := range operations {
		if err := write(t.Context(), j, fmt.Sprintf("op-%02d", i), "sg-1"); err != nil {
			t.Fatal(err)
		}
	}
	all, err := j.Operations(t.Context(), ingress.HistoryFilter{})
	if err != nil || len(all) != operations {
		t.Fatalf("%d operations, %v", len(all), err)
	}
	if !crash {
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	found := files{}
	for _, name := range []string{databaseFile, databaseFile + "-wal", logFile} {
		content, err := os.ReadFile(filepath.Join(o.Dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		found[name] = content
	}
	if _, crashed := found[databaseFile+"-wal"]; crashed != crash {
		t.Fatalf("crash %v, and the files are %v", crash, slices.Collect(maps.Keys(found)))
	}
	return found, all
}

// with is the files with one of them replaced.
func (f files) with(name string, content []byte) files {
	f = maps.Clone(f)
	f[name] = content
	return f
}

// memoryFolder is a folder in memory where the system has one: it is written to thousands of times.
func memoryFolder(t *testing.T) string {
	t.Helper()
	parent := "/dev/shm"
	if info, err := os.Stat(parent); err != nil || !info.IsDir() {
		parent = ""
	}
	dir, err := os.MkdirTemp(parent, "sluice-journal") //nolint:usetesting // t.TempDir is on disk
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// put puts files in the place of those of an earlier attempt.
func (f files) put(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{databaseFile, databaseFile + "-wal", databaseFile + "-shm", logFile} {
		path := filepath.Join(dir, name)
		err := os.Remove(path)
		if content, there := f[name]; there {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// fate is what becomes of a journal whose files were damaged.
type fate string

const (
	refusedToOpen fate = "refused to open"
	refusedWrites fate = "refused writes"
	found         fate = "found by reading or verifying"
	whole         fate = "whole"
	lost          fate = "lost"
)

// fateOf opens a journal that may be damaged. Whatever is wrong with it, either it has all operations, or it says that
// something is wrong, with the path and a remedy.
func fateOf(t *testing.T, dir string, want []ingress.Operation) fate {
	t.Helper()
	explained := func(err error) {
		if e, ok := errors.AsType[*Error](err); !ok || !strings.HasPrefix(e.Path, dir) || e.Problem == "" || e.Remedy == "" {
			t.Errorf("%T: %v", err, err)
		}
	}
	j, err := Open(t.Context(), Options{Dir: dir, Now: start})
	if err != nil {
		explained(err)
		return refusedToOpen
	}
	defer func() { _ = j.Close() }() // what is damaged may not be closed well
	got, unread := j.Operations(t.Context(), ingress.HistoryFilter{})
	v, unverified := j.Verify(t.Context())
	if _, err := j.LeftOver(t.Context(), site()); err != nil && unread == nil {
		unread = err
	}
	begun := j.Begin(t.Context(), record("op-new", "sg-1", 22))
	if damage := j.Damage(); damage != nil {
		explained(damage)
		if begun == nil {
			t.Error("written to in spite of its damage")
		}
		return refusedWrites
	}
	switch {
	case unread != nil || unverified != nil || v.Bad != nil:
		return found
	case cmp.Diff(want, got, equal()) == "":
		if begun != nil {
			t.Errorf("whole, and not written to: %v", begun)
		}
		return whole
	}
	return lost
}

// sparse is how far apart the places are that a test damages: none are left out with the build tag long.
func sparse() int {
	switch {
	case raced:
		return 41
	case long:
		return 1
	}
	return 17
}

// patience is how many times more a soak tries.
func patience() int {
	if soaked {
		return 20
	}
	return 1
}

// lastLines is where the last n lines of a log begin.
func lastLines(log []byte, n int) int {
	lines := slices.Collect(strings.Lines(string(log)))
	length := 0
	for _, l := range lines[len(lines)-n:] {
		length += len(l)
	}
	return len(log) - length
}

// TestCutFiles cuts the log at every byte of its last two lines, and the database and its write-ahead log within the
// last transactions: nothing is lost without a word.
func TestCutFiles(t *testing.T) {
	t.Parallel()
	closed, want := journalFiles(t, 6, false)
	crashed, _ := journalFiles(t, 6, true)
	dir := memoryFolder(t)
	const frame = 4096 + 24
	for _, test := range []struct {
		name  string
		files files
		file  string
		from  int // cut from here
		step  int
		only  []fate
	}{
		{"log", closed, logFile, lastLines(closed[logFile], 2), sparse(), []fate{refusedWrites}},
		{"log after a crash", crashed, logFile, lastLines(crashed[logFile], 2), sparse(), []fate{refusedWrites}},
		{"database", closed, databaseFile, len(closed[databaseFile]) - 4096, sparse(), []fate{refusedToOpen}},
		// The log has what the database lost. SQLite takes a frame whole or not at all, by its checksum.
		{"write-ahead log", crashed, databaseFile + "-wal", len(crashed[databaseFile+"-wal"]) - 12*frame, 256*sparse() + 1, []fate{whole}},
	} {
		fates := map[fate]int{}
		content := test.files[test.file]
		for cut := test.from; cut < len(content); cut += test.step {
			for _, zeros := range []int{0, len(content) - cut} {
				if zeros > 0 && test.step <= 17 && (cut-test.from)%16 != 0 {
					continue
				}
				test.files.with(test.file, append(slices.Clone(content[:cut]), make([]byte, zeros)...)).put(t, dir)
				f := fateOf(t, dir, want)
				if !slices.Contains(test.only, f) && (zeros == 0 || f == lost) {
					t.Errorf("%s cut at %d of %d, %d zeros: %s", test.name, cut, len(content), zeros, f)
				}
				fates[f]++
			}
		}
		t.Logf("%s: %v", test.name, fates)
		if fates[test.only[0]] < 10 && sparse() == 1 {
			t.Errorf("%s: %v", test.name, fates)
		}
	}
}

// TestTornLines: what a crash leaves of a line that was never acknowledged does no harm; a whole line is taken over.
func TestTornLines(t *testing.T) {
	t.Parallel()
	longer, all := journalFiles(t, 4, true)
	o := Options{Dir: memoryFolder(t), Now: start}
	j := open(t, o)
	for i := range 3 {
		if err := write(t.Context(), j, fmt.Sprintf("op-%02d", i), "sg-1"); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(o.Dir, logFile)
	shorter, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := longer[logFile][len(shorter):]
	line = line[:strings.IndexByte(string(line), '\n')+1] // the intent of the fourth
	for cut := 1; cut < len(line); cut += sparse() {
		for _, zeros := range []int{0, 5} {
			if err := os.WriteFile(path, slices.Concat(shorter, line[:cut], make([]byte, zeros)), 0o600); err != nil {
				t.Fatal(err)
			}
			again, err := Open(t.Context(), o)
			if err != nil || again.Damage() != nil {
				t.Fatalf("%d bytes of a line: %v, %v", cut, err, again.Damage())
			}
			verified(t, again, 6)
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(path, slices.Concat(shorter, line), 0o600); err != nil {
		t.Fatal(err)
	}
	verified(t, j, 7)
	left, err := j.LeftOver(t.Context(), site())
	if err != nil || len(left) != 1 || left[0].Operation != "op-03" {
		t.Fatalf("left over: %v, %v", left, err)
	}
	finish(t, j, left[0], ingress.Applied)
	same(t, j, "op-03", all[0])
}

// TestLostDatabase: a log tells all that the database told.
func TestLostDatabase(t *testing.T) {
	t.Parallel()
	old, want := journalFiles(t, 5, false)
	dir := memoryFolder(t)
	files{logFile: old[logFile]}.put(t, dir)
	if f := fateOf(t, dir, want); f != whole {
		t.Error(f)
	}
}

// TestFlippedBits turns over one bit at a time in any of the files.
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	closed, want := journalFiles(t, 6, false)
	crashed, _ := journalFiles(t, 6, true)
	dir := memoryFolder(t)
	lot := rand.New(rand.NewPCG(5, 6))
	fates := map[string]map[fate]int{}
	flips := 0
	total := 500 * patience()
	for n := 0; n < total; n += sparse() {
		from, name := closed, []string{logFile, databaseFile, databaseFile + "-wal"}[n%3]
		if name == databaseFile+"-wal" {
			from = crashed
		}
		content := slices.Clone(from[name])
		at := lot.IntN(len(content))
		content[at] ^= 1 << lot.IntN(8)
		from.with(name, content).put(t, dir)
		f := fateOf(t, dir, want)
		if f == lost || name == logFile && f != refusedWrites || strings.HasSuffix(name, "-wal") && f != whole {
			t.Errorf("%s at %d: %s", name, at, f)
		}
		if fates[name] == nil {
			fates[name] = map[fate]int{}
		}
		fates[name][f]++
		flips++
	}
	t.Log(fates)
	if flips < total/sparse() {
		t.Errorf("%d bits were flipped", flips)
	}
}
