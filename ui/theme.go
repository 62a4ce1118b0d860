package ui

import (
	"charm.land/lipgloss/v2"
)

// theme is the styles of a session: one accent, one warning, one danger.
// Colours are chosen for the terminal's background; a terminal without colours
// gets none, and the words and symbols say it all.
type theme struct {
	plain, bold, dim     lipgloss.Style
	accent, warn, danger lipgloss.Style
	good                 lipgloss.Style
	selected             lipgloss.Style // the row under the cursor
	heading              lipgloss.Style // column titles
	key                  lipgloss.Style // a key in the footer
}

func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	color := func(light, darkColor string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(darkColor)))
	}
	accent := color("#005f87", "#5fd7ff")
	dim := color("#6c6c6c", "#8a8a8a")
	return theme{
		plain:    lipgloss.NewStyle(),
		bold:     lipgloss.NewStyle().Bold(true),
		dim:      dim,
		accent:   accent,
		warn:     color("#875f00", "#ffd75f"),
		danger:   color("#af0000", "#ff8787").Bold(true),
		good:     color("#005f00", "#87d787"),
		selected: accent.Bold(true),
		heading:  dim,
		key:      accent,
	}
}
