package ui

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// clocked is an App whose commands run in goroutines of their own, with waits
// that take their time: in a synctest bubble, that of its clock.
type clocked struct {
	app  *App
	msgs chan tea.Msg
}

// run performs a command as Bubble Tea does.
func (c *clocked) run(ctx context.Context, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				c.run(ctx, cmd)
			}
			return
		}
		select {
		case c.msgs <- msg:
		case <-ctx.Done():
		}
	}()
}

// pass lets time go by, and gives the App what comes meanwhile.
func (c *clocked) pass(ctx context.Context, d time.Duration) {
	for over := time.After(d); ; {
		select {
		case msg := <-c.msgs:
			if answer, ok := msg.(model.Msg); ok {
				_, cmd := c.app.Update(answer)
				c.run(ctx, cmd)
			}
		case <-over:
			return
		}
	}
}

// press gives the App a key or a paste.
func (c *clocked) press(ctx context.Context, msg tea.Msg) {
	_, cmd := c.app.Update(msg)
	c.run(ctx, cmd)
}

// TestBouncedKeysWriteOnce comes from a form to an outcome by keys that bounce,
// repeat themselves and are pasted with line ends, 0 to 50 ms apart: whatever
// they meet, each rule is written once at most, none before its plan was quiet
// to look at, and no outcome goes away before it could be read.
func TestBouncedKeysWriteOnce(t *testing.T) {
	times := 250
	if long {
		times = 1000
	}
	written := 0
	for seed := range times {
		synctest.Test(t, func(t *testing.T) { written += bounce(t, rand.New(rand.NewPCG(uint64(seed), 5))) })
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
	if written < times/2 {
		t.Errorf("%d of %d came to a write: the rest proves nothing", written, times)
	}
}

func bounce(t *testing.T, r *rand.Rand) (written int) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := newFakeWorld(sampleGroups(t)...)
	world := w.world()
	world.Quiet = nil // the real wait
	c := &clocked{app: New(ctx, sandbox(), plans(), world), msgs: make(chan tea.Msg)}
	c.press(ctx, tea.WindowSizeMsg{Width: 80, Height: 24})
	c.run(ctx, c.app.Init())
	c.pass(ctx, time.Millisecond)

	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	burst := func() {
		for range 2 + r.IntN(20) {
			if r.IntN(4) == 0 {
				c.press(ctx, tea.PasteMsg{Content: "\r\n\n"})
			} else {
				c.press(ctx, enter)
			}
			c.pass(ctx, time.Duration(r.IntN(51))*time.Millisecond)
		}
	}
	c.press(ctx, tea.KeyPressMsg{Code: 'a', Text: "a"})
	c.press(ctx, tea.PasteMsg{Content: safeLine})
	burst() // into the preview, and on
	if len(w.changes()) > 0 {
		t.Error("a burst of keys from the form sends")
	}
	c.pass(ctx, time.Duration(350+r.IntN(400))*time.Millisecond)
	before := len(w.changes())
	burst() // the first may confirm
	c.pass(ctx, time.Millisecond)
	seen := map[ingress.Rule]bool{}
	for _, change := range w.changes() {
		for _, rule := range change.Send() {
			if seen[rule.Rule] {
				t.Errorf("%s is sent twice", rule.Rule)
			}
			seen[rule.Rule] = true
		}
	}
	if _, finished := c.app.Model().Phase.(model.Finished); len(w.changes()) > before && !finished {
		t.Errorf("the outcome is gone: %T", c.app.Model().Phase)
	}
	return len(w.changes())
}
