package ui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// operationKeys are those of one operation of the history.
type operationKeys struct {
	moveKeys
	usualKeys
	Undo key.Binding
}

func newOperationKeys() operationKeys {
	return operationKeys{
		moveKeys:  newMoveKeys("top", "end"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "enter", "q")),
		Undo:      newHistoryKeys().Undo,
	}
}

// operationScreen is one operation of the history.
type operationScreen struct {
	historyScreen
	past model.HistoryEntry
}

func (o operationScreen) bindings() bindings {
	k := o.operation
	return bindings{
		title: "An operation", help: k.Help,
		all: append(k.moves(), k.Undo, k.Copy, k.Reload, k.Back),
		now: []key.Binding{k.Undo, k.Copy, k.Help, k.Back, k.Reload},
	}
}

// rows is the body less the notice.
func (o operationScreen) rows() int { return max(o.size.body()-1, 1) }

func (o operationScreen) fit() {
	o.historyScreen.fit()
	if o.opened != o.past.ID {
		o.opened, o.scrolled = o.past.ID, 0
	}
	o.scrolled = max(min(o.scrolled, len(o.lines())-o.rows()), 0)
}

func (o operationScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := o.operation
	o.scrolled += k.by(press, o.rows())
	return facts(press, k.and(meaning{k.Undo, model.UndoAsked{Operation: o.past.ID}})...)
}

func (o operationScreen) view() view {
	lines, rows := o.lines(), o.rows()
	v := view{title: "history", body: o.over(window(lines, o.scrolled, rows), o.remark())}
	if len(lines) > rows {
		v.title = fmt.Sprintf("%d-%d of %d", o.scrolled+1, min(o.scrolled+rows, len(lines)), len(lines))
	}
	return v
}

// lines are one operation whole: who, when and where, and group by group
// what came of every rule.
func (o operationScreen) lines() []string {
	p := o.past
	lines := []string{" Operation " + o.theme.bold.Render(safe.Clean(p.ID).Cut(o.size.w-13).String())}
	about := func(label, text string, style style) {
		for i, line := range safe.Lines(safe.Clean(text).String(), o.size.w-14) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, "   "+o.theme.dim.Render(padTo(label, 9))+style.Render(line.String()))
		}
	}
	about("what", p.What, o.theme.plain)
	about("outcome", p.Outcome, o.entryStyle(p))
	about("by", p.By, o.theme.plain)
	if len(p.Records) > 0 && p.Records[0].ApprovedBy != "" {
		about("approved", p.Records[0].ApprovedBy, o.theme.plain)
	}
	about("when", p.At.Format("Mon 2 Jan 2006, 15:04:05 MST"), o.theme.plain)
	if end := recordedEnd(p.Records); !end.IsZero() {
		about("ends", strings.TrimPrefix(o.untilText(end), "until "), o.theme.plain)
	}
	if len(p.Records) > 0 {
		about("where", p.Records[0].Site.Words(), o.theme.plain)
	}
	for _, r := range p.Records {
		lines = append(append(lines, ""), o.recordLines(r)...)
	}
	return lines
}

// recordLines is one group's change, and what came of it.
func (c *canvas) recordLines(r ingress.Record) []string {
	if r.Receipt != nil {
		receipt := *r.Receipt
		receipt.Group = r.Change.Group
		return c.receiptLines(receipt)
	}
	lines := []string{"   " + c.groupName(r.Change.Group)}
	lines = append(lines, c.rowsOf(r.Change.Outcomes(ingress.Unknown), func(o ingress.Outcome) (string, style, string) {
		return o.Sign(r.Change.Kind), c.outcomeStyle(o), ingress.NotKnownYet
	})...)
	return append(lines, "   "+c.theme.warn.Render("! no outcome is recorded: the write is under way, or its program ended"))
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
