package ui

import (
	"fmt"

	"sluice/model"
	"sluice/model/ingress"
)

// confirms is what the confirming key does with a plan, asked to and done.
func (p previewScreen) confirms() (do, does string) {
	_, approves := p.phase.Back.(model.Approving)
	switch {
	case approves:
		return "approve and send", "approves and sends"
	case p.model.Waits(p.phase):
		return "ask for approval of", "asks for approval of"
	}
	return "send", "sends"
}

// approvalBlocks say who asked for a plan that waits, and how severe it was then.
func (p previewScreen) approvalBlocks() []block {
	approving, is := p.phase.Back.(model.Approving)
	if !is {
		return nil
	}
	w := approving.Waiting
	text := fmt.Sprintf("asked for by %s at %s, severity %s", w.By, p.clock(w.At), w.Severity)
	if now := p.phase.Plan.Severity(); now != w.Severity {
		text += fmt.Sprintf(" then and %s now", now)
	}
	if fewer := w.Rules() - p.phase.Plan.Sends(); fewer > 0 {
		text += fmt.Sprintf("; of its %s, %d are not sent any more", ingress.Count(w.Rules(), "rule"), fewer)
	}
	lines := p.paragraph(text)
	if w.Rest != "" {
		lines = append(lines, p.paragraph("it is what was left of "+w.Rest+", which was approved: "+w.Why)...)
	}
	return []block{{lines: lines}}
}

// paragraph is a text in lines, the first with a sign.
func (c *canvas) paragraph(text string) []string {
	return indent(folded(text, "· ", c.size.w-8, c.theme.accent), 3)
}

// askedDrift says what changed in a group since the plan was asked for, rule by
// rule, and which of that is about the plan's own rules.
func (p previewScreen) askedDrift(c ingress.Change) []string {
	drifted, rules := p.phase.Drift(c)
	switch {
	case !drifted:
		return nil
	case len(rules) == 0:
		return []string{"   " + p.theme.warn.Render("! changed since it was asked for: the plan is made anew")}
	}
	lines := []string{"   " + p.theme.warn.Render("! changed since it was asked for, and the plan is made anew:")}
	for _, d := range rules {
		text := d.Words()
		if d.Touches(c) {
			text += ": it is about what this plan opens"
		}
		lines = append(lines, p.drift(text)...)
	}
	return lines
}

// approvedBlocks name who asked for what was sent, and who approved it.
func (r resultScreen) approvedBlocks() []block {
	approving, is := r.phase.Back.(model.Approving)
	if !is {
		return nil
	}
	w := approving.Waiting
	lines := r.paragraph(fmt.Sprintf("asked for by %s, approved by %s", w.By, r.model.Me()))
	if r.phase.Rest.ID != "" {
		lines = append(lines, r.paragraph(fmt.Sprintf("what was not %s waits for approval again, as %s: r previews it", r.phase.Kind().Done(), r.phase.Rest.ID))...)
	}
	return []block{{lines: lines}}
}
