package safe

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ellipsis ends a text that was cut. It takes one cell.
const ellipsis = "…"

// Cut returns the text in at most that many cells, ending in … if something had to go. It cuts between grapheme
// clusters, so a wide character is dropped whole. No cells, or fewer, give the empty Text.
func (t Text) Cut(cells int) Text {
	if t.w <= cells {
		return t
	}
	if cells < 1 {
		return Text{}
	}
	head := t.head(cells - 1)
	return Text{s: head.s + ellipsis, w: head.w + 1}
}

// Fit returns the text in exactly that many cells: cut, or with spaces after it. Fewer than one cell give "".
func (t Text) Fit(cells int) string {
	t = t.Cut(cells)
	return t.s + strings.Repeat(" ", max(0, cells-t.w))
}

// FitRight is [Text.Fit] with the spaces before the text, for numbers.
func (t Text) FitRight(cells int) string {
	t = t.Cut(cells)
	return strings.Repeat(" ", max(0, cells-t.w)) + t.s
}

// head returns as many whole clusters from the start of the text as those cells hold.
func (t Text) head(cells int) Text {
	if t.w <= cells {
		return t
	}
	if t.w == len(t.s) { // ASCII: nothing else takes as many cells as bytes
		return Text{s: t.s[:cells], w: cells}
	}
	end, width := 0, 0
	for end < len(t.s) {
		cluster, w := ansi.FirstGraphemeCluster(t.s[end:], ansi.GraphemeWidth)
		if width+w > cells {
			break
		}
		end += len(cluster)
		width += w
	}
	return Text{s: t.s[:end], w: width}
}
