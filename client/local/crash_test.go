package local

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestCrash kills a writing process up to a thousand times, at an acknowledgement drawn by lot, while other writes are under
// way. The next process finds every write that was acknowledged, whole, and of the others all or nothing.
func TestCrash(t *testing.T) {
	const states = 2 // at a time
	kills := max(20, 1000/every())
	for n := range states {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			crashes(t, t.TempDir(), kills/states, uint64(n))
		})
	}
}

// crashes kills that many writers of one state, one after the other.
func crashes(t *testing.T, dir string, kills int, seed uint64) {
	lot := rand.New(rand.NewPCG(seed, 0))
	acknowledged := map[int]bool{} // ports
	first, lost, written := 0, 0, 0
	for kill := range kills {
		before := first
		first = 1000 * (1 + kill%60)
		c := startChild(t, "write until killed", dir, strconv.Itoa(first))
		found := map[int]int{}
		for line := c.line(); line != "clean"; line = c.line() {
			var port, rules int
			if _, err := fmt.Sscanf(line, "have %d %d", &port, &rules); err != nil {
				t.Fatalf("kill %d: the process said %q", kill, line)
			}
			found[port] = rules
		}
		lost += checkCrash(t, before, acknowledged, found)
		acknowledged = map[int]bool{}
		for wanted := lot.IntN(12); ; wanted-- {
			if wanted == 0 {
				if err := c.cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			line := c.line()
			if line == "" {
				break
			}
			var port int
			if _, err := fmt.Sscanf(line, "opened %d", &port); err != nil {
				t.Fatalf("kill %d: the process said %q", kill, line)
			}
			acknowledged[port] = true
			written++
		}
		if err := c.cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
	}
	e := openEndpoint(t, Options{Dir: dir})
	found, err := openPorts(e)
	if err != nil {
		t.Fatal(err)
	}
	lost += checkCrash(t, first, acknowledged, found)
	t.Logf("%d kills, %d acknowledged writes, %d lost", kills, written, lost)
	if written < kills {
		t.Errorf("only %d writes were acknowledged: the processes were not killed while they wrote", written)
	}
}

// checkCrash holds the rules that a process found against what its predecessor, which wrote from port first on, had
// acknowledged.
func checkCrash(t *testing.T, first int, acknowledged map[int]bool, found map[int]int) (lost int) {
	t.Helper()
	for port := range acknowledged {
		if found[port] != 3 {
			t.Errorf("the acknowledged write of port %d left %d rules of 3", port, found[port])
			lost++
		}
	}
	for port, rules := range found {
		if port < first || port >= first+1000 {
			t.Errorf("port %d is back, although it was removed", port)
		}
		if rules != 3 {
			t.Errorf("a write of port %d was half applied: %d rules of 3", port, rules)
		}
	}
	return lost
}
