package remote

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// counter is a model that shows how many messages it took, and counts its views.
type counter struct{ taken, views *atomic.Int64 }

type tick struct{}

func (c counter) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (c counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case tick:
		c.taken.Add(1)
	case tea.PasteMsg:
		return c, tea.SetClipboard("copied")
	case restMsg, lateFrame, tea.RawMsg:
		panic(fmt.Sprintf("the model was given %T", msg))
	}
	return c, nil
}

func (c counter) View() tea.View {
	c.views.Add(1)
	return tea.NewView(fmt.Sprintf("taken:%d.", c.taken.Load()))
}

// paper is a terminal's output.
type paper struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all.Write(b)
}

func (p *paper) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.all.String()
}

// TestFrames has a program rest, and be woken. Time is false: it goes on where
// nothing else does.
func TestFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var taken, views, looks atomic.Int64
		var out paper
		frames := newFrames(t.Context(), &out)
		in, keys := io.Pipe()
		p := tea.NewProgram(paced{counter{&taken, &views}, frames}, tea.WithInput(in), tea.WithOutput(frames),
			tea.WithWindowSize(40, 10), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
			tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
				if resting(msg) {
					looks.Add(1)
				}
				frames.hears(msg)
				return msg
			}))
		frames.begin(p.Send)
		ended := make(chan error, 1)
		go func() { _, err := p.Run(); ended <- err }()

		const soon = 2 * frameTime
		time.Sleep(soon)
		synctest.Wait()
		if !strings.Contains(out.text(), "taken:0.") || views.Load() != 1 {
			t.Errorf("the first frame took %d views: %q", views.Load(), out.text())
		}
		if !strings.Contains(out.text(), "\x1b]11;?") {
			t.Errorf("the background was not asked for: %q", out.text())
		}
		for range 3 {
			before := looks.Load()
			time.Sleep(time.Minute)
			synctest.Wait()
			if most, did := int64(time.Minute/longestRest)+1, looks.Load()-before; did == 0 || did > most {
				t.Errorf("a resting program looked %d times for a frame in a minute, not up to %d times", did, most)
			}
			before = views.Load()
			for range 100 {
				p.Send(tick{})
			}
			time.Sleep(soon)
			synctest.Wait()
			if drawn := views.Load() - before; drawn != 2 {
				t.Errorf("a hundred messages at once were drawn %d times, not at once and when all were there", drawn)
			}
		}
		if shown := fmt.Sprint(taken.Load()); taken.Load() != 300 || !strings.Contains(out.text(), shown) {
			t.Errorf("%d messages were taken, and the last frame does not say so: %q", taken.Load(), out.text())
		}
		time.Sleep(time.Minute)
		p.Send(tea.PasteMsg{})
		time.Sleep(soon)
		synctest.Wait()
		if !strings.Contains(out.text(), "\x1b]52;c;") {
			t.Errorf("a resting program does not copy: %q", out.text())
		}
		if strings.Contains(out.text(), restMarker) {
			t.Error("the marker is on the terminal")
		}
		time.Sleep(time.Minute)
		asked := time.Now()
		p.Quit()
		_ = keys.Close()
		if err := <-ended; err != nil || time.Since(asked) > time.Second {
			t.Errorf("a resting program took %v to end: %v", time.Since(asked), err)
		}
	})
}

// TestFramesOfTheDead has the wait end with the session, and nobody take the marker.
func TestFramesOfTheDead(t *testing.T) {
	var out paper
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	frames := newFrames(ctx, &out)
	frames.send = func(tea.Msg) {}
	text := "before" + restMarker + "after"
	if n, err := frames.Write([]byte(text)); n != len(text) || err != nil || out.text() != "beforeafter" {
		t.Errorf("%d bytes, %v: %q", n, err, out.text())
	}
}
