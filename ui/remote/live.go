package remote

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
)

// live is a session that has a slot.
type live struct {
	visitor Visitor
	key     ssh.PublicKey
	conn    *conn
	within  time.Duration // how long its program may take to quit
	mail    chan tea.Msg  // for its program

	mu      sync.Mutex
	reason  string // why the server ends it; "" while it does not
	quit    func()
	expired *time.Timer
}

// maxMail is how many messages wait for a program.
const maxMail = 64

// end tells a session to end, and why. If it does not, its connection is closed.
func (l *live) end(reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason != "" {
		return
	}
	l.reason = reason
	if l.quit != nil {
		l.hurry(l.quit)
	}
}

// hurry calls quit, and closes the connection if that does not end the program.
func (l *live) hurry(quit func()) {
	go quit() // waits for the program to take the message
	l.expired = time.AfterFunc(l.within, func() { _ = l.conn.Close() })
}

// began says how the session's program is made to quit.
func (l *live) began(quit func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.quit = quit
	if l.reason != "" {
		l.hurry(quit)
	}
}

// ended says that the program has ended. It returns why the server ended it, or "".
func (l *live) ended() (reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.expired != nil {
		l.expired.Stop()
	}
	l.quit = nil
	return l.reason
}

// forward gives the program the sizes of its window and the mail, and makes it
// end when its channel has: it draws for nobody then.
func (l *live) forward(ctx context.Context, p *tea.Program, at window, windows <-chan window) {
	for {
		select {
		case <-ctx.Done():
			p.Quit()
			return
		case size := <-windows:
			if size.width > at.width {
				size = folded(ctx, p, size, windows)
			}
			p.Send(tea.WindowSizeMsg{Width: size.width, Height: size.height})
			at = size
		case msg := <-l.mail:
			p.Send(msg)
		}
	}
}

// foldTime is enough for a frame.
const foldTime = 3 * frameTime

// folded has a program draw a frame without rows before its window gets wider,
// and returns the size that the window has by then. Rows that are there grow into
// memory with room for up to twice their cells; those that are not are made to
// measure. The model is not told: see [guard].
func folded(ctx context.Context, p *tea.Program, size window, windows <-chan window) window {
	p.Send(tea.WindowSizeMsg{Width: size.width})
	drawn := time.NewTimer(foldTime)
	defer drawn.Stop()
	for {
		select {
		case <-ctx.Done():
			return size
		case size = <-windows:
		case <-drawn.C:
			return size
		}
	}
}
