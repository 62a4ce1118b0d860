package journal

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestKilledPrograms kills a thousand programs while they submit, eight at a time, each at a moment drawn by lot. The next
// one settles what is left over: no acknowledged outcome is lost, the journal says what the endpoint holds, nothing stays
// open, and the audit chain is whole.
func TestKilledPrograms(t *testing.T) {
	t.Parallel()
	const (
		atOnce = 8
		lives  = 40 // of a journal
	)
	kills := max(rounds(1000), lives)
	w := newWorld(t)
	moments := map[moment]int{}
	var all []*killer
	var groups []string
	for n := range atOnce {
		g := &killer{wire: &wire{next: w.wire.next}, lot: rand.New(rand.NewPCG(uint64(n), 7)), moments: moments}
		g.server = serves(t, g.wire)
		for i := range 3 {
			g.groups = append(g.groups, w.created(t, fmt.Sprint("group ", n, i)))
		}
		groups = append(groups, g.groups...)
		all = append(all, g)
	}
	acknowledged, leftOver := 0, 0
	for left := kills; left > 0 && !t.Failed(); left -= lives {
		dir, before := memoryFolder(t), w.truth(t, groups)
		var acks []ack
		for range min(left, lives) / atOnce {
			acks = append(acks, killAll(t, dir, all)...)
			leftOver += settled(t, dir, w)
			if t.Failed() {
				return
			}
		}
		j := opensJournal(t, dir)
		tellsTheTruth(t, j, before, w.truth(t, groups), acks)
		acknowledged += len(acks)
	}
	t.Logf("%d kills, %d acknowledged writes, %d left over: %v", kills, acknowledged, leftOver, moments)
	if leftOver < kills/4 || acknowledged < kills/4 {
		t.Errorf("of %d kills only %d met a write, and only %d writes were acknowledged", kills, leftOver, acknowledged)
	}
	for m := range numMoments {
		if moments[m] == 0 {
			t.Errorf("no program was killed %s", m)
		}
	}
}

// killAll kills a program at each of the killer, and returns what they acknowledged.
func killAll(t *testing.T, dir string, all []*killer) (acks []ack) {
	told := make(chan []ack)
	for _, g := range all {
		m, nth := moment(g.lot.IntN(int(numMoments))), 1+g.lot.IntN(2)
		g.moments[m]++
		go func() { told <- g.kill(t, dir, m, nth) }()
	}
	for range all {
		acks = append(acks, <-told...)
	}
	return acks
}

// settled settles what the programs left over, where reading a group back takes no time. It returns how many writes were
// left over.
func settled(t *testing.T, dir string, w *world) (leftOver int) {
	now := time.Now().Add(2 * inFlight)
	synctest.Test(t, func(t *testing.T) {
		w := &world{wire: w.wire, client: clientOf(t, w.wire)}
		k := keeperOf(opensJournal(t, dir), w)
		k.Now = func() time.Time { return now }
		receipts, err := k.Reconcile(t.Context())
		if err != nil {
			t.Error(err)
		}
		leftOver = len(receipts)
	})
	return leftOver
}

// moment is when a program is killed.
type moment int

const (
	reading    moment = iota // while a group is read
	never                    // after its request was sent, which then is not carried out
	late                     // after its request was sent, which is carried out when the program is gone
	answered                 // after its request was carried out, before the answer
	learning                 // as it learns of the answer: while it writes the outcome down, or goes on
	telling                  // as it tells an outcome
	numMoments               // how many there are
)

func (m moment) String() string {
	return [...]string{"while it read", "before its request ran", "before its request ran late", "before the answer", "at the answer", "after an outcome"}[m]
}

// killer kill programs, one after the other. They have their own way to the endpoint.
type killer struct {
	wire    *wire
	server  *server
	lot     *rand.Rand
	groups  []string
	moments map[moment]int // how many were killed when
}

// kill starts a program and kills it at the nth such moment. It returns what the program acknowledged.
func (g *killer) kill(t *testing.T, dir string, m moment, nth int) (acks []ack) {
	c, err := startChild(task{Dir: dir, URL: g.server.URL, Seed: g.lot.Uint64(), Groups: g.groups, Goroutines: 2, Operations: 100})
	if err != nil {
		t.Error(err)
		return nil
	}
	dead := make(chan struct{})
	kill := sync.OnceFunc(func() {
		if err := c.cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	})
	var met atomic.Int32
	g.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, w http.ResponseWriter, _ *http.Request) {
		writes := form.Get("Action") == authorize || form.Get("Action") == revoke
		if m == telling || writes != (m != reading) || int(met.Add(1)) != nth {
			replay(w, pass())
			return
		}
		switch m {
		case late:
			kill()
			<-dead
			pass()
		case answered:
			pass()
			kill()
		case learning:
			replay(w, pass())
			_ = http.NewResponseController(w).Flush()
			kill()
		default:
			kill()
		}
	})
	for a := range c.acks {
		acks = append(acks, a)
		if m == telling && len(acks) == nth {
			kill()
		}
	}
	if err := c.cmd.Wait(); err == nil {
		t.Error("a program ended by itself")
	}
	close(dead)
	if err := g.server.drain(); err != nil {
		t.Error(err)
	}
	return acks
}
