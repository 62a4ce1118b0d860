package remote

import (
	"errors"
	"fmt"
	"sync"
)

// slots are taken by the connections and sessions that there are; each key has a few of
// its own.
type slots struct {
	mu      sync.Mutex
	closing bool // no new sessions
	closed  bool // no new connections
	conns   map[*conn]struct{}
	live    map[*live]struct{}
	perKey  map[string]int
	gone    sync.WaitGroup // of sessions; added to under mu while not closing
}

func newSlots() slots {
	return slots{conns: map[*conn]struct{}{}, live: map[*live]struct{}{}, perKey: map[string]int{}}
}

func (s *Server) track(c *conn) bool {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	if s.slots.closed || len(s.slots.conns) >= s.o.Limits.Connections {
		return false
	}
	s.slots.conns[c] = struct{}{}
	return true
}

func (s *Server) untrack(c *conn) {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	delete(s.slots.conns, c)
}

// acquireSlot gives a session a slot, or says why there is none.
func (s *Server) acquireSlot(l *live) error {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	key := l.visitor.Fingerprint
	switch {
	case s.slots.closing:
		return errors.New("the server stops; try again in a minute")
	case len(s.slots.live) >= s.o.Limits.Sessions:
		return fmt.Errorf("all %d session slots are taken; try again later", s.o.Limits.Sessions)
	case s.slots.perKey[key] >= s.o.Limits.PerKey:
		return fmt.Errorf("your key has %d sessions already: end one of them first", s.o.Limits.PerKey)
	}
	s.slots.live[l] = struct{}{}
	s.slots.perKey[key]++
	s.slots.gone.Add(1)
	return nil
}

// releaseSlot frees the slot of a session.
func (s *Server) releaseSlot(l *live) {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	key := l.visitor.Fingerprint
	delete(s.slots.live, l)
	if s.slots.perKey[key]--; s.slots.perKey[key] == 0 {
		delete(s.slots.perKey, key)
	}
	s.slots.gone.Done()
}

// sessions are those that have a slot.
func (s *Server) sessions() []*live {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	sessions := make([]*live, 0, len(s.slots.live))
	for l := range s.slots.live {
		sessions = append(sessions, l)
	}
	return sessions
}

// Sessions is how many sessions there are.
func (s *Server) Sessions() int { return len(s.sessions()) }
