package gate

import "unicode/utf8"

// stepPaste takes the content of a bracketed paste. Its end is the first end there is, wherever it comes from.
func (m *machine) stepPaste(r rune) {
	if m.matchEnd(r) {
		m.emit(pasteEnd)
		m.reset()
		return
	}
	if m.match > 0 {
		return
	}
	m.paste(r)
}

// matchEnd follows pasteEnd, and reports whether r completes it. What looked like an end and is none goes into the
// paste, without its escape.
func (m *machine) matchEnd(r rune) bool {
	if m.match > 0 && r != rune(pasteEnd[m.match]) {
		seen := pasteEnd[1:m.match]
		m.match = 0
		for _, c := range seen {
			m.paste(c)
		}
	}
	if r == rune(pasteEnd[m.match]) {
		m.match++
	}
	return m.match == len(pasteEnd)
}

// paste takes one character of content. Line ends become newlines; other control characters are dropped, because a
// field that the paste lands in would take them for keys.
func (m *machine) paste(r rune) {
	if m.state != inPaste {
		return
	}
	m.pasted += utf8.RuneLen(r)
	if m.pasted > MaxPaste {
		m.drops = append(m.drops, LongPaste)
		m.emit(pasteEnd)
		m.state = afterLongPaste
		return
	}
	afterCR := m.cr
	m.cr = r == '\r'
	switch {
	case r == '\r', r == '\n' && !afterCR:
		m.emit("\n")
	case r == '\t', ' ' <= r && r < del:
		m.emit(string(r))
	case r == utf8.RuneError: // Bubble Tea leaves U+FFFD out of a paste, and would join what it parts
		m.emit("?")
	case r > 0x9f:
		m.emit(string(r))
	}
}

// stepAfterLongPaste skips what is left of a paste that was closed.
func (m *machine) stepAfterLongPaste(r rune) {
	if m.matchEnd(r) {
		m.reset()
	}
}
