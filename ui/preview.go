package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// previewScreen is what only the terminal knows about a preview: how far it is
// scrolled, and how much of this plan has been on the screen.
type previewScreen struct {
	keys  previewKeys
	top   int
	shown int    // lines from the first on that have been on the screen without a gap
	lines int    // all lines of the plan
	of    string // the plan and the size that shown is about
}

func newPreviewScreen() previewScreen { return previewScreen{keys: newPreviewKeys()} }

// previewRows is the body less the summary, a blank line, and the two lines of
// the confirmation.
func previewRows(s size) int { return max(s.body()-4, 1) }

func (p *previewScreen) settle(lines int, s size, phase model.Previewing) {
	of := fmt.Sprint(phase.Plan.Operation, s)
	if p.of != of {
		p.of, p.top, p.shown = of, 0, 0
	}
	p.lines = lines
	p.top = max(min(p.top, lines-previewRows(s)), 0)
	if p.top <= p.shown {
		p.shown = max(p.shown, p.top+previewRows(s))
	}
}

// seen reports that every line of the plan has been on the screen.
func (p previewScreen) seen() bool { return p.shown >= p.lines }

func (a *App) pressPreview(phase model.Previewing, msg tea.KeyPressMsg) tea.Cmd {
	p, k := &a.preview, a.preview.keys
	switch {
	case key.Matches(msg, k.Confirm):
		return a.tell(model.Confirmed{Seen: p.seen()})
	case key.Matches(msg, k.Back):
		return a.tell(model.BackAsked{})
	case key.Matches(msg, k.Reload):
		return a.tell(model.ReloadAsked{})
	case key.Matches(msg, k.Help):
		a.help = true
	default:
		p.top += scrollBy(msg, scrollKeys{k.Up, k.Down, k.Top, k.Bottom, k.PageUp, k.PageDown}, previewRows(a.size))
	}
	return a.tell(model.KeyPressed{})
}

func (a *App) previewView(phase model.Previewing) screen {
	s := screen{title: "preview", footer: a.keyLine(a.preview.keys.short(), a.previewPosition())}
	switch {
	case phase.Reading:
		s.body = []string{" " + a.theme.dim.Render("reading "+plural(len(phase.Back.Targets), "group")+" as of now …")}
		return s
	case phase.Failure != nil:
		s.body = []string{" " + a.theme.danger.Render("! the groups could not be read, so there is no plan; nothing was sent"), ""}
		for _, line := range safe.Lines(phase.Failure.Error(), a.size.w-4) {
			s.body = append(s.body, "   "+line.String())
		}
		s.body = append(s.body, "", a.theme.dim.Render("   r reads again · esc goes back to the form, as it was typed"))
		return s
	}
	s.body = append(s.body, " "+a.theme.bold.Render(summary(phase.Plan)), "")
	s.body = append(s.body, window(a.previewLines(phase), a.preview.top, previewRows(a.size))...)
	for len(s.body) < a.size.body()-2 {
		s.body = append(s.body, "")
	}
	notice, confirm := a.confirmation(phase)
	s.body = append(s.body[:max(a.size.body()-2, 0)], notice, confirm)
	return s
}

func (a *App) previewPosition() string {
	rows := previewRows(a.size)
	if a.preview.lines <= rows {
		return ""
	}
	return a.theme.dim.Render(fmt.Sprintf("%d-%d of %d", a.preview.top+1, min(a.preview.top+rows, a.preview.lines), a.preview.lines))
}

// summary is the plan in a line: Plan: 3 to add to 2 groups, 1 already there.
func summary(p ingress.Plan) string {
	groups := 0
	for _, c := range p.Changes {
		if len(c.Send()) > 0 {
			groups++
		}
	}
	add := p.Count(ingress.New)
	text := "Plan: nothing to add"
	if add > 0 {
		text = fmt.Sprintf("Plan: %s to add to %s", thousands(add), plural(groups, "group"))
	}
	if n := p.Count(ingress.AlreadyThere); n > 0 {
		text += fmt.Sprintf(", %s already there", thousands(n))
	}
	if n := p.Count(ingress.Repeated); n > 0 {
		text += fmt.Sprintf(", %s twice in the plan", thousands(n))
	}
	return text
}

// confirmation is the last two lines: why the key does nothing, and what it does.
func (a *App) confirmation(phase model.Previewing) (notice, confirm string) {
	p := phase.Plan
	switch {
	case phase.Notice != "":
		notice = a.theme.warn.Render(" ! " + safe.Clean(phase.Notice).Cut(a.size.w-4).String())
	case phase.Moved:
		notice = a.theme.warn.Render(" ! a group changed after the last preview: nothing was sent, this is the plan now")
	}
	switch {
	case p.Empty():
		confirm = " Nothing to send: every rule is already there."
	case p.Blocked() != "":
		confirm = " " + a.theme.danger.Render("! cannot be sent: "+safe.Clean(p.Blocked()).Cut(a.size.w-20).String())
	case a.model.Where.ReadOnly:
		confirm = " Read-only: nothing can be sent."
	case !a.preview.seen():
		confirm = " " + a.theme.warn.Render("there is more below: scroll to the end to send")
	case !phase.Armed:
		confirm = a.theme.dim.Render(" " + a.sends(p) + " …")
	default:
		confirm = " " + a.theme.key.Render("enter") + " sends " + a.sends(p)
	}
	return notice, confirm
}

func (a *App) sends(p ingress.Plan) string {
	var names []string
	for _, c := range p.Changes {
		if len(c.Send()) > 0 {
			names = append(names, c.Group.Name)
		}
	}
	to := safe.Clean(strings.Join(names, ", ")).Cut(max(a.size.w-30, 10)).String()
	return plural(p.Count(ingress.New), "rule") + " to " + to
}

// previewLines is the plan, group by group.
func (a *App) previewLines(phase model.Previewing) []string {
	var lines []string
	for i, c := range phase.Plan.Changes {
		if i > 0 {
			lines = append(lines, "")
		}
		name := a.theme.bold.Render(safe.Clean(c.Group.Name).Cut(a.size.w/3).String()) + "  " + a.theme.dim.Render(safe.Clean(c.Group.ID).String())
		lines = append(lines, spread(a.size.w-1, "   "+name, a.theme.dim.Render(quotaText(c.Quota, c.Group.Classic()))))
		lines = append(lines, a.planRows(c.Rules, a.size.w-1, 3)...)
	}
	return lines
}

// quotaText is a group's meter before and after: rules 3 → 4 of 60.
func quotaText(q ingress.Quota, classic bool) string {
	meter := func(before, after int) string {
		if before == after {
			return fmt.Sprintf("%d of %d", after, q.Limit)
		}
		return fmt.Sprintf("%d → %d of %d", before, after, q.Limit)
	}
	if classic {
		return "rules " + meter(q.Before4, q.After4)
	}
	return "rules " + meter(q.Before4, q.After4) + " IPv4, " + meter(q.Before6, q.After6) + " IPv6"
}

// planRows is a table of planned rules with their verdicts, indented.
func (a *App) planRows(rules []ingress.PlannedRule, width, by int) []string {
	sources := make([]ingress.Source, len(rules))
	for i, r := range rules {
		sources[i] = r.Source()
	}
	slash := slashWidth(sources)
	t := table{columns: []column{{tight: true}, {least: 4}, {least: 4}, {least: 14}, {least: 12}, {least: 8, drop: 1}}}
	for _, r := range rules {
		sign, style, words := a.verdict(r)
		t.add(
			cell{safe.Clean(sign), style},
			cell{safe.Clean(r.Protocol().String()), a.theme.plain},
			cell{safe.Clean(r.PortText()), a.theme.plain},
			cell{sourceText(a.model.Catalog, r.Source(), slash), a.theme.plain},
			cell{safe.Clean(words), style},
			cell{safe.Clean(r.Description), a.theme.dim},
		)
	}
	_, rows := t.lines(width-by, a.theme.heading)
	return indent(a.withNotes(rules, rows, width-by), by)
}

// withNotes puts under each rule what became of the typed text, and before that
// the whole rule where its row is too narrow for it: nothing is sent that was
// not shown.
func (a *App) withNotes(rules []ingress.PlannedRule, rows []string, width int) []string {
	var lines []string
	for i, row := range rows {
		lines = append(lines, row)
		notes := rules[i].Notes
		if rule := rules[i].Rule; cutShort(row, rule) {
			notes = slices.Concat([]string{rule.Protocol().String() + " " + rule.PortText() + " from " + rule.Source().String()}, notes)
		}
		for _, note := range notes {
			for n, line := range safe.Lines(note, width-5) {
				bullet := "· "
				if n > 0 {
					bullet = "  "
				}
				lines = append(lines, "   "+a.theme.dim.Render(bullet+line.String()))
			}
		}
	}
	return lines
}

// cutShort reports whether a row lacks a part of what its rule opens. Spaces do
// not count: CIDRs are aligned with them.
func cutShort(row string, r ingress.Rule) bool {
	solid := func(text string) string { return strings.ReplaceAll(text, " ", "") }
	plain := solid(ansi.Strip(row))
	return slices.ContainsFunc([]string{r.Protocol().String(), r.PortText(), r.Source().String()}, func(part string) bool {
		return !strings.Contains(plain, solid(safe.Clean(part).String()))
	})
}

// verdict is a rule's sign, style and words.
func (a *App) verdict(r ingress.PlannedRule) (sign string, style lipgloss.Style, words string) {
	switch r.Verdict {
	case ingress.AlreadyThere:
		words = "already there, not sent"
		if r.Existing.ID != "" {
			words = "already there (" + r.Existing.ID + "), not sent"
		}
		return "=", a.theme.dim, words
	case ingress.Repeated:
		return "=", a.theme.dim, "twice in this plan, sent once"
	}
	return "+", a.theme.good, "new"
}
