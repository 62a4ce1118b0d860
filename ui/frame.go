package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sluice/ui/safe"
)

// The smallest terminal that shows enough to decide on.
const (
	leastWidth  = 40
	leastHeight = 10
)

// size is a terminal's size in cells.
type size struct{ w, h int }

// tooSmall reports whether a plan could not be judged on this terminal.
func (s size) tooSmall() bool { return s.w < leastWidth || s.h < leastHeight }

// body is the lines between the header and the footer.
func (s size) body() int { return max(s.h-frameLines, 0) }

// tableRows is the rows that a page of a table shows: the body less what stands
// over the table, a blank line, the titles, and the notice.
func (s size) tableRows() int { return max(s.body()-4, 1) }

// frameLines are the header, the blank line under it, and the footer.
const frameLines = 3

// frame puts a screen together: exactly s.h lines, none wider than s.w.
func frame(s size, header string, body []string, footer string) string {
	lines := make([]string, 0, s.h)
	lines = append(lines, header, "")
	lines = append(lines, body...)
	for len(lines) < s.h-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(s.h-1, 0)], footer)
	return crop(s, lines)
}

// crop cuts lines to the size and fills up what is missing.
func crop(s size, lines []string) string {
	fitted := make([]string, s.h)
	for i := range fitted {
		if i < len(lines) {
			fitted[i] = ansi.Truncate(lines[i], s.w, "…")
		}
	}
	return strings.Join(fitted, "\n")
}

// spread puts left and right at the two ends of a line; where they do not both
// fit, the left one stays whole.
func spread(width int, left, right string) string {
	space := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if space < 1 {
		return left
	}
	return left + strings.Repeat(" ", space) + right
}

// padTo fills a line with spaces up to a width, or cuts it.
func padTo(line string, width int) string {
	line = ansi.Truncate(line, width, "…")
	return line + strings.Repeat(" ", max(0, width-ansi.StringWidth(line)))
}

// beside puts two blocks of lines next to each other.
func beside(height, leftWidth int, left, right []string, rule string) []string {
	lines := make([]string, height)
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = padTo(l, leftWidth) + rule + r
	}
	return lines
}

// window is the part of the lines that a scrolled body shows, with a word on
// what is above or below it in the last line.
func window(lines []string, top, height int) []string {
	if height <= 0 {
		return nil
	}
	top = max(min(top, len(lines)-height), 0)
	return lines[top:min(top+height, len(lines))]
}

// folded is a text in lines of at most a width, under a sign that stands before
// the first. It is one text, whatever line ends are in it: they show as what they are.
func folded(text, sign string, width int, style style) []string {
	var lines []string
	for _, line := range safe.Lines(safe.Clean(text).String(), width) {
		lines = append(lines, style.Render(sign+line.String()))
		sign = "  "
	}
	return lines
}

// plain is a text in lines of at most a width, as many as it has.
func plain(text string, width int) []string {
	var lines []string
	for _, line := range safe.Lines(text, width) {
		lines = append(lines, line.String())
	}
	return lines
}

// indent puts spaces before every line.
func indent(lines []string, by int) []string {
	indented := make([]string, len(lines))
	for i, line := range lines {
		indented[i] = strings.Repeat(" ", by) + line
	}
	return indented
}

// width is a drawn line's width in cells.
func width(line string) int { return ansi.StringWidth(line) }

// over is a body with notices on its last lines.
func (c *canvas) over(body []string, notices ...string) []string {
	room := max(c.size.body()-len(notices), 0)
	for len(body) < room {
		body = append(body, "")
	}
	return append(body[:room], notices...)
}

// scrollTo is the first row on the screen, where before is what it was: as near to
// that as lets the cursor's row show, on a page of some rows of all there are.
func scrollTo(before, row, rows, all int) int {
	row = max(row, 0)
	return max(min(before, row, max(all-rows, 0)), row-rows+1, 0)
}
