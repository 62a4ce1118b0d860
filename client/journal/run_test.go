package journal

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// TestRun lets a keeper work for two hours: what can be told is told when it can, and once.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		w := newWorld(t)
		leaves(t, dir, "op-1", adding("op-1", w.group(t, webGroup), tcp(t, 80, "192.0.2.0/24")))
		k := keeperOf(opensJournal(t, dir), w)
		expiring(t, w, lbGroup, 80, 30*time.Minute+7*time.Second)
		w.opened(t, adminOf, 80, "192.0.2.0/24", ingress.TagOperation, "op-then", ingress.TagExpires, "never")
		time.AfterFunc(time.Hour, func() { w.wire.strike(unreadable) })
		time.AfterFunc(time.Hour+30*time.Minute, func() { w.wire.strike(nil) })
		// Unreadable groups matter to a keeper that has to read one.
		time.AfterFunc(time.Hour+10*time.Second, func() { expiring(t, w, wizard, 80, 0) })

		type event struct {
			after                time.Duration
			settled, open, swept int
			failed               bool
		}
		var events []event
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Hour)
		defer stop()
		k.Run(ctx, func(n News) {
			events = append(events, event{time.Since(start).Truncate(time.Minute), len(n.Reconciled), len(n.Open), len(n.Swept), n.Err != nil})
		})
		if took := time.Since(start); took != 2*time.Hour {
			t.Errorf("it ran for %v", took)
		}
		want := []event{
			{0, 0, 1, 1, false},                          // the left-over is young, and a rule's time cannot be read
			{time.Minute, 1, 0, 0, false},                // the left-over, 90 s old
			{30 * time.Minute, 0, 0, 1, false},           // the rule that is due
			{time.Hour + time.Minute, 0, 0, 0, true},     // the group cannot be read
			{time.Hour + 30*time.Minute, 0, 0, 1, false}, // and can again
		}
		if diff := cmp.Diff(want, events, cmp.AllowUnexported(event{})); diff != "" {
			t.Errorf("news (-want +got):\n%s", diff)
		}
	})
}

// TestRunPunctually sweeps a rule in the second in which it is due, and judges a left-over as soon as it may.
func TestRunPunctually(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		start := time.Now()
		leaves(t, dir, "op-1", adding("op-1", w.group(t, webGroup), tcp(t, 80, "192.0.2.0/24")))
		k := keeperOf(opensJournal(t, dir), w)
		expiring(t, w, lbGroup, 80, 130*time.Second)
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		k.Run(ctx, func(n News) {
			want := 130 * time.Second
			switch {
			case len(n.Open) > 0:
				want = 0
			case len(n.Reconciled) > 0:
				want = inFlight
			}
			// Reading a group back that does not hold a rule takes some seconds.
			if took := time.Since(start); took < want || took > want+5*time.Second {
				t.Errorf("after %v: %+v", took, n)
			}
		})
		if records := recordsIn(t, k.Journal); len(records) != 2 {
			t.Errorf("%d records", len(records))
		}
	})
}

// TestRunThatIsStopped ends while a group is read: nobody is told that it was interrupted.
func TestRunThatIsStopped(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		k := keeperOf(opensJournal(t, dir), w)
		ctx, stop := context.WithCancel(t.Context())
		k.Site = func(ctx context.Context) (ingress.Site, error) {
			stop()
			return ingress.Site{}, ctx.Err()
		}
		k.Run(ctx, func(n News) { t.Errorf("told %+v", n) })
	})
}

func TestRest(t *testing.T) {
	now := time.Now()
	k := Keeper{Now: func() time.Time { return now }}
	for _, test := range []struct {
		next time.Time
		want time.Duration
	}{
		{time.Time{}, longestWait},
		{now.Add(time.Hour), longestWait},
		{now.Add(7 * time.Second), 7 * time.Second},
		{now.Add(time.Millisecond), shortestWait},
		{now.Add(-time.Hour), shortestWait},
	} {
		if got := k.waitTime(test.next); got != test.want {
			t.Errorf("until %v it rests %v, want %v", test.next.Sub(now), got, test.want)
		}
	}
	if a, b := now, now.Add(1); earlier(a, b) != a || earlier(b, a) != a || earlier(time.Time{}, b) != b || earlier(a, time.Time{}) != a {
		t.Error("earlier is not the earlier one")
	}
}

// TestNewsOnce tells a problem when it comes and when it changes.
func TestNewsOnce(t *testing.T) {
	var got []string
	n := newsFilter{once: map[string]bool{}, tell: func(n News) { got = append(got, n.Err.Error()) }}
	for _, problem := range []string{"a", "a", "b", "b", "", "b"} {
		news := News{}
		if problem != "" {
			news.Err = errors.New(problem)
		}
		n.pass(t.Context(), news)
	}
	if diff := cmp.Diff([]string{"a", "b", "b"}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
