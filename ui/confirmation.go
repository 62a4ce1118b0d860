package ui

import (
	"slices"

	"sluice/model/ingress"
	"sluice/ui/safe"
)

// permission is what EC2's dry runs said of the plan, all groups together. Of a
// plan that is not sent anyway EC2 was not asked.
func (p previewScreen) permission() string {
	if p.model.Session.ReadOnly || p.phase.Plan.Empty() || p.phase.Plan.Blocked() != "" {
		return ""
	}
	if p.phase.AsksUntagged() {
		return p.theme.warn.Render("permission: denied for tags (dry run)")
	}
	if _, denied := p.phase.Denied(); denied {
		return p.theme.danger.Render("permission: denied (dry run)")
	}
	text := "permission: allowed (dry run)"
	for _, c := range p.phase.Plan.Changes {
		permit, asked := p.phase.Permits[c.Group.ID]
		switch {
		case len(c.Send()) == 0:
		case !asked:
			return p.theme.dim.Render("permission: asking …")
		case permit.Answer != ingress.Allowed:
			text = "permission: not known"
		}
	}
	return p.theme.dim.Render(text)
}

// refusal says why the plan cannot be sent, whatever key is pressed, or is "".
func (p previewScreen) refusal() string {
	denied, isDenied := p.phase.Denied()
	switch {
	case p.phase.Plan.Empty():
	case p.phase.Plan.Blocked() != "":
		return "! cannot be sent: " + p.phase.Plan.Blocked()
	case isDenied:
		return "! cannot be sent: " + denied.Failure.Error()
	case p.model.Session.ReadOnly || p.phase.AsksUntagged() || p.phase.AskedUntagged():
	case p.model.Unapprovable(p.phase) != "":
		return "! " + p.model.Unapprovable(p.phase)
	}
	return ""
}

// refusalLines are the refusal, folded, in at most half of the body: the plan
// stays in sight.
func (p previewScreen) refusalLines() []string {
	folded := safe.Lines(p.refusal(), p.size.w-4)
	lines := make([]string, 0, len(folded))
	for i, line := range folded[:min(len(folded), max(p.size.body()/2, 1))] {
		indent := " "
		if i > 0 {
			indent = "   "
		}
		lines = append(lines, indent+p.theme.danger.Render(line.String()))
	}
	return lines
}

// fits is how many lines of the plan fit: the body less the summary, a blank line,
// the notice, and the confirmation or the refusal.
func (p previewScreen) fits() int { return max(p.size.body()-3-max(len(p.refusalLines()), 1), 1) }

// confirmation is the end of the screen: what the key does or why it does nothing,
// a line or more.
func (p previewScreen) confirmation() []string {
	if refused := p.refusalLines(); len(refused) > 0 {
		return refused
	}
	return []string{p.confirmLine()}
}

// notice is the line over the confirmation: what to know.
func (p previewScreen) notice() string {
	switch consequence := p.phase.Plan.Consequence(); {
	case p.phase.Notice != "" && p.refusal() == "" && !p.phase.AsksUntagged():
		return p.theme.warn.Render(" ! " + safe.Clean(p.phase.Notice).Cut(p.size.w-4).String())
	case p.phase.Said != "":
		return p.theme.accent.Render(" " + safe.Clean(p.phase.Said).Cut(p.size.w-2).String())
	case p.phase.AsksUntagged():
		return p.theme.warn.Render(safe.Clean(" ! what is lost without tags: undo by tag, certainty after a lost answer").Cut(p.size.w - 1).String())
	case p.phase.Moved:
		return p.theme.warn.Render(" ! a group changed since the last preview: nothing was sent to it")
	case consequence != "" && !p.phase.Plan.Empty():
		return p.theme.danger.Render(" " + safe.Clean(consequence).Cut(p.size.w-2).String())
	}
	return ""
}

// confirmLine is what the key does to a plan that nothing refuses.
func (p previewScreen) confirmLine() string {
	plan := p.phase.Plan
	do, does := p.confirms()
	switch {
	case plan.Empty():
		return " Nothing to send."
	case p.phase.AsksUntagged():
		return " " + p.theme.warn.Render("! the rules may be added, but not tagged: ") + p.theme.key.Render("t") + " sends them without"
	case p.phase.AskedUntagged():
		return p.theme.dim.Render(" asking whether the rules may be added without tags …")
	case p.model.Session.ReadOnly:
		return " Read-only: nothing can be sent."
	case p.phase.Shown != nil:
		return p.theme.dim.Render(" v shows the next form, y copies this one")
	case !p.seen():
		return " " + p.theme.warn.Render("there is more below: scroll to the end to send")
	case p.phase.Typing:
		return " Type " + p.theme.bold.Render(safe.Clean(plan.ConfirmID()).String()) + " to do it: "
	case !p.phase.Armed:
		return p.theme.dim.Render(" a moment: read what goes out, " + p.sends())
	case plan.ConfirmID() != "":
		return " " + p.theme.key.Render("enter") + " goes on: then type the group's id to " + do + " " + p.sends()
	}
	return " " + p.theme.key.Render("enter") + " " + does + " " + p.sends()
}

// sends is what goes out: 3 rules to web.
func (p previewScreen) sends() string {
	plan := p.phase.Plan
	text := safe.Clean(plan.Sending()).Cut(max(p.size.w-48, 22)).String()
	if slices.ContainsFunc(plan.Changes, func(c ingress.Change) bool { return c.Untagged }) {
		text += ", untagged"
	}
	return text
}
