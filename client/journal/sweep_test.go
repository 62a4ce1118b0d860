package journal

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// expiring opens a port for a while, counted from now, as an operation of this program does, and returns the rule's id.
func expiring(t testing.TB, w *world, group string, port int, after time.Duration) string {
	t.Helper()
	until := time.Now().Add(after).UTC().Format(time.RFC3339)
	return w.opened(t, group, port, "192.0.2.0/24", ingress.TagOperation, "op-then", ingress.TagExpires, until)
}

// told is a sweep's receipts in words.
func told(receipts []ingress.Receipt) (lines []string) {
	for _, r := range receipts {
		line := fmt.Sprintf("%s: %d applied, %d gone, %d refused, %d not sent", r.Group.ID,
			r.Count(ingress.Applied), r.Count(ingress.WasThere), r.Count(ingress.Refused), r.Count(ingress.NotSent))
		if r.Failure != nil {
			line += ": " + r.Failure.Message
		}
		lines = append(lines, line)
	}
	return lines
}

// hasRules checks which of the rules a group holds.
func hasRules(t testing.TB, w *world, group string, has bool, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, there := w.group(t, group).RuleByID(id); there != has {
			t.Errorf("%s: that the group has %s is %v", group, id, there)
		}
	}
}

func TestSweep(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		k := keeperOf(opensJournal(t, dir), w)
		due := expiring(t, w, lbGroup, 80, 0)
		past := expiring(t, w, lbGroup, 81, -time.Hour)
		later := expiring(t, w, lbGroup, 82, time.Second)
		other := expiring(t, w, adminOf, 80, -time.Second)
		before := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
		foreign := w.opened(t, lbGroup, 83, "192.0.2.0/24", ingress.TagExpires, before)
		plain := w.opened(t, lbGroup, 84, "192.0.2.0/24", ingress.TagOperation, "op-then")
		garbled := w.opened(t, webGroup, 80, "192.0.2.0/24", ingress.TagOperation, "op-then", ingress.TagExpires, "tomorrow")
		receipts, err := k.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			webGroup + ": 0 applied, 0 gone, 0 refused, 1 not sent: " + garbled +
				` is never swept: its tag sluice:expires="tomorrow" is no time such as 2026-01-31T18:00:00Z`,
			lbGroup + ": 2 applied, 0 gone, 0 refused, 0 not sent",
			adminOf + ": 1 applied, 0 gone, 0 refused, 0 not sent",
		}
		if diff := cmp.Diff(want, told(receipts)); diff != "" {
			t.Errorf("receipts (-want +got):\n%s", diff)
		}
		hasRules(t, w, lbGroup, false, due, past)
		hasRules(t, w, adminOf, false, other)
		hasRules(t, w, lbGroup, true, later, foreign, plain)
		hasRules(t, w, webGroup, true, garbled)
		records := recordsIn(t, k.Journal)
		if len(records) != 2 || records[0].By != SweptBy || records[0].Operation == records[1].Operation || !decided(records[0]) || !decided(records[1]) {
			t.Errorf("the journal has %+v", records)
		}
	})
}

// TestSweepMoved has others change a group between its reading and the call, a few times and then always.
func TestSweepMoved(t *testing.T) {
	for _, test := range []struct {
		times int
		want  []string
		there bool
	}{
		{1, []string{lbGroup + ": 1 applied, 0 gone, 0 refused, 0 not sent"}, false},
		{sweepAttempts - 1, []string{lbGroup + ": 1 applied, 0 gone, 0 refused, 0 not sent"}, false},
		{1000, []string{lbGroup + ": 0 applied, 0 gone, 0 refused, 1 not sent"}, true},
	} {
		t.Run(fmt.Sprint(test.times), func(t *testing.T) {
			w := newWorld(t)
			k := keeperOf(opensJournal(t, memoryFolder(t)), w)
			id := expiring(t, w, lbGroup, 80, -time.Hour)
			w.opened(t, lbGroup, 81, "192.0.2.0/24", ingress.TagOperation, "op-then", ingress.TagExpires, "2999-01-01T00:00:00Z")
			readings, moves := 0, 0
			w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
				if form.Get("Action") == "DescribeSecurityGroups" {
					if readings++; readings%2 == 0 && moves < test.times {
						moves++
						w.opened(t, lbGroup, 9000+moves, "192.0.2.0/24")
					}
				}
				replay(rw, pass())
			})
			receipts, err := k.Sweep(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, told(receipts)); diff != "" {
				t.Errorf("receipts (-want +got):\n%s", diff)
			}
			hasRules(t, w, lbGroup, test.there, id)
			if moves != min(test.times, sweepAttempts) {
				t.Errorf("the group moved %d times", moves)
			}
			if records := recordsIn(t, k.Journal); len(records) != min(test.times+1, sweepAttempts) {
				t.Errorf("%d records", len(records))
			}
		})
	}
}

// TestSweepOvertaken has someone else take one of two rules while the call for both is on its way.
func TestSweepOvertaken(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		k := keeperOf(opensJournal(t, dir), w)
		first, second := expiring(t, w, lbGroup, 80, -time.Hour), expiring(t, w, lbGroup, 81, -time.Hour)
		w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
			if form.Get("Action") == revoke {
				w.tryAsk(revoke, "GroupId", lbGroup, "SecurityGroupRuleId.1", first)
			}
			replay(rw, pass())
		})
		receipts, err := k.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			lbGroup + ": 0 applied, 1 gone, 0 refused, 0 not sent",
			lbGroup + ": 1 applied, 0 gone, 0 refused, 0 not sent",
		}
		if diff := cmp.Diff(want, told(receipts)); diff != "" {
			t.Errorf("receipts (-want +got):\n%s", diff)
		}
		hasRules(t, w, lbGroup, false, first, second)
	})
}

// TestSweepDenied reports what EC2 refuses, and goes on with the other groups.
func TestSweepDenied(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		k := keeperOf(opensJournal(t, dir), w)
		stays := expiring(t, w, lbGroup, 80, -time.Hour)
		expiring(t, w, adminOf, 80, -time.Hour)
		w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
			if form.Get("Action") == revoke && form.Get("GroupId") == lbGroup {
				refuse(rw, http.StatusForbidden, "UnauthorizedOperation")
				return
			}
			replay(rw, pass())
		})
		receipts, err := k.Sweep(t.Context())
		lines := told(receipts)
		if err != nil || len(lines) != 2 || !strings.HasPrefix(lines[0], lbGroup+": 0 applied, 0 gone, 1 refused, 0 not sent: ") ||
			lines[1] != adminOf+": 1 applied, 0 gone, 0 refused, 0 not sent" {
			t.Errorf("%q, %v", lines, err)
		}
		hasRules(t, w, lbGroup, true, stays)
		w.wire.strike(unreadable)
		if receipts, err = k.Sweep(t.Context()); err == nil || len(receipts) > 0 {
			t.Errorf("%q, %v", told(receipts), err)
		}
	})
}

// TestSweepersAtOnce has two programs sweep the same rules at the same time, again and again: each group
// gets exactly one call, exactly one of them says that it revoked the rules, and none complains.
func TestSweepersAtOnce(t *testing.T) {
	t.Parallel()
	const most = 3 // rules of a group
	groups := []string{webGroup, lbGroup, adminOf, wizard}
	met := 0 // rounds in which one waited for the other's turn
	for round := range rounds(120) {
		dir := memoryFolder(t)
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			var revoked, calls atomic.Int32
			w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
				// The two take their steps together, or one a step before the other.
				time.Sleep(time.Duration(1+(round+len(form))%2) * time.Millisecond)
				answer := pass()
				if form.Get("Action") == revoke {
					calls.Add(1)
				}
				if form.Get("Action") == revoke && answer.Code == http.StatusOK {
					revoked.Add(int32(strings.Count(answer.Body.String(), "<securityGroupRuleId>")))
				}
				replay(rw, answer)
			})
			rules := 0
			for i, group := range groups {
				for port := range (round+i)%most + 1 {
					expiring(t, w, group, 7000+port, -time.Minute)
					rules++
				}
			}
			began := time.Now()
			got := sweepTwice(t, dir, w)
			if got.applied != rules || int(revoked.Load()) != rules || got.failures > 0 {
				t.Errorf("round %d: of %d rules %d are told as revoked, %d were; %d failures", round, rules, got.applied, revoked.Load(), got.failures)
			}
			if int(calls.Load()) != len(groups) {
				t.Errorf("round %d: %d calls for %d groups", round, calls.Load(), len(groups))
			}
			if time.Since(began) >= sweptElsewhere {
				met++
			}
		})
	}
	if met < rounds(120)/4 {
		t.Errorf("the sweepers met in %d rounds", met)
	}
}

type sweepCount struct{ applied, failures, records int }

// sweepTwice sweeps in two programs at once.
func sweepTwice(t *testing.T, dir string, w *world) (sum sweepCount) {
	journals := [2]*Journal{opensJournal(t, dir), opensJournal(t, dir)}
	var mu sync.Mutex
	var sweepers sync.WaitGroup
	for _, j := range journals {
		k := keeperOf(j, w)
		sweepers.Go(func() {
			receipts, err := k.Sweep(context.Background())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range receipts {
				sum.applied += r.Count(ingress.Applied)
				if r.Failure != nil || r.Count(ingress.Applied)+r.Count(ingress.WasThere) != len(r.Rules) {
					sum.failures++
				}
			}
		})
	}
	sweepers.Wait()
	records := recordsIn(t, journals[0])
	sum.records = len(records)
	applied := 0
	for _, r := range records {
		if r.Receipt == nil {
			t.Errorf("%s has no outcome", r.Operation)
			continue
		}
		applied += r.Receipt.Count(ingress.Applied)
	}
	if applied != sum.applied {
		t.Errorf("the journal knows %d rules that were revoked, the receipts %d", applied, sum.applied)
	}
	return sum
}
