package remote

import (
	"net/netip"
	"slices"
	"sync"
)

// strangers are the connections that nobody has signed in on yet, by where they
// come from, the oldest first. They cost memory and time, and anybody may make
// them; so there are only so many, and the oldest gives way to the newest: who
// means to sign in takes a second, and who is silent is the oldest before long.
type strangers struct {
	mu   sync.Mutex
	all  int
	from map[netip.Prefix][]*conn
}

// add counts a connection in, and returns the one that has to be closed for it:
// the oldest from the same network where there are mostFrom of these, else, where
// there are most in all, the oldest from the network that has the most; or nil.
func (s *strangers) add(c *conn, most, mostFrom int) (gone *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := networkOf(c)
	switch {
	case len(s.from[at]) >= mostFrom:
		gone = s.from[at][0]
	case s.all >= most:
		gone = s.fullest()[0]
	}
	if gone != nil {
		s.drop(gone)
	}
	s.from[at] = append(s.from[at], c)
	s.all++
	return gone
}

// remove counts a connection out that was signed in on, or closed; one that was
// counted out before stays so.
func (s *strangers) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(c)
}

func (s *strangers) drop(c *conn) {
	at := networkOf(c)
	i := slices.Index(s.from[at], c)
	if i < 0 {
		return
	}
	s.all--
	if s.from[at] = slices.Delete(s.from[at], i, i+1); len(s.from[at]) == 0 {
		delete(s.from, at)
	}
}

// fullest are the connections from the network that has the most.
func (s *strangers) fullest() (most []*conn) {
	for _, from := range s.from {
		if len(from) > len(most) {
			most = from
		}
	}
	return most
}

// networkOf is where a connection comes from, for counting: one address of IPv4, and
// of IPv6 the /64 that a single host has to choose its addresses from.
func networkOf(c *conn) netip.Prefix {
	bits := 32
	if c.from.Is6() {
		bits = 64
	}
	prefix, _ := c.from.WithZone("").Prefix(bits) // of no address it is the zero prefix
	return prefix
}
