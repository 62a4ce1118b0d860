package gate

import (
	"fmt"
	"unicode"
)

// Keys that the decoder would otherwise have to guess at. An escape, alone or before one character, makes it wait for
// silence, and what comes meanwhile joins it. In the form that fixterms and the kitty keyboard protocol share (CSI code
// ; 1 + modifiers u) there is nothing to wait for. U+FFFD the decoder takes for its own sign of an incomplete
// character, and waits too.
const (
	escapeKey      = "\x1b[27u"
	replacementKey = "\x1b[65533u"

	shift = 1
	alt   = 2
	ctrl  = 4
)

// altKey returns alt and the key that sends r, as one unit.
func altKey(r rune) string {
	switch {
	case isC1(r), unicode.Is(unicode.Co, r): // private use characters are function keys in this form
		return ""
	case r == 0:
		return key(' ', ctrl|alt)
	case r == '\t', r == '\r', r == esc, r == del:
		return key(r, alt)
	case r < esc:
		return key(r+0x60, ctrl|alt)
	case r < ' ':
		return key(r+0x40, ctrl|alt)
	case 'A' <= r && r <= 'Z':
		return fmt.Sprintf("\x1b[%d:%d;%du", unicode.ToLower(r), r, 1+(shift|alt))
	}
	return key(r, alt)
}

func key(r rune, mod int) string { return fmt.Sprintf("\x1b[%d;%du", r, 1+mod) }

// stepEscape takes what follows an escape.
func (m *machine) stepEscape(r rune) {
	twice := len(m.held) == 2
	switch r {
	case esc:
		if twice {
			m.emit(escapeKey)
			return
		}
		m.held = append(m.held, esc)
	case '[', 'O':
		m.meta = twice
		m.open(r)
	case ']', 'P', '_', '^', 'X':
		if twice {
			m.emit(escapeKey)
		}
		m.open(r)
	default:
		if twice {
			m.emit(escapeKey)
		}
		m.emit(altKey(r))
		m.reset()
	}
}

// open begins the sequence that ESC and r introduce.
func (m *machine) open(r rune) {
	m.held = append(m.held[:0], esc, byte(r))
	switch r {
	case '[':
		m.state = inCSI
	case 'O':
		m.state = inSS3
	default:
		m.state = inString
	}
}

// stepSS3 takes what follows ESC O: a cursor, function or keypad key, perhaps with a modifier before it.
func (m *machine) stepSS3(r rune) {
	digit := '0' <= r && r <= '9'
	switch {
	case digit && len(m.held) < 4:
		m.held = append(m.held, byte(r))
	case !digit && '!' <= r && r <= '~':
		m.held = append(m.held, byte(r))
		m.emit(m.withMeta(byte(r)))
		m.reset()
	default:
		m.abandon(BadSequence)
		m.step(r)
	}
}

// withMeta returns the key that is held, with alt if two escapes announced it: rxvt, PuTTY and macOS write alt+up as
// ESC ESC [ A. A key of which the decoder has no such form stays as it is.
func (m *machine) withMeta(final byte) string {
	short := len(m.held) == 3
	switch {
	case m.meta && short && ('A' <= final && final <= 'F' || final == 'H' || 'P' <= final && final <= 'S'):
		return fmt.Sprintf("\x1b[1;%d%c", 1+alt, final)
	case m.meta && final == '~' && m.held[1] == '[' && isNumber(m.held[2:len(m.held)-1]):
		return fmt.Sprintf("%s;%d~", m.held[:len(m.held)-1], 1+alt)
	}
	return string(m.held)
}

// stepConsoleKey takes what follows ESC [ [, with which the Linux console writes F1 to F5. They go on in the form of
// xterm, because the other one counts only when nothing else is read along with it.
func (m *machine) stepConsoleKey(r rune) {
	if 'A' <= r && r <= 'E' {
		m.emit(fmt.Sprintf("\x1b[%d~", 11+r-'A'))
		m.reset()
		return
	}
	m.abandon(BadSequence)
	if r < ' ' || r > '~' {
		m.step(r)
	}
}

// isNumber reports whether b is a number of one or two digits, the code of a key.
func isNumber(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) == 1 || len(b) == 2
}
