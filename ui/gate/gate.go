// Package gate stands between a terminal, local or behind SSH, and Bubble Tea. Who writes to a terminal's input is not
// always its user, and Bubble Tea's decoder believes what it reads: a CSI or DCS with 33 parameters panics it, an
// unterminated paste swallows every key after it, a forged size report makes it allocate a screen of that size.
//
// A [Gate] passes keys, mouse, focus, pastes, and the answers that Bubble Tea asks terminals for. It passes them whole,
// one complete sequence or character at a time, so that nothing is ever left waiting in the decoder, and drops the
// rest. The limits are the constants of this package.
package gate

import (
	"bytes"
	"io"
	"sync"
	"time"

	"github.com/muesli/cancelreader"
)

// The limits on what comes in.
const (
	// MaxParams is how many parameters a CSI or DCS may have, sub-parameters (after a colon) included. The longest known
	// answer, primary device attributes, has 13.
	MaxParams = 16
	// MaxDigits is how many digits a parameter may have: a code point has 7. More could overflow into another number.
	MaxDigits = 7
	// MaxSequence is the length of a CSI in bytes, from the escape to the final byte.
	MaxSequence = 64
	// MaxString is the length of an OSC, DCS, APC, PM or SOS in bytes, with its terminator. It is what the decoder reads
	// at once.
	MaxString = 4 << 10
	// MaxPaste is the length of a bracketed paste in bytes. The rest of a longer one is dropped.
	MaxPaste = 64 << 10

	// EscapeWait is how long an escape may wait for what follows before it is the Escape key, or alt and the one
	// character that came. Bubble Tea itself waits as long, and no longer has to behind a gate.
	EscapeWait = 50 * time.Millisecond
	// SequenceWait is how long a sequence may take from its escape to its end; then it is dropped.
	SequenceWait = 250 * time.Millisecond
	// PasteWait is how long a paste may pause; then it is closed.
	PasteWait = time.Second
)

// Drop says what a gate did not let through.
type Drop string

// The reasons to drop input.
const (
	LongSequence  Drop = "escape sequence too long"
	BadSequence   Drop = "escape sequence malformed or not expected"
	UnendedString Drop = "escape sequence without an end"
	LongPaste     Drop = "paste too long, the rest of it dropped"
	UnendedPaste  Drop = "paste without an end, closed"
)

const (
	readSize  = 4 << 10                // bytes that one read of the source may give
	closeWait = 500 * time.Millisecond // for a read of the source to end
)

// Options of a gate. The zero value is ready to use.
type Options struct {
	// Dropped, if set, is told of each drop from within Read. It may call Send of the tea.Program. A hostile client can
	// cause as many as it likes.
	Dropped func(Drop)
}

// Gate is an [io.ReadCloser] for tea.WithInput. For a local terminal use a [Terminal].
type Gate struct {
	options Options
	source  cancelreader.CancelReader

	chunks chan chunk
	closed chan struct{} // closed by Close
	pumped chan struct{} // closed when the pump has ended
	start  sync.Once
	stop   sync.Once

	newest sync.Mutex
	leave  chan struct{} // under newest; closed to make the newest Read leave

	turn    sync.Mutex // held by the Read that uses what follows
	machine machine
	err     error // why no more comes
}

// chunk is what one read of the source gave, and when.
type chunk struct {
	bytes []byte
	at    time.Time
	err   error
}

// New returns a gate that reads from src, which stays the caller's to close. Reading starts with the first Read, after
// Bubble Tea has put the terminal into raw mode.
func New(src io.Reader, o Options) *Gate {
	source, err := cancelreader.NewReader(src)
	if err != nil { // a file that can't be waited for, such as /dev/null
		source = uncancelled{src}
	}
	return &Gate{
		options: o,
		source:  source,
		chunks:  make(chan chunk),
		closed:  make(chan struct{}),
		pumped:  make(chan struct{}),
	}
}

// Read gives the next whole sequences and characters that may pass, and waits for one if there is none. After Close it
// gives [io.EOF], after an error of the source that error, once everything before it was read.
//
// A Read that starts while another one waits takes its place, and the older one gives io.EOF: Bubble Tea cannot cancel
// its read when it releases the terminal, and starts a new one when it takes it back.
func (g *Gate) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	g.start.Do(func() { go g.pump() })
	leave := g.takeOver()
	g.turn.Lock()
	defer g.turn.Unlock()
	for {
		select {
		case <-leave:
			return 0, io.EOF
		case <-g.closed:
			return 0, io.EOF
		default:
		}
		if n := g.machine.read(p); n > 0 {
			return n, nil
		}
		if g.err != nil {
			return 0, g.err
		}
		g.wait(leave)
	}
}

// Close ends the gate. A pending Read gives io.EOF. If the source is a file, nothing reads from it once Close has
// returned, so that the next key belongs to the next program; a reader that can't be cancelled must be closed by its
// owner. Call it when the Bubble Tea program has ended. It may be called again.
func (g *Gate) Close() error {
	var err error
	g.stop.Do(func() {
		close(g.closed)
		g.start.Do(func() { close(g.pumped) }) // never read, so there is no pump
		if g.source.Cancel() {
			select {
			case <-g.pumped:
			case <-time.After(closeWait): // another process took the key that the pump had been called for
			}
		}
		err = g.source.Close()
	})
	return err
}

// pump reads the source, one chunk ahead of Read at most.
func (g *Gate) pump() {
	defer close(g.pumped)
	buf := make([]byte, readSize)
	for {
		n, err := g.source.Read(buf)
		select {
		case g.chunks <- chunk{bytes.Clone(buf[:n]), time.Now(), err}:
		case <-g.closed:
			return
		}
		if err != nil {
			return
		}
	}
}

// takeOver makes the Read before leave, and returns the channel that tells the caller to leave.
func (g *Gate) takeOver() <-chan struct{} {
	g.newest.Lock()
	defer g.newest.Unlock()
	if g.leave != nil {
		close(g.leave)
	}
	g.leave = make(chan struct{})
	return g.leave
}

// wait feeds the machine the next chunk, or the end of a waiting time.
func (g *Gate) wait(leave <-chan struct{}) {
	var timeout <-chan time.Time
	if at, ok := g.machine.deadline(); ok {
		timer := time.NewTimer(time.Until(at))
		defer timer.Stop()
		timeout = timer.C
	}
	select {
	case c := <-g.chunks:
		g.take(c)
	case <-timeout:
		select {
		case c := <-g.chunks: // came in time, and was not looked at in time
			g.take(c)
		default:
			g.machine.tick(time.Now())
		}
	case <-leave:
	case <-g.closed:
	}
	for _, drop := range g.machine.takeDrops() {
		if g.options.Dropped != nil {
			g.options.Dropped(drop)
		}
	}
}

func (g *Gate) take(c chunk) {
	g.machine.feed(c.bytes, c.at)
	if c.err != nil {
		g.machine.end()
		g.err = c.err
	}
}

// uncancelled is a source that only its owner can stop.
type uncancelled struct{ io.Reader }

func (uncancelled) Cancel() bool { return false }
func (uncancelled) Close() error { return nil }
