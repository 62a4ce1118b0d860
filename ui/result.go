package ui

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

type resultKeys struct {
	scrollKeys
	Done, Form, Undo, Retry, Copy, Help key.Binding
}

func newResultKeys() resultKeys {
	return resultKeys{
		scrollKeys: newMoveKeys("", "").scrollKeys,
		Done:       bind("enter", "back to the list", "enter"), Form: bind("esc", "back", "esc"),
		Undo: bind("z", "undo", "z"), Retry: bind("r", "retry what was not applied", "r"),
		Copy: bind("y", "copy the rule ids", "y"), Help: bind("?", "help", "?"),
	}
}

// resultState is the outcome as it was drawn last, and how far it is scrolled.
type resultState struct {
	keys  resultKeys
	of    string // the operation that top is about
	top   int
	drawn scrolled
}

// resultScreen is the outcome of a submission.
type resultScreen struct {
	*canvas
	phase model.Finished
	*resultState
}

func (r resultScreen) bindings() bindings {
	k := r.keys
	var now []key.Binding
	if r.phase.Call == 0 { // before that the outcome stays, to be read
		now = append(now, k.Done)
	}
	if r.phase.Retriable() {
		retry := k.Retry
		retry.SetHelp("r", "retry")
		now = append(now, retry)
	}
	if r.phase.Undoable() != "" && !r.model.Session.Unrecorded {
		now = append(now, k.Undo)
	}
	form := k.Form
	if r.phase.FromForm() {
		form.SetHelp("esc", "form")
	}
	if r.phase.Call == 0 {
		now = append(now, form)
	}
	return bindings{
		title: "The outcome", help: k.Help,
		all: []key.Binding{k.Done, k.Form, k.Undo, k.Retry, k.Up, k.Down, k.PageUp, k.PageDown, k.Copy},
		now: append(now, k.Help, k.Copy),
	}
}

// rows is the body less the summary, a blank line, and the notice.
func (r resultScreen) rows() int { return max(r.size.body()-3, 1) }

func (r resultScreen) fit() {
	r.drawn = newScrolled(r.blocks())
	if r.of != r.phase.Plan.Operation {
		r.of, r.top = r.phase.Plan.Operation, 0
	}
	r.top = max(min(r.top, len(r.drawn.lines)-r.rows()), 0)
}

func (r resultScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := r.keys
	r.top += k.by(press, r.rows())
	return facts(press, meaning{k.Done, model.BackAsked{}}, meaning{k.Form, model.FormAsked{}}, meaning{k.Undo, model.UndoAsked{}},
		meaning{k.Retry, model.RetryAsked{}}, meaning{k.Copy, model.IDCopied{}})
}

func (r resultScreen) view() view {
	lines, rows := r.drawn.lines, r.rows()
	v := view{title: "operation " + r.phase.Plan.Operation}
	if hidden := len(lines) - rows; hidden > 0 {
		v.title = fmt.Sprintf("%d-%d of %d", r.top+1, r.top+rows, len(lines))
	}
	v.body = append([]string{" " + r.headline(), r.drawn.head(r.top)}, window(lines, r.top, rows)...)
	v.body = r.over(v.body, r.remark())
	return v
}

// remark is the line under an outcome: what the last key did, or how to go
// on from there.
func (r resultScreen) remark() string {
	switch operation := r.phase.Undoable(); {
	case r.phase.Notice != "":
		return " " + r.theme.accent.Render(safe.Clean(r.phase.Notice).Cut(r.size.w-2).String())
	case r.phase.Count(ingress.Unknown) > 0:
		return " " + r.theme.key.Render("r") + r.theme.dim.Render(" reads the groups again to tell what came of it")
	case r.phase.Retriable():
		return " " + r.theme.key.Render("r") + r.theme.dim.Render(" plans again what was not "+r.phase.Kind().Done()+", and nothing else")
	case operation != "" && r.model.Session.Unrecorded:
		return ""
	case operation != "":
		return " " + r.theme.key.Render("z") + r.theme.dim.Render(" takes it back, later: ") + "sluice undo " + safe.Clean(operation).String()
	}
	return ""
}

// headline is the outcome in a line.
func (r resultScreen) headline() string {
	f := r.phase
	kind := f.Kind()
	text := ingress.Tally(kind, f.Count)
	switch {
	case f.Count(ingress.Unknown) > 0:
		return r.theme.danger.Render("Not all is known: " + text)
	case !f.AllApplied():
		return r.theme.danger.Render("Not all was " + kind.Done() + ": " + text)
	}
	if f.Undoes() {
		return r.theme.good.Render("Undone: ") + r.theme.bold.Render(text)
	}
	return r.theme.good.Render("Done: ") + r.theme.bold.Render(text)
}

// blocks are the receipts, a block for each group.
func (r resultScreen) blocks() []block {
	blocks := slices.Concat(r.approvedBlocks(), r.endBlocks(appliedEnd(r.phase.Receipts)))
	for _, receipt := range r.phase.Receipts {
		blocks = append(blocks, block{"   " + r.groupName(receipt.Group), r.receiptLines(receipt)})
	}
	return blocks
}

// groupName is a group's name and id over what is said of it.
func (c *canvas) groupName(g ingress.Group) string {
	return c.theme.bold.Render(safe.Clean(g.Name).Cut(c.size.w/3).String()) + "  " + c.theme.dim.Render(safe.Clean(g.ID).String())
}

func (c *canvas) receiptLines(r ingress.Receipt) []string {
	request := ""
	if r.RequestID != "" {
		request = "request " + r.RequestID
	}
	lines := []string{"   " + c.groupName(r.Group)}
	if line := spread(c.size.w-1, lines[0], c.theme.dim.Render(safe.Clean(request).String())); line != lines[0] {
		lines[0] = line
	} else if request != "" {
		lines = append(lines, "   "+c.theme.dim.Render(safe.Clean(request).Cut(c.size.w-4).String()))
	}
	lines = append(lines, c.outcomeRows(r)...)
	if r.ReadBack {
		lines = append(lines, c.theme.dim.Render("   · the answer was lost: found by reading the group again"))
	}
	switch {
	case r.Moved != nil:
		lines = append(lines, "   "+c.theme.warn.Render("! the group changed since the preview: nothing was sent to it"))
	case r.Failure != nil:
		for _, line := range safe.Lines("! "+r.Failure.Error(), c.size.w-5) {
			lines = append(lines, "   "+c.theme.danger.Render(line.String()))
		}
	}
	return lines
}

func (c *canvas) outcomeRows(r ingress.Receipt) []string {
	return c.rowsOf(r.Rules, func(o ingress.Outcome) (string, style, string) {
		return o.Sign(r.Kind), c.outcomeStyle(o), o.Words(r.Kind)
	})
}

// rowsOf is rules with what is said of their outcomes.
func (c *canvas) rowsOf(rules []ingress.RuleOutcome, say func(ingress.Outcome) (string, style, string)) []string {
	slash := slashWidth(rules)
	t := table{columns: []column{{tight: true}, {least: 4}, {least: 4}, {least: 14}, {least: 10}, {least: 11}}}
	for _, rule := range rules {
		sign, style, words := say(rule.Outcome)
		t.add(
			cell{safe.Clean(sign), style},
			cell{safe.Clean(rule.Protocol().String()), c.theme.plain},
			cell{safe.Clean(rule.PortText()), c.theme.plain},
			cell{sourceText(c.model.Catalog, rule.Source(), slash), c.theme.plain},
			cell{safe.Clean(words), style},
			cell{safe.Clean(rule.RuleID), c.theme.dim},
		)
	}
	_, rows := t.lines(c.size.w-4, c.theme.heading)
	return indent(rows, 3)
}

func (c *canvas) outcomeStyle(o ingress.Outcome) style {
	switch o {
	case ingress.Applied:
		return c.theme.good
	case ingress.WasThere:
		return c.theme.dim
	case ingress.NotSent:
		return c.theme.warn
	case ingress.Refused, ingress.Unknown:
	}
	return c.theme.danger
}
