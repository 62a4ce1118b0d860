package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// reachKeys leave letters to the question.
type reachKeys struct {
	scrollKeys
	Help, Back key.Binding
}

func newReachKeys() reachKeys {
	return reachKeys{
		scrollKeys: scrollKeys{
			Up: bind("up", "scroll up", "up"), Down: bind("down", "scroll down", "down"),
			PageUp: bind("pgup", "page up", "pgup"), PageDown: bind("pgdown", "page down", "pgdown"),
		},
		Help: bind("f1", "help", "f1"), Back: bind("esc", "back", "esc"),
	}
}

// reachState is what only the terminal knows about the search: the caret, and
// how far the answer is scrolled.
type reachState struct {
	keys reachKeys
	text input
	top  int
}

// reachScreen is the search for who can reach what.
type reachScreen struct {
	*canvas
	phase model.Reaching
	*reachState
}

func (r reachScreen) bindings() bindings {
	k := r.keys
	return bindings{
		title: "Who can reach", help: k.Help,
		all: []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Back},
		now: []key.Binding{k.Up, k.Down, k.Help, k.Back},
	}
}

// rows is the body less the question, a blank line, the summary and the titles.
func (r reachScreen) rows() int { return max(r.size.body()-5, 1) }

func (r reachScreen) fit() {
	if r.text.Value() != r.phase.Text {
		r.text.SetValue(r.phase.Text)
		r.top = 0
	}
	r.top = max(min(r.top, len(r.phase.Answer.Hits)-r.rows()), 0)
}

func (r reachScreen) update(press tea.KeyPressMsg) []model.Msg {
	if key.Matches(press, r.keys.Back) {
		return []model.Msg{model.BackAsked{}}
	}
	if by := r.keys.by(press, r.rows()); by != 0 {
		r.top += by
		return nil
	}
	return r.edit(press)
}

func (r reachScreen) paste(msg tea.PasteMsg) []model.Msg { return r.edit(msg) }

func (r reachScreen) edit(msg tea.Msg) []model.Msg {
	text, changed := r.text.edit(msg)
	if !changed {
		return nil
	}
	r.top = 0
	return []model.Msg{model.ReachEdited{Text: text}}
}

func (r reachScreen) view() view {
	v := view{title: "who can reach"}
	line, cursor := r.text.line(" Who can reach  ", r.size.w)
	v.cursor = cursor
	if r.phase.Text == "" {
		line = " Who can reach  " + r.theme.dim.Render("(an address or CIDR and a port, such as 203.0.113.7 tcp/22)")
	}
	v.body = append(v.body, line, "")
	switch {
	case r.phase.Problem != "":
		for _, line := range safe.Lines("! "+r.phase.Problem, r.size.w-2) {
			v.body = append(v.body, " "+r.theme.danger.Render(line.String()))
		}
	case r.phase.Asked:
		v.body = append(v.body, r.answer()...)
	}
	return v
}

// answer is the answer: how many rules, and which.
func (r reachScreen) answer() []string {
	hits := r.phase.Answer.Hits
	summary := ingress.Count(len(hits), "rule") + " of " + ingress.Count(r.phase.Answer.Groups(), "group") + " let " + r.phase.Query.String() + " in"
	if len(hits) == 0 {
		summary = "no rule lets " + r.phase.Query.String() + " in"
	}
	if n := len(r.phase.Answer.Unread); n > 0 {
		summary += fmt.Sprintf(" · %s could not be read: %s", ingress.Count(n, "prefix list"), strings.Join(r.phase.Answer.Unread, ", "))
	}
	lines := []string{" " + r.theme.bold.Render(safe.Clean(summary).Cut(r.size.w-2).String()), ""}
	if len(hits) == 0 {
		return lines
	}
	end := min(r.top+r.rows(), len(hits))
	head, rows := r.hitTable(hits[r.top:end]).lines(r.size.w-2, r.theme.heading)
	return append(append(lines, " "+head), indent(rows, 1)...)
}

func (r reachScreen) hitTable(hits []ingress.Hit) table {
	t := table{columns: []column{
		{title: "GROUP", least: 8, most: 32},
		{title: "ID", least: 11, drop: 4},
		{title: "PROTO", least: 4},
		{title: "PORTS", least: 5},
		{title: "FROM", least: 14},
		{title: "HOW", least: 7, drop: 1},
		{title: "NOTE", least: 10, drop: 5},
	}}
	rules := make([]*ingress.GroupRule, len(hits))
	for i, h := range hits {
		rules[i] = h.Rule
	}
	slash := slashWidth(rules)
	for _, h := range hits {
		t.add(
			cell{safe.Clean(h.Group.Name), r.theme.plain},
			cell{safe.Clean(h.Group.ID), r.theme.dim},
			cell{safe.Clean(h.Rule.Protocol().String()), r.theme.plain},
			cell{safe.Clean(h.Rule.PortText()), r.theme.plain},
			cell{sourceText(r.model.Catalog, h.Rule.Source(), slash), r.theme.plain},
			cell{safe.Clean(how(h)), r.theme.dim},
			cell{safe.Clean(h.Rule.Description), r.theme.dim},
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
