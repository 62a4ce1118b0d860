package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// helpState is whether help is open, and its first line that shows.
type helpState struct {
	open bool
	top  int
}

// helpScreen lists every binding of the screen under it, and covers that.
type helpScreen struct {
	*canvas
	under screen
	quit  key.Binding
	*helpState
}

func (h helpScreen) bindings() bindings {
	if h.end() > 0 {
		return bindings{says: "up, down scroll; others go back"}
	}
	return bindings{says: "any key goes back"}
}

func (h helpScreen) fit() { h.under.fit() }

// update moves through help that is longer than the screen. Any other key closes
// it, and does nothing else.
func (h helpScreen) update(press tea.KeyPressMsg) []model.Msg {
	by := newMoveKeys("", "").by(press, h.size.body())
	if by == 0 || h.end() == 0 {
		h.open, h.top = false, 0
		return []model.Msg{model.SightLost{}}
	}
	h.top = min(max(h.top+by, 0), h.end())
	return nil
}

func (h helpScreen) view() view {
	lines := h.lines()
	v := view{title: "help", body: window(lines, h.top, h.size.body())}
	if h.end() > 0 {
		v.title = fmt.Sprintf("help %d-%d of %d", h.top+1, h.top+len(v.body), len(lines))
	}
	return v
}

// end is how far help can be scrolled: not at all where it fits.
func (h helpScreen) end() int { return max(len(h.lines())-h.size.body(), 0) }

func (h helpScreen) lines() []string {
	b := h.under.bindings()
	lines := []string{" " + h.theme.bold.Render(b.title), ""}
	for _, b := range append(b.all, h.quit) {
		keys := strings.Join(b.Keys(), ", ")
		lines = append(lines, "   "+padTo(h.theme.key.Render(keys), 18)+b.Help().Desc)
	}
	if person := h.model.Session.Person; person.Name != "" {
		lines = append(lines, "", " "+h.theme.bold.Render("Signed in"), "")
		lines = append(lines, indent(plain(person.String()+", "+h.model.Session.Role.String(), h.size.w-4), 3)...)
	}
	return lines
}
