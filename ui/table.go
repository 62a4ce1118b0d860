package ui

import (
	"strings"

	"sluice/ui/safe"
)

// column is a column of a table, and how it gives way when the table is wider
// than its place.
type column struct {
	title string
	least int  // it is not cut below this
	most  int  // it is not made wider than this; 0 is as wide as its text
	right bool // aligned right: numbers
	drop  int  // columns with the highest drop give way and go first; 0 always stays
	tight bool // one space to the next column, not two: signs
}

// cell is a text in a style.
type cell struct {
	text  safe.Text
	style style
}

// gap is what stands between this column and the next.
func (c column) gap() int {
	if c.tight {
		return 1
	}
	return 2
}

// table lays rows of cells out in columns that fit width together.
type table struct {
	columns []column
	rows    [][]cell
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

// widths gives every column its width; a dropped column gets -1.
func (t table) widths(width int) []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = len([]rune(c.title))
		for _, row := range t.rows {
			widths[i] = max(widths[i], row[i].text.Width())
		}
		if c.most > 0 {
			widths[i] = min(widths[i], c.most)
		}
		if widths[i] == 0 {
			widths[i] = -1
		}
	}
	for excess := t.total(widths) - width; excess > 0; excess = t.total(widths) - width {
		if !t.giveWay(widths, excess) {
			break
		}
	}
	return widths
}

func (t table) total(widths []int) int {
	sum, last := 0, 0
	for i, w := range widths {
		if w >= 0 {
			last = t.columns[i].gap()
			sum += w + last
		}
	}
	return sum - last
}

// giveWay makes the table narrower by some of the excess. The column that matters
// least gives what it has to spare, and goes where that is nothing; those that
// always stay give way together. It is false where nothing is left to give.
func (t table) giveWay(widths []int, excess int) bool {
	worst, spare := -1, 0
	for i, c := range t.columns {
		own := widths[i] - max(c.least, 1)
		if widths[i] < 0 || (c.drop == 0 && own <= 0) {
			continue
		}
		if worst < 0 || c.drop > t.columns[worst].drop || (c.drop == t.columns[worst].drop && own > spare) {
			worst, spare = i, own
		}
	}
	switch {
	case worst < 0:
		return false
	case t.columns[worst].drop == 0:
		widths[worst]--
	case spare > 0:
		widths[worst] -= min(excess, spare)
	default:
		widths[worst] = -1
	}
	return true
}

// lines draws the rows, and the titles above them where there are any.
func (t table) lines(width int, heading style) (head string, rows []string) {
	widths := t.widths(width)
	titles := make([]cell, len(t.columns))
	for i, c := range t.columns {
		titles[i] = cell{safe.Clean(c.title), heading}
	}
	rows = make([]string, len(t.rows))
	for i, row := range t.rows {
		rows[i] = t.line(row, widths)
	}
	return t.line(titles, widths), rows
}

func (t table) line(row []cell, widths []int) string {
	var b strings.Builder
	pending := 0
	for i, c := range row {
		if widths[i] < 0 {
			continue
		}
		text := c.text.Cut(widths[i])
		space := widths[i] - text.Width()
		if t.columns[i].right {
			pending, space = pending+space, 0
		}
		if text.Width() > 0 {
			b.WriteString(strings.Repeat(" ", pending))
			b.WriteString(c.style.Render(text.String()))
			pending = 0
		}
		pending += space + t.columns[i].gap()
	}
	return b.String()
}
