package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"sluice/model/ingress"
)

// counts are what a server counts.
type counts struct{}

func newCounts() *counts { return &counts{} }

func (c *counts) swept([]ingress.Receipt)                     {}
func (c *counts) ruled([]ingress.Waiting, []ingress.Decision) {}
func (c *counts) written(ingress.Receipt)                     {}

// counting counts what came of a writer's rules.
type counting struct {
	inner  ingress.Writer
	counts *counts
}

var _ ingress.Writer = counting{}

func (w counting) Authorize(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.count(w.inner.Authorize(ctx, operation, c))
}

func (w counting) Revoke(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.count(w.inner.Revoke(ctx, operation, c))
}

func (w counting) Modify(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.count(w.inner.Modify(ctx, operation, c))
}

func (w counting) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return w.inner.Permit(ctx, c)
}

func (w counting) Settle(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.inner.Settle(ctx, operation, c)
}

func (w counting) count(r ingress.Receipt) ingress.Receipt {
	w.counts.written(r)
	return r
}

// counted is a log that also counts.
func (g *gatehouse) counted(log *slog.Logger) *slog.Logger { return log }

// serveMetrics serves /healthz and /metrics on a loopback address until end; none
// for "".
func (g *gatehouse) serveMetrics(ctx context.Context, address string) (end func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	if at, err := netip.ParseAddrPort(address); err != nil || !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("--metrics %q: it is a loopback address and a port, such as 127.0.0.1:9090", address)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--metrics: %w", err)
	}
	server := &http.Server{Handler: g.metricsHandler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			g.log.Error("metrics", "why", err.Error())
		}
	}()
	fmt.Fprintln(g.out, "metrics on http://"+listener.Addr().String()+"/metrics")
	return func() { _ = server.Close() }, nil
}

func (g *gatehouse) metricsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	return mux
}
