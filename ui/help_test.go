package ui

import (
	"strings"
	"testing"
)

// Help names every binding of every screen that has help, under a title of the
// screen's own.
func TestHelpOfEveryScreen(t *testing.T) {
	said := map[string]bool{}
	titles := map[string]bool{}
	for _, s := range Help() {
		if s.Title == "" || titles[s.Title] || len(s.Bindings) == 0 {
			t.Errorf("%q has %d bindings, or stands there twice", s.Title, len(s.Bindings))
		}
		titles[s.Title] = true
		for _, b := range s.Bindings {
			said[strings.Join(b.Keys(), " ")+": "+b.Help().Desc] = true
		}
	}
	screens := keymaps()
	delete(screens, "filter") // what is typed into has no help of its own
	delete(screens, "why")
	for screen, keymap := range screens {
		for name, b := range bindingsOf(keymap) {
			if text := strings.Join(b.Keys(), " ") + ": " + b.Help().Desc; !said[text] {
				t.Errorf("%s, %s: help does not say %q", screen, name, text)
			}
		}
	}
	if len(titles) != len(screens) {
		t.Errorf("help of %d screens, there are %d", len(titles), len(screens))
	}
}
