package share

import (
	"context"
	"slices"
	"time"

	"sluice/model/ingress"
)

// listing is all groups, page by page. All but cancel is guarded by the reader's mutex;
// pages are replaced and never changed, for they are with the sessions.
type listing struct {
	cancel   func()
	waiting  int // who lists along
	pages    [][]ingress.Group
	read     map[string]ingress.Group // by itself since the listing began: it may be newer than a page
	err      error
	ended    bool
	at       time.Time     // of its end
	grown    chan struct{} // closed at the next page and at the end
	previous *listing      // what its groups are compared with; nil at the end
}

// list gives all pages of the newest listing, or of one that it begins. A complete
// one is given only where it is fresh and again is false.
func (r *Reader) list(ctx context.Context, again bool, yield func([]ingress.Group, error) bool) {
	r.mu.Lock()
	l := r.newest
	if l == nil || l.ended && (again || l.err != nil || r.now().Sub(l.at) > r.fresh) {
		l = r.begin(ctx)
	}
	l.waiting++
	r.mu.Unlock()
	defer r.release(l)
	for i := 0; ; i++ {
		page, more, err := r.page(ctx, l, i)
		passOn(err)
		if err != nil {
			yield(nil, err)
			return
		}
		if !more || !yield(page, nil) {
			return
		}
	}
}

// page waits for a page of a listing; more is false behind the last.
func (r *Reader) page(ctx context.Context, l *listing, i int) (page []ingress.Group, more bool, err error) {
	for {
		r.mu.Lock()
		grown := l.grown
		switch {
		case i < len(l.pages):
			page, more = l.pages[i], true
		case l.ended:
			err = l.err
		default:
			r.mu.Unlock()
			select {
			case <-grown:
				continue
			case <-ctx.Done():
				return nil, false, interrupted()
			}
		}
		r.mu.Unlock()
		return page, more, err
	}
}

// begin starts a listing; r.mu is held.
func (r *Reader) begin(ctx context.Context) *listing {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := &listing{cancel: cancel, grown: make(chan struct{}), read: map[string]ingress.Group{}, previous: r.newest}
	if l.previous != nil && l.previous.err != nil {
		l.previous = l.previous.previous
	}
	r.newest = l
	go func() {
		defer cancel()
		err := r.load(ctx, l)
		var moved []ingress.Group
		r.grow(l, func() {
			l.err, l.ended, l.at = err, true, r.now()
			if err == nil && ctx.Err() == nil {
				moved = l.moved()
				l.previous = nil
			}
		})
		r.changed(moved)
	}()
	return l
}

// load reads the pages of a listing.
func (r *Reader) load(ctx context.Context, l *listing) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = crashed(value)
		}
	}()
	for page, err := range r.inner.Groups(ctx) {
		if err != nil {
			return err
		}
		r.grow(l, func() { l.pages = append(l.pages, l.patched(page)) })
	}
	return nil
}

// grow changes a listing and wakes who waits for it.
func (r *Reader) grow(l *listing, change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	close(l.grown)
	l.grown = make(chan struct{})
}

// release is for one who lists no more. What nobody waits for is not listed on.
func (r *Reader) release(l *listing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l.waiting--
	if l.waiting > 0 || l.ended {
		return
	}
	l.cancel()
	if r.newest == l {
		r.newest = l.previous
	}
}

// patched is a page with the groups that were read by themselves.
func (l *listing) patched(page []ingress.Group) []ingress.Group {
	if !slices.ContainsFunc(page, func(g ingress.Group) bool { return l.read[g.ID].ID != "" }) {
		return page
	}
	page = slices.Clone(page)
	for i, g := range page {
		if newer, ok := l.read[g.ID]; ok {
			page[i] = newer
		}
	}
	return page
}

// with puts groups that were read by themselves in the place of what was listed.
func (l *listing) with(groups []ingress.Group) {
	for _, g := range groups {
		l.read[g.ID] = g
	}
	l.pages = slices.Clone(l.pages)
	for i, page := range l.pages {
		l.pages[i] = l.patched(page)
	}
}

// moved are the groups whose rules are not those of the listing before.
func (l *listing) moved() (moved []ingress.Group) {
	if l.previous == nil {
		return nil
	}
	before := map[string]string{}
	for _, page := range l.previous.pages {
		for _, g := range page {
			before[g.ID] = g.Revision()
		}
	}
	for _, page := range l.pages {
		for _, g := range page {
			if revision, known := before[g.ID]; known && revision != g.Revision() {
				moved = append(moved, g)
			}
		}
	}
	return moved
}
