package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// resultScreen is the outcome as it was drawn last, and how far it is scrolled.
type resultScreen struct {
	keys  resultKeys
	top   int
	drawn scrolled
}

func newResultScreen() resultScreen { return resultScreen{keys: newResultKeys()} }

// resultRows is the body less the summary, a blank line, and the notice.
func resultRows(s size) int { return max(s.body()-3, 1) }

func (r *resultScreen) settle(drawn scrolled, s size) {
	r.drawn = drawn
	r.top = max(min(r.top, len(drawn.lines)-resultRows(s)), 0)
}

func (a *App) pressResult(_ model.Finished, msg tea.KeyPressMsg) tea.Cmd {
	r, k := &a.result, a.result.keys
	switch {
	case key.Matches(msg, k.Done):
		return a.tell(model.BackAsked{})
	case key.Matches(msg, k.Form):
		return a.tell(model.FormAsked{})
	case key.Matches(msg, k.Undo):
		return a.tell(model.UndoAsked{})
	case key.Matches(msg, k.Retry):
		return a.tell(model.RetryAsked{})
	case key.Matches(msg, k.Copy):
		return a.tell(model.IDCopied{})
	case key.Matches(msg, k.Help):
		a.help = true
		return nil
	}
	r.top += k.by(msg, resultRows(a.size))
	a.settle()
	return nil
}

func (a *App) resultView(phase model.Finished) screen {
	s := screen{title: "operation " + phase.Plan.Operation, footer: a.keyLine(a.resultKeys(phase), "")}
	lines, top, rows := a.result.drawn.lines, a.result.top, resultRows(a.size)
	s.body = []string{" " + a.headline(phase), a.result.drawn.head(top)}
	s.body = append(s.body, window(lines, top, rows)...)
	if hidden := len(lines) - rows; hidden > 0 {
		s.title = fmt.Sprintf("%d-%d of %d", top+1, top+rows, len(lines))
	}
	for len(s.body) < a.size.body()-1 {
		s.body = append(s.body, "")
	}
	s.body = append(s.body[:max(a.size.body()-1, 0)], a.resultNotice(phase))
	return s
}

// resultNotice is the line under an outcome: what the last key did, or how to go
// on from there.
func (a *App) resultNotice(phase model.Finished) string {
	switch operation := phase.Undoable(); {
	case phase.Notice != "":
		return " " + a.theme.accent.Render(safe.Clean(phase.Notice).Cut(a.size.w-2).String())
	case phase.Count(ingress.Unknown) > 0:
		return " " + a.theme.key.Render("r") + a.theme.dim.Render(" reads the groups again to tell what came of it")
	case phase.Retriable():
		return " " + a.theme.key.Render("r") + a.theme.dim.Render(" plans again what was not "+done(phase.Kind())+", and nothing else")
	case operation != "" && a.model.Where.Unrecorded:
		return ""
	case operation != "":
		return " " + a.theme.key.Render("z") + a.theme.dim.Render(" takes it back, later: ") + "sluice undo " + safe.Clean(operation).String()
	}
	return ""
}

// resultKeys are the keys that do something now.
func (a *App) resultKeys(phase model.Finished) []key.Binding {
	k := a.result.keys
	var keys []key.Binding
	if phase.Call == 0 { // before that the outcome stays, to be read
		keys = append(keys, k.Done)
	}
	if phase.Retriable() {
		retry := k.Retry
		retry.SetHelp("r", "retry")
		keys = append(keys, retry)
	}
	if phase.Undoable() != "" && !a.model.Where.Unrecorded {
		keys = append(keys, k.Undo)
	}
	form := k.Form
	if phase.FromForm() {
		form.SetHelp("esc", "form")
	}
	if phase.Call == 0 {
		keys = append(keys, form)
	}
	return append(keys, k.Help, k.Copy)
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
	kind := f.Kind()
	parts := []string{thousands(f.Count(ingress.Applied)) + " " + done(kind)}
	for _, o := range []struct {
		outcome ingress.Outcome
		words   string
	}{{ingress.WasThere, wasThere(kind)}, {ingress.Refused, "not " + done(kind)}, {ingress.NotSent, "not sent"}, {ingress.Unknown, "unknown"}} {
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
	if f.Undoes() {
		return a.theme.good.Render("Undone: ") + a.theme.bold.Render(text)
	}
	return a.theme.good.Render("Done: ") + a.theme.bold.Render(text)
}

// resultBlocks are the receipts, a block for each group.
func (a *App) resultBlocks(phase model.Finished) []block {
	blocks := slices.Concat(a.approvedBlocks(phase), a.endBlocks(appliedEnd(phase.Receipts)))
	for _, r := range phase.Receipts {
		blocks = append(blocks, block{"   " + a.groupName(r.Group), a.receiptLines(r)})
	}
	return blocks
}

// groupName is a group's name and id over what is said of it.
func (a *App) groupName(g ingress.Group) string {
	return a.theme.bold.Render(safe.Clean(g.Name).Cut(a.size.w/3).String()) + "  " + a.theme.dim.Render(safe.Clean(g.ID).String())
}

// wasThere says of rules that someone else was first.
func wasThere(k ingress.Kind) string {
	if k == ingress.Revoking {
		return "gone before"
	}
	return "already there"
}

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
	return a.rowsOf(r.Rules, func(o ingress.Outcome) (string, lipgloss.Style, string) { return a.outcome(r.Kind, o) })
}

// rowsOf is rules with what is said of their outcomes.
func (a *App) rowsOf(rules []ingress.RuleOutcome, say func(ingress.Outcome) (string, lipgloss.Style, string)) []string {
	sources := make([]ingress.Source, len(rules))
	for i, rule := range rules {
		sources[i] = rule.Source()
	}
	slash := slashWidth(sources)
	t := table{columns: []column{{tight: true}, {least: 4}, {least: 4}, {least: 14}, {least: 10}, {least: 11}}}
	for _, rule := range rules {
		sign, style, words := say(rule.Outcome)
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
		if k == ingress.Revoking {
			return "=", a.theme.dim, "gone before"
		}
		return "=", a.theme.dim, "was there before"
	case ingress.Refused:
		return "-", a.theme.danger, "not " + done(k)
	case ingress.Unknown:
		return "?", a.theme.danger, "sent, outcome unknown"
	}
	return "-", a.theme.warn, "not sent"
}
