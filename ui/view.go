package ui

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/ui/safe"
)

// View draws the frame. It alone decides on the alternate screen, the cursor
// and the window's title.
func (a *App) View() tea.View {
	content, cursor := a.draw()
	v := tea.NewView(content)
	v.AltScreen = true
	v.Cursor = cursor
	v.WindowTitle = "sluice"
	return v
}

func (a *App) draw() (string, *tea.Cursor) {
	if a.size.tooSmall() {
		return a.tooSmall(), nil
	}
	screen := a.screen()
	v := screen.view()
	cursor := v.cursor
	if cursor != nil {
		cursor.Y += frameLines - 1
		if cursor.Y >= a.size.h-1 || cursor.X >= a.size.w {
			cursor = nil
		}
	}
	return frame(a.size, a.header(v.title), v.body, a.footer(screen.bindings())), cursor
}

func (c *canvas) tooSmall() string {
	text := fmt.Sprintf("terminal too small: %d×%d", c.size.w, c.size.h)
	need := fmt.Sprintf("sluice needs %d×%d", leastWidth, leastHeight)
	lines := []string{text, need}
	if c.model.Busy() {
		lines = append(lines, "a write is under way")
	}
	return crop(c.size, lines)
}

// header says where the user is: nobody adds a rule to the wrong account for
// want of a look.
func (c *canvas) header(right string) string {
	w := c.model.Session
	place := []string{}
	name := c.theme.warn.Render("AWS")
	switch {
	case w.Sandbox:
		name = c.theme.good.Render("SANDBOX")
	case w.Endpoint != "":
		name = c.theme.warn.Render("ENDPOINT")
		place = append(place, w.Endpoint)
	}
	account := w.Account
	if account == "" {
		account = "account …"
	}
	if w.ReadOnly {
		place = append(place, "read-only")
	}
	place = append(place, account, w.Region)
	if w.Profile != "" {
		place = append(place, "profile "+w.Profile)
	}
	left := " " + c.theme.bold.Render("sluice") + "  " + name + " · " + safe.Clean(strings.Join(place, " · ")).String()
	left += c.who(c.size.w - 2 - width(left) - width(right))
	return spread(c.size.w-1, left, c.theme.dim.Render(right))
}

// who is the person who signed in, with the role and the key that signed: as much
// of the key's fingerprint as there is room for, and the name in any case.
func (c *canvas) who(room int) string {
	person := c.model.Session.Person
	if person.Name == "" {
		return ""
	}
	name := " · " + safe.Clean(person.Name).String()
	named := name + ", " + c.model.Session.Role.String()
	texts := []string{named}
	if key := safe.Clean(person.Key); person.Key != person.Name {
		short := safe.Clean(strings.TrimPrefix(person.Key, "SHA256:")).Cut(shortKey).String()
		texts = []string{named + " " + key.String(), named + " " + short, name + " " + short}
	}
	for _, text := range texts {
		if width(text) <= room {
			return text
		}
	}
	return name
}

// shortKey is a fingerprint's width where there is no room for all of it: enough
// to tell the keys of a team apart.
const shortKey = 7

// footer is the last line: what the keys do, as many as fit, and a word at the right.
func (c *canvas) footer(b bindings) string {
	if b.says != "" {
		return c.theme.dim.Render(" " + b.says)
	}
	room := c.size.w - 2
	if b.right != "" {
		room -= ansi.StringWidth(b.right) + 3
	}
	line := ""
	for i, k := range b.now {
		item := c.theme.key.Render(k.Help().Key) + " " + c.theme.dim.Render(k.Help().Desc)
		if i > 0 {
			item = "  " + item
		}
		if ansi.StringWidth(line)+ansi.StringWidth(item) > room {
			break
		}
		line += item
	}
	return spread(c.size.w-1, " "+line, b.right)
}

// notice is what just happened in the list, or else what was done beside it, or
// what is not known yet.
func (c *canvas) notice() string {
	if text := cmp.Or(c.model.Notice, c.model.News); text != "" {
		return c.theme.accent.Render(safe.Clean(text).Cut(c.size.w - 1).String())
	}
	return c.theme.dim.Render(safe.Clean(c.model.Open).Cut(c.size.w - 1).String())
}
