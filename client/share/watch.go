package share

import "sluice/model/ingress"

// watcher is one who is told of changes.
type watcher struct{ tell func([]ingress.Group) }

// Watch has tell called with groups that changed, as they were read, and are not to be changed: after each
// write, and where a listing finds other rules than the one before. tell is called from
// other goroutines, one at a time for a group, and must not wait. stop ends that.
func (r *Reader) Watch(tell func([]ingress.Group)) (stop func()) {
	w := &watcher{tell}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[w] = struct{}{}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, w)
	}
}

// tell tells all of groups as they are now.
func (r *Reader) tell(groups []ingress.Group) {
	r.mu.Lock()
	if r.newest != nil {
		r.newest.with(groups)
	}
	told := make([]*watcher, 0, len(r.watchers))
	for w := range r.watchers {
		told = append(told, w)
	}
	r.mu.Unlock()
	for _, w := range told {
		w.tell(groups)
	}
}

// readAtOnce is how many groups are read for all at the same time.
const readAtOnce = 8

// readAtMost is how many groups that a listing found changed are read one by one,
// for the ids of their rules. Beyond, they are told as listed.
const readAtMost = 20

// Changed has groups read again that others changed past this reader, by their ids, and all who watch told of them.
// It does not wait for that.
func (r *Reader) Changed(groupIDs []string) {
	for _, id := range groupIDs {
		r.touch(id)
	}
}

// changed tells of groups that a listing found changed.
func (r *Reader) changed(groups []ingress.Group) {
	if len(groups) > readAtMost {
		r.tell(groups)
		return
	}
	for _, g := range groups {
		r.touch(g.ID)
	}
}

// touch reads a group and tells all. A group that is being read is read once
// more, however often it is touched meanwhile: the last reading is told last.
func (r *Reader) touch(id string) {
	r.expiring.stale()
	r.mu.Lock()
	defer r.mu.Unlock()
	_, reading := r.dirty[id]
	r.dirty[id] = true
	if !reading {
		go r.readDirty(id)
	}
}

func (r *Reader) readDirty(id string) {
	for {
		r.mu.Lock()
		if !r.dirty[id] || r.ctx.Err() != nil {
			delete(r.dirty, id)
			r.mu.Unlock()
			return
		}
		r.dirty[id] = false
		r.mu.Unlock()
		if g, ok := r.readAgain(id); ok {
			r.tell([]ingress.Group{g})
		}
	}
}

// readAgain reads a group for all. One that cannot be read is told of by the next
// listing.
func (r *Reader) readAgain(id string) (g ingress.Group, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false // a session that reads the group will say more
		}
	}()
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-r.ctx.Done():
		return g, false
	}
	g, err := r.inner.Group(r.ctx, id)
	return g, err == nil
}
