package gate

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stepCSI takes what follows ESC [: at most one of < = > ?, parameters, intermediate bytes, and the final byte (ECMA-48,
// 5.4). The decoder is looser, and takes some of what breaks this grammar for something else than other readers do.
func (m *machine) stepCSI(r rune) {
	switch {
	case r < ' ' || r > '~':
		m.abandon(BadSequence)
		m.step(r)
	case '@' <= r:
		m.finishCSI(byte(r))
	case m.broken:
	case len(m.held) >= MaxSequence-1:
		m.breakOff(LongSequence)
	case r == '$' && isNumber(m.held[2:]): // rxvt: shift and a key, with no final byte
		m.emit(fmt.Sprintf("%s;%d~", m.held, 1+shift))
		m.reset()
	default:
		m.held = append(m.held, byte(r))
	}
}

// finishCSI lets a complete CSI out, in the form that its meaning needs.
func (m *machine) finishCSI(final byte) {
	if m.broken {
		m.reset()
		return
	}
	if final == '[' && len(m.held) == 2 {
		m.held = append(m.held, final)
		m.state = inConsoleKey
		return
	}
	c, why := parse(string(m.held[2:]))
	m.held = append(m.held, final)
	switch {
	case why != "":
		m.drops = append(m.drops, why)
	case c.isPlain() && final == '~' && c.param(0) == 200:
		m.reset()
		m.state = inPaste
		m.emit(pasteStart)
		return
	case final == 'M' && len(m.held) == 3:
		m.reset()
		m.state, m.skip = inOldMouse, 3
		return
	case c.admits(final):
		m.emit(m.withMeta(final))
	default:
		m.drops = append(m.drops, BadSequence)
	}
	m.reset()
}

// admits reports whether a sequence of this shape may reach the decoder.
func (c control) admits(final byte) bool {
	switch {
	case final == 't':
		// Reports of the window's size. Bubble Tea would draw for that size, however large; the size comes from the
		// terminal itself or from the SSH channel.
		return false
	case !c.isPlain():
		return true
	case final == '~' && c.param(0) == 201: // the end of a paste that is not there
		return false
	case final == 'M': // mouse reports of X10 and urxvt, which are not asked for
		return false
	case final == '_':
		return c.isWin32Key()
	}
	return true
}

// maxRepeat is how often a key may repeat in one report of the win32 input mode. The decoder makes an event of each.
const maxRepeat = 32

// isWin32Key reports whether a key report of the win32 input mode (CSI Vk ; Sc ; Uc ; Kd ; Cs ; Rc _) may pass. Without
// a virtual key code (Vk 0) the decoder puts the characters together and reads them once more, as bytes: then one that
// begins a sequence must not be among them.
func (c control) isWin32Key() bool {
	if len(c.params) != 6 || c.param(5) > maxRepeat {
		return false
	}
	r := rune(c.param(2))
	return c.param(0) != 0 || c.param(3) == 1 && r != utf8.RuneError && unicode.IsPrint(r)
}

// stepOldMouse skips the button and the position after ESC [ M.
func (m *machine) stepOldMouse(r rune) {
	m.skip--
	switch {
	case r < ' ':
		m.reset()
		m.step(r)
	case m.skip == 0:
		m.reset()
	}
}

// control is what stands between the introducer of a CSI or DCS and its final byte.
type control struct {
	prefix        string   // one of < = > ?, or nothing
	params        []string // digits, split at ; and :
	intermediates string
}

const (
	digits        = "0123456789"
	intermediates = " !\"#$%&'()*+,-./"
)

// parse takes s apart, and says why if it is not within the limits or the grammar.
func parse(s string) (c control, why Drop) {
	if s != "" && strings.Contains("<=>?", s[:1]) {
		c.prefix, s = s[:1], s[1:]
	}
	if i := strings.IndexAny(s, intermediates); i >= 0 {
		c.intermediates, s = s[i:], s[:i]
	}
	if s != "" {
		c.params = strings.Split(strings.ReplaceAll(s, ":", ";"), ";")
	}
	if strings.Trim(c.intermediates, intermediates) != "" {
		why = BadSequence
	}
	for _, p := range c.params {
		if strings.Trim(p, digits) != "" {
			why = BadSequence
		}
		if len(p) > MaxDigits {
			why = LongSequence
		}
	}
	if len(c.params) > MaxParams {
		why = LongSequence
	}
	return c, why
}

// isPlain reports whether there is nothing but parameters.
func (c control) isPlain() bool { return c.prefix == "" && c.intermediates == "" }

// param returns a parameter, and 0 for one that is missing.
func (c control) param(i int) int {
	if i >= len(c.params) {
		return 0
	}
	n, _ := strconv.Atoi(c.params[i]) // digits, few enough, or none at all, which count as 0
	return n
}
