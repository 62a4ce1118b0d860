package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// script is a writer and a journal in memory that write down what is asked of them.
type script struct {
	mu    sync.Mutex
	steps []string

	unbegun, unfinished error // what the journal answers
	receipt             func(operation string, c ingress.Change) ingress.Receipt
	during              func(ctx context.Context) // the call
	records             []ingress.Record
}

func (s *script) step(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, text)
}

func (s *script) guard() guard {
	return guard{inner: s, journal: s, turns: &turns{}, by: "ada", site: inSandbox, now: time.Now}
}

func (s *script) Begin(_ context.Context, r ingress.Record) error {
	s.step(fmt.Sprintf("begin %s by %s in %s", r.Operation, r.By, r.Site.Region))
	return s.unbegun
}

func (s *script) Finish(ctx context.Context, operation, group string, r ingress.Receipt) error {
	s.step(fmt.Sprintf("finish %s at %s: %d applied, %d refused", operation, group, r.Count(ingress.Applied), r.Count(ingress.Refused)))
	if ctx.Err() != nil {
		s.step("too late")
	}
	return s.unfinished
}

func (s *script) withLaterRecords(_ context.Context, r ingress.Receipt) ingress.Receipt { return r }

func (s *script) Operation(_ context.Context, id string) (ingress.Operation, error) {
	if len(s.records) == 0 || !strings.HasPrefix(s.records[0].Operation, id) {
		return ingress.Operation{}, errors.New("none")
	}
	return ingress.Operation{ID: s.records[0].Operation, Records: s.records}, nil
}

func (s *script) call(ctx context.Context, name, operation string, c ingress.Change) ingress.Receipt {
	s.step(name + " " + operation)
	if s.during != nil {
		s.during(ctx)
	}
	if s.receipt != nil {
		return s.receipt(operation, c)
	}
	return ingress.Receipt{Operation: operation, Kind: c.Kind, Rules: c.Outcomes(ingress.Applied)}
}

func (s *script) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	call, known := map[ingress.Kind]string{ingress.Adding: "authorize", ingress.Revoking: "revoke", ingress.Editing: "modify"}[c.Kind]
	if !known {
		panic("a change of no kind reached the writer")
	}
	return s.call(ctx, call, operation, c)
}

func (s *script) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return s.call(ctx, "settle", operation, c)
}

func (s *script) Permit(context.Context, ingress.Change) ingress.Permit {
	s.step("permit")
	return ingress.Permit{Answer: ingress.Allowed}
}

// one is a change that adds rules to a group.
func one(t testing.TB, group string, ports ...int) ingress.Change {
	c := ingress.Change{Group: ingress.Group{ID: group}}
	for _, port := range ports {
		c.Rules = append(c.Rules, ingress.PlannedRule{Wanted: tcp(t, port, "192.0.2.0/24")})
	}
	return c
}

func TestGuardedWrite(t *testing.T) {
	full := &Error{Path: "/journal.db", Problem: "cannot be written: the disk is full or failing", Remedy: "make room on the disk"}
	begin, finish := "begin op-1 by ada in us-east-1", "finish op-1 at sg-1: 1 applied, 0 refused"
	nowhere := func(context.Context) (ingress.Site, error) { return ingress.Site{Region: "us-east-1"}, nil }
	expired := func(context.Context) (ingress.Site, error) {
		return ingress.Site{}, &ingress.Failure{Code: "ExpiredToken", Message: "the token is over", Remedy: "log in"}
	}
	hidden := func(operation string, c ingress.Change) ingress.Receipt {
		return ingress.Receipt{
			Operation: operation, Rules: c.Outcomes(ingress.Unknown),
			Failure: &ingress.Failure{Code: "X", Message: "the answer was lost", Remedy: "reload the group", RequestID: "r-1"},
		}
	}
	for _, test := range []struct {
		name    string
		script  *script
		site    func(context.Context) (ingress.Site, error)
		steps   []string
		outcome ingress.Outcome
		failure string
	}{
		{"recorded", &script{}, inSandbox, []string{begin, "authorize op-1", finish}, ingress.Applied, ""},
		{
			"the intent is not durable", &script{unbegun: full}, inSandbox, []string{begin}, ingress.NotSent,
			"nothing was sent: the journal could not be written: /journal.db: cannot be written: the disk is full or failing · make room on the disk",
		},
		{
			"the outcome is not durable", &script{unfinished: full}, inSandbox, []string{begin, "authorize op-1", finish}, ingress.Applied,
			"the outcome is not in the journal: /journal.db: cannot be written: the disk is full or failing · make room on the disk; what came of it is found out later",
		},
		{
			"neither known nor durable", &script{unfinished: errors.New("gone"), receipt: hidden}, inSandbox,
			[]string{begin, "authorize op-1", "finish op-1 at sg-1: 0 applied, 0 refused"}, ingress.Unknown,
			"X: the answer was lost; the outcome is not in the journal: gone · reload the group; what came of it is found out later",
		},
		{"no account", &script{}, nowhere, nil, ingress.NotSent, "nothing was sent: the account is not known: the endpoint told none"},
		{"no credentials", &script{}, expired, nil, ingress.NotSent, "ExpiredToken: nothing was sent: the account is not known: the token is over · log in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := test.script
			g := s.guard()
			g.site = test.site
			receipt := g.Send(t.Context(), "op-1", one(t, "sg-1", 80))
			if diff := cmp.Diff(test.steps, s.steps); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if got := outcomesIn(receipt); len(got) != 1 || got[0] != test.outcome {
				t.Errorf("outcomes %v, want one of %v", got, test.outcome)
			}
			said := ""
			if receipt.Failure != nil {
				said = receipt.Failure.Error()
			}
			if said != test.failure {
				t.Errorf("failure\n%s\nwant\n%s", said, test.failure)
			}
		})
	}
	if full.Remedy != "make room on the disk" {
		t.Error("the journal's own error was changed")
	}
}

// TestGuardedKinds has every kind of write recorded as its own, and nothing else.
func TestGuardedKinds(t *testing.T) {
	s := &script{}
	g := s.guard()
	existing := ingress.GroupRule{ID: "sgr-1"}
	revoke, edit := one(t, "sg-1", 80), one(t, "sg-1", 80)
	revoke.Kind, edit.Kind = ingress.Revoking, ingress.Editing
	revoke.Rules[0].Existing, edit.Rules[0].Existing = existing, existing
	for _, r := range []ingress.Receipt{g.Send(t.Context(), "op-1", revoke), g.Send(t.Context(), "op-2", edit)} {
		if r.Kind == ingress.Adding || r.Rules[0].RuleID != "sgr-1" {
			t.Errorf("receipt of kind %d for the rule %q", r.Kind, r.Rules[0].RuleID)
		}
	}
	g.Permit(t.Context(), revoke)
	g.Send(t.Context(), "op-3", one(t, "sg-1"))
	kindless := one(t, "sg-1", 80)
	kindless.Kind = ingress.Editing + 1
	if r := g.Send(t.Context(), "op-4", kindless); r.Failure == nil || r.Count(ingress.NotSent) != 1 || r.At.IsZero() {
		t.Errorf("a change of no kind came to %+v", r)
	}
	want := []string{
		"begin op-1 by ada in us-east-1", "revoke op-1", "finish op-1 at sg-1: 1 applied, 0 refused",
		"begin op-2 by ada in us-east-1", "modify op-2", "finish op-2 at sg-1: 1 applied, 0 refused",
		"permit", "authorize op-3", // which sends nothing
	}
	if diff := cmp.Diff(want, s.steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestSessionThatGoesAway ends the session before a write, and during one: what came of that is recorded.
func TestSessionThatGoesAway(t *testing.T) {
	session, leave := context.WithCancel(t.Context())
	s := &script{during: func(ctx context.Context) {
		leave()
		if ctx.Err() == nil {
			t.Error("the writer is not told that the session ended")
		}
	}}
	receipt := s.guard().Send(session, "op-1", one(t, "sg-1", 80))
	if receipt.Count(ingress.Applied) != 1 || receipt.Failure != nil {
		t.Errorf("receipt %+v", receipt)
	}
	receipt = s.guard().Send(session, "op-2", one(t, "sg-1", 80))
	if receipt.Count(ingress.NotSent) != 1 || receipt.Failure == nil || !strings.Contains(receipt.Failure.Message, "nothing was sent to it") {
		t.Errorf("receipt after the session ended: %+v", receipt)
	}
	want := []string{"begin op-1 by ada in us-east-1", "authorize op-1", "finish op-1 at sg-1: 1 applied, 0 refused"}
	if diff := cmp.Diff(want, s.steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// TestPanicOfAWrite leaves the intent open, and the group free.
func TestPanicOfAWrite(t *testing.T) {
	s := &script{during: func(context.Context) { panic("oops") }}
	g := s.guard()
	func() {
		defer func() {
			if p := recover(); p != "oops" {
				t.Errorf("recovered %v", p)
			}
		}()
		g.Send(t.Context(), "op-1", one(t, "sg-1", 80))
	}()
	if want := []string{"begin op-1 by ada in us-east-1", "authorize op-1"}; !cmp.Equal(want, s.steps) {
		t.Errorf("steps %q, want %q", s.steps, want)
	}
	s.during = nil
	if r := g.Send(t.Context(), "op-2", one(t, "sg-1", 80)); r.Count(ingress.Applied) != 1 {
		t.Errorf("the group is not free: %+v", r)
	}
}

// TestSlowBeginning has a call that comes to nothing know by when it has to be under way.
func TestSlowBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &script{during: func(ctx context.Context) { <-ctx.Done() }}
		s.guard().Send(t.Context(), "op-1", one(t, "sg-1", 80))
		if took := time.Since(start); took != startTimeout {
			t.Errorf("the beginning took %v", took)
		}
		if last := s.steps[len(s.steps)-1]; last != "finish op-1 at sg-1: 1 applied, 0 refused" {
			t.Errorf("the last step was %q", last)
		}
	})
}

// TestTurns writes to three groups from many goroutines: those to one group never meet, those to several do.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var groups [3]atomic.Int32
		var all, most atomic.Int32
		var writers sync.WaitGroup
		j := turns{}
		for n := range 60 {
			id := n % len(groups)
			s := &script{during: func(context.Context) {
				if groups[id].Add(1) != 1 {
					t.Errorf("two writes to group %d at once", id)
				}
				now := all.Add(1)
				most.Store(max(now, most.Load()))
				time.Sleep(time.Second)
				all.Add(-1)
				groups[id].Add(-1)
			}}
			g := s.guard()
			g.turns = &j
			writers.Go(func() {
				if r := g.Send(t.Context(), fmt.Sprint("op-", n), one(t, fmt.Sprint("sg-", id), 80)); r.Count(ingress.Applied) != 1 {
					t.Errorf("receipt %+v", r)
				}
			})
		}
		start := time.Now()
		writers.Wait()
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("60 writes of a second to three groups took %v", took)
		}
		if most.Load() != 3 {
			t.Errorf("at most %d writes at once, want one per group", most.Load())
		}
	})
}

// TestWaitForTurn ends a session that waits for another's write to the group.
func TestWaitForTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &script{during: func(context.Context) { <-release }}
		g := s.guard()
		go g.Send(t.Context(), "op-1", one(t, "sg-1", 80))
		synctest.Wait()
		session, leave := context.WithCancel(t.Context())
		answered := make(chan ingress.Receipt, 1)
		go func() { answered <- g.Send(session, "op-2", one(t, "sg-1", 81)) }()
		synctest.Wait()
		leave()
		if r := <-answered; r.Count(ingress.NotSent) != 1 || !strings.Contains(r.Failure.Message, "before this group's turn") {
			t.Errorf("receipt %+v", r)
		}
		close(release)
		synctest.Wait()
		if len(s.steps) != 3 {
			t.Errorf("steps %q", s.steps)
		}
	})
}

func TestGuardedSettle(t *testing.T) {
	c := one(t, "sg-1", 80, 81)
	with := func(outcomes ...ingress.Outcome) *ingress.Receipt {
		r := &ingress.Receipt{Operation: "op-1", Rules: c.Outcomes(ingress.NotSent), RequestID: "recorded"}
		for i, o := range outcomes {
			r.Rules[i].Outcome = o
		}
		return r
	}
	read := func(outcomes ...ingress.Outcome) func(string, ingress.Change) ingress.Receipt {
		return func(string, ingress.Change) ingress.Receipt {
			r := *with(outcomes...)
			r.RequestID, r.Failure = "", &ingress.Failure{Message: "the answer is not known"}
			return r
		}
	}
	record := func(r *ingress.Receipt) []ingress.Record {
		return []ingress.Record{{Operation: "op-1", Change: one(t, "sg-0", 80)}, {Operation: "op-1", Change: c, Receipt: r}}
	}
	const applied, refused, unknown = ingress.Applied, ingress.Refused, ingress.Unknown
	for _, test := range []struct {
		name    string
		records []ingress.Record
		read    func(string, ingress.Change) ingress.Receipt
		steps   []string
		want    []ingress.Outcome
		fails   bool
	}{
		{"not in the journal", nil, read(applied, applied), []string{"settle op-1"}, []ingress.Outcome{applied, applied}, true},
		{"no outcome yet", record(nil), read(applied, refused), []string{"settle op-1", "finish op-1 at sg-1: 1 applied, 1 refused"},
			[]ingress.Outcome{applied, refused}, true},
		{"unknown", record(with(unknown, unknown)), read(refused, refused), []string{"settle op-1", "finish op-1 at sg-1: 0 applied, 2 refused"},
			[]ingress.Outcome{refused, refused}, true},
		{"half known", record(with(applied, unknown)), read(refused, applied), []string{"settle op-1", "finish op-1 at sg-1: 2 applied, 0 refused"},
			[]ingress.Outcome{applied, applied}, false},
		{"unknown for good", record(nil), func(operation string, c ingress.Change) ingress.Receipt {
			r := read(unknown, applied)(operation, c)
			r.ReadBack = true
			return r
		}, []string{"settle op-1", "finish op-1 at sg-1: 1 applied, 0 refused"}, []ingress.Outcome{unknown, applied}, true},
		{"unknown for longer", record(with(unknown, unknown)), read(unknown, applied), []string{"settle op-1"}, []ingress.Outcome{unknown, applied}, true},
		{"known", record(with(applied, refused)), read(refused, refused), nil, []ingress.Outcome{applied, refused}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &script{records: test.records, receipt: test.read}
			r := s.guard().Reconcile(t.Context(), "op-1", c)
			if diff := cmp.Diff(test.steps, s.steps); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, outcomesIn(r)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			if (r.Failure != nil) != test.fails {
				t.Errorf("failure %v", r.Failure)
			}
		})
	}
}
