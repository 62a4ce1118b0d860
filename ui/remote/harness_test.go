package remote_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
	"sluice/ui/remote/access"
)

// patience is how long a test waits for what must happen.
const patience = time.Minute

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newSigner is a fresh key.
func newSigner(t testing.TB) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// newSigners are so many fresh keys.
func newSigners(t testing.TB, n int) []ssh.Signer {
	t.Helper()
	keys := make([]ssh.Signer, n)
	for i := range keys {
		keys[i] = newSigner(t)
	}
	return keys
}

func keyLine(s ssh.Signer) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey())))
}

// world is a server on a loopback socket, and what happened on it.
type world struct {
	t      testing.TB
	server *remote.Server
	addr   string
	path   string // of the access file
	source *access.Source
	log    *journal
	served chan error
	ended  chan string // the names of those whose Finish was called

	alice, bob, carol ssh.Signer // admin, operator, viewer
}

// journal is a log that tests read.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// start serves echo programs to alice, bob and carol. change may change the
// options; more are further lines of the access file.
func start(t testing.TB, change func(*remote.Options), more ...string) *world {
	t.Helper()
	w := &world{
		t: t, path: filepath.Join(t.TempDir(), "access"), log: &journal{}, served: make(chan error, 1), ended: make(chan string, 10_000),
		alice: newSigner(t), bob: newSigner(t), carol: newSigner(t),
	}
	lines := append([]string{
		`sluice-role="admin",sluice-name="alice" ` + keyLine(w.alice),
		`sluice-role="operator",sluice-name="bob" ` + keyLine(w.bob),
		`sluice-name="carol" ` + keyLine(w.carol),
	}, more...)
	w.write(lines...)
	var err error
	if w.source, err = access.Open(w.path); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.addr = listener.Addr().String()
	o := remote.Options{
		Listener: listener, HostKey: newSigner(t), Access: w.source,
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		NewSession: func(_ context.Context, v remote.Visitor) (remote.Session, error) {
			return remote.Session{
				Model:  &echo{visitor: v},
				Finish: func(io.Writer) { w.ended <- v.Name },
			}, nil
		},
		Commands: []string{"whoami", "cat", "panic"},
		Exec:     execute,
	}
	if change != nil {
		change(&o)
	}
	if w.server, err = remote.New(o); err != nil {
		t.Fatal(err)
	}
	go func() { w.served <- w.server.Serve() }()
	t.Cleanup(w.stop)
	return w
}

func (w *world) write(lines ...string) {
	w.t.Helper()
	if err := os.WriteFile(w.path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// stop closes the server; that nothing of it is left is for goleak to see.
func (w *world) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		w.t.Errorf("Shutdown: %v", err)
	}
	if err := <-w.served; err != nil {
		w.t.Errorf("Serve: %v", err)
	}
}

// execute are the commands of the tests.
func execute(ctx context.Context, v remote.Visitor, args []string, stdio remote.Stdio) int {
	switch args[0] {
	case "whoami":
		fmt.Fprintf(stdio.Out, "%s %s %s %q\n", v.Name, v.Grant.Role, v.Remote, args[1:])
		return 7
	case "cat":
		if _, err := io.Copy(stdio.Out, stdio.In); err != nil {
			return 1
		}
		return 0
	}
	panic("a command that panics")
}

// echo is a program that shows who uses it, its size, and the last that came. A
// few keys make it panic.
type echo struct {
	visitor remote.Visitor
	size    tea.WindowSizeMsg
	last    string
	broken  bool
}

// canary is a message that the server sends to all.
type canary string

func (e *echo) Init() tea.Cmd { return nil }

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.size = msg
	case tea.PasteMsg:
		e.last = fmt.Sprint("paste of ", len(msg.Content))
	case canary:
		e.last = string(msg)
	case tea.KeyPressMsg:
		e.last = msg.String()
		return e, e.press(msg.String())
	}
	return e, nil
}

func (e *echo) press(key string) tea.Cmd {
	broken := func() tea.Msg { panic("a command that panics") }
	switch key {
	case "q":
		return tea.Quit
	case "ctrl+z":
		return tea.Suspend
	case "U":
		panic("Update panics")
	case "V":
		e.broken = true
	case "C":
		return broken
	case "B":
		return tea.Batch(nil, tea.Batch(func() tea.Msg { return nil }, broken))
	case "S":
		return tea.Sequence(func() tea.Msg { return nil }, broken)
	}
	return nil
}

func (e *echo) View() tea.View {
	if e.broken {
		panic("View panics")
	}
	view := tea.NewView(fmt.Sprintf("I am %s, %s, from %s\n%s\nlast %s\n%s", e.visitor.Name, e.visitor.Grant.Role, e.visitor.Remote, e.title(), e.last,
		strings.Join(e.visitor.Environ, " ")))
	view.AltScreen = true
	view.WindowTitle = e.title()
	return view
}

// title is written whole whenever it changes, where the screen's text is written
// by the cells that do.
func (e *echo) title() string { return fmt.Sprintf("size %dx%d", e.size.Width, e.size.Height) }

// dial signs in with a key.
func (w *world) dial(user string, keys ...ssh.Signer) (*ssh.Client, error) {
	return ssh.Dial("tcp", w.addr, &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(keys...)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience,
	})
}

// client signs in, or fails the test.
func (w *world) client(key ssh.Signer) *ssh.Client {
	w.t.Helper()
	c, err := w.dial("someone", key)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = c.Close() })
	return c
}

// terminal is a session on a virtual terminal.
type terminal struct {
	t       testing.TB
	session *ssh.Session
	keys    io.Writer
	errs    *journal

	mu      sync.Mutex
	changed *sync.Cond
	screen  *vt.Emulator
	closed  bool
}

// open starts a session on a terminal of 80×24.
func (w *world) open(c *ssh.Client) *terminal {
	w.t.Helper()
	session, err := c.NewSession()
	if err != nil {
		w.t.Fatal(err)
	}
	return w.attach(session, 24, 80)
}

func (w *world) attach(session *ssh.Session, rows, columns int) *terminal {
	w.t.Helper()
	term := &terminal{t: w.t, session: session, screen: vt.NewEmulator(80, 24), errs: &journal{}}
	term.changed = sync.NewCond(&term.mu)
	session.Stderr = term.errs
	keys, err := session.StdinPipe()
	if err == nil {
		term.keys = keys
		err = session.RequestPty("xterm-256color", rows, columns, ssh.TerminalModes{ssh.ECHO: 1})
	}
	out, pipeErr := session.StdoutPipe()
	if err = errors.Join(err, pipeErr, session.Shell()); err != nil {
		w.t.Fatal(err)
	}
	answers := make(chan struct{})
	go func() { // a terminal's answers to what it is asked
		_, _ = io.Copy(io.Discard, term.screen)
		close(answers)
	}()
	drawn := make(chan struct{})
	go func() {
		defer close(drawn)
		term.draw(out)
		if answers, ok := term.screen.InputPipe().(io.Closer); ok {
			_ = answers.Close() // ends the copying; the screen's own Close races with its Read
		}
	}()
	w.t.Cleanup(func() { _ = session.Close(); <-drawn; <-answers })
	return term
}

func (term *terminal) draw(out io.Reader) {
	buf := make([]byte, 32<<10)
	for {
		n, err := out.Read(buf)
		term.mu.Lock()
		_, _ = term.screen.Write(buf[:n])
		term.closed = term.closed || err != nil
		term.mu.Unlock()
		term.changed.Broadcast()
		if err != nil {
			return
		}
	}
}

// await waits until the screen shows the text.
func (term *terminal) await(text string) {
	term.t.Helper()
	deadline := time.AfterFunc(patience, term.changed.Broadcast)
	defer deadline.Stop()
	end := time.Now().Add(patience)
	term.mu.Lock()
	defer term.mu.Unlock()
	for !strings.Contains(term.screen.String(), text) {
		if term.closed || time.Now().After(end) {
			term.t.Fatalf("the screen does not show %q (closed: %v):\n%s\n%s", text, term.closed, term.screen.String(), term.errs)
		}
		term.changed.Wait()
	}
}

func (term *terminal) press(keys string) {
	term.t.Helper()
	if _, err := io.WriteString(term.keys, keys); err != nil {
		term.t.Fatal(err)
	}
}

// wait waits for the session's end, and returns its exit code: -1 for none.
func (term *terminal) wait() int {
	term.t.Helper()
	code := exitCode(term.t, term.session.Wait())
	term.mu.Lock()
	defer term.mu.Unlock()
	for !term.closed { // what was sent before the end may not be on the screen yet
		term.changed.Wait()
	}
	return code
}

func exitCode(t testing.TB, err error) int {
	t.Helper()
	if exit, ok := errors.AsType[*ssh.ExitError](err); ok {
		return exit.ExitStatus()
	}
	if _, ok := errors.AsType[*ssh.ExitMissingError](err); ok {
		return -1
	}
	if err != nil {
		t.Errorf("the session's end: %v", err)
		return -1
	}
	return 0
}

// run runs a command, and returns what it wrote and its exit code.
func (w *world) run(c *ssh.Client, command, stdin string) (out, errs string, code int) {
	w.t.Helper()
	session, err := c.NewSession()
	if err != nil {
		w.t.Fatal(err)
	}
	defer session.Close()
	var o, e strings.Builder
	session.Stdin, session.Stdout, session.Stderr = strings.NewReader(stdin), &o, &e
	code = exitCode(w.t, session.Run(command))
	return o.String(), e.String(), code
}
