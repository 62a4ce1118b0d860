package journal

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// leaves makes an intent durable in a program that ends before it knows the outcome. It sends nothing.
func leaves(t testing.TB, dir, operation string, c ingress.Change) {
	t.Helper()
	j, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	where, _ := inSandbox(t.Context())
	if err := j.Begin(t.Context(), ingress.Record{Operation: operation, By: "ada", Site: where, Change: c}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// adds sends a change that adds rules past any journal, and returns their ids.
func adds(t *testing.T, w *world, c ingress.Change) (ids []string) {
	t.Helper()
	for _, r := range w.client.Writer("ada").Send(t.Context(), "op-1", c).Rules {
		ids = append(ids, r.RuleID)
	}
	return ids
}

// unreadable refuses to describe groups.
func unreadable(form url.Values, pass func() *httptest.ResponseRecorder, w http.ResponseWriter, _ *http.Request) {
	if form.Get("Action") == "DescribeSecurityGroups" {
		refuse(w, http.StatusForbidden, "UnauthorizedOperation")
		return
	}
	replay(w, pass())
}

// TestSettle leaves one intent behind, lets things happen at the endpoint, and settles it at once and when it is old.
func TestSettle(t *testing.T) {
	const group = lbGroup
	type judged struct {
		early, late []ingress.Outcome // nil: it stays open
	}
	add := func(t *testing.T, w *world) ingress.Change {
		return adding("op-1", w.group(t, group), tcp(t, 80, "192.0.2.0/24"), tcp(t, 81, "192.0.2.0/24"))
	}
	take := func(t *testing.T, w *world) ingress.Change {
		id := w.opened(t, group, 80, "192.0.2.0/24")
		return revoking("op-1", w.group(t, group), id)
	}
	const applied, there, refused, unknown = ingress.Applied, ingress.WasThere, ingress.Refused, ingress.Unknown
	for _, test := range []struct {
		name   string
		change func(*testing.T, *world) ingress.Change
		then   func(*testing.T, *world, ingress.Change) // what happened besides
		want   judged
	}{
		{"never sent", add, nil, judged{nil, []ingress.Outcome{refused, refused}}},
		{"added", add, func(t *testing.T, w *world, c ingress.Change) {
			w.client.Writer("ada").Send(t.Context(), "op-1", c)
		}, judged{[]ingress.Outcome{applied, applied}, nil}},
		{"never sent, and others added a rule", add, func(t *testing.T, w *world, _ ingress.Change) {
			w.opened(t, group, 81, "192.0.2.0/24", ingress.TagOperation, "op-2")
		}, judged{nil, []ingress.Outcome{refused, there}}},
		{"never sent, and others added both", add, func(t *testing.T, w *world, _ ingress.Change) {
			w.opened(t, group, 80, "192.0.2.0/24", "team", "ops")
			w.opened(t, group, 81, "192.0.2.0/24", "team", "ops")
		}, judged{nil, []ingress.Outcome{there, there}}},
		{"sent late", add, func(t *testing.T, w *world, c ingress.Change) {
			time.AfterFunc(inFlight/2, func() { w.client.Writer("ada").Send(context.Background(), "op-1", c) })
		}, judged{nil, []ingress.Outcome{applied, applied}}},
		{"added, and revoked past the journal", add, func(t *testing.T, w *world, c ingress.Change) {
			w.closes(t, group, adds(t, w, c)[0])
		}, judged{nil, []ingress.Outcome{refused, applied}}},
		{"never revoked", take, nil, judged{nil, []ingress.Outcome{refused}}},
		{"one of two revoked", func(t *testing.T, w *world) ingress.Change {
			a, b := w.opened(t, group, 80, "192.0.2.0/24"), w.opened(t, group, 81, "192.0.2.0/24")
			return revoking("op-1", w.group(t, group), a, b)
		}, func(t *testing.T, w *world, c ingress.Change) {
			w.closes(t, group, c.Rules[0].Existing.ID)
		}, judged{nil, []ingress.Outcome{unknown, refused}}},
		{"revoked", take, func(t *testing.T, w *world, c ingress.Change) {
			w.client.Writer("ada").Send(t.Context(), "op-1", c)
		}, judged{[]ingress.Outcome{unknown}, nil}},
		{"the group was deleted", func(t *testing.T, w *world) ingress.Change {
			return adding("op-1", w.group(t, w.created(t, "short")), tcp(t, 80, "192.0.2.0/24"))
		}, func(t *testing.T, w *world, c ingress.Change) {
			w.ask(t, "DeleteSecurityGroup", "GroupId", c.Group.ID)
		}, judged{[]ingress.Outcome{unknown}, nil}},
		{"the group of a revocation was deleted", func(t *testing.T, w *world) ingress.Change {
			id := w.created(t, "short")
			rule := w.opened(t, id, 80, "192.0.2.0/24")
			return revoking("op-1", w.group(t, id), rule)
		}, func(t *testing.T, w *world, c ingress.Change) {
			w.ask(t, "DeleteSecurityGroup", "GroupId", c.Group.ID)
		}, judged{[]ingress.Outcome{unknown}, nil}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := memoryFolder(t)
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				c := test.change(t, w)
				leaves(t, dir, "op-1", c)
				if test.then != nil {
					test.then(t, w, c)
				}
				k := keeperOf(opensJournal(t, dir), w)
				settles(t, k, test.want.early)
				time.Sleep(inFlight)
				settles(t, k, test.want.late)
				settles(t, k, nil)
				records := recordsIn(t, k.Journal)
				if len(records) != 1 || !decided(records[0]) {
					t.Fatalf("the journal has %+v", records)
				}
				want := append(test.want.early, test.want.late...)
				if diff := cmp.Diff(want, outcomesIn(*records[0].Receipt)); diff != "" {
					t.Errorf("in the journal (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// settles wants one receipt with the outcomes, or none where they are nil.
func settles(t *testing.T, k Keeper, want []ingress.Outcome) {
	t.Helper()
	receipts, err := k.Reconcile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []ingress.Outcome
	for _, r := range receipts {
		got = append(got, outcomesIn(r)...)
		if r.Operation != "op-1" || !r.ReadBack || (r.Failure == nil) != (r.Count(ingress.Applied) == len(r.Rules)) {
			t.Errorf("receipt %+v", r)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// TestSettleRevokedSince has another operation of ours revoke what an unsettled one added: the journal tells that it was
// added, whatever the group holds now.
func TestSettleRevokedSince(t *testing.T) {
	for _, name := range []string{"nothing", "a rule of others", "the rule, never revoked"} {
		t.Run(name, func(t *testing.T) {
			dir := memoryFolder(t)
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				c := adding("op-1", w.group(t, lbGroup), tcp(t, 80, "192.0.2.0/24"), tcp(t, 81, "192.0.2.0/24"))
				leaves(t, dir, "op-1", c)
				ids := adds(t, w, c)
				j := opensJournal(t, dir)
				guarded := Guard(w.client.Writer("bob"), j, "bob", inSandbox)
				revocation := revoking("op-2", w.group(t, lbGroup), ids...)
				if name == "the rule, never revoked" {
					w.closes(t, lbGroup, ids[0])
					w.opened(t, lbGroup, 80, "192.0.2.0/24")
				}
				guarded.Send(t.Context(), "op-2", revocation)
				if name == "a rule of others" {
					w.opened(t, lbGroup, 80, "192.0.2.0/24", ingress.TagOperation, "op-3")
				}
				k := keeperOf(j, w)
				settles(t, k, []ingress.Outcome{ingress.Applied, ingress.Applied})
				o, err := j.Operation(t.Context(), "op-1")
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range o.Records[0].Receipt.Rules {
					since := len(r.Notes) == 1 && r.Notes[0] == "revoked since, by operation op-2"
					if r.RuleID != ids[i] || since != (name != "the rule, never revoked") {
						t.Errorf("rule %s: %+v", ids[i], r)
					}
				}
			})
		})
	}
}

// TestSettleGivenUp has a keeper settle what a guard of its own program gave up, and nothing that is under way.
func TestSettleGivenUp(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		j := opensJournal(t, dir)
		k := keeperOf(j, w)
		guarded := Guard(w.client.Writer("ada"), j, "ada", inSandbox)
		c := adding("op-1", w.group(t, lbGroup), tcp(t, 80, "192.0.2.0/24"))
		w.wire.strike(func(form url.Values, pass func() *httptest.ResponseRecorder, rw http.ResponseWriter, _ *http.Request) {
			if form.Get("Action") == authorize {
				settles(t, k, nil)
				settles(t, keeperOf(opensJournal(t, dir), w), nil)
			}
			replay(rw, pass())
		})
		g := guarded.(guard)
		g.journal = forgetful{j}
		if r := g.Send(t.Context(), "op-1", c); r.Count(ingress.Applied) != 1 || r.Failure == nil {
			t.Errorf("the write: %+v", r)
		}
		settles(t, keeperOf(opensJournal(t, dir), w), nil) // its program lives
		settles(t, k, []ingress.Outcome{ingress.Applied})
	})
}

// forgetful is a journal that takes no outcomes.
type forgetful struct{ *Journal }

func (forgetful) Finish(context.Context, string, string, ingress.Receipt) error {
	return errors.New("the disk is full")
}

// TestSettleUnreadable keeps what cannot be told open, says so, and tells it when the group can be read again.
func TestSettleUnreadable(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := adding("op-1", w.group(t, lbGroup), tcp(t, 80, "192.0.2.0/24"))
		leaves(t, dir, "op-1", c)
		w.client.Writer("ada").Send(t.Context(), "op-1", c)
		k := keeperOf(opensJournal(t, dir), w)
		w.wire.strike(unreadable)
		time.Sleep(inFlight)
		receipts, err := k.Reconcile(t.Context())
		if len(receipts) > 0 || err == nil || !strings.Contains(err.Error(), "what came of operation op-1 at sg-0a5d8e02 is not known yet") {
			t.Errorf("%d receipts, error %v", len(receipts), err)
		}
		w.wire.strike(nil)
		settles(t, k, []ingress.Outcome{ingress.Applied})
	})
}

// TestSettleElsewhere leaves alone what belongs to another site, and what a program that lives is at work on.
func TestSettleElsewhere(t *testing.T) {
	dir := memoryFolder(t)
	w := newWorld(t)
	c := adding("op-1", w.group(t, lbGroup), tcp(t, 80, "192.0.2.0/24"))
	other := opensJournal(t, dir)
	where, _ := inSandbox(t.Context())
	if err := other.Begin(t.Context(), ingress.Record{Operation: "op-1", Site: where, Change: c}); err != nil {
		t.Fatal(err)
	}
	where.Region = "eu-west-1"
	leaves(t, dir, "op-2", c)
	k := keeperOf(opensJournal(t, dir), w)
	k.Site = func(context.Context) (ingress.Site, error) { return where, nil }
	settles(t, k, nil)
	k.Site = inSandbox
	k.Writer.Send(t.Context(), "op-1", c)
	k.Writer.Send(t.Context(), "op-2", c)
	k.Now = func() time.Time { return time.Now().Add(inFlight) }
	receipts, err := k.Reconcile(t.Context())
	if err != nil || len(receipts) != 1 || receipts[0].Operation != "op-2" || receipts[0].Count(ingress.WasThere) != 1 {
		t.Errorf("%+v, %v", receipts, err)
	}
	if r := k.guard().Reconcile(t.Context(), "op-1", c); r.Count(ingress.Applied) != 1 {
		t.Errorf("the outcome of op-1: %+v", r)
	}
}

// TestKeepersAtOnce has several keepers settle the same left-overs: they come to the same.
func TestKeepersAtOnce(t *testing.T) {
	dir := memoryFolder(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		groups := []string{webGroup, lbGroup, adminOf, wizard}
		for i, id := range groups {
			c := adding("op-"+id, w.group(t, id), tcp(t, 7000, "192.0.2.0/24"))
			leaves(t, dir, "op-"+id, c)
			if i%2 == 0 {
				w.client.Writer("ada").Send(t.Context(), "op-"+id, c)
			}
		}
		time.Sleep(inFlight)
		done := make(chan error)
		for range 3 {
			k := keeperOf(opensJournal(t, dir), w)
			go func() {
				_, err := k.Reconcile(t.Context())
				done <- err
			}()
		}
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		for _, r := range recordsIn(t, opensJournal(t, dir)) {
			want := ingress.Applied
			if id := r.Change.Group.ID; id == lbGroup || id == wizard {
				want = ingress.Refused
			}
			if r.Receipt == nil || r.Receipt.Count(want) != 1 {
				t.Errorf("%s: %+v", r.Operation, r.Receipt)
			}
		}
	})
}
