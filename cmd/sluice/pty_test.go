package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience is how long a test waits for something that is bound to come.
const patience = time.Minute

// terminal is a program under a pty, and the screen that it draws on. What it
// does is waited for by what it shows, never by time.
type terminal struct {
	t   testing.TB
	cmd *exec.Cmd
	pty *os.File

	mu      sync.Mutex
	screen  *vt.Emulator
	raw     bytes.Buffer
	changed chan struct{} // closed by the next output
	colour  chan struct{} // closed when the screen has told its colour
	ended   chan struct{} // closed when the program has ended and all it wrote is drawn
	code    int           // its exit code, then
}

// size is a terminal's columns and rows.
type size struct{ columns, rows int }

func usual() size { return size{120, 40} }

// start runs a program under a pty of that size, with that environment and no
// other. The program is ended with the test.
func start(t testing.TB, s size, env []string, name string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = env
	blocking, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(s.rows), Cols: uint16(s.columns)})
	if err != nil {
		t.Fatal(err)
	}
	file := closable(t, blocking)
	term := &terminal{
		t: t, cmd: cmd, pty: file, screen: vt.NewEmulator(s.columns, s.rows),
		changed: make(chan struct{}), colour: make(chan struct{}), ended: make(chan struct{}),
	}
	go func() { // the screen's answers to queries, which go nowhere once the terminal is lost
		_, _ = io.Copy(&answering{file, term.colour, nil}, term.screen)
		_, _ = io.Copy(io.Discard, term.screen)
	}()
	go term.draw()
	t.Cleanup(term.stop)
	return term
}

// answering is what a screen answers queries through.
type answering struct {
	pty    io.Writer
	colour chan<- struct{} // closed by the first answer that tells it
	all    []byte
}

func (a *answering) Write(p []byte) (int, error) {
	n, err := a.pty.Write(p)
	const answer = "\x1b]11;rgb:"
	told := bytes.Contains(a.all, []byte(answer))
	if a.all = append(a.all, p[:n]...); !told && bytes.Contains(a.all, []byte(answer)) {
		close(a.colour)
	}
	return n, err
}

// waitForColour waits for the screen to have answered the query for its colour.
func (term *terminal) waitForColour() {
	term.t.Helper()
	select {
	case <-term.colour:
	case <-time.After(patience):
		term.t.Fatal("the screen was not asked for its colour")
	}
}

// closable is a file in another, whose Close does not wait for a Read to end.
func closable(t testing.TB, blocking *os.File) *os.File {
	t.Helper()
	defer func() { _ = blocking.Close() }()
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), blocking.Name())
}

// draw puts what the program writes on the screen until the program ends.
func (term *terminal) draw() {
	buf := make([]byte, 32<<10)
	for {
		n, err := term.pty.Read(buf)
		term.mu.Lock()
		_, _ = term.screen.Write(buf[:n])
		term.raw.Write(buf[:n])
		close(term.changed)
		term.changed = make(chan struct{})
		term.mu.Unlock()
		if err != nil {
			break
		}
	}
	err := term.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		term.code = exit.ExitCode()
	}
	close(term.ended)
}

// stop ends the program, if it has not ended, and the screen.
func (term *terminal) stop() {
	_ = term.cmd.Process.Kill()
	_ = term.pty.Close()
	<-term.ended
	if answers, ok := term.screen.InputPipe().(io.Closer); ok {
		_ = answers.Close() // ends the copying; the screen's own Close races with its Read
	}
}

// lines are the rows of the screen without the spaces at their ends.
func (term *terminal) lines() []string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.drawn()
}

func (term *terminal) drawn() []string {
	lines := make([]string, term.screen.Height())
	for y := range lines {
		var row strings.Builder
		for x := 0; x < term.screen.Width(); {
			cell := term.screen.CellAt(x, y)
			if cell == nil || cell.Content == "" {
				row.WriteByte(' ')
				x++
				continue
			}
			row.WriteString(cell.Content)
			x += max(cell.Width, 1)
		}
		lines[y] = strings.TrimRight(row.String(), " ")
	}
	return lines
}

// text is the screen's rows as one text.
func (term *terminal) text() string { return strings.Join(term.lines(), "\n") }

// output is every byte that the program wrote.
func (term *terminal) output() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.raw.String()
}

// await waits for the screen to be as wanted, and says whether it came to that
// in time and before the program's end. It looks again at each output.
func (term *terminal) await(within time.Duration, wanted func(screen string) bool) (screen string, ok bool) {
	deadline := time.After(within)
	for over := false; ; {
		term.mu.Lock()
		screen, changed := strings.Join(term.drawn(), "\n"), term.changed
		term.mu.Unlock()
		if wanted(screen) {
			return screen, true
		}
		if over {
			return screen, false
		}
		select {
		case <-changed:
		case <-term.ended:
			over = true
		case <-deadline:
			return screen, false
		}
	}
}

// until waits for the screen to be as wanted, which has to come.
func (term *terminal) until(what string, wanted func(screen string) bool) {
	term.t.Helper()
	if screen, ok := term.await(patience, wanted); !ok {
		term.t.Fatalf("no sign of %s; the screen:\n%s", what, screen)
	}
}

// waitFor waits for all of the texts to be on the screen at once.
func (term *terminal) waitFor(texts ...string) {
	term.t.Helper()
	term.until(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// write sends bytes as the keyboard does.
func (term *terminal) write(bytes string) {
	term.t.Helper()
	if _, err := term.pty.WriteString(bytes); err != nil {
		term.t.Fatal(err)
	}
}

// press presses keys by the names that Bubble Tea gives them.
func (term *terminal) press(names ...string) {
	term.t.Helper()
	for _, name := range names {
		term.write(keyBytes(term.t, name))
	}
}

// keyBytes is what xterm sends for a key.
func keyBytes(t testing.TB, name string) string {
	t.Helper()
	if letter, isCtrl := strings.CutPrefix(name, "ctrl+"); isCtrl && len(letter) == 1 {
		return string(letter[0] & 0x1f)
	}
	keys := map[string]string{
		"enter": "\r", "tab": "\t", "esc": "\x1b", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"shift+tab": "\x1b[Z", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP",
	}
	bytes, known := keys[name]
	if !known && len(name) != 1 {
		t.Fatalf("no key is called %q", name)
	}
	if !known {
		return name
	}
	return bytes
}

// paste sends text as a bracketed paste.
func (term *terminal) paste(text string) { term.write("\x1b[200~" + text + "\x1b[201~") }

// resize changes the window, as a person does with the mouse.
func (term *terminal) resize(s size) {
	term.t.Helper()
	term.mu.Lock()
	term.screen.Resize(s.columns, s.rows)
	term.mu.Unlock()
	if err := pty.Setsize(term.pty, &pty.Winsize{Rows: uint16(s.rows), Cols: uint16(s.columns)}); err != nil {
		term.t.Fatal(err)
	}
}

// signal sends the program a signal.
func (term *terminal) signal(s syscall.Signal) {
	term.t.Helper()
	if err := term.cmd.Process.Signal(s); err != nil {
		term.t.Fatal(err)
	}
}

// exit waits for the program's end and gives its exit code.
func (term *terminal) exit() int {
	term.t.Helper()
	select {
	case <-term.ended:
	case <-time.After(patience):
		term.t.Fatalf("waited %v for the program to end; the screen:\n%s", patience, term.text())
	}
	return term.code
}
