package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// reachScreen is what only the terminal knows about the search: the caret, and
// how far the answer is scrolled.
type reachScreen struct {
	keys  reachKeys
	input textinput.Model
	top   int
}

func newReachScreen() reachScreen { return reachScreen{keys: newReachKeys(), input: newInput()} }

// reachRows is the body less the question, a blank line, the summary and the
// titles.
func reachRows(s size) int { return max(s.body()-5, 1) }

func (r *reachScreen) settle(phase model.Reaching, s size) {
	if r.input.Value() != phase.Text {
		r.input.SetValue(phase.Text)
		r.top = 0
	}
	r.top = max(min(r.top, len(phase.Answer.Hits)-reachRows(s)), 0)
}

func (a *App) pressReach(msg tea.KeyPressMsg) tea.Cmd {
	r, k := &a.reach, a.reach.keys
	switch {
	case key.Matches(msg, k.Back):
		return a.tell(model.BackAsked{})
	case key.Matches(msg, k.Help):
		a.help = true
		return nil
	}
	if by := k.by(msg, reachRows(a.size)); by != 0 {
		r.top += by
		a.settle()
		return nil
	}
	return a.editReach(msg)
}

func (a *App) editReach(msg tea.Msg) tea.Cmd {
	before := a.reach.input.Value()
	a.reach.input, _ = a.reach.input.Update(msg)
	if text := a.reach.input.Value(); text != before {
		a.reach.top = 0
		return a.tell(model.ReachEdited{Text: text})
	}
	return nil
}

func (a *App) reachView(phase model.Reaching) screen {
	s := screen{title: "who can reach", footer: a.keyLine(a.reach.keys.short(), "")}
	question := " Who can reach  "
	before, after := inputText(a.reach.input, max(a.size.w-width(question)-1, 1))
	s.cursor = tea.NewCursor(width(question)+before.Width(), 0)
	text := before.String() + after.String()
	if phase.Text == "" {
		text = a.theme.dim.Render("(an address or CIDR and a port, such as 203.0.113.7 tcp/22)")
	}
	s.body = append(s.body, question+text, "")
	switch {
	case phase.Problem != "":
		for _, line := range safe.Lines("! "+phase.Problem, a.size.w-2) {
			s.body = append(s.body, " "+a.theme.danger.Render(line.String()))
		}
	case phase.Asked:
		s.body = append(s.body, a.reachLines(phase)...)
	}
	return s
}

// reachLines is the answer: how many rules, and which.
func (a *App) reachLines(phase model.Reaching) []string {
	hits := phase.Answer.Hits
	summary := plural(len(hits), "rule") + " of " + plural(phase.Answer.Groups(), "group") + " let " + phase.Query.String() + " in"
	if len(hits) == 0 {
		summary = "no rule lets " + phase.Query.String() + " in"
	}
	if n := len(phase.Answer.Unread); n > 0 {
		summary += fmt.Sprintf(" · %s could not be read: %s", plural(n, "prefix list"), strings.Join(phase.Answer.Unread, ", "))
	}
	lines := []string{" " + a.theme.bold.Render(safe.Clean(summary).Cut(a.size.w-2).String()), ""}
	if len(hits) == 0 {
		return lines
	}
	end := min(a.reach.top+reachRows(a.size), len(hits))
	head, rows := a.hitTable(hits[a.reach.top:end]).lines(a.size.w-2, a.theme.heading)
	return append(append(lines, " "+head), indent(rows, 1)...)
}

func (a *App) hitTable(hits []ingress.Hit) table {
	t := table{columns: []column{
		{title: "GROUP", least: 8, most: 32},
		{title: "ID", least: 11, drop: 4},
		{title: "PROTO", least: 4},
		{title: "PORTS", least: 5},
		{title: "FROM", least: 14},
		{title: "HOW", least: 7, drop: 1},
		{title: "NOTE", least: 10, drop: 5},
	}}
	sources := make([]ingress.Source, len(hits))
	for i, h := range hits {
		sources[i] = h.Rule.Source()
	}
	slash := slashWidth(sources)
	for _, h := range hits {
		t.add(
			cell{safe.Clean(h.Group.Name), a.theme.plain},
			cell{safe.Clean(h.Group.ID), a.theme.dim},
			cell{safe.Clean(h.Rule.Protocol().String()), a.theme.plain},
			cell{safe.Clean(h.Rule.PortText()), a.theme.plain},
			cell{sourceText(a.model.Catalog, h.Rule.Source(), slash), a.theme.plain},
			cell{safe.Clean(how(h)), a.theme.dim},
			cell{safe.Clean(h.Rule.Description), a.theme.dim},
		)
	}
	return t
}

// how a rule lets the traffic in.
func how(h ingress.Hit) string {
	words := "all of it"
	if h.Part {
		words = "in part"
	}
	if h.Via != nil {
		words += ", via " + h.Via.Name
	}
	return words
}
