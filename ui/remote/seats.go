package remote

import (
	"errors"
	"fmt"
	"sync"
)

// seats are the connections and sessions that there are.
type seats struct {
	mu      sync.Mutex
	closing bool // no new sessions
	closed  bool // no new connections
	conns   map[*conn]struct{}
	live    map[*live]struct{}
	perKey  map[string]int
	gone    sync.WaitGroup // of sessions; added to under mu while not closing
}

func newSeats() seats {
	return seats{conns: map[*conn]struct{}{}, live: map[*live]struct{}{}, perKey: map[string]int{}}
}

func (s *Server) track(c *conn) bool {
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	if s.seats.closed || len(s.seats.conns) >= s.o.Limits.Connections {
		return false
	}
	s.seats.conns[c] = struct{}{}
	return true
}

func (s *Server) untrack(c *conn) {
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	delete(s.seats.conns, c)
}

// sit seats a session, or says why there is no seat.
func (s *Server) sit(l *live) error {
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	key := l.visitor.Fingerprint
	switch {
	case s.seats.closing:
		return errors.New("the server stops; try again in a minute")
	case len(s.seats.live) >= s.o.Limits.Sessions:
		return fmt.Errorf("all %d seats are taken; try again later", s.o.Limits.Sessions)
	case s.seats.perKey[key] >= s.o.Limits.PerKey:
		return fmt.Errorf("your key has %d sessions already: leave one of them first", s.o.Limits.PerKey)
	}
	s.seats.live[l] = struct{}{}
	s.seats.perKey[key]++
	s.seats.gone.Add(1)
	return nil
}

// rise takes a session off its seat.
func (s *Server) rise(l *live) {
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	key := l.visitor.Fingerprint
	delete(s.seats.live, l)
	if s.seats.perKey[key]--; s.seats.perKey[key] == 0 {
		delete(s.seats.perKey, key)
	}
	s.seats.gone.Done()
}

// sessions are those that are seated.
func (s *Server) sessions() []*live {
	s.seats.mu.Lock()
	defer s.seats.mu.Unlock()
	sessions := make([]*live, 0, len(s.seats.live))
	for l := range s.seats.live {
		sessions = append(sessions, l)
	}
	return sessions
}

// Sessions is how many sessions there are.
func (s *Server) Sessions() int { return len(s.sessions()) }
