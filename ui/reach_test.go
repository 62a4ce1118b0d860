package ui

import (
	"strings"
	"testing"

	"sluice/model"
)

// searching opens the search over the sample groups, or over many, types a
// question and presses keys.
func searching(opens func(testing.TB, size) *session, question string, keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := opens(t, at)
		s.press("w")
		s.write(question)
		s.press(keys...)
		return s
	}
}

func reachScenes() []scene {
	return []scene{
		{"reach", searching(on(), "")},
		{"reach-answer", searching(on(), "203.0.113.7 tcp/22")},
		{"reach-none", searching(on(), "198.51.100.77 udp/53")},
		{"reach-problem", searching(on(), "203.0.113.700 tcp/22")},
		{"reach-long", searching(many(), "10.0.0.1", "down", "down")},
	}
}

// reachPresses are what the keys of the search do.
func reachPresses() map[string]pressCase {
	long := func(keys ...string) func(testing.TB, size) *session {
		return searching(many(), "10.0.0.1", keys...)
	}
	top := func(is func(int) bool) func(*session) bool {
		return func(s *session) bool { return in[model.Reaching](s) && is(s.app.reach.top) }
	}
	return map[string]pressCase{
		"reach.Up":       {"scrolls up", long("down", "down"), top(func(n int) bool { return n == 1 })},
		"reach.Down":     {"scrolls down", long(), top(func(n int) bool { return n == 1 })},
		"reach.PageUp":   {"scrolls to the top", long("down", "down"), top(func(n int) bool { return n == 0 })},
		"reach.PageDown": {"scrolls a page", long(), top(func(n int) bool { return n > 1 })},
		"reach.Help":     {"opens help", searching(on(), ""), helps},
		"reach.Back":     {"goes back to the list", searching(on(), "203.0.113.7"), in[model.Listing]},
	}
}

// A paste into the search is a question, and never a key.
func TestPasteIntoSearch(t *testing.T) {
	s := searching(on(), "")(t, size{80, 24})
	s.paste("203.0.113.7 tcp/22\n")
	r, ok := s.phase().(model.Reaching)
	if !ok || !r.Asked || strings.TrimSpace(r.Text) != "203.0.113.7 tcp/22" {
		t.Errorf("the search holds %q, asked %v, in %T", r.Text, r.Asked, s.phase())
	}
}
