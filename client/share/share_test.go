package share_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/share"
	"sluice/model/ingress"
)

// source is an EC2 whose pages come when they are let go.
type source struct {
	mu       sync.Mutex
	begun    int // listings
	stopped  int // listings that nobody waited for any more
	accounts int
	reads    int
	failed   error
	groups   map[string]ingress.Group
	gate     chan struct{} // one for each page
}

func newSource() *source {
	s := &source{groups: map[string]ingress.Group{}, gate: make(chan struct{}, 100)}
	for _, id := range []string{"sg-1", "sg-2", "sg-3"} {
		s.groups[id] = ingress.Group{ID: id, Name: id}
	}
	return s
}

// rule gives a group another rule, and says so in its description.
func (s *source) rule(id, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[id]
	g.Description = text
	g.Rules = []ingress.GroupRule{{ID: "sgr-" + text, Description: text}}
	s.groups[id] = g
}

func (s *source) count(n *int, by int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	*n += by
	return *n
}

func (s *source) Groups(ctx context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) {
		s.count(&s.begun, 1)
		for _, id := range []string{"sg-1", "sg-2", "sg-3"} {
			select {
			case <-s.gate:
			case <-ctx.Done():
				s.count(&s.stopped, 1)
				yield(nil, ctx.Err())
				return
			}
			s.mu.Lock()
			g, failed := s.groups[id], s.failed
			s.mu.Unlock()
			if failed != nil {
				yield(nil, failed)
				return
			}
			if !yield([]ingress.Group{g}, nil) {
				return
			}
		}
	}
}

func (s *source) Group(_ context.Context, id string) (ingress.Group, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	return s.groups[id], nil
}

func (s *source) Account(ctx context.Context) (string, error) {
	s.count(&s.accounts, 1)
	select {
	case <-s.gate:
		return "111122223333", nil
	case <-ctx.Done():
		s.count(&s.stopped, 1)
		return "", ctx.Err()
	}
}
func (s *source) RulesPerGroup(context.Context) (int, error) { panic("quota") }
func (s *source) PrefixLists(_ context.Context, ids []string) ([]ingress.PrefixList, error) {
	return make([]ingress.PrefixList, len(ids)), nil
}
func (s *source) Expiring(context.Context) ([]ingress.Expiring, error) { return nil, nil }

func (s *source) release(pages int) {
	for range pages {
		s.gate <- struct{}{}
	}
	synctest.Wait()
}

// lister lists in a goroutine of its own.
type lister struct {
	mu    sync.Mutex
	text  []string
	err   error
	ended bool
	stop  func()
}

func list(r ingress.Reader) *lister {
	ctx, stop := context.WithCancel(context.Background())
	l := &lister{stop: stop}
	go func() {
		for page, err := range r.Groups(ctx) {
			l.mu.Lock()
			l.err = err
			for _, g := range page {
				l.text = append(l.text, g.ID+g.Description)
			}
			l.mu.Unlock()
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ended = true
	}()
	synctest.Wait()
	return l
}

func (l *lister) shows(t *testing.T, what string, ended bool, want ...string) {
	t.Helper()
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if diff := cmp.Diff(want, l.text); diff != "" || l.ended != ended {
		t.Errorf("%s: ended %v, want %v; -want +got\n%s", what, l.ended, ended, diff)
	}
}

func TestSessionsThatListTogetherShareAListing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{})
		one, other := list(r.Session()), list(r.Session())
		s.release(2)
		one.shows(t, "the first session", false, "sg-1", "sg-2")
		other.shows(t, "the second session", false, "sg-1", "sg-2")
		late := list(r.Session())
		late.shows(t, "a late session", false, "sg-1", "sg-2")
		s.release(1)
		for _, l := range []*lister{one, other, late} {
			l.shows(t, "every session", true, "sg-1", "sg-2", "sg-3")
		}
		if s.begun != 1 {
			t.Errorf("%d listings, want 1", s.begun)
		}
	})
}

func TestAListingIsKeptForAWhileAndNotForReloads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{Fresh: 5 * time.Second})
		first := r.Session()
		l := list(first)
		s.release(3)
		l.shows(t, "the first session", true, "sg-1", "sg-2", "sg-3")
		list(r.Session()).shows(t, "a session soon after", true, "sg-1", "sg-2", "sg-3")
		if s.begun != 1 {
			t.Errorf("%d listings, want 1", s.begun)
		}
		reload := list(first)
		if s.begun != 2 {
			t.Errorf("a reload made it %d listings, want 2", s.begun)
		}
		s.release(3)
		reload.shows(t, "the reload", true, "sg-1", "sg-2", "sg-3")
		time.Sleep(6 * time.Second)
		late := list(r.Session())
		if s.begun != 3 {
			t.Errorf("a session late after made it %d listings, want 3", s.begun)
		}
		s.release(3)
		late.shows(t, "a session late after", true, "sg-1", "sg-2", "sg-3")
	})
}

func TestWhoLeavesEndsNothingForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{})
		one, other := list(r.Session()), list(r.Session())
		s.release(1)
		one.stop()
		s.release(2)
		one.shows(t, "who left", true, "sg-1")
		other.shows(t, "who stayed", true, "sg-1", "sg-2", "sg-3")
		if s.stopped != 0 || one.err == nil {
			t.Errorf("%d listings stopped, want none; who left was told %v", s.stopped, one.err)
		}
	})
}

func TestNobodyListsForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{})
		one, other := list(r.Session()), list(r.Session())
		one.stop()
		other.stop()
		synctest.Wait()
		if s.stopped != 1 {
			t.Errorf("%d listings stopped, want 1", s.stopped)
		}
		next := list(r.Session())
		s.release(3)
		next.shows(t, "the next session", true, "sg-1", "sg-2", "sg-3")
	})
}

func TestAListingThatFailsIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		s.failed = errors.New("throttled")
		r := share.New(t.Context(), s, share.Options{})
		l := list(r.Session())
		s.release(1)
		l.shows(t, "the first session", true)
		if !errors.Is(l.err, s.failed) {
			t.Errorf("told %v, want %v", l.err, s.failed)
		}
		s.failed = nil
		next := list(r.Session())
		s.release(3)
		next.shows(t, "the next session", true, "sg-1", "sg-2", "sg-3")
	})
}

func TestQuestionsAreAskedOnceForAllWhoAskTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{})
		answers := make(chan string, 10)
		ask := func(ctx context.Context) {
			answer, err := r.Session().Account(ctx)
			answers <- fmt.Sprint(answer, err != nil)
		}
		ctx, leave := context.WithCancel(t.Context())
		go ask(ctx)
		go ask(t.Context())
		go ask(t.Context())
		synctest.Wait()
		leave()
		synctest.Wait()
		s.release(1)
		got := []string{<-answers, <-answers, <-answers}
		want := []string{"true", "111122223333false", "111122223333false"}
		if !slices.Equal(got, want) || s.accounts != 1 || s.stopped != 0 {
			t.Errorf("got %q by %d calls, %d stopped; want %q by 1", got, s.accounts, s.stopped, want)
		}
		ctx, leave = context.WithCancel(t.Context())
		go ask(ctx)
		synctest.Wait()
		leave()
		synctest.Wait()
		if s.stopped != 1 {
			t.Errorf("a question that nobody waits for goes on")
		}
	})
}

func TestAPanicGoesOnInWhoAsked(t *testing.T) {
	r := share.New(t.Context(), newSource(), share.Options{})
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	_, _ = r.RulesPerGroup(t.Context())
}

// hand is a writer of one outcome, which changes the source.
type hand struct {
	ingress.Writer
	s       *source
	outcome ingress.Outcome
}

func (h hand) Send(_ context.Context, operation string, c ingress.Change) ingress.Receipt {
	if h.outcome == ingress.Applied {
		h.s.rule(c.Group.ID, operation)
	}
	return ingress.Receipt{Rules: []ingress.RuleOutcome{{Outcome: h.outcome}}}
}

func TestAllAreToldOfWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{Fresh: time.Hour})
		var mu sync.Mutex
		var told []string
		stop := r.Watch(func(groups []ingress.Group) {
			mu.Lock()
			defer mu.Unlock()
			for _, g := range groups {
				told = append(told, g.ID+g.Description)
			}
		})
		l := list(r.Session())
		s.release(2)
		send := func(outcome ingress.Outcome, operation, id string) {
			r.Writer(hand{s: s, outcome: outcome}).Send(t.Context(), operation, ingress.Change{Group: ingress.Group{ID: id}})
			synctest.Wait()
		}
		send(ingress.Applied, "+a", "sg-1")
		send(ingress.NotSent, "+b", "sg-2")
		send(ingress.Unknown, "+c", "sg-2")
		s.release(1)
		l.shows(t, "who listed before", true, "sg-1", "sg-2", "sg-3")
		list(r.Session()).shows(t, "who signs in behind", true, "sg-1+a", "sg-2", "sg-3")
		if want := []string{"sg-1+a", "sg-2"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		stop()
		send(ingress.Applied, "+d", "sg-3")
		if len(told) != 2 {
			t.Errorf("told %q after the end", told)
		}
	})
}

func TestAReloadTellsAllWhatItFoundChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSource()
		r := share.New(t.Context(), s, share.Options{})
		told := make(chan string, 10)
		r.Watch(func(groups []ingress.Group) {
			for _, g := range groups {
				told <- g.ID + g.Description
			}
		})
		list(r)
		s.release(3)
		s.rule("sg-2", "+elsewhere")
		list(r)
		s.release(3)
		close(told)
		got := slices.Collect(func(yield func(string) bool) {
			for one := range told {
				yield(one)
			}
		})
		if want := []string{"sg-2+elsewhere"}; !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

func TestGroupsOfPlansAreReadEachTime(t *testing.T) {
	s := newSource()
	r := share.New(t.Context(), s, share.Options{}).Session()
	for range 3 {
		_, _ = r.Group(t.Context(), "sg-1")
	}
	if s.reads != 3 {
		t.Errorf("%d reads, want 3", s.reads)
	}
}

func TestAViewerGetsNoWriter(t *testing.T) {
	if w := share.New(t.Context(), newSource(), share.Options{}).Writer(nil); w != nil {
		t.Errorf("got %T", w)
	}
}
