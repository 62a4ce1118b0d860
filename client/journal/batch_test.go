package journal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local"
	"sluice/model/ingress"
)

// TestRandomBatches submits batches of 1-50 groups with 1-60 rules each, while calls fail anywhere. The journal says what
// the endpoint holds, and planning the same again adds only what is missing.
func TestRandomBatches(t *testing.T) {
	t.Parallel()
	const perWorld = 25 // batches of one world, journal and bubble
	fired := map[string]int{}
	sizes := [2]int{}
	all := max(rounds(500), perWorld)
	for left := all; left > 0 && !t.Failed(); left -= perWorld {
		dir := memoryFolder(t)
		synctest.Test(t, func(t *testing.T) {
			b := newBatches(t, dir, uint64(left), fired)
			b.first = left == all
			for range min(left, perWorld) {
				groups, rules := b.run(t)
				sizes[0], sizes[1] = max(sizes[0], groups), max(sizes[1], rules)
				if t.Failed() {
					return
				}
			}
			tellsTheTruth(t, b.journal, b.before, b.world.truth(t, b.groups), nil)
		})
		if err := os.RemoveAll(dir); err != nil { // not at the end alone: memory may be short
			t.Error(err)
		}
	}
	t.Logf("faults %v, up to %d groups and %d rules", fired, sizes[0], sizes[1])
	for _, kind := range faultKinds() {
		if fired[kind] < all/20 {
			t.Errorf("%s fired %d times", kind, fired[kind])
		}
	}
	if sizes != [2]int{50, 60} {
		t.Errorf("the largest batch had %d groups, the largest change %d rules", sizes[0], sizes[1])
	}
}

func faultKinds() []string {
	return []string{"throttled", "dropped before", "dropped after", "500 before", "500 after", "denied", "cut"}
}

// batches are what one after the other is submitted to one world.
type batches struct {
	world   *world
	journal *Journal
	writer  ingress.Writer
	lot     *rand.Rand
	groups  []string
	before  held
	fired   map[string]int

	mu    sync.Mutex
	first bool // the largest batch is still to come
}

func newBatches(t *testing.T, dir string, seed uint64, fired map[string]int) *batches {
	t.Helper()
	endpoint, err := local.Open(t.Context(), local.Options{Limits: local.Limits{VPC: 1000}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { endpoint.Close() })
	x := &wire{next: endpoint}
	b := &batches{world: &world{x, clientOf(t, x)}, journal: opensJournal(t, dir), lot: rand.New(rand.NewPCG(seed, 3)), fired: fired}
	b.writer = Guard(b.world.client.Writer("ada"), b.journal, "ada", inSandbox)
	for n := range 50 {
		b.groups = append(b.groups, b.world.created(t, fmt.Sprint("group ", n)))
	}
	b.before = b.world.truth(t, b.groups)
	return b
}

// upTo draws a number from 1 on, of which the small ones are likelier: batches are mostly small.
func (b *batches) upTo(most int) int {
	return 1 + int(math.Pow(float64(most), math.Pow(b.lot.Float64(), 8)))%most
}

// run submits one batch under faults, and once more without.
func (b *batches) run(t *testing.T) (groups, rules int) {
	t.Helper()
	groups, rules = b.upTo(50), 0
	if b.first {
		groups = 50
	}
	wanted := map[string][]ingress.Wanted{}
	for i, n := range b.lot.Perm(50)[:groups] {
		size := b.upTo(60)
		if b.first && i == 0 {
			size, b.first = 60, false
		}
		rules = max(rules, size)
		start := b.lot.IntN(60000)
		for port := range size {
			wanted[b.groups[n]] = append(wanted[b.groups[n]], tcp(t, start+port, "192.0.2.0/24"))
		}
	}
	b.world.wire.strike(b.fault(b.lot.Uint64()))
	first := b.submit(t, wanted, nil)
	b.world.wire.strike(nil)
	again := b.submit(t, wanted, first)
	for id, r := range again {
		if r.Failure != nil || r.Count(ingress.Applied) != len(r.Rules) {
			t.Errorf("%s: the second time: %+v", id, r)
		}
	}
	return groups, rules
}

// submit plans and sends a batch, a few groups at once. Where there were receipts before, it checks that the plan is what
// they say is missing.
func (b *batches) submit(t *testing.T, wanted map[string][]ingress.Wanted, before map[string]ingress.Receipt) map[string]ingress.Receipt {
	t.Helper()
	operation := mint()()
	receipts := map[string]ingress.Receipt{}
	var mu sync.Mutex
	var writers sync.WaitGroup
	turn := make(chan struct{}, 8)
	for id, rules := range wanted {
		turn <- struct{}{}
		writers.Go(func() {
			defer func() { <-turn }()
			group, err := b.world.client.Group(t.Context(), id)
			if err != nil {
				t.Error(err)
				return
			}
			c := adding(operation, group, rules...)
			if r, sent := before[id]; sent {
				b.wantMissing(t, r, c)
			}
			if len(c.Send()) == 0 {
				return
			}
			r := b.writer.Send(t.Context(), operation, c)
			mu.Lock()
			defer mu.Unlock()
			receipts[id] = r
		})
	}
	writers.Wait()
	return receipts
}

// wantMissing checks that a plan made after a receipt sends just what the receipt says is not there.
func (b *batches) wantMissing(t *testing.T, r ingress.Receipt, c ingress.Change) {
	t.Helper()
	missing, planned := map[string]bool{}, map[string]bool{}
	for _, rule := range r.Rules {
		if rule.Outcome == ingress.NotSent || rule.Outcome == ingress.Refused {
			missing[rule.Rule.String()] = true
		}
		if rule.Outcome == ingress.Unknown {
			t.Errorf("%s: the outcome of %s is unknown, although the group can be read: %v", r.Group.ID, rule.Rule, r.Failure)
		}
	}
	for _, rule := range c.Send() {
		planned[rule.Rule.String()] = true
	}
	if diff := cmp.Diff(missing, planned); diff != "" {
		t.Errorf("%s: planned again (-missing by the receipt +planned):\n%s", r.Group.ID, diff)
	}
}

// fault lets about half of the writes fail, each in one way.
func (b *batches) fault(seed uint64) func(url.Values, func() *httptest.ResponseRecorder, http.ResponseWriter, *http.Request) {
	lot := rand.New(rand.NewPCG(seed, 0))
	return func(form url.Values, pass func() *httptest.ResponseRecorder, w http.ResponseWriter, _ *http.Request) {
		kind := ""
		if form.Get("Action") == authorize {
			b.mu.Lock()
			if kinds := faultKinds(); lot.IntN(2) == 0 {
				kind = kinds[lot.IntN(len(kinds))]
				b.fired[kind]++
			}
			b.mu.Unlock()
		}
		switch kind {
		case "throttled":
			refuse(w, http.StatusServiceUnavailable, "RequestLimitExceeded")
		case "dropped before":
			panic(http.ErrAbortHandler)
		case "dropped after":
			pass()
			panic(http.ErrAbortHandler)
		case "500 before":
			refuse(w, http.StatusInternalServerError, "InternalError")
		case "500 after":
			pass()
			refuse(w, http.StatusInternalServerError, "InternalError")
		case "denied":
			refuse(w, http.StatusForbidden, "UnauthorizedOperation")
		case "cut":
			answer := pass()
			w.WriteHeader(answer.Code)
			fmt.Fprint(w, answer.Body.String()[:answer.Body.Len()/2])
		default:
			replay(w, pass())
		}
	}
}
