package remote

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"sluice/ui/remote/access"
)

// Options are what a server needs of the world.
type Options struct {
	Listener net.Listener
	HostKey  gossh.Signer   // see [HostKey]
	Access   *access.Source // who may sign in
	// NewSession makes the program of a session. The context ends with it.
	NewSession func(ctx context.Context, v Visitor) (Session, error)
	// Commands are the first words of what may be run without a terminal, by Exec.
	Commands []string
	// May reports whether a visitor may run one of them, so that only those are
	// offered; Exec refuses the others in its own words. nil for all.
	May func(v Visitor, command string) bool
	// Exec runs a listed command, and returns its exit code. The context ends when
	// the client leaves. May be nil where there are no Commands.
	Exec func(ctx context.Context, v Visitor, args []string, stdio Stdio) int
	// TrustedProxies are load balancers: they must, and only they may, say by PROXY
	// protocol v2 whom they speak for.
	TrustedProxies []netip.Prefix
	Limits         Limits
	// Refused is told of everybody who was not let in; may be nil. It must not wait.
	Refused func(Refusal)
	Log     *slog.Logger     // nil for none
	Now     func() time.Time // nil for [time.Now]
}

// Visitor is who is behind a session, and with what terminal.
type Visitor struct {
	access.Identity
	User    string     // the name that was signed in with: the client's own choice, which nothing follows from
	Remote  netip.Addr // where the session comes from
	Term    string     // the terminal's type, or "" without one
	Environ []string   // name=value, of the few names that are taken; never to be trusted
}

// Session is the program of a session.
type Session struct {
	Model tea.Model
	// Finish, if set, is called once when the program has ended, however it ended.
	// It waits for writes under way, and tells their outcome on out, which may be a
	// terminal that is gone.
	Finish func(out io.Writer)
}

// Refusal is why somebody was not let in.
type Refusal string

// The refusals.
const (
	RefusedKey     Refusal = "key"     // the access file does not admit it; a client may offer several
	RefusedSignIn  Refusal = "sign-in" // the connection ended without one
	RefusedSlot    Refusal = "slot"    // there are as many sessions as there may be, or the server stops
	RefusedCommand Refusal = "command" // it is not offered
)

// Stdio is what a command without a terminal reads and writes.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
}

// Limits bound what clients can make a server do. A zero field is its default.
type Limits struct {
	Connections int // at once, signed in or not; 2000
	Channels    int // of a connection; 4
	PerKey      int // sessions of a key; 2
	Sessions    int // in all; 200
	// Strangers are connections that nobody has signed in on yet: in all, 1000. When
	// one more comes, the oldest is closed.
	Strangers int
	// StrangersFrom is how many of them may come from one address, or from one /64
	// of IPv6; 500.
	StrangersFrom int

	Handshake time.Duration // until a connection is signed in; 10 s
	Idle      time.Duration // of a session without input, or a connection without sessions; 30 min
	Stall     time.Duration // of a terminal that takes no output; 1 min
	Quit      time.Duration // for a program that was told to end; 3 s
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Connections: cmp.Or(l.Connections, 2000),
		Channels:    cmp.Or(l.Channels, 4),
		PerKey:      cmp.Or(l.PerKey, 2),
		Sessions:    cmp.Or(l.Sessions, 200),

		Strangers:     cmp.Or(l.Strangers, 1000),
		StrangersFrom: cmp.Or(l.StrangersFrom, 500),

		Handshake: cmp.Or(l.Handshake, 10*time.Second),
		Idle:      cmp.Or(l.Idle, 30*time.Minute),
		Stall:     cmp.Or(l.Stall, time.Minute),
		Quit:      cmp.Or(l.Quit, 3*time.Second),
	}
}

// check holds the options to what a server cannot do without.
func (o *Options) check() error {
	switch {
	case o.Listener == nil:
		return errors.New("remote: no listener")
	case o.HostKey == nil:
		return errors.New("remote: no host key")
	case o.Access == nil || o.Access.File().Usable() == 0:
		return errors.New("remote: nobody could sign in: there are no keys")
	case o.NewSession == nil:
		return errors.New("remote: there is nothing to serve")
	case len(o.Commands) > 0 && o.Exec == nil:
		return errors.New("remote: nothing runs the commands")
	}
	o.Limits = o.Limits.withDefaults()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.May == nil {
		o.May = func(Visitor, string) bool { return true }
	}
	if o.Refused == nil {
		o.Refused = func(Refusal) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return nil
}
