package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// serveMetrics serves /healthz and /metrics on a loopback address until end; none
// for "".
func (s *Server) serveMetrics(ctx context.Context, address string) (end func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, notListening("--metrics", address, err)
	}
	server := &http.Server{
		Handler: s.metricsHandler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.o.Log.Error("metrics", "why", err.Error())
		}
	}()
	fmt.Fprintln(s.o.Out, "metrics on http://"+listener.Addr().String()+"/metrics")
	return func() { _ = server.Close() }, nil
}

// metricsHandler answers only what was asked of this machine by its address: a
// page in somebody's browser asks by a name, or from another site.
func (s *Server) metricsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.Handle("GET /metrics", s.counts.handler())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		address, notAddress := netip.ParseAddr(host)
		if r.Header.Get("Origin") != "" || host != "localhost" && (err != nil || notAddress != nil || !address.IsLoopback()) {
			http.Error(w, "ask by the loopback address", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
