package journal

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sluice/model/ingress"
)

// downgrade makes the tables those of an older version.
func downgrade(t *testing.T, j *Journal, o Options, to int) {
	t.Helper()
	drop := [][]string{
		1: {"DROP TABLE journal_approval"},
		2: {"DROP TABLE journal_notice", "DROP INDEX journal_record_by"},
	}
	statements := append(slices.Concat(drop[to:]...), fmt.Sprint("UPDATE journal_head SET version = ", to))
	if o.Dir != "" {
		statements = append(statements, fmt.Sprint("PRAGMA user_version = ", to))
	}
	for _, statement := range statements {
		if _, err := j.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// testUpgraded: a journal of the first version goes on, also where several programs open it at once.
func testUpgraded(t *testing.T, o Options) {
	j := open(t, o)
	begin(t, j, record("op-1", "sg-1", 22))
	downgrade(t, j, o, 1)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 4 {
		plan := worldPlan(t, fmt.Sprint("op-w", i), []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")
		all.Go(func() {
			j, err := Open(context.Background(), o)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := eyes(j, person("kim")).Ask(context.Background(), plan); err != nil {
				t.Error(err)
			}
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	again := open(t, o)
	verified(t, again, 5)
	if waiting, err := eyes(again, person("lee")).Waiting(t.Context()); err != nil || len(waiting) != 4 {
		t.Errorf("%d plans wait, %v", len(waiting), err)
	}
	var have int
	if err := again.db.QueryRowContext(t.Context(), "SELECT version FROM journal_head").Scan(&have); err != nil || have != version {
		t.Errorf("version %d, %v", have, err)
	}
}

// testWatched: who watches is told of what others ask for and decide, on whatever server.
func testWatched(t *testing.T, o Options) {
	var clock struct {
		sync.Mutex
		now time.Time
	}
	clock.now = start()
	o.poll = 5 * time.Millisecond
	o.Now = func() time.Time {
		clock.Lock()
		defer clock.Unlock()
		return clock.now
	}
	here, there := open(t, o), open(t, o)
	type news struct {
		plans   []ingress.Waiting
		decided []ingress.Decision
	}
	told := make(chan news)
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		here.WatchWaiting(ctx, eyes(here, person("lee")).Site, func(p []ingress.Waiting, d []ingress.Decision) {
			select {
			case told <- news{p, d}:
			case <-ctx.Done():
			}
		})
	})
	defer watching.Wait()
	defer stop()
	next := func(what string, plans int, rulings ...ingress.DecisionKind) {
		t.Helper()
		select {
		case n := <-told:
			var got []ingress.DecisionKind
			for _, d := range n.decided {
				got = append(got, d.Kind)
			}
			if len(n.plans) != plans || !slices.Equal(got, rulings) {
				t.Errorf("%s: %d plans, rulings %v; want %d, %v", what, len(n.plans), got, plans, rulings)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: nobody is told", what)
		}
	}
	next("at first", 0)
	plan := func(id string) ingress.Plan {
		return worldPlan(t, id, []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")
	}
	kim, lee := eyes(there, person("kim")), eyes(here, person("lee"))
	asked(t, kim, plan("op-1"))
	next("asked there", 1)
	if _, err := lee.Reject(t.Context(), "op-1", "no"); err != nil {
		t.Fatal(err)
	}
	next("rejected here", 0, ingress.Rejected)
	asked(t, kim, plan("op-2"))
	next("asked again", 1)
	if _, err := kim.Withdraw(t.Context(), "op-2", ""); err != nil {
		t.Fatal(err)
	}
	next("withdrawn there", 0, ingress.Withdrawn)
	asked(t, kim, plan("op-3"))
	next("asked a third time", 1)
	clock.Lock()
	clock.now = clock.now.Add(ingress.WaitsFor)
	clock.Unlock()
	next("expired", 0, ingress.Expired)
}
