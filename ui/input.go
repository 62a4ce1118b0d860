package ui

import (
	"sort"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sluice/ui/safe"
)

// maxInput is the most characters that a field takes: a paste can be long, a
// rule is not.
const maxInput = 4096

// input is an editor for one line of text. Only its editing is used; it is
// drawn by its own view, since a paste can hold what must not be drawn.
type input struct{ textinput.Model }

func newInput() input {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = maxInput
	in.Focus()
	return input{in}
}

// hold makes the text the model's.
func (in *input) hold(text string) {
	if in.Value() != text {
		in.SetValue(text)
	}
}

// edit takes a key or a paste, and reports whether the text is another then.
func (in *input) edit(msg tea.Msg) (text string, changed bool) {
	before := in.Value()
	in.Model, _ = in.Update(msg)
	return in.Value(), in.Value() != before
}

// view is the part of the text that fits in width cells with the caret in
// sight: what stands before the caret, and what after it. The part is
// searched for, not walked to: a paste can be long.
func (in input) view(width int) (before, after safe.Text) {
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

// line is the text after a head, in w columns, with the caret in it.
func (in input) line(head string, w int) (string, *tea.Cursor) {
	before, after := in.view(max(w-width(head)-1, 1))
	return head + before.String() + after.String(), tea.NewCursor(width(head)+before.Width(), 0)
}
