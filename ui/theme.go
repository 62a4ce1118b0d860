package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// theme is the styles of a session: one accent, one warning, one danger.
// Colours are chosen for the terminal's background; a terminal without colours
// gets none, and the words and symbols say it all.
type theme struct {
	plain, bold, dim     style
	accent, warn, danger style
	good                 style
	selected             style // the row under the cursor
	heading              style // column titles
	key                  style // a key in the footer
}

// style is what stands before and after a text on one line to give it colours and
// attributes. It is made once of a lipgloss style, which would lay the text out as a box.
type style struct{ before, after string }

func newStyle(s lipgloss.Style) style {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return style{before, after}
}

// Render is a text in the style.
func (s style) Render(text string) string { return s.before + text + s.after }

func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	color := func(light, darkColor string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(darkColor)))
	}
	accent, dim := color("#005f87", "#5fd7ff"), newStyle(color("#6c6c6c", "#8a8a8a"))
	return theme{
		plain:    style{},
		bold:     newStyle(lipgloss.NewStyle().Bold(true)),
		dim:      dim,
		accent:   newStyle(accent),
		warn:     newStyle(color("#875f00", "#ffd75f")),
		danger:   newStyle(color("#af0000", "#ff8787").Bold(true)),
		good:     newStyle(color("#005f00", "#87d787")),
		selected: newStyle(accent.Bold(true)),
		heading:  dim,
		key:      newStyle(accent),
	}
}
