package perform

import (
	"context"
	"iter"
	"sync"

	"sluice/model"
	"sluice/model/ingress"
)

// listing is a list of groups that is being loaded, page by page.
type listing struct {
	mu     sync.Mutex // one page at a time
	next   func() ([]ingress.Group, error, bool)
	stop   func()
	forget func() bool // the end of the session has nothing left to stop
}

// open starts a list. A session that ends with a list half loaded ends the list
// too: its iterator is a goroutine.
func (p *Performer) open(call model.Call) {
	next, stop := iter.Pull2(p.world.Reader.Groups(p.ctx))
	p.mu.Lock()
	defer p.mu.Unlock()
	forget := context.AfterFunc(p.ctx, func() { p.close(call) })
	p.lists[call] = &listing{next: next, stop: stop, forget: forget}
}

func (p *Performer) page(call model.Call) model.Msg {
	p.mu.Lock()
	l := p.lists[call]
	p.mu.Unlock()
	if l == nil {
		return nil
	}
	l.mu.Lock()
	page, err, more := l.next()
	l.mu.Unlock()
	switch {
	case !more:
		p.close(call)
		return model.GroupsEnded{Call: call}
	case err != nil:
		p.close(call)
		return model.GroupsFailed{Call: call, Failure: failure(err)}
	}
	return model.GroupsLoaded{Call: call, Page: page}
}

func (p *Performer) close(call model.Call) {
	p.mu.Lock()
	l := p.lists[call]
	delete(p.lists, call)
	p.mu.Unlock()
	if l != nil {
		l.forget()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.stop()
	}
}
