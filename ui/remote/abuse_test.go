package remote_test

import (
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

const (
	abusers   = 10       // at once, with a key each
	maxGrowth = 50 << 20 // bytes that all of them together may take
)

// ptyPayload and sizePayload are requests as a client writes them.
func ptyPayload(term string, width, height uint32) []byte {
	return ssh.Marshal(&struct {
		Term       string
		W, H, X, Y uint32
		Modes      string
	}{term, width, height, 0, 0, "\x00"})
}

func sizePayload(width, height uint32) []byte {
	return ssh.Marshal(&struct{ W, H, X, Y uint32 }{width, height, 0, 0})
}

// raw opens a channel that the library keeps its hands off. What comes out of it
// is thrown away, as the terminal of somebody who looks away does.
func raw(t *testing.T, c *ssh.Client) ssh.Channel {
	t.Helper()
	ch, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	go func() { _, _ = io.Copy(io.Discard, ch) }()
	go func() { _, _ = io.Copy(io.Discard, ch.Stderr()) }()
	return ch
}

func ask(t *testing.T, ch ssh.Channel, kind string, payload []byte) bool {
	t.Helper()
	ok, err := ch.SendRequest(kind, true, payload)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%s: %v", kind, err)
	}
	return ok
}

// shell asks for a terminal and the screens.
func shell(t *testing.T, ch ssh.Channel, width, height uint32) {
	t.Helper()
	if !ask(t, ch, "pty-req", ptyPayload("xterm", width, height)) || !ask(t, ch, "shell", nil) {
		t.Fatal("no terminal, or no shell")
	}
}

// abuses are what a client can do to a server.
func abuses() map[string]func(*testing.T, *ssh.Client) {
	return map[string]func(*testing.T, *ssh.Client){
		"huge window":        askHugeWindow,
		"wider window":       askWiderWindow,
		"environment":        floodEnvironment,
		"channels":           floodChannels,
		"resizes":            floodSizes,
		"closed channels":    closeChannels,
		"forwarding":         askForwarding,
		"malformed requests": askNonsense,
		"33 parameters":      typeParameters,
		"unended strings":    typeUnended,
		"typing":             typeMuch,
	}
}

func askHugeWindow(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	shell(t, ch, math.MaxUint32, math.MaxUint32)
	_, _ = ch.SendRequest("window-change", false, sizePayload(math.MaxUint32, math.MaxUint32))
}

// askWiderWindow has rows grow by a cell that are nearly as long as they may be.
func askWiderWindow(t *testing.T, c *ssh.Client) {
	ch, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Error(err)
		return
	}
	go ssh.DiscardRequests(requests)
	shell(t, ch, 239, math.MaxUint32)
	readTo(t, ch, "\x1b]2;size 239x72")
	_, _ = ch.SendRequest("window-change", false, sizePayload(math.MaxUint32, math.MaxUint32))
	readTo(t, ch, "\x1b]2;size 240x72")
	go func() { _, _ = io.Copy(io.Discard, ch) }()
}

// readTo reads up to a text.
func readTo(t *testing.T, r io.Reader, text string) {
	t.Helper()
	var got []byte
	for buf := make([]byte, 4096); !strings.Contains(string(got), text); {
		n, err := r.Read(buf)
		if got = append(got, buf[:n]...); err != nil {
			t.Errorf("it ended with %v before %q: %q", err, text, got)
			return
		}
	}
}

func floodEnvironment(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	taken := 0
	for i := range 20_000 {
		name := []string{"LANG", "LD_PRELOAD", "PATH"}[i%3]
		payload := ssh.Marshal(&struct{ Name, Value string }{name, strings.Repeat("x", 30+10*(i%5)*(i%5)*(i%5)*(i%5))})
		if i >= 200 { // without waiting for an answer to each
			_, _ = ch.SendRequest("env", false, payload)
		} else if ask(t, ch, "env", payload) {
			taken++
		}
	}
	if taken == 0 || taken > 16 {
		t.Errorf("%d variables were taken, want 1 to 16", taken)
	}
	shell(t, ch, 80, 24)
}

func floodChannels(t *testing.T, c *ssh.Client) {
	refused := 0
	for range 1000 {
		_, requests, err := c.OpenChannel("session", nil)
		if err != nil {
			refused++
			continue
		}
		go ssh.DiscardRequests(requests)
	}
	if refused != 996 {
		t.Errorf("%d channels were refused, want 996", refused)
	}
}

func floodSizes(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	for range 1000 { // before anybody could take them
		_, _ = ch.SendRequest("window-change", false, sizePayload(80, 24))
	}
	shell(t, ch, 80, 24)
	for i := range uint32(20_000) {
		_, _ = ch.SendRequest("window-change", false, sizePayload(i*7919%300, i*104_729%100))
	}
	if ok, err := ch.SendRequest("window-change", true, sizePayload(80, 24)); !ok && err == nil {
		t.Error("after the flood the size of the window is refused")
	}
}

func closeChannels(t *testing.T, c *ssh.Client) {
	for range 20 {
		ch := raw(t, c)
		shell(t, ch, 80, 24)
		_ = ch.Close()
	}
}

func askForwarding(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	for kind, payload := range map[string][]byte{
		"auth-agent-req@openssh.com": nil, "x11-req": nil, "subsystem": ssh.Marshal(&struct{ Name string }{"sftp"}),
		"signal": ssh.Marshal(&struct{ Name string }{"KILL"}), "break": sizePayload(1, 1),
	} {
		if ask(t, ch, kind, payload) {
			t.Errorf("%s was granted", kind)
		}
	}
	for _, kind := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "no-such-request"} {
		if ok, _, err := c.SendRequest(kind, true, ssh.Marshal(&struct {
			Addr string
			Port uint32
		}{"0.0.0.0", 0})); ok || err != nil {
			t.Errorf("%s: %v, %v", kind, ok, err)
		}
	}
	for _, kind := range []string{"direct-tcpip", "direct-streamlocal@openssh.com", "tun@openssh.com", "x11", "auth-agent@openssh.com"} {
		if _, _, err := c.OpenChannel(kind, make([]byte, 100)); err == nil {
			t.Errorf("a channel of type %s was opened", kind)
		}
	}
}

func askNonsense(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	for _, kind := range []string{"pty-req", "window-change", "env", "exec", "subsystem", "signal"} {
		for _, payload := range []string{"", "\x00", "\xff\xff\xff\xff", strings.Repeat("\xff", 40), "\x00\x00\x00\x01"} {
			if kind != "window-change" && ask(t, ch, kind, []byte(payload)) {
				t.Errorf("%s of %q was granted", kind, payload)
			}
		}
	}
	for _, term := range []string{"xterm\n", "x y", "\x1b[31m", strings.Repeat("x", 65), "$(id)"} {
		if ask(t, ch, "pty-req", ptyPayload(term, 80, 24)) {
			t.Errorf("a terminal of the type %q was granted", term)
		}
	}
	if ask(t, ch, "exec", ssh.Marshal(&struct{ C string }{strings.Repeat("x", 5000)})) {
		t.Error("a command of 5000 bytes was taken")
	}
}

func typeParameters(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	shell(t, ch, 80, 24)
	for range 100 {
		_, _ = io.WriteString(ch, "\x1b["+strings.Repeat("1;", 32)+"1A\x1bP"+strings.Repeat("1;", 40)+"q\x1b\\")
	}
}

func typeUnended(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	shell(t, ch, 80, 24)
	_, _ = io.WriteString(ch, "\x1b[200~"+strings.Repeat("x", 4<<20))
	_, _ = io.WriteString(ch, "\x1b]52;c;"+strings.Repeat("x", 1<<20))
}

func typeMuch(t *testing.T, c *ssh.Client) {
	ch := raw(t, c)
	shell(t, ch, 80, 24)
	_, _ = io.WriteString(ch, strings.Repeat("x\x1b[A", 20_000))
}

// TestAbuse has ten people do the same at once: the heap stays small, the screen
// of somebody else stays as it is and that session works on, and while the ten
// look on, the process rests. All ends when they leave. The limits are those that
// there are by default.
func TestAbuse(t *testing.T) {
	keys, lines := people(t, abusers)
	for name, abuse := range abuses() {
		t.Run(name, func(t *testing.T) {
			w := start(t, nil, lines...)
			other := w.open(w.client(w.carol))
			other.press("n")
			other.await("last n")
			screen := other.text()
			clients := make([]*ssh.Client, abusers)
			for i, key := range keys {
				clients[i] = w.client(key)
			}
			before := heap()
			var done sync.WaitGroup
			for _, c := range clients {
				done.Go(func() { abuse(t, c) })
			}
			done.Wait()
			w.eventually("rest", resting)
			after := heap()
			if after > before+maxGrowth {
				t.Errorf("the heap grew from %d to %d MB", before>>20, after>>20)
			}
			t.Logf("the heap grew by %.1f MB", (float64(after)-float64(before))/(1<<20))
			if got := other.text(); got != screen {
				t.Errorf("the other session's screen was\n%s\nand is\n%s", screen, got)
			}
			other.press("o")
			other.await("last o")
			for _, c := range clients {
				_ = c.Close()
			}
			w.eventually("one session", func() bool { return w.server.Sessions() == 1 })
			other.press("p")
			other.await("last p")
		})
	}
}

// text is what the screen shows.
func (term *terminal) text() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.screen.String()
}

// resting reports whether this process, servers and clients together, takes less
// than 2 % of a processor, over a stretch of half a second. Its own processor
// time counts, so the machine may be busy.
func resting() bool {
	const stretch = 500 * time.Millisecond
	began, used := time.Now(), processorTime()
	<-time.After(stretch)
	return processorTime()-used < time.Since(began)/50
}

// processorTime is how much this process has taken.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no other errors than those of its arguments
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is what is in use, garbage apart.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// TestUnendedPaste: keys work again after what would swallow them.
func TestUnendedPaste(t *testing.T) {
	w := start(t, nil)
	term := w.open(w.client(w.alice))
	term.await("I am alice")
	term.press("\x1b[200~text")
	term.await("last paste of 4")
	term.press("\x1b[" + strings.Repeat("1;", 32) + "1Ay")
	term.await("last y")
}

// TestChannelClosed: the program ends with its channel, though the connection
// stays, and the connection without sessions ends in the end.
func TestChannelClosed(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.Idle = time.Second })
	c := w.client(w.alice)
	for range 3 {
		ch := raw(t, c)
		shell(t, ch, 80, 24)
		w.eventually("a session", func() bool { return w.server.Sessions() == 1 })
		_ = ch.Close()
		w.eventually("no session", func() bool { return w.server.Sessions() == 0 })
		if got := <-w.ended; got != "alice" {
			t.Errorf("Finish was called for %s", got)
		}
	}
	if err := c.Wait(); err == nil {
		t.Error("the connection ended without an error")
	}
}

// TestUnusedChannels: channels that are opened and left alone keep no connection.
func TestUnusedChannels(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.Idle = 200 * time.Millisecond })
	c := w.client(w.alice)
	for range 4 {
		ask(t, raw(t, c), "pty-req", ptyPayload("xterm", 80, 24))
	}
	if err := c.Wait(); err == nil {
		t.Error("the connection ended without an error")
	}
}

// TestStalledTerminal: a client that takes no output loses its connection, and
// with it the program that could not be ended.
func TestStalledTerminal(t *testing.T) {
	w := start(t, func(o *remote.Options) { o.Limits.Stall = 300 * time.Millisecond })
	c := w.client(w.alice)
	ch, requests, err := c.OpenChannel("session", nil) // nobody reads from it, so its window runs out
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	if !ask(t, ch, "exec", ssh.Marshal(&struct{ C string }{"cat"})) {
		t.Fatal("no command")
	}
	fed := make(chan error, 1)
	go func() {
		for {
			if _, err := ch.Write(make([]byte, 1<<20)); err != nil {
				fed <- err
				return
			}
		}
	}()
	if err := c.Wait(); err == nil {
		t.Error("the connection ended without an error")
	}
	<-fed
	w.eventually("no session", func() bool { return w.server.Sessions() == 0 })
}
