package remote

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
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
	from   netip.Addr // the client's, behind a load balancer too
	check  bool       // a load balancer's own, to see whether this server lives

	mu       sync.Mutex
	channels int
	sessions int // of its channels, those that have a slot
	idle     *time.Timer
	opened   bool // it had a channel: its client is signed in
	closed   bool
}

// connKey is where a connection is found in the context of its sessions.
type connKey struct{}

// admitConn takes a new connection, or returns nil to have it closed. It waits for
// what a load balancer says of it: whose connection it is comes before all else.
func (s *Server) admitConn(ctx ssh.Context, raw net.Conn) net.Conn {
	c := &conn{Conn: raw, server: s}
	if !s.track(c) {
		return nil
	}
	if err := c.introduce(); err != nil {
		s.failed(raw, err)
		_ = c.Close()
		return nil
	}
	if oldest := s.strangers.add(c, s.o.Limits.Strangers, s.o.Limits.StrangersFrom); oldest != nil {
		_ = oldest.Close()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed { // meanwhile, by the server's end
		s.strangers.remove(c)
		return nil
	}
	c.idle = time.AfterFunc(s.o.Limits.Handshake+s.o.Limits.Idle, func() { _ = c.Close() })
	ctx.SetValue(connKey{}, c)
	return c
}

// introduce finds out whose connection it is. A trusted load balancer has to say,
// by PROXY protocol v2, before anything else.
func (c *conn) introduce() error {
	raw := &heard{Conn: c.Conn}
	c.from = addressOf(raw.RemoteAddr())
	if !c.server.trusts(c.from) {
		return nil
	}
	proxied := proxyproto.NewConn(raw, func(p *proxyproto.Conn) { p.ProxyHeaderPolicy = proxyproto.REQUIRE },
		proxyproto.ValidateHeader(checkProxyHeader), proxyproto.SetReadHeaderTimeout(c.server.o.Limits.Handshake))
	if _, err := proxied.Read(nil); err != nil && !raw.anything {
		return io.EOF // the balancer only looked whether there is somebody
	} else if err != nil {
		return fmt.Errorf("a trusted proxy's header: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Conn, c.from, c.check = proxied, addressOf(proxied.RemoteAddr()), proxied.ProxyHeader().Command.IsLocal()
	return nil
}

// heard is a connection that knows whether its peer has said anything.
type heard struct {
	net.Conn
	anything bool
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.Conn.Read(p)
	h.anything = h.anything || n > 0
	return n, err
}

// checkProxyHeader holds a load balancer to saying whom it speaks for: without an
// address in it, a header would lend the client the balancer's own. LOCAL says that
// it speaks for itself (PROXY protocol, 2.2): that is heard, and signs nobody in.
func checkProxyHeader(h *proxyproto.Header) error {
	if _, tcp := h.SourceAddr.(*net.TCPAddr); h.Version != 2 || !h.Command.IsLocal() && !tcp {
		return errors.New("it is not of version 2, or names no client")
	}
	return nil
}

// Close closes the connection, once.
func (c *conn) Close() error {
	c.mu.Lock()
	closed, inner := c.closed, c.Conn
	c.closed = true
	if c.idle != nil {
		c.idle.Stop()
	}
	c.mu.Unlock()
	if closed {
		return net.ErrClosed
	}
	c.server.untrack(c)
	c.server.strangers.remove(c)
	return inner.Close()
}

// addChannel counts a channel in, and reports whether there may be one more.
func (c *conn) addChannel() bool {
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

// removeChannel counts a channel out.
func (c *conn) removeChannel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels--
}

// addSession counts a session in.
func (c *conn) addSession() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions++
	c.idle.Stop()
}

// removeSession counts a session out.
func (c *conn) removeSession() {
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
