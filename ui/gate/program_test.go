package gate_test

import (
	"io"
	"os"
	"reflect"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sluice/ui/gate"
)

// csi33 panics Bubble Tea's decoder in a goroutine that nothing recovers.
const csi33 = "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1A"

// patience is how long a test waits for what must happen.
const patience = 10 * time.Second

// recorder is a program that tells its keys and pastes, and quits at ctrl+c.
type recorder struct{ seen chan<- string }

func (recorder) Init() tea.Cmd { return nil }

func (r recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+c" {
			return r, tea.Quit
		}
		r.seen <- msg.String()
	case tea.PasteMsg:
		r.seen <- "paste: " + msg.Content
	}
	return r, nil
}

func (recorder) View() tea.View { return tea.NewView("") }

// await returns the next of what the program saw.
func await[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// inputs is what is written to a terminal, and what the program must see of it.
func inputs() []struct{ in, want string } {
	return []struct{ in, want string }{
		{"q", "q"},
		{"\x1b[A", "up"},
		{"\x1bq", "alt+q"},
		{"\x1b", "esc"},
		{csi33 + "a", "a"},
		{"\x1b[200~tcp/22 from 10.0.0.0/8\r\n\x1b[31m\x1b[201~", "paste: tcp/22 from 10.0.0.0/8\n[31m"},
		{"\x1b[200~unended", "paste: unended"},
		{"b", "b"},
		{"\x1b[8;99999;99999t\xff", "\ufffd"},
		{" ", "space"},
	}
}

func TestProgramOnATerminal(t *testing.T) {
	defer goleak.VerifyNone(t)
	keyboard, tty, drained := openTerminal(t)
	before, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}

	seen := make(chan string)
	in := gate.NewTerminal(tty, gate.Options{})
	p := tea.NewProgram(recorder{seen}, options(in, tty)...)
	ended := run(p)
	for _, tt := range inputs() {
		io.WriteString(keyboard, tt.in)
		if got := await(t, seen); got != tt.want {
			t.Errorf("after %q the program saw %q, want %q", tt.in, got, tt.want)
		}
	}
	raw, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(before, raw, cmp.Exporter(anyType)) {
		t.Error("the terminal is not in raw mode")
	}

	io.WriteString(keyboard, "\x03")
	if err := await(t, ended); err != nil {
		t.Errorf("the program: %v", err)
	}
	if err := in.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	after, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after, cmp.Exporter(anyType)); diff != "" {
		t.Errorf("the terminal is not as it was: -before +after\n%s", diff)
	}

	io.WriteString(keyboard, "next\n")
	buf := make([]byte, 100)
	if n, err := tty.Read(buf); string(buf[:n]) != "next\n" || err != nil {
		t.Errorf("the next program reads %q and %v, want its own keys", buf[:n], err)
	}
	tty.Close()
	keyboard.Close()
	await(t, drained)
}

// TestProgramTakesTheTerminalBack has a program release its terminal, as it does to be suspended.
func TestProgramTakesTheTerminalBack(t *testing.T) {
	defer goleak.VerifyNone(t)
	keyboard, tty, drained := openTerminal(t)
	seen := make(chan string)
	in := left{gate.NewTerminal(tty, gate.Options{}), make(chan error, 100), make(chan error, 1)}
	p := tea.NewProgram(recorder{seen}, options(in, tty)...)
	ended := run(p)
	io.WriteString(keyboard, "a")
	await(t, seen)
	// A read that has not begun when the terminal is released never does, and so has nothing to leave: the one after the
	// key's has to be under way.
	await(t, in.begun)
	await(t, in.begun)
	if err := p.ReleaseTerminal(); err != nil {
		t.Fatal(err)
	}
	if err := p.RestoreTerminal(); err != nil {
		t.Fatal(err)
	}
	// Bubble Tea takes the terminal back before its new read begins. Until then a
	// key goes to the old read, which throws it away.
	await(t, in.readers)
	for _, key := range []string{"b", "c"} {
		io.WriteString(keyboard, key)
		if got := await(t, seen); got != key {
			t.Errorf("the program saw %q, want %q", got, key)
		}
	}
	io.WriteString(keyboard, "\x03")
	if err := await(t, ended); err != nil {
		t.Errorf("the program: %v", err)
	}
	in.Close()
	tty.Close()
	keyboard.Close()
	await(t, drained)
}

// left tells of the reads that begin, and of the first that had to leave, because a newer one took its place.
type left struct {
	*gate.Terminal
	begun, readers chan error
}

func (l left) Read(p []byte) (int, error) {
	select {
	case l.begun <- nil:
	default:
	}
	n, err := l.Terminal.Read(p)
	if err == io.EOF {
		select {
		case l.readers <- nil:
		default:
		}
	}
	return n, err
}

// TestProgramOnAConnection has no terminal, only a stream, as an SSH session has.
func TestProgramOnAConnection(t *testing.T) {
	defer goleak.VerifyNone(t)
	src, keyboard := io.Pipe()
	seen := make(chan string)
	drops := make(chan gate.Drop, 10)
	in := gate.New(src, gate.Options{Dropped: func(d gate.Drop) { drops <- d }})
	p := tea.NewProgram(recorder{seen}, options(in, io.Discard)...)
	ended := run(p)
	for _, tt := range inputs() {
		io.WriteString(keyboard, tt.in)
		if got := await(t, seen); got != tt.want {
			t.Errorf("after %q the program saw %q, want %q", tt.in, got, tt.want)
		}
	}
	io.WriteString(keyboard, "\x03")
	if err := await(t, ended); err != nil {
		t.Errorf("the program: %v", err)
	}
	keyboard.Close()
	in.Close()
	close(drops)
	var got []gate.Drop
	for d := range drops {
		got = append(got, d)
	}
	want := []gate.Drop{gate.LongSequence, gate.UnendedPaste, gate.BadSequence}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("drops: -want +got\n%s", diff)
	}
}

// TestCloseOfWhatWasNeverRead must not wait for a goroutine that there is not.
func TestCloseOfWhatWasNeverRead(t *testing.T) {
	defer goleak.VerifyNone(t)
	keyboard, tty, drained := openTerminal(t)
	if err := gate.NewTerminal(tty, gate.Options{}).Close(); err != nil {
		t.Error(err)
	}
	tty.Close()
	keyboard.Close()
	await(t, drained)
}

// TestFileThatIsNoTerminal reads a file that can't be waited for.
func TestFileThatIsNoTerminal(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g := gate.New(f, gate.Options{})
	if got, err := io.ReadAll(g); len(got) > 0 || err != nil {
		t.Errorf("read %q and %v, want nothing", got, err)
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// openTerminal returns the two ends of a terminal. What is written to it is thrown away until it is closed.
func openTerminal(t *testing.T) (keyboard, tty *os.File, drained <-chan error) {
	t.Helper()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(keyboard, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		io.Copy(io.Discard, keyboard) // ends with an error on Linux: the other end is closed
		done <- nil
	}()
	return keyboard, tty, done
}

func options(in io.Reader, out io.Writer) []tea.ProgramOption {
	return []tea.ProgramOption{
		tea.WithInput(in), tea.WithOutput(out), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	}
}

// anyType lets cmp look into the states of terminals.
func anyType(reflect.Type) bool { return true }

func run(p *tea.Program) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	return ended
}
