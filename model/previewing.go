package model

import (
	"time"

	"sluice/model/ingress"
)

// quiet is how long no key may have been pressed before the confirming key
// works: type-ahead, a double Enter and a held key fall inside it.
const quiet = 400 * time.Millisecond

func (m Model) updatePreviewing(p Previewing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case TargetsRead:
		if p.Reading && msg.Call.answers(p.Call) {
			return m.plan(p, msg)
		}
	case TargetsFailed:
		if p.Reading && msg.Call.answers(p.Call) {
			p.Reading, p.Failure = false, msg.Failure
			return m.in(p)
		}
	case QuietPassed:
		if p.planned() && msg.Call.answers(p.Call) {
			p.Armed = true
			return m.in(p)
		}
	case KeyPressed:
		p.Notice = ""
		return m.restartQuiet(p)
	case Confirmed:
		return m.confirm(p, msg.Seen)
	case ReloadAsked:
		if !p.Reading {
			return m.readTargets(p)
		}
	case BackAsked:
		return m.in(m.refreshed(p.Back))
	}
	return m, nil
}

// planned reports whether there is a plan on the screen.
func (p Previewing) planned() bool { return !p.Reading && p.Failure == nil }

// readTargets reads the target groups; the plan is made from what comes back.
func (m Model) readTargets(p Previewing) (Model, []Effect) {
	call := m.mint()
	m.Phase = Previewing{Back: p.Back, Call: call, Reading: true, Moved: p.Moved}
	return m, []Effect{ReadTargets{Call: call, IDs: p.Back.Targets}}
}

// plan makes the plan from the groups as just read. The draft is parsed again:
// what it means may have changed with the groups.
func (m Model) plan(p Previewing, read TargetsRead) (Model, []Effect) {
	m = m.withRead(read.Groups...)
	wanted, problems := p.Back.Draft.Parse(read.Groups, m.Catalog.Groups())
	if len(problems) > 0 {
		return m.in(m.mend(p.Back, problems))
	}
	p.Reading = false
	p.Plan = ingress.NewPlan(read.Operation, read.Groups, wanted, m.limits)
	return m.restartQuiet(p)
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

// confirm submits, if the plan may be submitted and the key can be meant.
func (m Model) confirm(p Previewing, seen bool) (Model, []Effect) {
	switch {
	case !p.planned():
		return m, nil
	case !p.Armed:
		p.Notice = "that key came too soon to be meant: read the plan, then press it again"
		return m.restartQuiet(p)
	case m.Where.ReadOnly:
		p.Notice = "read-only: nothing can be sent"
	case p.Plan.Empty():
		p.Notice = "nothing to send: all that the rules let in is let in already"
	case p.Plan.Blocked() != "":
		p.Notice = p.Plan.Blocked()
	case !seen:
		p.Notice = "scroll to the end first: nothing is sent that was not shown"
	default:
		return m.submit(p)
	}
	return m.in(p)
}
