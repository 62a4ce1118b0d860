package gate

import (
	"slices"
	"time"
	"unicode/utf8"
)

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f

	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	stringEnd  = "\x1b\\"
)

// state is where in a sequence the machine is.
type state uint8

const (
	ground         state = iota // between sequences
	escape                      // after one or two escapes
	inCSI                       // after ESC [
	inSS3                       // after ESC O
	inString                    // after ESC and one of ] P _ ^ X
	inStringEsc                 // after an escape in a string
	inConsoleKey                // after ESC [ [
	inOldMouse                  // in the three bytes after ESC [ M
	inPaste                     // in a bracketed paste
	afterLongPaste              // in the rest of a paste that was closed
)

// machine decides what passes. It is a plain value: bytes and times go in, bytes come out, nothing waits.
//
// It keeps two promises. What comes out is always a row of whole units, a character or a sequence within the limits,
// and each unit means the same to the decoder whatever comes before or after it, and at whatever pace. And whatever
// came in, after the longest waiting time of silence the machine is in its ground state.
type machine struct {
	state   state
	partial []byte    // the start of a UTF-8 character
	held    []byte    // the sequence so far, from its escape
	meta    bool      // there were two escapes: the key that follows has alt
	broken  bool      // the sequence is already dropped, what follows of it is skipped
	since   time.Time // when the sequence began
	last    time.Time // when the last byte came

	skip   int  // bytes of an old mouse report still to come
	match  int  // bytes of pasteEnd seen
	pasted int  // bytes in the paste
	cr     bool // the last byte of the paste was a carriage return

	out   []byte
	ends  []int // where in out units end
	sent  int   // bytes of out already read
	unit  int   // units of out already read
	drops []Drop
}

// feed takes bytes that came at that time, which must not be before that of the last call.
func (m *machine) feed(p []byte, at time.Time) {
	m.tick(at)
	m.last = at
	for _, b := range p {
		m.partial = append(m.partial, b)
		for len(m.partial) > 0 && utf8.FullRune(m.partial) {
			r, n := utf8.DecodeRune(m.partial)
			m.partial = slices.Delete(m.partial, 0, n)
			m.step(r)
		}
	}
}

// deadline returns when tick has something to do, if nothing comes until then.
func (m *machine) deadline() (time.Time, bool) {
	switch {
	case len(m.partial) > 0, m.state == escape, m.state == inOldMouse:
		return m.last.Add(EscapeWait), true
	case m.state == ground:
		return time.Time{}, false
	case m.state == inPaste, m.state == afterLongPaste:
		return m.last.Add(PasteWait), true
	case m.broken:
		return m.last.Add(SequenceWait), true
	case len(m.held) == 2 && m.state != inStringEsc:
		return m.last.Add(EscapeWait), true
	}
	return m.since.Add(SequenceWait), true
}

// tick does what is due at that time.
func (m *machine) tick(now time.Time) {
	for {
		at, ok := m.deadline()
		if !ok || now.Before(at) {
			return
		}
		m.expire()
	}
}

// end does what is due when nothing more will come.
func (m *machine) end() {
	for len(m.partial) > 0 || m.state != ground {
		m.expire()
	}
}

// expire ends what the machine waits for.
func (m *machine) expire() {
	if len(m.partial) > 0 {
		m.partial = m.partial[:0]
		m.step(utf8.RuneError)
		return
	}
	switch m.state {
	case escape:
		for range m.held {
			m.emit(escapeKey)
		}
		m.reset()
	case inStringEsc:
		m.abandon(UnendedString)
		m.emit(escapeKey)
	case inPaste:
		m.drops = append(m.drops, UnendedPaste)
		m.emit(pasteEnd)
		m.reset()
	case inString:
		m.abandon(UnendedString)
	case inOldMouse, afterLongPaste:
		m.reset()
	default:
		m.abandon(BadSequence)
	}
}

// step takes one character; utf8.RuneError stands for an invalid byte.
func (m *machine) step(r rune) {
	switch m.state {
	case ground:
		m.stepGround(r)
	case escape:
		m.stepEscape(r)
	case inCSI:
		m.stepCSI(r)
	case inSS3:
		m.stepSS3(r)
	case inString:
		m.stepString(r)
	case inStringEsc:
		m.stepStringEsc(r)
	case inConsoleKey:
		m.stepConsoleKey(r)
	case inOldMouse:
		m.stepOldMouse(r)
	case inPaste:
		m.stepPaste(r)
	case afterLongPaste:
		m.stepAfterLongPaste(r)
	}
}

func (m *machine) stepGround(r rune) {
	switch {
	case r == esc:
		m.state = escape
		m.held = append(m.held, esc)
		m.since = m.last
	case isC1(r): // no key sends them, and to some they are the start of a sequence
	case r == utf8.RuneError:
		m.emit(replacementKey)
	default:
		m.emit(string(r))
	}
}

// abandon ends a sequence that will not be complete. Of one that had only begun, it was alt and a key.
func (m *machine) abandon(why Drop) {
	switch {
	case m.broken:
	case len(m.held) == 2:
		if m.meta {
			m.emit(escapeKey)
		}
		m.emit(altKey(rune(m.held[1])))
	default:
		m.drops = append(m.drops, why)
	}
	m.reset()
}

// breakOff drops a sequence of which the rest is still to come.
func (m *machine) breakOff(why Drop) {
	m.drops = append(m.drops, why)
	m.broken = true
	m.held = m.held[:0]
}

// reset goes back to the ground state. What was held is gone.
func (m *machine) reset() {
	m.state, m.held, m.meta, m.broken = ground, m.held[:0], false, false
	m.skip, m.match, m.pasted, m.cr = 0, 0, 0, false
}

// emit lets one unit out. An empty one is nothing.
func (m *machine) emit(unit string) {
	if unit == "" {
		return
	}
	m.out = append(m.out, unit...)
	m.ends = append(m.ends, len(m.out))
}

// read moves out as many whole units as p holds, or the start of one that is larger than p, and returns their length.
func (m *machine) read(p []byte) int {
	limit, end := m.sent+len(p), m.sent
	for m.unit < len(m.ends) && m.ends[m.unit] <= limit {
		end = m.ends[m.unit]
		m.unit++
	}
	if end == m.sent {
		end = min(limit, len(m.out))
	}
	n := copy(p, m.out[m.sent:end])
	m.sent = end
	if m.sent == len(m.out) {
		m.out, m.ends, m.sent, m.unit = m.out[:0], m.ends[:0], 0, 0
	}
	return n
}

// takeDrops returns what was dropped since it was last called.
func (m *machine) takeDrops() []Drop {
	drops := m.drops
	m.drops = nil
	return drops
}

func isC1(r rune) bool { return 0x80 <= r && r <= 0x9f }
