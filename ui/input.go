package ui

import (
	"sort"

	"charm.land/bubbles/v2/textinput"

	"sluice/ui/safe"
)

// maxInput is the most characters that a field takes: a paste can be long, a
// rule is not.
const maxInput = 4096

// newInput is an editor for one line of text. Only its editing is used; it is
// drawn through [inputText], since a paste can hold what must not be drawn.
func newInput() textinput.Model {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = maxInput
	in.Focus()
	return in
}

// inputText is the part of an input that fits in width cells with the caret in
// sight: what stands before the caret, and what after it. The part is
// searched for, not walked to: a paste can be long.
func inputText(in textinput.Model, width int) (before, after safe.Text) {
	runes := []rune(in.Value())
	at := min(in.Position(), len(runes))
	before = safe.Clean(string(runes[:at]))
	if before.Width() >= width {
		start := sort.Search(at, func(start int) bool {
			return safe.Clean(string(runes[start:at])).Width() < width
		})
		before = safe.Clean(string(runes[start:at]))
	}
	after = safe.Clean(string(runes[at:])).Cut(max(width-before.Width(), 0))
	return before, after
}
