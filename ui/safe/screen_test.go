package safe_test

import (
	"fmt"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"sluice/ui/safe"
)

const column = 24 // cells of a drawn column, without its frame

// TestRowsKeepTheirShape draws every hostile text in a frame on the screens that will show it: the cell buffer of
// Bubble Tea, by either of its measures, and a terminal. No frame may move.
func TestRowsKeepTheirShape(t *testing.T) {
	rows := make([]string, 0, len(hostile()))
	for _, tt := range hostile() {
		rows = append(rows, "│"+safe.Clean(tt.in).Fit(column)+"│")
	}
	frame := strings.Join(rows, "\n")

	for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
		t.Run(fmt.Sprintf("cell buffer, method %d", method), func(t *testing.T) {
			screen := uv.NewScreenBuffer(column+10, len(rows)+2)
			screen.Method = method
			uv.NewStyledString(frame).Draw(screen, screen.Bounds())
			checkFrame(t, screen, len(rows))
		})
	}
	t.Run("terminal", func(t *testing.T) {
		screen := vt.NewEmulator(column+10, len(rows)+2)
		if _, err := screen.WriteString(strings.ReplaceAll(frame, "\n", "\r\n")); err != nil {
			t.Fatal(err)
		}
		checkFrame(t, screen, len(rows))
	})
}

// checkFrame reports rows whose frame isn't at both ends of the column, and anything drawn outside of it.
func checkFrame(t *testing.T, screen interface {
	CellAt(x, y int) *uv.Cell
	Bounds() uv.Rectangle
}, rows int,
) {
	t.Helper()
	for y := range screen.Bounds().Dy() {
		for x := range screen.Bounds().Dx() {
			cell := screen.CellAt(x, y)
			inside := y < rows && 0 < x && x < column+1
			edge := y < rows && (x == 0 || x == column+1)
			switch {
			case edge && (cell == nil || cell.Content != "│"):
				t.Errorf("row %d, column %d: %v, want the frame", y, x, cell)
			case !inside && !edge && cell != nil && strings.TrimSpace(cell.Content) != "":
				t.Errorf("row %d, column %d: %q outside of the frame", y, x, cell.Content)
			}
		}
	}
}
