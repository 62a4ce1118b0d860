package ui

import (
	"testing"

	"charm.land/lipgloss/v2"
)

// TestStyle draws texts as the lipgloss style does that a style is made of.
func TestStyle(t *testing.T) {
	for _, like := range []lipgloss.Style{
		lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Foreground(lipgloss.Color("#5fd7ff")).Bold(true),
	} {
		for _, text := range []string{"", " ", "x", "sg-140ba4c8  web", "日本 · …"} {
			if got, want := newStyle(like).Render(text), like.Render(text); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}
