package ui

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"sluice/model"
	"sluice/model/ingress"
)

// live runs an App as Bubble Tea does, every command in a goroutine of its own.
// It belongs in a synctest bubble, where time passes when all wait.
type live struct {
	*session
	msgs chan tea.Msg
}

func newLive(t *testing.T, w *fakeWorld) *live {
	world := w.world()
	world.Quiet = nil // the real wait, on the bubble's clock
	l := &live{session: newSessionIn(t, sandbox(), world, size{80, 24}), msgs: make(chan tea.Msg)}
	l.perform(l.app.Init())
	l.pass(0)
	return l
}

// perform starts a command.
func (l *live) perform(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, cmd := range msg {
				l.perform(cmd)
			}
		default:
			select {
			case l.msgs <- msg:
			case <-l.ctx.Done():
			}
		}
	}()
}

// pass lets time pass, and gives the App the answers that come meanwhile, those
// that are there already before all else.
func (l *live) pass(d time.Duration) {
	over := time.After(d)
	for {
		synctest.Wait()
		select {
		case msg := <-l.msgs:
			l.give(msg)
			continue
		default:
		}
		select {
		case msg := <-l.msgs:
			l.give(msg)
		case <-over:
			return
		}
	}
}

// give gives a key press or an answer to the App.
func (l *live) give(msg tea.Msg) {
	_, cmd := l.app.Update(msg)
	l.perform(cmd)
}

func (l *live) key(name string) {
	l.t.Helper()
	l.give(l.decode(keyBytes(name)[0]))
	l.pass(0)
}

// keepDown presses a key again and again, as a keyboard does with one held down.
func (l *live) keepDown(name string, d time.Duration) {
	l.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); l.pass(30 * time.Millisecond) {
		l.key(name)
	}
}

// openPreview types a rule and asks for its preview.
func (l *live) openPreview() {
	l.t.Helper()
	l.key("a")
	for _, r := range safeLine {
		l.key(string(r))
	}
	l.key("ctrl+s")
	if !in[model.Previewing](l.session) {
		l.t.Fatalf("no preview:\n%s", l.frame())
	}
}

// TestHeldEnterNeverSends holds Enter from the form on: through the preview,
// for ten seconds. It takes a pause to send.
func TestHeldEnterNeverSends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFakeWorld(sampleGroups(t)...)
		l := newLive(t, w)
		l.openPreview()
		l.keepDown("enter", 10*time.Second)
		w.sends(t, 0, "enter held for ten seconds")
		l.pass(time.Second)
		l.shows("enter sends 1 rule")
		l.keepDown("enter", time.Second)
		w.sends(t, 1, "enter after a pause, held")
	})
}

// TestQuietPeriod sends only when no key was pressed for 400 ms.
func TestQuietPeriod(t *testing.T) {
	tests := []struct {
		name string
		keys []string      // pressed 300 ms after the preview came
		wait time.Duration // then
		sent int
	}{
		{"too soon", nil, 50 * time.Millisecond, 0},
		{"quiet", nil, 150 * time.Millisecond, 1},
		{"a key starts it again", []string{"down"}, 350 * time.Millisecond, 0},
		{"quiet after a key", []string{"down"}, 450 * time.Millisecond, 1},
		{"an early enter starts it again", []string{"enter"}, 350 * time.Millisecond, 0},
		{"quiet after an early enter", []string{"enter"}, 450 * time.Millisecond, 1},
		{"help starts it again", []string{"?", "x"}, 350 * time.Millisecond, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newFakeWorld(sampleGroups(t)...)
				l := newLive(t, w)
				l.openPreview()
				l.pass(300 * time.Millisecond)
				for _, name := range tt.keys {
					l.key(name)
				}
				l.pass(tt.wait)
				l.key("enter")
				w.sends(t, tt.sent, tt.name)
			})
		})
	}
}

// TestSessionEndsWithHalfAList ends sessions while their list is loading, with
// a page that is being waited for and with one that nobody has asked for yet.
func TestSessionEndsWithHalfAList(t *testing.T) {
	for _, pages := range []int{0, 1, 2} {
		before := goleak.IgnoreCurrent()
		synctest.Test(t, func(t *testing.T) {
			w := newFakeWorld(manyGroups(t, 60)...)
			w.page, w.turn = 20, make(chan struct{})
			world := w.world()
			ctx, end := context.WithCancel(t.Context())
			app := New(ctx, sandbox(), plans(), world)
			l := &live{session: &session{t: t, ctx: ctx, app: app}, msgs: make(chan tea.Msg)}
			l.perform(app.Init())
			for range pages {
				w.turn <- struct{}{}
				l.pass(0)
			}
			if got := app.Model().Catalog.Len(); got != 20*pages {
				t.Errorf("%d groups after %d pages", got, pages)
			}
			end()
			synctest.Wait()
		})
		if err := goleak.Find(before); err != nil {
			t.Errorf("after %d pages: %v", pages, err)
		}
	}
}

// TestWriteOutlivesTheSession ends a session, terminal and all, with a write
// under way: the write is not called off, and its receipt is not lost.
func TestWriteOutlivesTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newFakeWorld(sampleGroups(t)...)
		answer := make(chan struct{})
		world := w.world()
		writer := &slowWriter{fakeWorld: w, answer: answer}
		world.Writer = writer
		ctx, end := context.WithCancel(t.Context())
		app := New(ctx, sandbox(), plans(), world)
		l := &live{session: &session{t: t, ctx: ctx, app: app}, msgs: make(chan tea.Msg)}
		l.perform(app.Init())
		l.pass(0)
		l.openPreview()
		l.key("enter")
		end()
		synctest.Wait()
		close(answer)
		receipts := app.Wait()
		if len(receipts) != 1 || receipts[0].Count(ingress.Applied) != 1 {
			t.Errorf("the receipts are %+v", receipts)
		}
		if writer.ended {
			t.Error("the end of the session ends the write's context")
		}
	})
}

// slowWriter answers when it is told to.
type slowWriter struct {
	*fakeWorld
	answer chan struct{}
	ended  bool
}

func (w *slowWriter) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	<-w.answer
	w.ended = ctx.Err() != nil
	return w.fakeWorld.Send(ctx, operation, c)
}

// TestProgram runs a whole Bubble Tea program over pipes, and quits it with a
// list half loaded.
func TestProgram(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	w := newFakeWorld(manyGroups(t, 60)...)
	w.page, w.turn = 20, make(chan struct{}, 1)
	w.turn <- struct{}{}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	app := New(ctx, sandbox(), plans(), w.world())
	in, keyboard := io.Pipe()
	screen, out := io.Pipe()
	p := tea.NewProgram(app, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler())
	drawn := make(chan string)
	go func() {
		var all strings.Builder
		buf := make([]byte, 4096)
		for told := false; ; {
			n, err := screen.Read(buf)
			all.Write(buf[:n])
			if !told && strings.Contains(ansi.Strip(all.String()), "service-00000") {
				told = true
				if _, err := keyboard.Write([]byte("q")); err != nil {
					t.Error(err)
				}
			}
			if err != nil {
				drawn <- all.String()
				return
			}
		}
	}()
	if _, err := p.Run(); err != nil {
		t.Error(err)
	}
	end()
	_, _ = keyboard.Close(), out.Close()
	if screen := ansi.Strip(<-drawn); !strings.Contains(screen, "SANDBOX") {
		t.Errorf("the program draws %q", screen)
	}
}
