package model

import (
	"slices"
	"time"

	"sluice/model/ingress"
)

// quiet is how long no key may have been pressed before the confirming key
// works: type-ahead, a double Enter and a held key fall inside it.
const quiet = 400 * time.Millisecond

func (m Model) updatePreviewing(p Previewing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case KeyPressed:
		p.Notice, p.Said = "", ""
		return m.restartQuiet(p)
	case SightLost:
		p.Armed, p.Typing, p.Typed = false, false, ""
		return m.restartQuiet(p)
	case CoveredToggled:
		return m.toggleCovered(p)
	case UntaggedAgreed:
		return m.agreeUntagged(p)
	case FormTurned:
		return m.turnForm(p)
	case PlanCopied:
		return m.copyPlan(p, msg.Command)
	case IDTyped:
		if p.Typing {
			p.Typed, p.Notice = msg.Text, ""
			return m.in(p)
		}
	case Confirmed:
		return m.confirm(p, msg.Seen)
	case ReloadAsked:
		if u, undo := p.Back.(Undo); undo {
			p.Back = u.again()
		}
		if !p.Reading {
			return m.preview(p)
		}
	case BackAsked:
		return m.backFromPreview(p)
	}
	return m.previewAnswered(p, msg)
}

// previewAnswered takes what a preview waits for: the reads that its plan is made
// from, EC2's dry runs, and the end of the quiet period.
func (m Model) previewAnswered(p Previewing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case OperationRead:
		if p.Reading && msg.Call.answers(p.Call) {
			return m.recorded(p, msg)
		}
	case OperationUnread:
		if p.Reading && msg.Call.answers(p.Call) {
			p.Reading, p.Failure = false, msg.Failure
			return m.in(p)
		}
	case TargetsRead:
		if p.Reading && msg.Call.answers(p.Call) {
			return m.plan(p, msg)
		}
	case TargetsFailed:
		if p.Reading && msg.Call.answers(p.Call) {
			p.Reading, p.Failure = false, msg.Failure
			return m.in(p)
		}
	case PermitKnown:
		return m.in(p.permitted(msg))
	case QuietPassed:
		if p.planned() && msg.Call.answers(p.Call) {
			p.Armed = true
			return m.in(p)
		}
	}
	return m, nil
}

// planned reports whether there is a plan on the screen.
func (p Previewing) planned() bool { return !p.Reading && p.Failure == nil }

// backFromPreview steps back: out of the typing of an id, then to where the plan was
// asked for.
func (m Model) backFromPreview(p Previewing) (Model, []Effect) {
	if p.Typing {
		p.Typing, p.Typed, p.Notice = false, "", ""
		return m.in(p)
	}
	return p.Back.back(m), nil
}

// preview reads what an origin's plan is made from.
func (m Model) preview(p Previewing) (Model, []Effect) {
	call := m.mint()
	m.Phase = Previewing{Back: p.Back, Shown: p.Shown, Call: call, Reading: true, Moved: p.Moved, Before: p.Before}
	return m, []Effect{p.Back.read(call)}
}

// plan makes the plan from the groups as just read.
func (m Model) plan(p Previewing, read TargetsRead) (Model, []Effect) {
	p.Reading, p.Permit, m.planner.Now = false, m.last, read.At
	if !read.complete(p.Back) {
		p.Failure = &ingress.Failure{Message: "not all groups of the plan could be read"}
		return m.in(p)
	}
	return m.withRead(read.Groups...).made(p, read)
}

// made makes the plan, and asks for the prefix lists that it names and that are
// not known.
func (m Model) made(p Previewing, read TargetsRead) (Model, []Effect) {
	m, effects := p.Back.plan(m, p, read)
	if made, previewing := m.Phase.(Previewing); previewing {
		effects = append(effects, m.readPrefixLists(made.Plan)...)
	}
	return m, effects
}

// offer shows a plan: the quiet period begins, and EC2 is asked by dry runs
// whether it may be sent, if nothing else forbids it. What it denied for these groups a moment ago stands
// until it says otherwise.
func (m Model) offer(p Previewing) (Model, []Effect) {
	p.Armed, p.Typing, p.Typed = false, false, ""
	if p.Shown != nil && !slices.Contains(p.forms(), *p.Shown) {
		p.Shown = nil
	}
	m, effects := m.restartQuiet(p)
	if m.Session.ReadOnly || p.Plan.Blocked() != "" {
		return m, effects
	}
	for _, c := range p.Plan.Changes {
		if len(c.Send()) > 0 {
			effects = append(effects, AskPermit{Call: m.mint(), Change: c})
		}
	}
	return m, effects
}

// restartQuiet starts the quiet period from now, unless it is over already.
func (m Model) restartQuiet(p Previewing) (Model, []Effect) {
	if p.Armed || !p.planned() {
		return m.in(p)
	}
	p.Call = m.mint()
	m.Phase = p
	return m, []Effect{WaitQuiet{Call: p.Call, For: quiet}}
}

// toggleCovered makes the plan anew with the covered rules, or without them. It
// is another plan: it has to be read before it can be confirmed.
func (m Model) toggleCovered(p Previewing) (Model, []Effect) {
	if !p.planned() || p.Plan.Count(ingress.Covered) == 0 {
		return m.restartQuiet(p)
	}
	included := p.Plan.Changes[0].IncludeCovered
	p.Plan.Changes = slices.Clone(p.Plan.Changes)
	for i := range p.Plan.Changes {
		p.Plan.Changes[i].IncludeCovered = !included
	}
	p.Plan, p.Notice, p.Said = m.replan(p.Plan), "", ""
	return m.offer(p)
}

// replan makes a plan anew for the groups that it is for.
func (m Model) replan(plan ingress.Plan) ingress.Plan {
	next := ingress.Plan{Operation: plan.Operation, By: plan.By}
	for _, c := range plan.Changes {
		change := m.again(plan.Operation, c)
		change.Approval = c.Approval
		next.Changes = append(next.Changes, change)
	}
	return next
}
