package remote

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// maxAuthTries is how many keys a client may offer in vain.
const maxAuthTries = 3

// Server serves sessions over SSH.
type Server struct {
	o     Options
	ssh   *ssh.Server
	slots slots

	strangers strangers
	refusals  *refusals
}

// New makes a server; errors name the option that is missing.
func New(o Options) (*Server, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s := &Server{o: o, slots: newSlots(), strangers: strangers{from: map[netip.Prefix][]*conn{}}, refusals: newRefusals(o.Log)}
	server, err := wish.NewServer(
		wish.WithVersion("sluice"),
		wish.WithPublicKeyAuth(s.knows),
		wish.WithMiddleware(s.serve),
		ssh.EmulatePty(),
		ssh.WrapConn(s.admitConn),
		func(server *ssh.Server) error {
			server.HostSigners = []ssh.Signer{o.HostKey}
			server.HandshakeTimeout = s.o.Limits.Handshake
			server.ServerConfigCallback = serverConfig
			server.ConnectionFailedCallback = s.failed
			server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel, "default": s.denyChannel}
			server.RequestHandlers = map[string]ssh.RequestHandler{"default": s.denyRequest}
			server.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			return nil
		},
	)
	if err != nil {
		return nil, err
	}
	s.ssh = server
	return s, nil
}

// Serve accepts connections until Stop, Shutdown or Close; then it returns nil.
func (s *Server) Serve() error {
	err := s.ssh.Serve(s.o.Listener)
	if errors.Is(err, ssh.ErrServerClosed) || s.stopped() {
		return nil
	}
	return err
}

// Send gives a message to every session's program. It does not wait: a program
// that has not taken the last ones yet misses it.
func (s *Server) Send(msg tea.Msg) {
	for _, l := range s.sessions() {
		select {
		case l.mail <- msg:
		default:
		}
	}
}

// Recheck ends the sessions of those who may no longer sign in, or no longer with
// the same rights. Call it when the access file changed, and now and then for
// the lines that expire.
func (s *Server) Recheck() {
	for _, l := range s.sessions() {
		v, at := l.visitor, s.o.Now()
		now, err := s.o.Access.File().Admit(l.key, v.Remote, at)
		switch {
		case err != nil && !v.Until.IsZero() && !at.Before(v.Until):
			l.end("you may not sign in any more: your key was good until " + v.Until.Format(time.RFC3339))
		case err != nil:
			l.end("you may not sign in any more: the access file has changed, and does not admit you")
		case !now.Same(v.Identity):
			l.end("your rights have changed in the access file: sign in again")
		}
	}
}

// Stop takes no more connections and sessions; those that there are go on.
func (s *Server) Stop() {
	s.slots.mu.Lock()
	s.slots.closing = true
	s.slots.mu.Unlock()
	_ = s.o.Listener.Close()
}

// Shutdown stops, tells the users, ends their programs, and waits for their
// writes, until the context is done. Then all is closed. The error is the
// context's, if sessions were left.
func (s *Server) Shutdown(ctx context.Context) error {
	s.Stop()
	for _, l := range s.sessions() {
		l.end("the server stops")
	}
	gone := make(chan struct{})
	go func() {
		s.slots.gone.Wait()
		close(gone)
	}()
	var err error
	select {
	case <-gone:
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.Close()
	return err
}

// Close takes no more connections, and closes those that there are, at once.
func (s *Server) Close() {
	s.slots.mu.Lock()
	s.slots.closing, s.slots.closed = true, true
	conns := make([]*conn, 0, len(s.slots.conns))
	for c := range s.slots.conns {
		conns = append(conns, c)
	}
	s.slots.mu.Unlock()
	_ = s.o.Listener.Close()
	_ = s.ssh.Close()
	for _, c := range conns {
		_ = c.Close()
	}
	s.refusals.flush()
}

// serverConfig bounds what a client may try, and hears of its sign-in: the one
// success of a method, for there is one method and it asks for one key.
func serverConfig(ctx ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{
		MaxAuthTries: maxAuthTries,
		AuthLogCallback: func(_ gossh.ConnMetadata, _ string, err error) {
			if c, ok := ctx.Value(connKey{}).(*conn); ok && err == nil {
				c.server.strangers.remove(c)
			}
		},
	}
}

func (s *Server) stopped() bool {
	s.slots.mu.Lock()
	defer s.slots.mu.Unlock()
	return s.slots.closing
}

// knows says whether a key may sign in, before it has signed anything: who signs
// in is found out afterwards, from the key that did.
func (s *Server) knows(ctx ssh.Context, key ssh.PublicKey) bool {
	from := addressOf(ctx.RemoteAddr())
	id, err := s.o.Access.File().Admit(key, from, s.o.Now())
	if c, ok := ctx.Value(connKey{}).(*conn); err == nil && (!ok || c.check) {
		err = errors.New("a load balancer speaks for itself, and not for whom the key is")
	}
	if err != nil {
		s.o.Refused(RefusedKey)
		s.refusals.tell(from, "key refused", "remote", from, "user", named(ctx.User()), "key", gossh.FingerprintSHA256(key), "why", named(err.Error()))
		return false
	}
	s.o.Log.Debug("key known", "remote", from, "user", named(ctx.User()), "key", id.Fingerprint)
	return true
}

// failed is told of connections that did not come to a sign-in.
func (s *Server) failed(c net.Conn, err error) {
	from := addressOf(c.RemoteAddr())
	if s.trusts(from) && (errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)) {
		return // a load balancer looked whether there is somebody
	}
	s.o.Refused(RefusedSignIn)
	if tried, ok := errors.AsType[*gossh.ServerAuthError](err); ok && slices.ContainsFunc(tried.Errors, refusesKey) {
		return // each of its keys has a line
	}
	s.refusals.tell(from, "not signed in", "remote", from, "why", named(err.Error()))
}

func refusesKey(err error) bool { return errors.Is(err, ssh.ErrPermissionDenied) }

// trusts reports whether an address is that of a load balancer.
func (s *Server) trusts(from netip.Addr) bool {
	return slices.ContainsFunc(s.o.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(from) })
}
