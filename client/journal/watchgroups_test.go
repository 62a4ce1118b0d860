package journal

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/journal/journaltest"
	"sluice/model/ingress"
)

// testWatchGroups: a program hears where others wrote, once the outcome is durable, and nothing of its own writes or of other
// sites.
func testWatchGroups(t *testing.T, o Options) {
	o.poll = 5 * time.Millisecond
	mine, others := open(t, o), open(t, o)
	old := record("op-0", "sg-0", 22)
	begin(t, others, old)
	finish(t, others, old, ingress.Applied)
	told := make(chan []string)
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	looked := make(chan struct{}, 1)
	at := func(ctx context.Context) (ingress.Site, error) {
		select {
		case looked <- struct{}{}:
		default:
		}
		return site(), nil
	}
	watching.Go(func() {
		mine.WatchGroups(ctx, at, func(ids []string) {
			select {
			case told <- ids:
			case <-ctx.Done():
			}
		})
	})
	defer watching.Wait()
	defer stop()
	<-looked
	<-looked // the second look comes after the first was over
	write := func(j *Journal, r ingress.Record) {
		begin(t, j, r)
		finish(t, j, r, ingress.Applied)
	}
	write(mine, record("op-1", "sg-1", 22))
	elsewhere := record("op-2", "sg-2", 22)
	elsewhere.Site.Region = "eu-west-2"
	write(others, elsewhere)
	left := record("op-3", "sg-3", 22)
	begin(t, others, left) // whose outcome nobody knows yet
	write(others, record("op-4", "sg-4", 22))
	next := func(want ...string) {
		t.Helper()
		select {
		case ids := <-told:
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		case <-time.After(time.Minute):
			t.Fatalf("nobody is told of %q", want)
		}
	}
	next("sg-4")
	finish(t, mine, left, ingress.Applied) // as a keeper does
	next("sg-3")
}

// testNewlyEnded: that a program ended with a write under way is noticed, once, and nothing else is.
func testNewlyEnded(t *testing.T, o Options) {
	o.beat, o.lease = 10*time.Millisecond, time.Minute
	j, other := open(t, o), open(t, o)
	known := map[string]bool{}
	begin(t, j, record("op-1", "sg-1", 22))
	begin(t, other, record("op-2", "sg-2", 22))
	if j.newlyEnded(t.Context(), known) {
		t.Error("all live, and one is taken for ended")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if !j.newlyEnded(t.Context(), known) {
		t.Error("nobody noticed that a program ended")
	}
	if j.newlyEnded(t.Context(), known) {
		t.Error("it is noticed again")
	}
	third := open(t, o)
	begin(t, third, record("op-3", "sg-3", 22))
	if err := third.Close(); err != nil {
		t.Fatal(err)
	}
	if !j.newlyEnded(t.Context(), known) {
		t.Error("nobody noticed that another program ended")
	}
}

// testSweeperEnds: a sweep that another program has begun is waited for, until it is over or its program's lease is.
func testSweeperEnds(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t), beat: time.Hour}
	w, gone := newWorld(t), open(t, o)
	k := keeperOf(open(t, o), w)
	rule := expiring(t, w, lbGroup, 80, -time.Hour)
	plan, _ := planner().Revoke("op-gone", w.group(t, lbGroup), []string{rule})
	where, _ := inSandbox(t.Context())
	if err := gone.Begin(t.Context(), ingress.Record{Operation: "op-gone", By: SweptBy, Site: where, Change: plan.Changes[0]}); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 3*sweptElsewhere)
	defer cancel()
	receipts, _ := k.Sweep(short)
	for _, r := range receipts {
		if r.Count(ingress.NotSent) != len(r.Rules) {
			t.Errorf("while another sweeps: %q", told([]ingress.Receipt{r}))
		}
	}
	hasRules(t, w, lbGroup, true, rule)
	s.Exec(t, o.URL, "UPDATE journal_program SET beat = beat - 21000 WHERE id = '"+gone.program+"'")
	receipts, err := k.Sweep(t.Context())
	if diff := cmp.Diff([]string{lbGroup + ": 1 applied, 0 gone, 0 refused, 0 not sent"}, told(receipts)); diff != "" || err != nil {
		t.Errorf("once it is gone (-want +got), %v:\n%s", err, diff)
	}
	hasRules(t, w, lbGroup, false, rule)
}
