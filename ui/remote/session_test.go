package remote_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

// TestSession types on two terminals at once, of two people.
func TestSession(t *testing.T) {
	w := start(t, nil)
	alice, carol := w.open(w.client(w.alice)), w.open(w.client(w.carol))
	alice.await("I am alice, admin, from 127.0.0.1")
	carol.await("I am carol, viewer")
	alice.press("x")
	alice.await("last x")
	carol.press("\x1b[A")
	carol.await("last up")
	if err := alice.session.WindowChange(20, 60); err != nil {
		t.Fatal(err)
	}
	alice.await("size 60x20")
	w.server.Send(canary("to all"))
	alice.await("last to all")
	carol.await("last to all")
	carol.press("\x1a") // suspends nothing
	carol.await("last ctrl+z")
	carol.press("y")
	carol.await("last y")
	alice.press("q")
	if code := alice.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if got := <-w.ended; got != "alice" {
		t.Errorf("Finish was called for %s", got)
	}
	carol.press("z")
	carol.await("last z")
}

func TestCommands(t *testing.T) {
	w := start(t, nil)
	c := w.client(w.bob)
	out, _, code := w.run(c, `whoami 'a b' "c"`, "")
	if out != `bob operator 127.0.0.1 ["a b" "c"]`+"\n" || code != 7 {
		t.Errorf("whoami: %q, %d", out, code)
	}
	if out, _, code := w.run(c, "cat", "text\n"); out != "text\n" || code != 0 {
		t.Errorf("cat: %q, %d", out, code)
	}
	for _, command := range []string{"rm -rf /", "sh -c whoami", "whoamI", "; whoami", "'whoami", "\x1b[31m", " "} {
		out, errs, code := w.run(c, command, "")
		if out != "" || code != 1 || !strings.Contains(errs, "is not offered here. Without a terminal you may run: whoami, cat, panic.") ||
			strings.Contains(errs, "\x1b") {
			t.Errorf("%q: %q, %q, %d", command, out, errs, code)
		}
	}
	_, errs, code := w.run(c, "panic", "")
	if code != 1 || !strings.Contains(errs, "incident") || strings.Contains(errs, "goroutine") {
		t.Errorf("panic: %q, %d", errs, code)
	}
	if !strings.Contains(w.log.String(), "a command that panics") {
		t.Error("the log does not tell of the panic")
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var e strings.Builder
	session.Stderr = &e
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(t, session.Wait()); code != 1 || !strings.Contains(e.String(), "the screens need a terminal") {
		t.Errorf("a shell without a terminal: %q, %d", e.String(), code)
	}
}

// TestOffered: a visitor is told of what he may run, and of nothing else.
func TestOffered(t *testing.T) {
	w := start(t, func(o *remote.Options) {
		o.May = func(v remote.Visitor, command string) bool {
			return v.Name == "alice" || command == "whoami" && v.Name == "bob"
		}
	})
	for _, tt := range []struct {
		key  ssh.Signer
		want string
	}{
		{w.alice, "sluice: ls is not offered here. Without a terminal you may run: whoami, cat, panic.\n"},
		{w.bob, "sluice: ls is not offered here. Without a terminal you may run: whoami.\n"},
		{w.carol, "sluice: ls is not offered here.\n"},
	} {
		if _, errs, code := w.run(w.client(tt.key), "ls", ""); errs != tt.want || code != 1 {
			t.Errorf("code %d, %q; want %q", code, errs, tt.want)
		}
	}
}

// TestExpiredSession: a line that expires ends its sessions, which says when.
func TestExpiredSession(t *testing.T) {
	dora := newSigner(t)
	end := time.Now().Add(time.Hour).Truncate(time.Second)
	var later atomic.Bool
	w := start(t, func(o *remote.Options) {
		o.Now = func() time.Time {
			if later.Load() {
				return end
			}
			return time.Now()
		}
	}, `expiry-time="`+end.UTC().Format("20060102150405")+`Z",sluice-name="dora" `+keyLine(dora))
	term := w.open(w.client(dora))
	term.await("I am dora")
	w.server.Recheck()
	term.press("x")
	term.await("last x")
	later.Store(true)
	w.server.Recheck()
	code, want := term.wait(), "your key was good until "+end.UTC().Format(time.RFC3339)+"."
	if !strings.HasSuffix(unbroken(term.text()), unbroken(want)) || code != 1 {
		t.Errorf("exit code %d, want 1 and %q:\n%s", code, want, term.text())
	}
}

// unbroken is a text without its blanks: a terminal breaks lines anywhere.
func unbroken(text string) string { return strings.Join(strings.Fields(text), "") }

// TestRestricted: who has no terminal by the access file is given none.
func TestRestricted(t *testing.T) {
	robot := newSigner(t)
	w := start(t, nil, `restrict,sluice-name="robot" `+keyLine(robot))
	session, err := w.client(robot).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, nil); err == nil {
		t.Error("it was given a terminal")
	}
	if out, _, _ := w.run(w.client(robot), "whoami", ""); !strings.HasPrefix(out, "robot viewer") {
		t.Errorf("whoami: %q", out)
	}
}

// TestPanics: a panic anywhere ends its session, tells the incident to the user
// and the stack to the log, and leaves the others alone.
func TestPanics(t *testing.T) {
	w := start(t, nil)
	other := w.open(w.client(w.carol))
	other.await("I am carol")
	for i, key := range []string{"U", "V", "C", "B", "S"} {
		c := w.client(w.alice)
		term := w.open(c)
		term.await("I am alice")
		term.press(key)
		if code := term.wait(); code != 1 {
			t.Errorf("%s: exit code %d", key, code)
		}
		term.mu.Lock()
		shows := strings.Join(strings.Fields(term.screen.String()), " ")
		term.mu.Unlock()
		if !strings.Contains(shows, "sluice: incident ") || strings.Contains(shows, "goroutine") {
			t.Errorf("%s: the screen shows %q", key, shows)
		}
		<-w.ended
		if got := strings.Count(w.log.String(), "msg=panic"); got != i+1 {
			t.Errorf("%s: the log tells of %d panics", key, got)
		}
		_ = c.Close()
	}
	other.press("o")
	other.await("last o")
}

func TestSessionSlots(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.PerKey, o.Limits.Sessions = 2, 3 })
	c := w.client(w.alice)
	first, second := w.open(c), w.open(w.client(w.alice))
	first.await("I am alice")
	second.await("I am alice")
	refused := w.open(c)
	if code := refused.wait(); code != 1 || !strings.Contains(refused.errs.String(), "your key has 2 sessions already") {
		t.Errorf("the third of a key: %q, %d", refused.errs, code)
	}
	third := w.open(w.client(w.bob))
	third.await("I am bob")
	if full := w.open(w.client(w.carol)); full.wait() != 1 || !strings.Contains(full.errs.String(), "all 3 session slots are taken") {
		t.Errorf("the fourth of all: %q", full.errs)
	}
	first.press("q")
	first.wait()
	w.eventually("a free slot", func() bool { return w.server.Sessions() == 2 })
	w.open(c).await("I am alice")
}

// TestIdle: a session without input ends, however much it draws.
func TestIdle(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.Idle = 300 * time.Millisecond })
	term := w.open(w.client(w.alice))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				w.server.Send(canary(fmt.Sprint("tick ", i)))
			}
		}
	}()
	if code := term.wait(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	close(stop)
	<-stopped
	if !strings.Contains(w.log.String(), "nothing was typed for 300ms") {
		t.Errorf("the log:\n%s", w.log)
	}
}

// TestShutdown: a write under way is waited for, and its outcome told; who comes
// meanwhile is refused.
func TestShutdown(t *testing.T) {
	writing, done := make(chan struct{}), make(chan struct{})
	w := start(t, func(o *remote.Options) {
		o.NewSession = func(_ context.Context, v remote.Visitor) (remote.Session, error) {
			return remote.Session{Model: &echo{visitor: v}, Finish: func(out io.Writer) {
				close(writing)
				<-done
				fmt.Fprintln(out, "outcome: added")
			}}, nil
		}
	})
	c := w.client(w.alice)
	term := w.open(c)
	term.await("I am alice")
	down := make(chan error, 1)
	go func() { down <- w.server.Shutdown(t.Context()) }()
	<-writing
	if refused := w.open(c); refused.wait() != 1 || !strings.Contains(refused.errs.String(), "the server stops") {
		t.Errorf("a new session: %q", refused.errs)
	}
	if c, err := w.dial("x", w.bob); err == nil {
		_ = c.Close()
		t.Error("a new connection was taken")
	}
	select {
	case err := <-down:
		t.Errorf("Shutdown did not wait: %v", err)
	default:
	}
	close(done)
	term.await("outcome: added")
	term.await("sluice: the server stops.")
	if err := <-down; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	_ = c.Wait() // the connection is closed
}

// TestShutdownInVain gives up on a write when its time is over.
func TestShutdownInVain(t *testing.T) {
	done := make(chan struct{})
	w := start(t, func(o *remote.Options) {
		o.NewSession = func(_ context.Context, v remote.Visitor) (remote.Session, error) {
			return remote.Session{Model: &echo{visitor: v}, Finish: func(io.Writer) { <-done }}, nil
		}
	})
	term := w.open(w.client(w.alice))
	term.await("I am alice")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.server.Shutdown(ctx); err == nil {
		t.Error("it says that all was well")
	}
	term.wait()
	close(done)
}

// TestRecheck takes people off the access file, and takes rights away.
func TestRecheck(t *testing.T) {
	w := start(t, nil)
	alice, bob, carol := w.open(w.client(w.alice)), w.open(w.client(w.bob)), w.open(w.client(w.carol))
	for _, term := range []*terminal{alice, bob, carol} {
		term.await("I am ")
	}
	w.write(`sluice-role="operator",sluice-ports="443",sluice-name="bob" `+keyLine(w.bob), `sluice-name="carol" `+keyLine(w.carol))
	if changed, err := w.source.Reload(); !changed || err != nil {
		t.Fatalf("Reload: %v, %v", changed, err)
	}
	w.server.Recheck()
	for term, why := range map[*terminal]string{
		alice: "you may not sign in any more: the access file has changed, and does not admit you.",
		bob:   "your rights have changed in the access file: sign in again.",
	} {
		code := term.wait()
		if got := unbroken(term.text()); code != 1 || got != unbroken("sluice: "+why) {
			t.Errorf("exit code %d, %q; want 1, %q", code, got, why)
		}
	}
	carol.press("y")
	carol.await("last y")
	for _, words := range []string{"you may not sign in any more", "your rights have changed"} {
		if !strings.Contains(w.log.String(), words) {
			t.Errorf("the log does not say %q", words)
		}
	}
}
