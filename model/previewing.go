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
		if msg.Call == p.Call && p.Reading {
			return m.plan(p, msg)
		}
	case TargetsFailed:
		if msg.Call == p.Call && p.Reading {
			p.Reading, p.Failure = false, msg.Failure
			return m.in(p)
		}
	case QuietPassed:
		if msg.Call == p.Call && !p.Reading {
			p.Armed, p.Notice = true, ""
			return m.in(p)
		}
	case KeyPressed:
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

// readTargets reads the target groups; the plan is made from what comes back.
func (m Model) readTargets(p Previewing) (Model, []Effect) {
	call := m.mint()
	m.Phase = Previewing{Back: p.Back, Call: call, Reading: true, Moved: p.Moved}
	return m, []Effect{ReadTargets{Call: call, IDs: p.Back.Targets}}
}

// plan makes the plan from the groups as just read. The draft is parsed again:
// what it means may have changed with the groups.
func (m Model) plan(p Previewing, read TargetsRead) (Model, []Effect) {
	m.Catalog = m.Catalog.With(read.Groups)
	wanted, problems := p.Back.Draft.Parse(read.Groups, m.Catalog.Groups())
	if len(problems) > 0 {
		return m.askPreview(p.Back)
	}
	p.Reading, p.Failure = false, nil
	p.Plan = ingress.NewPlan(read.Operation, read.Groups, wanted, m.limits)
	return m.restartQuiet(p)
}

// restartQuiet starts the quiet period from now, unless it is over already.
func (m Model) restartQuiet(p Previewing) (Model, []Effect) {
	if p.Armed || p.Reading || p.Failure != nil {
		return m.in(p)
	}
	p.Call = m.mint()
	m.Phase = p
	return m, []Effect{WaitQuiet{Call: p.Call, For: quiet}}
}

// confirm submits, if the plan may be submitted and the key can be meant.
func (m Model) confirm(p Previewing, seen bool) (Model, []Effect) {
	switch {
	case p.Reading || p.Failure != nil:
		return m.in(p)
	case !p.Armed:
		p.Notice = "that key came too soon to be meant: read the plan, then press it again"
		return m.restartQuiet(p)
	case m.Where.ReadOnly:
		p.Notice = "read-only: nothing can be sent"
	case p.Plan.Empty():
		p.Notice = "nothing to send: every rule is already there"
	case p.Plan.Blocked() != "":
		p.Notice = p.Plan.Blocked()
	case !seen:
		p.Notice = "scroll to the end first: nothing is sent that was not shown"
	default:
		return m.submit(p)
	}
	return m.in(p)
}
