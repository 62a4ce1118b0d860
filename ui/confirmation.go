package ui

import (
	"slices"
	"strings"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// permission is what EC2's dry runs said of the plan, all groups together. Of a
// plan that is not sent anyway EC2 was not asked.
func (a *App) permission(phase model.Previewing) string {
	if a.model.Where.ReadOnly || phase.Plan.Empty() || phase.Plan.Blocked() != "" {
		return ""
	}
	if phase.AsksUntagged() {
		return a.theme.warn.Render("permission: denied for tags (dry run)")
	}
	if _, denied := phase.Denied(); denied {
		return a.theme.danger.Render("permission: denied (dry run)")
	}
	text := "permission: allowed (dry run)"
	for _, c := range phase.Plan.Changes {
		permit, asked := phase.Permits[c.Group.ID]
		switch {
		case len(c.Send()) == 0:
		case !asked:
			return a.theme.dim.Render("permission: asking …")
		case permit.Leave != ingress.Allowed:
			text = "permission: not known"
		}
	}
	return a.theme.dim.Render(text)
}

// refusal says why the plan cannot be sent, whatever key is pressed, or is "".
func (a *App) refusal(phase model.Previewing) string {
	denied, isDenied := phase.Denied()
	switch {
	case phase.Plan.Empty():
	case phase.Plan.Blocked() != "":
		return "! cannot be sent: " + phase.Plan.Blocked()
	case isDenied:
		return "! cannot be sent: " + denied.Failure.Error()
	case a.model.Where.ReadOnly || phase.AsksUntagged() || phase.AskedUntagged():
	case a.model.Unapprovable(phase) != "":
		return "! " + a.model.Unapprovable(phase)
	}
	return ""
}

// refusalLines are the refusal, folded, in at most half of the body: the plan
// stays in sight.
func (a *App) refusalLines(phase model.Previewing) []string {
	folded := safe.Lines(a.refusal(phase), a.size.w-4)
	lines := make([]string, 0, len(folded))
	for i, line := range folded[:min(len(folded), max(a.size.body()/2, 1))] {
		indent := " "
		if i > 0 {
			indent = "   "
		}
		lines = append(lines, indent+a.theme.danger.Render(line.String()))
	}
	return lines
}

// previewRows is the body less the summary, a blank line, the notice, and the
// confirmation or the refusal.
func (a *App) previewRows(phase model.Previewing) int {
	return max(a.size.body()-3-max(len(a.refusalLines(phase)), 1), 1)
}

// confirmation is the end of the screen: what to know, and what the key does or
// why it does nothing, a line or more.
func (a *App) confirmation(phase model.Previewing) (notice string, confirm []string) {
	if refused := a.refusalLines(phase); len(refused) > 0 {
		return a.previewNotice(phase), refused
	}
	return a.previewNotice(phase), []string{a.confirmLine(phase)}
}

func (a *App) previewNotice(phase model.Previewing) string {
	switch consequence := phase.Plan.Consequence(); {
	case phase.Notice != "" && a.refusal(phase) == "" && !phase.AsksUntagged():
		return a.theme.warn.Render(" ! " + safe.Clean(phase.Notice).Cut(a.size.w-4).String())
	case phase.Said != "":
		return a.theme.accent.Render(" " + safe.Clean(phase.Said).Cut(a.size.w-2).String())
	case phase.AsksUntagged():
		return a.theme.warn.Render(safe.Clean(" ! what is lost without tags: undo by tag, certainty after a lost answer").Cut(a.size.w - 1).String())
	case phase.Moved:
		return a.theme.warn.Render(" ! a group changed since the last preview: nothing was sent to it")
	case consequence != "" && !phase.Plan.Empty():
		return a.theme.danger.Render(" " + safe.Clean(consequence).Cut(a.size.w-2).String())
	}
	return ""
}

// confirmLine is what the key does to a plan that nothing refuses.
func (a *App) confirmLine(phase model.Previewing) string {
	p := phase.Plan
	switch {
	case p.Empty():
		return " Nothing to send."
	case phase.AsksUntagged():
		return " " + a.theme.warn.Render("! the rules may be added, but not tagged: ") + a.theme.key.Render("t") + " sends them without"
	case phase.AskedUntagged():
		return a.theme.dim.Render(" asking whether the rules may be added without tags …")
	case a.model.Where.ReadOnly:
		return " Read-only: nothing can be sent."
	case phase.Shown != nil:
		return a.theme.dim.Render(" v shows the next form, y copies this one")
	case !a.preview.seen():
		return " " + a.theme.warn.Render("there is more below: scroll to the end to send")
	case phase.Typing:
		return " Type " + a.theme.bold.Render(safe.Clean(p.ConfirmID()).String()) + " to do it: "
	case !phase.Armed:
		return a.theme.dim.Render(" a moment: read what goes out, " + a.sends(p))
	case p.ConfirmID() != "":
		return " " + a.theme.key.Render("enter") + " goes on: then type the group's id to " + a.confirms(phase) + a.sends(p)
	}
	return " " + a.theme.key.Render("enter") + a.confirmsNow(phase) + a.sends(p)
}

// sends is what goes out: 3 rules to web.
func (a *App) sends(p ingress.Plan) string {
	var names []string
	for _, c := range p.Changes {
		if len(c.Send()) > 0 {
			names = append(names, c.Group.Name)
		}
	}
	verb := " to "
	if len(p.Changes) > 0 && p.Changes[0].Kind == ingress.Revoking {
		verb = " off "
	}
	to := safe.Clean(strings.Join(names, ", ")).Cut(max(a.size.w-60, 10)).String()
	text := plural(p.Sends(), "rule") + verb + to
	if slices.ContainsFunc(p.Changes, func(c ingress.Change) bool { return c.Untagged }) {
		text += ", untagged"
	}
	return text
}
