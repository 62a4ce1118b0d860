package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// resultScreen is how far the outcome is scrolled.
type resultScreen struct {
	keys resultKeys
	top  int
}

func newResultScreen() resultScreen { return resultScreen{keys: newResultKeys()} }

// resultRows is the body less the summary and a blank line.
func resultRows(s size) int { return max(s.body()-2, 1) }

func (r *resultScreen) settle(lines int, s size) {
	r.top = max(min(r.top, lines-resultRows(s)), 0)
}

func (a *App) pressResult(_ model.Finished, msg tea.KeyPressMsg) tea.Cmd {
	r, k := &a.result, a.result.keys
	switch {
	case key.Matches(msg, k.Done):
		return a.tell(model.BackAsked{})
	case key.Matches(msg, k.Form):
		return a.tell(model.FormAsked{})
	case key.Matches(msg, k.Copy):
		return a.tell(model.IDCopied{})
	case key.Matches(msg, k.Help):
		a.help = true
		return nil
	}
	r.top += scrollBy(msg, scrollKeys{up: k.Up, down: k.Down, pageUp: k.PageUp, pageDown: k.PageDown}, resultRows(a.size))
	a.settle()
	return nil
}

// pressSubmitting answers every key of a write under way: none of them ends it.
func (a *App) pressSubmitting(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, a.preview.keys.Back) {
		return a.tell(model.BackAsked{})
	}
	return nil
}

func (a *App) submittingView(phase model.Submitting) screen {
	s := screen{title: "sending", footer: a.theme.dim.Render(" sent calls cannot be called back; the outcome comes by itself")}
	s.body = []string{" " + a.theme.bold.Render("Sending: "+phase.Progress()+" …"), ""}
	for _, send := range phase.Sends {
		state := a.theme.dim.Render("waiting")
		switch {
		case send.Done:
			state = a.receiptWord(send.Receipt)
		case send.Call != 0:
			state = a.theme.accent.Render("sent, waiting for the answer")
		}
		name := safe.Clean(send.Change.Group.Name)
		s.body = append(s.body, "   "+name.Fit(min(24, a.size.w/3))+"  "+padTo(plural(len(send.Change.Send()), "rule"), 10)+state)
	}
	room := a.size.body() - 2
	if len(s.body) > room {
		s.body = append(s.body[:room-1], a.theme.dim.Render(fmt.Sprintf("   … %d more groups", len(phase.Sends)-room+3)))
	}
	if phase.Notice != "" {
		s.body = append(s.body, "", " "+a.theme.warn.Render("! "+phase.Notice))
	}
	return s
}

func (a *App) receiptWord(r ingress.Receipt) string {
	switch {
	case r.Moved != nil:
		return a.theme.warn.Render("- not sent: the group changed since the preview")
	case r.Count(ingress.Unknown) > 0:
		return a.theme.danger.Render("? sent, outcome unknown")
	case len(r.Rules) > 0 && r.Count(ingress.NotSent) == len(r.Rules):
		return a.theme.warn.Render("- not sent")
	case r.Failure != nil:
		return a.theme.danger.Render("- not " + done(r.Kind))
	}
	return a.theme.good.Render("+ " + done(r.Kind))
}

func (a *App) resultView(phase model.Finished) screen {
	s := screen{title: "operation " + phase.Plan.Operation, footer: a.keyLine(a.result.keys.short(), a.theme.accent.Render(phase.Notice))}
	s.body = []string{" " + a.headline(phase), ""}
	lines := a.resultLines(phase)
	s.body = append(s.body, window(lines, a.result.top, resultRows(a.size))...)
	if hidden := len(lines) - resultRows(a.size); hidden > 0 {
		s.title = fmt.Sprintf("%d-%d of %d", a.result.top+1, a.result.top+resultRows(a.size), len(lines))
	}
	return s
}

// done is what a change that was applied has done to a rule.
func done(k ingress.Kind) string {
	switch k {
	case ingress.Revoking:
		return "revoked"
	case ingress.Editing:
		return "changed"
	}
	return "added"
}

// headline is the outcome in a line.
func (a *App) headline(f model.Finished) string {
	kind := ingress.Adding
	if len(f.Plan.Changes) > 0 {
		kind = f.Plan.Changes[0].Kind
	}
	parts := []string{thousands(f.Count(ingress.Applied)) + " " + done(kind)}
	for _, o := range []struct {
		outcome ingress.Outcome
		words   string
	}{{ingress.WasThere, "already there"}, {ingress.Refused, "not " + done(kind)}, {ingress.NotSent, "not sent"}, {ingress.Unknown, "unknown"}} {
		if n := f.Count(o.outcome); n > 0 {
			parts = append(parts, thousands(n)+" "+o.words)
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case f.Count(ingress.Unknown) > 0:
		return a.theme.danger.Render("Not all is known: " + text)
	case !f.AllApplied():
		return a.theme.danger.Render("Not all was " + done(kind) + ": " + text)
	}
	return a.theme.good.Render("Done: ") + a.theme.bold.Render(text)
}

func (a *App) resultLines(phase model.Finished) []string {
	var lines []string
	for i, r := range phase.Receipts {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, a.receiptLines(r)...)
	}
	return lines
}

// receiptLines is what came of one group's rules, and why.
func (a *App) receiptLines(r ingress.Receipt) []string {
	request := ""
	if r.RequestID != "" {
		request = "request " + r.RequestID
	}
	name := a.theme.bold.Render(safe.Clean(r.Group.Name).Cut(a.size.w/3).String()) + "  " + a.theme.dim.Render(safe.Clean(r.Group.ID).String())
	lines := []string{"   " + name}
	if line := spread(a.size.w-1, lines[0], a.theme.dim.Render(safe.Clean(request).String())); line != lines[0] {
		lines[0] = line
	} else if request != "" {
		lines = append(lines, "   "+a.theme.dim.Render(safe.Clean(request).Cut(a.size.w-4).String()))
	}
	lines = append(lines, a.outcomeRows(r)...)
	if r.ReadBack {
		lines = append(lines, a.theme.dim.Render("   · the answer was lost: found by reading the group again"))
	}
	switch {
	case r.Moved != nil:
		lines = append(lines, "   "+a.theme.warn.Render("! the group changed since the preview: nothing was sent to it"))
	case r.Failure != nil:
		for _, line := range safe.Lines("! "+r.Failure.Error(), a.size.w-5) {
			lines = append(lines, "   "+a.theme.danger.Render(line.String()))
		}
	}
	return lines
}

func (a *App) outcomeRows(r ingress.Receipt) []string {
	sources := make([]ingress.Source, len(r.Rules))
	for i, rule := range r.Rules {
		sources[i] = rule.Source()
	}
	slash := slashWidth(sources)
	t := table{columns: []column{{tight: true}, {least: 4}, {least: 4}, {least: 14}, {least: 10}, {least: 11}}}
	for _, rule := range r.Rules {
		sign, style, words := a.outcome(r.Kind, rule.Outcome)
		t.add(
			cell{safe.Clean(sign), style},
			cell{safe.Clean(rule.Protocol().String()), a.theme.plain},
			cell{safe.Clean(rule.PortText()), a.theme.plain},
			cell{sourceText(a.model.Catalog, rule.Source(), slash), a.theme.plain},
			cell{safe.Clean(words), style},
			cell{safe.Clean(rule.RuleID), a.theme.dim},
		)
	}
	_, rows := t.lines(a.size.w-4, a.theme.heading)
	return indent(rows, 3)
}

func (a *App) outcome(k ingress.Kind, o ingress.Outcome) (sign string, style lipgloss.Style, words string) {
	switch o {
	case ingress.Applied:
		sign = "+"
		if k == ingress.Revoking {
			sign = "-"
		}
		return sign, a.theme.good, done(k)
	case ingress.WasThere:
		return "=", a.theme.dim, "was there before"
	case ingress.Refused:
		return "-", a.theme.danger, "not " + done(k)
	case ingress.Unknown:
		return "?", a.theme.danger, "sent, outcome unknown"
	}
	return "-", a.theme.warn, "not sent"
}
