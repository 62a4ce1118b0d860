package remote

import (
	"context"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// channel is the gate before the stock handler of a session. It answers most of
// what a client asks for itself; the stock handler sees at most one terminal,
// one command, and a few variables. It never sees a change of the window: it
// would wait for somebody to take it, with the channel's requests behind it.
type channel struct {
	gossh.NewChannel
	conn    *conn
	key     ssh.PublicKey // that signed
	visitor Visitor
	ctx     context.Context
	cancel  context.CancelFunc
	windows chan window // the newest, at most
	denied  func(what string)

	hasPty  bool
	started bool
}

// channelContext is the context of one channel: the stock one is its connection's,
// which may outlive it.
type channelContext struct {
	ssh.Context
	channel *channel
}

type channelKey struct{}

func (c channelContext) Done() <-chan struct{}              { return c.channel.ctx.Done() }
func (c channelContext) Err() error                         { return c.channel.ctx.Err() }
func (c channelContext) Deadline() (at time.Time, set bool) { return c.channel.ctx.Deadline() }

func (c channelContext) Value(key any) any {
	if key == (channelKey{}) {
		return c.channel
	}
	return c.Context.Value(key)
}

// channel handles a channel of the type "session" until the client closed it.
func (s *Server) channel(server *ssh.Server, sshConn *gossh.ServerConn, requested gossh.NewChannel, ctx ssh.Context) {
	c, ok := ctx.Value(connKey{}).(*conn)
	if !ok || !c.addChannel() {
		_ = requested.Reject(gossh.ResourceShortage, "too many sessions of one connection")
		return
	}
	defer c.removeChannel()
	key, _ := ctx.Value(ssh.ContextKeyPublicKey).(ssh.PublicKey)
	if key == nil {
		_ = requested.Reject(gossh.Prohibited, "no key signed in")
		return
	}
	id, err := s.o.Access.File().Admit(key, addressOf(sshConn.RemoteAddr()), s.o.Now())
	if err != nil {
		_ = requested.Reject(gossh.Prohibited, "you may not sign in any more")
		return
	}
	gate := &channel{
		NewChannel: requested, conn: c, key: key, windows: make(chan window, 1),
		visitor: Visitor{Identity: id, User: sshConn.User(), Remote: addressOf(sshConn.RemoteAddr())},
	}
	gate.ctx, gate.cancel = context.WithCancel(context.Background())
	defer gate.cancel()
	gate.denied = func(what string) { s.denied(ctx, sshConn, what) }
	ssh.DefaultSessionHandler(server, sshConn, gate, channelContext{ctx, gate})
}

// Accept accepts the channel, and puts the gate before its requests.
func (c *channel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, requests, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	passed := make(chan *gossh.Request)
	go func() {
		defer close(passed)
		defer c.cancel()
		for r := range requests {
			if c.passes(r) {
				passed <- r
			} else if r.WantReply {
				_ = r.Reply(r.Type == "window-change", nil)
			}
		}
	}()
	return ch, passed, nil
}

// passes reports whether the stock handler gets to see a request; it is then made
// anew within the limits.
func (c *channel) passes(r *gossh.Request) bool {
	switch r.Type {
	case "pty-req":
		term, size, anew, ok := readPty(r.Payload)
		if !ok || !c.visitor.Terminal || c.started || c.hasPty {
			return false
		}
		c.visitor.Term, c.hasPty, r.Payload = term, true, anew
		c.resize(size)
		return true
	case "env":
		v, ok := readVariable(r.Payload)
		if !ok || c.started || len(c.visitor.Environ) >= maxEnviron {
			return false
		}
		c.visitor.Environ = append(c.visitor.Environ, v)
		return true
	case "shell", "exec":
		if _, ok := readCommand(r.Payload); r.Type == "exec" && !ok || c.started {
			return false
		}
		c.started = true
		return true
	case "window-change":
		if size, ok := readWindow(r.Payload); ok && c.hasPty {
			c.resize(size)
		}
	default:
		if isForward(r.Type) {
			c.denied(r.Type)
		}
	}
	return false
}

// resize keeps the newest size for whoever draws.
func (c *channel) resize(size window) {
	for {
		select {
		case c.windows <- size:
			return
		default:
		}
		select {
		case <-c.windows:
		default:
		}
	}
}
