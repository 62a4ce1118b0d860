package ui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// operationRows is the body less the notice.
func operationRows(s size) int { return max(s.body()-1, 1) }

func (a *App) pressOperation(phase model.History, msg tea.KeyPressMsg) tea.Cmd {
	h, k := &a.history, a.history.operation
	if key.Matches(msg, k.Undo) {
		return a.tell(model.UndoAsked{Operation: phase.Cursor})
	}
	if cmd, taken := a.pressUsual(k.usualKeys, msg); taken {
		return cmd
	}
	h.scrolled += k.by(msg, operationRows(a.size))
	a.settle()
	return nil
}

func (a *App) operationView(phase model.History, p model.Past) screen {
	lines, rows := a.operationLines(p), operationRows(a.size)
	s := screen{title: "history", footer: a.keyLine(a.history.operation.short(), ""), body: window(lines, a.history.scrolled, rows)}
	if len(lines) > rows {
		s.title = fmt.Sprintf("%d-%d of %d", a.history.scrolled+1, min(a.history.scrolled+rows, len(lines)), len(lines))
	}
	for len(s.body) < a.size.body()-1 {
		s.body = append(s.body, "")
	}
	s.body = append(s.body[:max(a.size.body()-1, 0)], a.historyNotice(phase))
	return s
}

// operationLines is one operation whole: who, when and where, and group by group
// what came of every rule.
func (a *App) operationLines(p model.Past) []string {
	lines := []string{" Operation " + a.theme.bold.Render(safe.Clean(p.ID).Cut(a.size.w-13).String())}
	about := func(label, text string, style lipgloss.Style) {
		for i, line := range safe.Lines(safe.Clean(text).String(), a.size.w-14) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, "   "+a.theme.dim.Render(padTo(label, 9))+style.Render(line.String()))
		}
	}
	about("what", p.What, a.theme.plain)
	about("outcome", p.Outcome, a.pastStyle(p))
	about("by", p.By, a.theme.plain)
	if len(p.Records) > 0 && p.Records[0].ApprovedBy != "" {
		about("approved", p.Records[0].ApprovedBy, a.theme.plain)
	}
	about("when", p.At.Format("Mon 2 Jan 2006, 15:04:05 MST"), a.theme.plain)
	if end := recordedEnd(p.Records); !end.IsZero() {
		about("ends", strings.TrimPrefix(a.untilText(end), "until "), a.theme.plain)
	}
	if len(p.Records) > 0 {
		about("where", p.Records[0].Site.Words(), a.theme.plain)
	}
	for _, r := range p.Records {
		lines = append(append(lines, ""), a.recordLines(r)...)
	}
	return lines
}

// recordLines is one group's change, and what came of it.
func (a *App) recordLines(r ingress.Record) []string {
	if r.Receipt != nil {
		receipt := *r.Receipt
		receipt.Group = r.Change.Group
		return a.receiptLines(receipt)
	}
	g := r.Change.Group
	lines := []string{"   " + a.theme.bold.Render(safe.Clean(g.Name).Cut(a.size.w/3).String()) + "  " + a.theme.dim.Render(safe.Clean(g.ID).String())}
	rules := make([]ingress.RuleOutcome, len(r.Change.Rules))
	for i, planned := range r.Change.Rules {
		rules[i] = ingress.RuleOutcome{Wanted: planned.Wanted, RuleID: planned.Existing.ID}
	}
	lines = append(lines, a.rowsOf(rules, func(ingress.Outcome) (string, lipgloss.Style, string) { return "?", a.theme.danger, "no outcome" })...)
	return append(lines, "   "+a.theme.warn.Render("! no outcome is recorded: the write is under way, or its program ended"))
}

// recordedEnd is when the rules that an operation added end, or the zero time.
func recordedEnd(records []ingress.Record) time.Time {
	for _, r := range records {
		if r.Receipt == nil {
			continue
		}
		if end := appliedEnd([]ingress.Receipt{*r.Receipt}); !end.IsZero() {
			return end
		}
	}
	return time.Time{}
}
