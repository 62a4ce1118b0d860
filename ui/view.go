package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/ui/safe"
)

// screen is what a screen shows between header and footer.
type screen struct {
	title  string   // at the right end of the header
	body   []string // at most size.body() lines are shown
	footer string
	cursor *tea.Cursor // relative to the body
}

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
		return a.drawTooSmall(), nil
	}
	s := a.screen()
	if a.help {
		s = a.helpScreen()
	}
	cursor := s.cursor
	if cursor != nil {
		cursor.Y += frameLines - 1
		if cursor.Y >= a.size.h-1 || cursor.X >= a.size.w {
			cursor = nil
		}
	}
	return frame(a.size, a.header(s.title), s.body, s.footer), cursor
}

func (a *App) screen() screen {
	switch phase := a.model.Phase.(type) {
	case model.Listing:
		if a.detail.open {
			return a.detailView(phase)
		}
		return a.listView(phase)
	case model.Editing:
		return a.formView(phase)
	case model.Reaching:
		return a.reachView(phase)
	case model.History:
		return a.historyView(phase)
	case model.Reviewing:
		return a.reviewView(phase)
	case model.Asking:
		return a.askedView(phase)
	case model.Previewing:
		return a.previewView(phase)
	case model.Submitting:
		return a.submittingView(phase)
	case model.Finished:
		return a.resultView(phase)
	}
	return screen{}
}

func (a *App) drawTooSmall() string {
	text := fmt.Sprintf("terminal too small: %d×%d", a.size.w, a.size.h)
	need := fmt.Sprintf("sluice needs %d×%d", leastWidth, leastHeight)
	lines := []string{text, need}
	if a.model.Busy() {
		lines = append(lines, "a write is under way")
	}
	return fit(a.size, lines)
}

// header says where the user is: nobody adds a rule to the wrong account for
// want of a look.
func (a *App) header(right string) string {
	w := a.model.Where
	place := []string{}
	name := a.theme.warn.Render("AWS")
	switch {
	case w.Sandbox:
		name = a.theme.good.Render("SANDBOX")
	case w.Endpoint != "":
		name = a.theme.warn.Render("ENDPOINT")
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
	left := " " + a.theme.bold.Render("sluice") + "  " + name + " · " + safe.Clean(strings.Join(place, " · ")).String()
	left += a.who(a.size.w - 2 - width(left) - width(right))
	return spread(a.size.w-1, left, a.theme.dim.Render(right))
}

// who is the person who signed in, with the role and the key that signed: as much
// of the key's fingerprint as there is room for, and the name in any case.
func (a *App) who(room int) string {
	person := a.model.Where.Person
	if person.Name == "" {
		return ""
	}
	name := " · " + safe.Clean(person.Name).String()
	named := name + ", " + a.model.Where.Role.String()
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

// keyLine is a footer: what the keys do, as many as fit, and a word at the right.
func (a *App) keyLine(bindings []key.Binding, right string) string {
	room := a.size.w - 2
	if right != "" {
		room -= ansi.StringWidth(right) + 3
	}
	line := ""
	for i, b := range bindings {
		item := a.theme.key.Render(b.Help().Key) + " " + a.theme.dim.Render(b.Help().Desc)
		if i > 0 {
			item = "  " + item
		}
		if ansi.StringWidth(line)+ansi.StringWidth(item) > room {
			break
		}
		line += item
	}
	return spread(a.size.w-1, " "+line, right)
}

// helpScreen lists every binding of the screen below it.
func (a *App) helpScreen() screen {
	lines := a.helpLines()
	s := screen{title: "help", body: window(lines, a.helpTop, a.size.body()), footer: a.theme.dim.Render(" any key goes back")}
	if a.helpEnd() > 0 {
		s.title = fmt.Sprintf("help %d-%d of %d", a.helpTop+1, a.helpTop+len(s.body), len(lines))
		s.footer = a.theme.dim.Render(" up, down scroll; others go back")
	}
	return s
}

func (a *App) helpLines() []string {
	title, bindings := a.bindings()
	lines := []string{" " + a.theme.bold.Render(title), ""}
	for _, b := range append(bindings, a.keys.Quit) {
		keys := strings.Join(b.Keys(), ", ")
		lines = append(lines, "   "+padTo(a.theme.key.Render(keys), 18)+b.Help().Desc)
	}
	if person := a.model.Where.Person; person.Name != "" {
		lines = append(lines, "", " "+a.theme.bold.Render("Signed in"), "")
		for _, line := range safe.Lines(person.String()+", "+a.model.Where.Role.String(), a.size.w-4) {
			lines = append(lines, "   "+line.String())
		}
	}
	return lines
}

// helpEnd is how far help can be scrolled: not at all where it fits.
func (a *App) helpEnd() int { return max(len(a.helpLines())-a.size.body(), 0) }

// scrollHelp moves through help that is longer than the screen, and reports
// whether the key was one for that.
func (a *App) scrollHelp(msg tea.KeyPressMsg) bool {
	by := a.list.keys.by(msg, a.size.body())
	if by == 0 || a.helpEnd() == 0 {
		return false
	}
	a.helpTop = min(max(a.helpTop+by, 0), a.helpEnd())
	return true
}

func (a *App) bindings() (title string, bindings []key.Binding) {
	switch phase := a.model.Phase.(type) {
	case model.Listing:
		if a.detail.open {
			return "The rules of a group", a.detail.keys.full()
		}
		return "The list of security groups", a.list.keys.full()
	case model.Editing:
		return "The form", a.form.keys.full()
	case model.Reaching:
		return "Who can reach", a.reach.keys.full()
	case model.History:
		if phase.Opened {
			return "An operation", a.history.operation.full()
		}
		return "The history", a.history.keys.full()
	case model.Previewing:
		return "The preview", a.preview.keys.full()
	case model.Finished:
		return "The outcome", a.result.keys.full()
	case model.Reviewing:
		return "Plans that wait for approval", a.review.keys.full()
	case model.Asking:
		return "Waiting for approval", a.review.asked.full()
	}
	return "A write under way", nil
}
