package journal

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/journal/journaltest"
	"sluice/model/ingress"
)

// kims is a record of what kim submits.
func kims(operation string) ingress.Record {
	r := record(operation, "sg-1", 22)
	r.By = person("kim").String()
	return r
}

// claimed is what a person is told at a sign-in: operations, and plans with their rulings.
func claimed(t *testing.T, j *Journal, name string) (*Notice, string) {
	t.Helper()
	n, err := j.ClaimNotice(t.Context(), person(name), site())
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range n.Decisions {
		said = append(said, fmt.Sprint(d.ID, " ruling ", int(d.Kind)))
	}
	for _, r := range n.Receipts {
		said = append(said, fmt.Sprint(r.Operation, " ", r.Count(ingress.Applied)))
	}
	return n, strings.Join(said, ", ")
}

// claimsNotice holds what a person is told at a sign-in to what it should be.
func claimsNotice(t *testing.T, j *Journal, name, want string) *Notice {
	t.Helper()
	n, got := claimed(t, j, name)
	if got != want {
		t.Errorf("%s is told %q, want %q", name, got, want)
	}
	return n
}

func ended(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// testNotice: an outcome is told by one session, on whatever server, and again only where nobody was told.
func testNotice(t *testing.T, o Options) {
	here, there := open(t, o), open(t, o)
	elsewhere := kims("op-0")
	elsewhere.Site.Region = "us-west-1"
	for _, r := range []ingress.Record{elsewhere, kims("op-1"), kims("op-2"), record("op-3", "sg-1", 22)} {
		begin(t, here, r)
		finish(t, here, r, ingress.Applied)
	}
	begin(t, here, kims("op-4")) // whose outcome nobody knows yet
	claimsNotice(t, here, "lee", "")
	first := claimsNotice(t, here, "kim", "op-2 1, op-1 1")
	claimsNotice(t, there, "kim", "")
	claimsNotice(t, here, "kim", "")
	ended(t, first.Release(t.Context()))
	second := claimsNotice(t, there, "kim", "op-2 1, op-1 1")
	ended(t, second.Delivered(t.Context()))
	ended(t, second.Release(t.Context())) // of which nothing is left
	ended(t, first.Delivered(t.Context()))
	claimsNotice(t, here, "kim", "")
	claimsNotice(t, there, "kim", "")
	finish(t, there, kims("op-4"), ingress.Unknown)
	ended(t, claimsNotice(t, here, "kim", "op-4 0").Delivered(t.Context()))
	finish(t, there, kims("op-4"), ingress.Applied) // what is found out later is told, too
	ended(t, claimsNotice(t, here, "kim", "op-4 1").Delivered(t.Context()))
	keyless, err := here.ClaimNotice(t.Context(), ingress.Person{Name: "alice"}, site())
	if err != nil || len(keyless.Receipts) != 0 {
		t.Errorf("who has no key is told %+v, %v", keyless.Receipts, err)
	}
}

// testNoticeAtOnce: of many sign-ins of a person at once, at two servers, one tells each outcome.
func testNoticeAtOnce(t *testing.T, o Options) {
	servers := []*Journal{open(t, o), open(t, o)}
	for round := range 5 {
		r := kims(fmt.Sprint("op-", round))
		begin(t, servers[0], r)
		finish(t, servers[0], r, ingress.Applied)
		notices := make([]*Notice, 8)
		var all sync.WaitGroup
		for i := range notices {
			all.Go(func() {
				var err error
				if notices[i], err = servers[i%2].ClaimNotice(t.Context(), person("kim"), site()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		told := 0
		for _, n := range notices {
			told += len(n.Receipts)
			ended(t, n.Delivered(t.Context()))
		}
		if told != 1 {
			t.Errorf("round %d: %d sessions tell it", round, told)
		}
	}
}

// testNoticeOfSession: what a session told of its own writes is not told again, also where another one was about to.
func testNoticeOfSession(t *testing.T, o Options) {
	here, there := open(t, o), open(t, o)
	r := kims("op-1")
	shown := func(outcome ingress.Outcome) {
		t.Helper()
		ended(t, here.MarkDelivered(t.Context(), person("kim"), []ingress.Receipt{receipt(r, outcome)}, nil))
	}
	begin(t, here, r)
	shown(ingress.Unknown) // which is not in the journal yet
	finish(t, here, r, ingress.Unknown)
	shown(ingress.Applied) // nor is this
	other := claimsNotice(t, there, "kim", "op-1 0")
	shown(ingress.Unknown)
	ended(t, other.Release(t.Context()))
	claimsNotice(t, there, "kim", "")
	finish(t, there, r, ingress.Applied)
	ended(t, claimsNotice(t, there, "kim", "op-1 1").Release(t.Context()))
	claimsNotice(t, here, "lee", "")
	gone, leave := context.WithCancel(t.Context())
	leave()
	ended(t, here.MarkDelivered(gone, person("kim"), []ingress.Receipt{receipt(r, ingress.Applied)}, nil))
	claimsNotice(t, there, "kim", "")
}

// testNoticeOfPlan: who asked for a plan is told what another person decided on it, and who approved one what came of
// it, as who asked is.
func testNoticeOfPlan(t *testing.T, o Options) {
	here, there := open(t, o), open(t, o)
	kim, lee := eyes(here, person("kim")), eyes(there, person("lee"))
	for _, id := range []string{"op-1", "op-2", "op-3", "op-4"} {
		asked(t, kim, worldPlan(t, id, []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
	}
	if _, err := kim.Withdraw(t.Context(), "op-4", ""); err != nil {
		t.Fatal(err)
	}
	var decisions []ingress.Decision
	for _, id := range []string{"op-1", "op-2"} {
		d, err := lee.Reject(t.Context(), id, "no")
		if err != nil {
			t.Fatal(err)
		}
		decisions = append(decisions, d)
	}
	ended(t, here.MarkDelivered(t.Context(), person("kim"), nil, decisions[1:]))
	ended(t, there.MarkDelivered(t.Context(), person("lee"), nil, decisions)) // lee did not ask for it
	ended(t, claimsNotice(t, there, "kim", "op-1 ruling 1").Release(t.Context()))
	receipts, err := here.ClaimReceipts(t.Context(), person("kim"), site())
	if err != nil || len(receipts.Receipts)+len(receipts.Decisions) != 0 {
		t.Errorf("a session that tells no decisions claims %+v, %v", receipts, err)
	}
	plan := forApproval(worldPlan(t, "op-3", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
	if r := lee.writer(&tally{outcome: ingress.Applied}).Send(t.Context(), "op-3", plan.Changes[0]); r.Failure != nil {
		t.Fatal(r.Failure)
	}
	claimsNotice(t, here, "max", "")
	ended(t, claimsNotice(t, here, "kim", "op-1 ruling 1, op-3 ruling 0, op-3 1").Delivered(t.Context()))
	claimsNotice(t, there, "kim", "")
	ended(t, claimsNotice(t, here, "lee", "op-3 1").Delivered(t.Context())) // the session that approved it was lost
	claimsNotice(t, there, "lee", "")
}

// testNoticeOfEnded: what a server that ended was about to tell is told by another one, and what a session could not give
// up by another session of its server.
func testNoticeOfEnded(t *testing.T, o Options) {
	here, gone := open(t, o), open(t, o)
	begin(t, here, kims("op-1"))
	finish(t, here, kims("op-1"), ingress.Applied)
	claimsNotice(t, gone, "kim", "op-1 1")
	claimsNotice(t, here, "kim", "")
	ended(t, gone.Close())
	n := claimsNotice(t, here, "kim", "op-1 1")
	here.claims.end(person("kim"), n.lines) // as Release does, of which the database hears nothing
	claimsNotice(t, here, "kim", "op-1 1")
}

// testNoticeLapses: a server whose lease lapsed claims nothing any more.
func testNoticeLapses(t *testing.T, s *journaltest.Postgres) {
	o := Options{URL: s.Database(t), Now: start, beat: time.Hour}
	here, killed := open(t, o), open(t, o)
	begin(t, here, kims("op-1"))
	finish(t, here, kims("op-1"), ingress.Applied)
	claimsNotice(t, killed, "kim", "op-1 1")
	claimsNotice(t, here, "kim", "")
	s.Exec(t, o.URL, "UPDATE journal_program SET beat = beat - 21000 WHERE id = '"+killed.program+"'")
	claimsNotice(t, here, "kim", "op-1 1")
}

// testNoticeWindow: an outcome is told for a week, and of what came before the notices the last hour is.
func testNoticeWindow(t *testing.T, o Options) {
	now := start()
	o.Now = func() time.Time { return now }
	j := open(t, o)
	for i, wait := range []time.Duration{0, 30 * time.Minute, 31 * time.Minute} {
		now = now.Add(wait)
		r := kims(fmt.Sprint("op-", i))
		begin(t, j, r)
		finish(t, j, r, ingress.Applied)
	}
	ended(t, claimsNotice(t, j, "kim", "op-2 1, op-1 1, op-0 1").Release(t.Context()))
	downgrade(t, j, o, 2)
	ended(t, j.Close())
	j = open(t, o)
	n := claimsNotice(t, j, "kim", "op-2 1, op-1 1")
	ended(t, n.Delivered(t.Context()))
	for range 2 {
		now = now.Add(noticeFor)
		r := kims(fmt.Sprint("op-late", now.Unix()))
		begin(t, j, r)
		finish(t, j, r, ingress.Applied)
		now = now.Add(time.Minute)
		ended(t, claimsNotice(t, j, "kim", r.Operation+" 1").Release(t.Context()))
	}
	now = now.Add(noticeFor)
	claimsNotice(t, j, "kim", "")
	var left int
	if err := j.db.QueryRowContext(t.Context(), "SELECT count(*) FROM journal_notice WHERE person <> ''").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d marks are kept for ever, %v", left, err)
	}
	if diff := cmp.Diff(3, version); diff != "" {
		t.Errorf("the test goes back to the version before the notices, and has to know the newer ones: %s", diff)
	}
}
