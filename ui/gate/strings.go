package gate

import "strings"

// stepString takes the content of a control string: OSC, DCS, APC, PM or SOS (ECMA-48, 5.6). Only printable ASCII may
// be in one. All answers keep to that, and in a longer character the decoder would find the single byte 0x9c, take it
// for the end of the string, and the rest for input.
func (m *machine) stepString(r rune) {
	switch {
	case r == esc:
		m.state = inStringEsc
	case r == bel && (m.broken || m.held[1] == ']'):
		m.finishString()
	case len(m.held) == 2 && (r < ' ' || r > '~'): // alt and a key, then another key
		m.abandon(BadSequence)
		m.step(r)
	case r == can, r == sub:
		m.abandon(BadSequence)
	case m.broken:
	case r < ' ' || r > '~':
		m.breakOff(BadSequence)
	case len(m.held) >= MaxString-len(stringEnd):
		m.breakOff(LongSequence)
	default:
		m.held = append(m.held, byte(r))
	}
}

// stepStringEsc takes what follows an escape in a string: its end, or another sequence that ends it as well.
func (m *machine) stepStringEsc(r rune) {
	if r == '\\' {
		m.finishString()
		return
	}
	m.abandon(UnendedString)
	m.stepGround(esc)
	m.step(r)
}

// finishString lets a complete string out if it is an answer that Bubble Tea reads. It reads none that come as APC, PM
// or SOS.
func (m *machine) finishString() {
	switch {
	case m.broken:
	case m.held[1] == ']' && isAnswerOSC(string(m.held[2:])), m.held[1] == 'P' && isAnswerDCS(string(m.held[2:])):
		m.emit(string(m.held) + stringEnd)
	default:
		m.drops = append(m.drops, BadSequence)
	}
	m.reset()
}

// isAnswerOSC reports whether an OSC tells a colour, the clipboard, or support for the program's status.
func isAnswerOSC(s string) bool {
	command, data, _ := strings.Cut(s, ";")
	switch command {
	case "10", "11", "12", "52", "7501":
		return data != ""
	}
	return false
}

// isAnswerDCS reports whether a DCS tells a capability (XTGETTCAP), the version (XTVERSION), tertiary device attributes
// (DA3) or a setting (DECRQSS).
func isAnswerDCS(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool { return '@' <= r && r <= '~' })
	if end < 0 {
		return false
	}
	c, why := parse(s[:end])
	if why != "" {
		return false
	}
	switch c.prefix + c.intermediates + s[end:end+1] {
	case "+r", ">|", "!|", "$r":
		return true
	}
	return false
}
