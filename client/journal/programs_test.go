package journal

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// TestProgramsAtOnce lets four programs, each with two writers, do 500 writes each on one journal and one endpoint, at the
// same groups. Nothing is lost, and the writes of one program to one group do not mingle.
func TestProgramsAtOnce(t *testing.T) {
	t.Parallel()
	const programs, writers = 4, 2
	writes := rounds(500) / writers
	w := newWorld(t)
	groups := []string{w.created(t, "a"), w.created(t, "b"), w.created(t, "c"), w.created(t, "d"), w.created(t, "e")}
	dir, before := memoryFolder(t), w.truth(t, groups)
	var mu sync.Mutex
	var all []ack
	var running sync.WaitGroup
	for n := range programs {
		x := &wire{next: w.wire.next}
		busy := map[string]int{} // by group, the program's calls that are under way
		x.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
			if action := form.Get("Action"); action != authorize && action != revoke {
				replay(rw, pass())
				return
			}
			count := func(by int) int {
				mu.Lock()
				defer mu.Unlock()
				busy[form.Get("GroupId")] += by
				return busy[form.Get("GroupId")]
			}
			if count(1) > 1 {
				t.Errorf("two calls of one program for %s at once", form.Get("GroupId"))
			}
			answer := pass()
			count(-1)
			replay(rw, answer)
		})
		c, err := startChild(task{Dir: dir, URL: serves(t, x).URL, Seed: uint64(n), Groups: groups, Goroutines: writers, Operations: writes})
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			var acks []ack
			for a := range c.acks {
				acks = append(acks, a)
			}
			if err := c.cmd.Wait(); err != nil {
				t.Errorf("a program failed: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, acks...)
		})
	}
	running.Wait()
	if len(all) != programs*writers*writes {
		t.Errorf("%d writes were acknowledged, not %d", len(all), programs*writers*writes)
	}
	j := opensJournal(t, dir)
	if records := recordsIn(t, j); len(records) != len(all) {
		t.Errorf("the journal has %d writes, %d were acknowledged", len(records), len(all))
	}
	tellsTheTruth(t, j, before, w.truth(t, groups), all)
}
