package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"
)

// crowd is a server for many, which tells of itself.
type crowd struct {
	*served
	metrics string // where
}

// guest is a session that a test drives itself. (OpenSSH's client in a process
// each would be too much.)
type guest struct {
	name   string
	client *ssh.Client
	keys   io.Writer
	first  time.Duration // to the first frame, which names the person

	mu     sync.Mutex
	began  time.Time
	output bytes.Buffer
	drawn  chan struct{} // closed then
}

// guestName is the name of whom a session is; each person has two.
func guestName(session int) string { return fmt.Sprintf("canary%03d", session/2) }

func crowding(t testing.TB, sessions int) *crowd {
	t.Helper()
	people := map[string]string{}
	for i := range sessions {
		people[guestName(i)] = operatorLine
	}
	c := &crowd{served: serving(t, people, "--metrics", "127.0.0.1:0")}
	_, rest, _ := strings.Cut(c.out.String(), "metrics on ")
	c.metrics, _, _ = strings.Cut(rest, "\n")
	return c
}

// warmUp has a session come and go, with which the server is all that it will be.
func (c *crowd) warmUp() {
	c.t.Helper()
	_ = c.arrive(1)[0].client.Close()
	c.eventually("no session is left", func() bool { return c.told("sluice_sessions") == 0 })
}

// arrive has people sign in, all of them ask for a shell at once, and waits for
// the frames.
func (c *crowd) arrive(sessions int) []*guest {
	c.t.Helper()
	guests := c.signInAll(sessions)
	var group sync.WaitGroup
	for _, g := range guests {
		group.Go(func() { c.sit(g) })
	}
	group.Wait()
	if c.t.Failed() {
		c.t.FailNow()
	}
	return guests
}

// queue is [crowd.arrive] where each waits for the frame of the one before.
func (c *crowd) queue(sessions int) []*guest {
	c.t.Helper()
	guests := c.signInAll(sessions)
	for _, g := range guests {
		if c.sit(g); c.t.Failed() {
			c.t.FailNow()
		}
	}
	return guests
}

func (c *crowd) signInAll(sessions int) []*guest {
	c.t.Helper()
	guests := make([]*guest, sessions)
	for i := range guests {
		guests[i] = &guest{name: guestName(i), client: c.signIn(guestName(i)), drawn: make(chan struct{})}
	}
	return guests
}

// sit has a guest ask for a shell, and waits for the frame.
func (c *crowd) sit(g *guest) {
	c.t.Helper()
	if err := g.shell(); err != nil {
		c.t.Errorf("%s: %v", g.name, err)
		return
	}
	select {
	case <-g.drawn:
	case <-time.After(patience):
		c.t.Errorf("%s sees nothing: %q", g.name, g.raw())
	}
}

func (g *guest) shell() error {
	g.mu.Lock()
	g.began = time.Now()
	g.mu.Unlock()
	session, err := g.client.NewSession()
	if err != nil {
		return err
	}
	session.Stdout, session.Stderr = g, g
	if g.keys, err = session.StdinPipe(); err != nil {
		return err
	}
	if err := session.RequestPty("xterm-256color", usual().rows, usual().columns, nil); err != nil {
		return err
	}
	return session.Shell()
}

// Write takes what the server sends.
func (g *guest) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.output.Write(p)
	if g.first == 0 && bytes.Contains(g.output.Bytes(), []byte(g.name)) {
		g.first = time.Since(g.began)
		close(g.drawn)
	}
	return len(p), nil
}

// write types.
func (g *guest) write(keys string) { _, _ = io.WriteString(g.keys, keys) }

// raw is every byte that the server sent.
func (g *guest) raw() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.output.String()
}

// screen is what a terminal shows of it.
func (g *guest) screen() string {
	screen := vt.NewEmulator(usual().columns, usual().rows)
	go func() { _, _ = io.Copy(io.Discard, screen) }() // its answers
	_, _ = screen.WriteString(g.raw())
	text := screen.String()
	if answers, ok := screen.InputPipe().(io.Closer); ok {
		_ = answers.Close()
	}
	return text
}

// told is a number among the server's metrics.
func (c *crowd) told(name string) float64 {
	c.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	answer, err := client.Get(c.metrics)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				c.t.Fatal(err)
			}
			return number
		}
	}
	c.t.Fatalf("the metrics have no %s:\n%s", name, text)
	return 0
}

// processor is what the server takes of a processor, over two seconds: its own
// processor time, so that the machine may be busy.
func (c *crowd) processor() float64 {
	const stretch = 2 * time.Second
	began, used := time.Now(), c.told("process_cpu_seconds_total")
	<-time.After(stretch)
	return (c.told("process_cpu_seconds_total") - used) / time.Since(began).Seconds()
}

// eventually waits for a condition.
func (c *crowd) eventually(what string, ok func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); breathe() {
		if time.Now().After(deadline) {
			c.t.Fatalf("it did not come to that %s", what)
		}
	}
}

// sandboxGroups are the ids of the sandbox's groups, but for those that are a
// VPC's default: rules of theirs have to be confirmed by typing.
func sandboxGroups() []string {
	return []string{
		"sg-77aa01bc", "sg-3d7f90ab", "sg-6c0de911", "sg-1e9ac701", "sg-5e2b8f14", "sg-0a5d8e02", "sg-140ba4c8", "sg-5b1c22de",
	}
}
