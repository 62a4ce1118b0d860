package journal

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mutations are ways to change a log; each says which it is.
func mutations() map[string]func(lot *rand.Rand, lines []string) string {
	return map[string]func(lot *rand.Rand, lines []string) string{
		"flip": func(lot *rand.Rand, lines []string) string {
			all := []byte(strings.Join(lines, ""))
			all[lot.IntN(len(all))] ^= 1 << lot.IntN(8)
			return string(all)
		},
		"delete": func(lot *rand.Rand, lines []string) string {
			i := lot.IntN(len(lines))
			return strings.Join(slices.Delete(lines, i, min(len(lines), i+1+lot.IntN(3))), "")
		},
		"insert": func(lot *rand.Rand, lines []string) string {
			l := lines[lot.IntN(len(lines))]
			if lot.IntN(2) == 0 {
				l = strings.Replace(l, "alice", "malice", 1)
			}
			return strings.Join(slices.Insert(lines, lot.IntN(len(lines)+1), l), "")
		},
		"reorder": func(lot *rand.Rand, lines []string) string {
			i := lot.IntN(len(lines))
			j := (i + 1 + lot.IntN(len(lines)-1)) % len(lines)
			lines[i], lines[j] = lines[j], lines[i]
			return strings.Join(lines, "")
		},
		"cut": func(lot *rand.Rand, lines []string) string {
			all := strings.Join(lines, "")
			return all[:lot.IntN(len(all))]
		},
	}
}

// firstUnlike is the number of the first line that differs.
func firstUnlike(before, after string) int {
	was, is := slices.Collect(strings.Lines(before)), slices.Collect(strings.Lines(after))
	n := 0
	for n < min(len(was), len(is)) && was[n] == is[n] {
		n++
	}
	return n + 1
}

// TestTamperedLog changes a log in 1,000 ways: Verify finds each, and names the first bad line; a journal that is opened
// then refuses to write, and goes on once the log is as it was.
func TestTamperedLog(t *testing.T) {
	t.Parallel()
	o := Options{Dir: memoryFolder(t)}
	j := open(t, o)
	for i := range 8 {
		if err := write(t.Context(), j, fmt.Sprint("op-", i), "sg-1"); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(o.Dir, logFile)
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lot := rand.New(rand.NewPCG(7, 8))
	tried := 0
	for name, mutate := range mutations() {
		for n := range 200 * patience() {
			changed := mutate(lot, slices.Collect(strings.Lines(string(original))))
			if changed == string(original) {
				t.Fatalf("%s: nothing was changed", name)
			}
			if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			want := firstUnlike(string(original), changed)
			v, err := j.Verify(t.Context())
			if err != nil || v.Bad == nil || v.Bad.Number != want || v.Lines != want-1 || v.Path != path {
				t.Errorf("%s: %+v, bad %+v, %v; want line %d", name, v, v.Bad, err, want)
			}
			if n%20 == 0 {
				refusesWrites(t, o)
			}
			if left, err := os.ReadFile(path); err != nil || string(left) != changed {
				t.Fatalf("%s: the evidence was changed, %v", name, err)
			}
			tried++
		}
	}
	if tried != 1000*patience() {
		t.Errorf("%d changes", tried)
	}
	if err := os.WriteFile(path, bytes.Clone(original), 0o600); err != nil {
		t.Fatal(err)
	}
	verified(t, j, 16)
	begin(t, j, record("op-9", "sg-1", 22))
}

// refusesWrites opens a journal whose log was tampered with: its history can be read.
func refusesWrites(t *testing.T, o Options) {
	t.Helper()
	j := open(t, o)
	begun := j.Begin(t.Context(), record("op-9", "sg-1", 22))
	if begun == nil || j.Damage() == nil || begun.Error() != j.Damage().Error() {
		t.Errorf("begin: %v; damage: %v", begun, j.Damage())
	}
	if finished := j.Finish(t.Context(), "op-1", "sg-1", receipt(record("op-1", "sg-1", 22), 0)); finished == nil {
		t.Error("finished")
	}
	if _, err := j.Operation(t.Context(), "op-1"); err != nil {
		t.Error(err)
	}
}
