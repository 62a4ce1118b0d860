package share

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sluice/model/ingress"
)

// Options are how a [Reader] shares. A zero field is its default.
type Options struct {
	// Fresh is how old the last listing may be for a session's first one; 10 s.
	Fresh time.Duration
	Now   func() time.Time // [time.Now]
}

// Reader is one EC2 for many sessions.
type Reader struct {
	ctx   context.Context // of what no session waits for
	inner ingress.Reader
	fresh time.Duration
	now   func() time.Time

	mu       sync.Mutex
	newest   *listing // under way or complete; nil before the first
	dirty    map[string]bool
	watchers map[*watcher]struct{}
	slots    chan struct{} // one for each group that is read for all

	account  flights[string]
	quota    flights[int]
	lists    flights[[]ingress.PrefixList]
	expiring flights[[]ingress.Expiring]
}

// New shares r. What is read for all, after a write, ends with ctx.
func New(ctx context.Context, r ingress.Reader, o Options) *Reader {
	reader := &Reader{
		ctx: ctx, inner: r, fresh: cmp.Or(o.Fresh, 10*time.Second), now: o.Now,
		dirty: map[string]bool{}, watchers: map[*watcher]struct{}{}, slots: make(chan struct{}, readAtOnce),
	}
	if reader.now == nil {
		reader.now = time.Now
	}
	return reader
}

// Session is the reader of one session. Its first listing may be the last one of
// another session, if that is fresh; those that follow are what its user asked
// for, and begin anew unless one is under way.
func (r *Reader) Session() ingress.Reader { return &session{Reader: r} }

type session struct {
	*Reader
	listed atomic.Bool
}

// Groups lists the groups together with all who list now.
func (s *session) Groups(ctx context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) {
		s.list(ctx, s.listed.Swap(true), yield)
	}
}

// Groups lists the groups together with all who list now, and never gives a
// listing that is over.
func (r *Reader) Groups(ctx context.Context) iter.Seq2[[]ingress.Group, error] {
	return func(yield func([]ingress.Group, error) bool) { r.list(ctx, true, yield) }
}

// Group reads one group from EC2.
func (r *Reader) Group(ctx context.Context, id string) (ingress.Group, error) {
	return r.inner.Group(ctx, id)
}

// Account is the caller's account; those who ask at the same time share the answer.
func (r *Reader) Account(ctx context.Context) (string, error) {
	return r.account.share(ctx, "", r.inner.Account)
}

// RulesPerGroup is the account's quota; those who ask at the same time share the
// answer.
func (r *Reader) RulesPerGroup(ctx context.Context) (int, error) {
	return r.quota.share(ctx, "", r.inner.RulesPerGroup)
}

// PrefixLists reads prefix lists; those who ask for the same ones at the same
// time share the answer, which is not to be changed.
func (r *Reader) PrefixLists(ctx context.Context, ids []string) ([]ingress.PrefixList, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return r.lists.share(ctx, strings.Join(ids, " "), func(ctx context.Context) ([]ingress.PrefixList, error) {
		return r.inner.PrefixLists(ctx, ids)
	})
}

// Expiring reads the rules that carry an end; those who ask at the same time
// share the answer, which is not to be changed.
func (r *Reader) Expiring(ctx context.Context) ([]ingress.Expiring, error) {
	return r.expiring.share(ctx, "", r.inner.Expiring)
}
