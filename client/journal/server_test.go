package journal

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// server is an endpoint on a socket of this machine.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	ended sync.Cond // a connection has
	conns map[net.Conn]bool
}

func serves(t testing.TB, h http.Handler) *server {
	t.Helper()
	s := &server{Server: httptest.NewUnstartedServer(h), conns: map[net.Conn]bool{}}
	s.ended.L = &s.mu
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch state {
		case http.StateNew:
			s.conns[c] = true
		case http.StateClosed, http.StateHijacked:
			delete(s.conns, c)
			s.ended.Broadcast()
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// drain waits until all that clients sent which are gone is carried out. Connections are accepted in the order in which
// they were made: when one of its own is, so are theirs.
func (s *server) drain() error {
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		return err
	}
	_, err = c.Write([]byte("HELLO\r\n\r\n")) // no request: it is refused
	if err == nil {
		_, err = c.Read(make([]byte, 1))
	}
	if err := errors.Join(err, c.Close()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.conns) > 0 {
		s.ended.Wait()
	}
	return nil
}
