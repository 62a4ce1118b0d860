package model

import (
	"maps"
	"slices"
	"strings"

	"sluice/model/ingress"
	"sluice/model/ingress/notation"
)

// confirm submits, if the plan may be submitted and the key can be meant. A
// risky plan asks for the group's id first.
func (m Model) confirm(p Previewing, seen bool) (Model, []Effect) {
	switch why := m.refusal(p, seen); {
	case !p.planned():
		return m, nil
	case !p.Armed:
		p.Notice = "that key came too soon to be meant: read the plan, then press it again"
		return m.restartQuiet(p)
	case why != "":
		p.Notice = why
		return m.in(p)
	}
	id := p.Plan.ConfirmID()
	switch {
	case p.Shown != nil:
		// The table is what is approved, not a form of it: it has to be seen.
		p.Shown, p.Armed, p.Notice = nil, false, "this is the plan: read it, then press enter"
		return m.restartQuiet(p)
	case id == "":
		return m.sendOrAsk(p)
	case !p.Typing:
		p.Typing, p.Typed, p.Notice = true, "", ""
	case strings.TrimSpace(p.Typed) == id:
		return m.sendOrAsk(p)
	default:
		p.Notice = "that is not " + id + ": type the group's id to send this plan, esc goes back"
	}
	return m.in(p)
}

// sendOrAsk goes on from a plan that was confirmed: it is sent, or waits for
// another person.
func (m Model) sendOrAsk(p Previewing) (Model, []Effect) {
	if m.Waits(p) {
		return m.ask(p)
	}
	return m.submit(p)
}

// refusal says why the plan cannot be sent, or is "".
func (m Model) refusal(p Previewing, seen bool) string {
	switch {
	case m.mayNot(ingress.ActAuthorize) != "": // all that sends takes the same role; the limits are in the plan
		return m.mayNot(ingress.ActAuthorize)
	case m.Unapprovable(p) == "" && p.Plan.Empty():
		return "nothing to send"
	case m.Obstacle(p) != "":
		return m.Obstacle(p)
	case p.AsksUntagged():
		return "the rules may not be tagged: t agrees to send them without tags, esc goes back"
	case p.AskedUntagged():
		return "EC2 is being asked whether the rules may be added without tags"
	case !seen:
		return "scroll to the end first: nothing is sent that was not shown"
	}
	return ""
}

// Obstacle says why the plan cannot be sent as it is, whoever would confirm it, or
// is "".
func (m Model) Obstacle(p Previewing) string {
	if why := m.Unapprovable(p); why != "" {
		return why
	}
	if blocked := p.Plan.Blocked(); blocked != "" {
		return blocked
	}
	if denied, is := p.Denied(); is {
		return "denied: " + denied.Failure.Error()
	}
	return ""
}

// UnreadLists are the prefix lists that the plan is about and whose entries are not
// known, by id: each counts as one rule, and what it lets in is not known.
func (m Model) UnreadLists(p ingress.Plan) []string {
	return slices.Sorted(maps.Keys(m.unknownLists(p.Changes)))
}

// turnForm shows the plan in the next form, and after the last one as the table.
// What is confirmed, the table, was out of sight: the key has to be armed again.
func (m Model) turnForm(p Previewing) (Model, []Effect) {
	if !p.planned() {
		return m.in(p)
	}
	forms := p.forms()
	next := 0
	if p.Shown != nil {
		next = slices.Index(forms, *p.Shown) + 1
	}
	p.Shown = nil
	if next < len(forms) {
		p.Shown = &forms[next]
	}
	p.Armed, p.Notice, p.Said = false, "", ""
	return m.restartQuiet(p)
}

// forms are the forms that this plan can be written in.
func (p Previewing) forms() []notation.Form {
	return slices.DeleteFunc(notation.Forms(), func(f notation.Form) bool { return notation.Write(f, p.Plan) == "" })
}

// copyPlan puts the plan on the clipboard: in the form that it is shown in, rule
// lines for the table, or as an AWS CLI command.
func (m Model) copyPlan(p Previewing, command bool) (Model, []Effect) {
	if !p.planned() {
		return m.in(p)
	}
	form := notation.Lines
	switch {
	case command:
		form = notation.AWSCLI
	case p.Shown != nil:
		form = *p.Shown
	}
	p.Notice, p.Said = "", "nothing to copy: nothing would be sent"
	text := notation.Write(form, p.Plan)
	if text == "" {
		return m.restartQuiet(p)
	}
	p.Said = "copied as " + form.String()
	m, effects := m.restartQuiet(p)
	return m, append(effects, Copy{text})
}
