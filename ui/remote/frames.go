package remote

import (
	"bytes"
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
)

// frames is the output of a session's program. It draws at most framesPerSecond, and
// puts the renderer to sleep while there is nothing to draw.
//
// Bubble Tea draws its model after every message, and its renderer looks for a new
// frame all the time: two hundred sessions in which nothing happened took 7 % of a
// processor, and one that began drew a dozen frames to show one. Here messages that
// come together are drawn together, and the renderer sleeps inside Write: it writes
// raw sequences before its frames, and where restMarker is among them, Write blocks
// until the next message. The marker itself is not written to the terminal.
//
// There is one marker at a time: on its way to the renderer, kept by the renderer, or
// blocking Write. The Write that ends blocking sends it again. Every message from
// elsewhere ends the blocking before the program takes it, since all output waits for
// Write. A new frame ends it as well, and so does the marker that follows a frame: by
// then the renderer has got the frame.
type frames struct {
	io.Writer
	ctx  context.Context // ends all waits
	send func(tea.Msg)   // to the program
	wake chan struct{}   // ends one wait, also one that is still to come

	// Of the program's own loop.
	view    tea.View
	stale   bool // the view is older than the model
	began   time.Time
	heard   time.Time // when the model last took a message
	drawn   time.Time // when the view was drawn; zero before the first
	coming  bool      // a lateFrame is on its way
	showing bool      // it may not be on the terminal yet
}

const (
	// framesPerSecond is how many a session draws at most.
	framesPerSecond = 30
	frameTime       = time.Second / framesPerSecond
	// firstQuiet has a first frame show all that is to be had at once: it is drawn
	// when nothing has come for that long, or at the latest firstLongest after the
	// beginning.
	firstQuiet   = 20 * time.Millisecond
	firstLongest = 300 * time.Millisecond
	// longestRest is for a program that ended without a message.
	longestRest = 10 * time.Second
)

// restMarker goes where sequences for the terminal go; it is none itself.
const restMarker = "\x00rest\x00"

// restMsg sends the marker on its way.
type restMsg struct{}

func (restMsg) String() string { return restMarker }

// lateFrame is the time to draw what came too soon after the last frame.
type lateFrame struct{}

// newFrames are those of a program that begins now.
func newFrames(ctx context.Context, out io.Writer) *frames {
	now := time.Now()
	return &frames{
		Writer: out, ctx: ctx, wake: make(chan struct{}, 1),
		view: tea.View{Content: " ", AltScreen: true}, stale: true, began: now, heard: now,
	}
}

// begin has the program rest when it runs.
func (f *frames) begin(send func(tea.Msg)) {
	f.send = send
	go f.rest()
}

func (f *frames) rest() { f.send(tea.RawMsg{Msg: restMsg{}}) }

// Write writes to the terminal, and waits where the marker says so.
func (f *frames) Write(p []byte) (int, error) {
	before, after, found := bytes.Cut(p, []byte(restMarker))
	if !found {
		return f.Writer.Write(p)
	}
	for _, part := range [][]byte{before, after} {
		if len(part) > 0 {
			if _, err := f.Writer.Write(part); err != nil {
				return 0, err
			}
		}
	}
	longest := time.NewTimer(longestRest)
	defer longest.Stop()
	select {
	case <-f.wake:
	case <-f.ctx.Done():
	case <-longest.C:
	}
	go f.rest()
	return len(p), nil
}

// look ends the wait for a frame.
func (f *frames) look() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// hears gets every message before the program takes it.
func (f *frames) hears(msg tea.Msg) {
	if _, late := msg.(lateFrame); f.showing || !late && !resting(msg) {
		f.showing = false
		f.look()
	}
}

// resting reports whether a message is the marker.
func resting(msg tea.Msg) bool {
	raw, is := msg.(tea.RawMsg)
	if !is {
		return false
	}
	_, is = raw.Msg.(restMsg)
	return is
}

// draw is the newest view, or the last one while it is too soon for another.
func (f *frames) draw(m tea.Model) tea.View {
	switch wait := f.wait(); {
	case !f.stale || f.coming:
	case wait > 0:
		f.coming = true
		time.AfterFunc(wait, func() { f.send(lateFrame{}) })
	default:
		f.view, f.stale, f.drawn, f.showing = m.View(), false, time.Now(), true
		f.look()
	}
	return f.view
}

// wait is how long it is too soon for a frame.
func (f *frames) wait() time.Duration {
	if f.drawn.IsZero() {
		return min(firstQuiet-time.Since(f.heard), firstLongest-time.Since(f.began))
	}
	return frameTime - time.Since(f.drawn)
}

// paced is a model whose frames are.
type paced struct {
	tea.Model
	frames *frames
}

// Update takes a message; those of the frames are not the model's.
func (p paced) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, late := msg.(lateFrame); late {
		p.frames.coming = false
		return p, nil
	}
	if resting(msg) {
		return p, nil
	}
	p.frames.stale, p.frames.heard = true, time.Now()
	m, cmd := p.Model.Update(msg)
	return paced{m, p.frames}, cmd
}

// View is the newest one, at most [framesPerSecond] times.
func (p paced) View() tea.View { return p.frames.draw(p.Model) }
