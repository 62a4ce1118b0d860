package remote

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	"github.com/pires/go-proxyproto"
)

// conn is one client's connection. It is closed when it has had no session for
// the idle time: a client may close its channels, or never use them, and keep the
// connection.
type conn struct {
	net.Conn
	server *Server

	mu       sync.Mutex
	channels int
	sessions int // of its channels, those that are seated
	idle     *time.Timer
	opened   bool // it had a channel: its client is signed in
	closed   bool
}

// connKey is where a connection is found in the context of its sessions.
type connKey struct{}

// admitConn takes a new connection, or returns nil to have it closed.
func (s *Server) admitConn(ctx ssh.Context, raw net.Conn) net.Conn {
	c := &conn{Conn: raw, server: s}
	if !s.track(c) {
		return nil
	}
	if slices.ContainsFunc(s.o.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addressOf(raw.RemoteAddr())) }) {
		c.Conn = proxyproto.NewConn(raw, func(p *proxyproto.Conn) { p.ProxyHeaderPolicy = proxyproto.REQUIRE },
			proxyproto.ValidateHeader(checkProxyHeader), proxyproto.SetReadHeaderTimeout(s.o.Limits.Handshake))
	}
	c.mu.Lock()
	c.idle = time.AfterFunc(s.o.Limits.Handshake+s.o.Limits.Idle, func() { _ = c.Close() })
	c.mu.Unlock()
	ctx.SetValue(connKey{}, c)
	return c
}

// checkProxyHeader holds a load balancer to saying whom it speaks for. Without an
// address in it, a header would lend the client the balancer's own.
func checkProxyHeader(h *proxyproto.Header) error {
	if _, tcp := h.SourceAddr.(*net.TCPAddr); h.Version != 2 || h.Command.IsLocal() || !tcp {
		return errors.New("the PROXY header is not of version 2, or names no client")
	}
	return nil
}

// Close closes the connection, once.
func (c *conn) Close() error {
	c.mu.Lock()
	closed := c.closed
	c.closed = true
	if c.idle != nil {
		c.idle.Stop()
	}
	c.mu.Unlock()
	if closed {
		return net.ErrClosed
	}
	c.server.untrack(c)
	return c.Conn.Close()
}

// open counts a channel in, and reports whether there may be one more.
func (c *conn) open() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.channels >= c.server.o.Limits.Channels {
		return false
	}
	c.channels++
	if !c.opened {
		c.opened = true
		c.idle.Reset(c.server.o.Limits.Idle)
	}
	return true
}

// leave counts a channel out.
func (c *conn) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels--
}

// sit counts a session in.
func (c *conn) sit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions++
	c.idle.Stop()
}

// rise counts a session out.
func (c *conn) rise() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions--
	if c.sessions == 0 && !c.closed {
		c.idle.Reset(c.server.o.Limits.Idle)
	}
}

// addressOf is the IP address of a peer; invalid where it has none.
func addressOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}
