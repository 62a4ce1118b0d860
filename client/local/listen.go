package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Bounds of the server: what one peer may hold, and for how long.
const (
	headerTimeout  = 5 * time.Second
	requestTimeout = 15 * time.Second
	answerTimeout  = 60 * time.Second
	idleTimeout    = 60 * time.Second
	maxHeader      = 16 << 10 // bytes
	maxConnections = 256
	farewell       = 5 * time.Second // how long running requests may take after the end was asked for
)

// headerSlack is what net/http reads beyond Server.MaxHeaderBytes before it refuses.
const headerSlack = 4 << 10

// Server is the endpoint on a socket of this machine.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen binds addr, an IP address of the loopback interface with a port (0: any free one), and nothing
// else: the endpoint checks no credentials. The server answers once [Server.Serve] runs.
func (e *Endpoint) Listen(ctx context.Context, addr string) (*Server, error) {
	at, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen address %q: write an IP address and a port, such as 127.0.0.1:4580", addr)
	}
	if !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("listen address %q: only addresses of this machine itself are served, such as 127.0.0.1:%d or [::1]:%d", addr, at.Port(), at.Port())
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener}
	crowd := newCrowd(maxConnections)
	s.http = &http.Server{
		Handler:           Guard(e, s.Addr()),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader - headerSlack,
		ErrorLog:          log.New(io.Discard, "", 0), // whoever connects decides what would be in it
		ConnContext:       crowd.enter,
		ConnState:         crowd.leave,
	}
	return s, nil
}

// Addr is the bound address, such as 127.0.0.1:4580.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// URL is what clients take as --endpoint-url.
func (s *Server) URL() string { return "http://" + s.Addr() }

// Serve answers requests until ctx ends, then lets the running ones finish for up to five seconds. It returns
// nil if that is how it ended. The endpoint stays open.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := s.http.Shutdown(limit)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	<-failed // http.ErrServerClosed
	return err
}
