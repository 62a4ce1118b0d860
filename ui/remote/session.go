package remote

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"

	"sluice/ui/gate"
	"sluice/ui/safe"
)

// exitRefused is the exit code of what was not done, and of a session that did not
// end by its user's will.
const exitRefused = 1

// serve is the middleware that runs a session: its screens, or a command.
func (s *Server) serve(ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		c, ok := sess.Context().Value(channelKey{}).(*channel)
		if !ok {
			return
		}
		l := &live{visitor: c.visitor, key: c.key, conn: c.conn, within: s.o.Limits.Quit, mail: make(chan tea.Msg, maxMail)}
		v := l.visitor
		log := s.o.Log.With("name", v.Name, "key", v.Fingerprint, "remote", v.Remote, "user", named(v.User))
		if err := s.acquireSlot(l); err != nil {
			s.o.Refused(RefusedSlot)
			log.Info("session refused", "why", named(err.Error()))
			_, _ = fmt.Fprintf(s.out(l, sess.Stderr()), "sluice: %s.\n", err)
			s.exit(l, sess, exitRefused)
			return
		}
		defer s.releaseSlot(l)
		c.conn.addSession()
		defer c.conn.removeSession()
		defer s.caught(l, sess)
		began := s.o.Now()
		log.Info("session began", "role", v.Grant.Role.String(), "term", named(v.Term), "command", named(sess.RawCommand()), "client", named(sess.Context().ClientVersion()))
		code := s.run(c, l, sess)
		log.Info("session ended", "code", code, "why", l.ended(), "seconds", s.o.Now().Sub(began).Round(time.Millisecond).Seconds())
		s.exit(l, sess, code)
	}
}

// out is where a session writes to.
func (s *Server) out(l *live, w io.Writer) output {
	return output{w, s.o.Limits.Stall, func() { _ = l.conn.Close() }}
}

// exit tells the client the exit code, and closes the channel.
func (s *Server) exit(l *live, sess ssh.Session, code int) {
	stalled := time.AfterFunc(s.o.Limits.Stall, func() { _ = l.conn.Close() })
	defer stalled.Stop()
	_ = sess.Exit(code)
}

// caught ends a session whose handling panicked.
func (s *Server) caught(l *live, sess ssh.Session) {
	if value := recover(); value != nil {
		incident := s.incident(l, "the session", value, debug.Stack())
		_, _ = fmt.Fprintf(s.out(l, sess.Stderr()), "sluice: %s.\n", sentence(incident))
		s.exit(l, sess, exitRefused)
	}
}

// incident logs a panic with its stack, and returns its id.
func (s *Server) incident(l *live, where string, value any, stack []byte) string {
	id := newIncident()
	s.o.Log.Error("panic", "incident", id, "in", where, "name", l.visitor.Name, "key", l.visitor.Fingerprint, "value", safe.Clean(fmt.Sprint(value)).String(), "stack", string(stack))
	return id
}

// run runs what the client asked for, and returns its exit code.
func (s *Server) run(c *channel, l *live, sess ssh.Session) int {
	errs, out := s.out(l, sess.Stderr()), s.out(l, sess)
	switch {
	case sess.RawCommand() != "":
		return s.command(c, l, sess, Stdio{In: sess, Out: out, Err: errs})
	case !c.visitor.Terminal:
		_, _ = fmt.Fprintf(errs, "sluice: your key is for commands only, not for the screens.%s\n", s.offered(l.visitor))
		return exitRefused
	case !c.hasPty, c.visitor.Term == "", c.visitor.Term == "dumb":
		_, _ = fmt.Fprintf(errs, "sluice: the screens need a terminal: ssh -t, and a TERM that is not dumb.%s\n", s.offered(l.visitor))
		return exitRefused
	}
	return s.screens(c, l, sess, out)
}

func (s *Server) idleReason() string {
	return "nothing was typed for " + s.o.Limits.Idle.String()
}

// offered says which commands there are for a visitor.
func (s *Server) offered(v Visitor) string {
	may := slices.DeleteFunc(slices.Clone(s.o.Commands), func(command string) bool { return !s.o.May(v, command) })
	if len(may) == 0 {
		return ""
	}
	return " Without a terminal you may run: " + strings.Join(may, ", ") + "."
}

// command runs a listed command.
func (s *Server) command(c *channel, l *live, sess ssh.Session, stdio Stdio) int {
	args, err := splitWords(sess.RawCommand())
	if err != nil || len(args) == 0 || !slices.Contains(s.o.Commands, args[0]) {
		s.o.Refused(RefusedCommand)
		_, _ = fmt.Fprintf(stdio.Err, "sluice: %s is not offered here.%s\n", safe.Clean(sess.RawCommand()).Cut(40), s.offered(l.visitor))
		return exitRefused
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	idle := time.AfterFunc(s.o.Limits.Idle, func() { l.end(s.idleReason()) })
	defer idle.Stop()
	stdio.In = input{stdio.In, idle, s.o.Limits.Idle}
	l.began(cancel)
	code := s.o.Exec(ctx, c.visitor, args, stdio)
	if reason := l.ended(); reason != "" {
		_, _ = fmt.Fprintf(stdio.Err, "sluice: %s.\n", reason)
	}
	return code
}

// screens runs the program of a session to its end.
func (s *Server) screens(c *channel, l *live, sess ssh.Session, out output) int {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	session, err := s.o.NewSession(ctx, c.visitor)
	if err != nil {
		_, _ = fmt.Fprintf(out, "sluice: %s\n", safe.Error(err))
		return exitRefused
	}
	if session.Finish != nil {
		defer session.Finish(out)
	}
	idle := time.AfterFunc(s.o.Limits.Idle, func() { l.end(s.idleReason()) })
	defer idle.Stop()
	typed := gate.New(input{sess, idle, s.o.Limits.Idle}, gate.Options{})
	model := newGuard(session.Model, func(where string, value any, stack []byte) {
		l.end(sentence(s.incident(l, where, value, stack)))
	})
	size := <-c.windows // of the request for a terminal, which came first
	frames := newFrames(ctx, out)
	p := tea.NewProgram(paced{model, frames}, programOptions(c, size, newKeyboard(typed), frames)...)
	frames.begin(p.Send)
	go l.forward(ctx, p, size, c.windows)
	l.began(p.Quit)
	_, err = p.Run()
	_ = typed.Close()
	switch reason := l.ended(); {
	case reason != "":
		_, _ = fmt.Fprintf(out, "sluice: %s.\n", reason)
		return exitRefused
	case err != nil && ctx.Err() == nil:
		s.o.Log.Error("program", "name", c.visitor.Name, "why", named(err.Error()))
		return exitRefused
	}
	return 0
}

// programOptions are those of a program on a terminal elsewhere: what the server's
// own process has of signals, files and environment is none of its business.
func programOptions(c *channel, size window, keys *keyboard, frames *frames) []tea.ProgramOption {
	environ := append(slices.Clone(c.visitor.Environ), "TERM="+c.visitor.Term)
	profile := colorprofile.Env(environ)
	if slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") && v != "NO_COLOR=" }) {
		profile = colorprofile.ASCII // any value counts (no-color.org)
	}
	return []tea.ProgramOption{
		tea.WithInput(keys), tea.WithOutput(frames), tea.WithEnvironment(environ), tea.WithColorProfile(profile),
		tea.WithWindowSize(size.width, size.height), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond),
		tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
			frames.hears(msg)
			return keys.filter(m, msg)
		}),
	}
}
