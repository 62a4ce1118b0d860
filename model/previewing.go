package model

import (
	"maps"
	"slices"
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
	case PermitKnown:
		return m.in(p.permitted(msg))
	case QuietPassed:
		if p.planned() && msg.Call.answers(p.Call) {
			p.Armed = true
			return m.in(p)
		}
	case KeyPressed:
		p.Notice = ""
		return m.restartQuiet(p)
	case SightLost:
		p.Armed, p.Typing, p.Typed = false, false, ""
		return m.restartQuiet(p)
	case CoveredToggled:
		return m.toggleCovered(p)
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
		if !p.Reading {
			return m.readTargets(p)
		}
	case BackAsked:
		return m.leavePreview(p)
	}
	return m, nil
}

// planned reports whether there is a plan on the screen.
func (p Previewing) planned() bool { return !p.Reading && p.Failure == nil }

// leavePreview steps back: out of the typing of an id, then to the form, or to
// the list where a rule was to be revoked.
func (m Model) leavePreview(p Previewing) (Model, []Effect) {
	switch {
	case p.Typing:
		p.Typing, p.Typed, p.Notice = false, "", ""
		return m.in(p)
	case p.Revokes != "":
		return m.in(m.fit(p.Back.Back))
	}
	return m.in(m.refreshed(p.Back))
}

// readTargets reads the target groups; the plan is made from what comes back.
func (m Model) readTargets(p Previewing) (Model, []Effect) {
	call := m.mint()
	m.Phase = Previewing{Back: p.Back, Revokes: p.Revokes, Shown: p.Shown, Call: call, Reading: true, Moved: p.Moved}
	return m, []Effect{ReadTargets{Call: call, IDs: p.Back.Targets}}
}

// plan makes the plan from the groups as just read. The draft is parsed again:
// what it means may have changed with the groups.
func (m Model) plan(p Previewing, read TargetsRead) (Model, []Effect) {
	p.Reading, p.Permit = false, m.last
	if len(read.Groups) != len(p.Back.Targets) || len(read.Groups) == 0 {
		p.Failure = &ingress.Failure{Message: "not all groups of the plan could be read"}
		return m.in(p)
	}
	m = m.withRead(read.Groups...)
	if p.Revokes != "" {
		p.Plan, _ = m.planner.Revoke(read.Operation, read.Groups[0], []string{p.Revokes})
		return m.offer(p)
	}
	wanted, problems := p.Back.Draft.Parse(read.Groups, m.Catalog.Groups())
	if len(problems) > 0 {
		return m.in(m.mend(p.Back, problems))
	}
	if p.Back.Edits == "" {
		p.Plan = m.planner.Plan(read.Operation, read.Groups, wanted)
		reads := m.readPrefixLists(p.Plan)
		m, effects := m.offer(p)
		return m, append(effects, reads...)
	}
	before, _ := read.Groups[0].RuleByID(p.Back.Edits)
	if problems := checkEdit(before.Rule, wanted[0]); len(problems) > 0 && before.ID != "" {
		back := m.mend(p.Back, problems)
		back.Problems = problems
		return m.in(back)
	}
	p.Plan, _ = m.planner.Edit(read.Operation, read.Groups[0], p.Back.Edits, wanted[0][0])
	return m.offer(p)
}

// offer shows a plan: the quiet period begins, and EC2 is asked by dry runs
// whether it may be sent. What it denied for these groups a moment ago stands
// until it says otherwise.
func (m Model) offer(p Previewing) (Model, []Effect) {
	p.Armed, p.Typing, p.Typed = false, false, ""
	if p.Shown != nil && !slices.Contains(p.forms(), *p.Shown) {
		p.Shown = nil
	}
	m, effects := m.restartQuiet(p)
	if m.Where.ReadOnly {
		return m, effects
	}
	for _, c := range p.Plan.Changes {
		if len(c.Send()) > 0 {
			effects = append(effects, AskPermit{Call: m.mint(), Change: c})
		}
	}
	return m, effects
}

// permitted takes the answer to a dry run of this plan.
func (p Previewing) permitted(known PermitKnown) Previewing {
	if !p.planned() || known.Call <= p.Permit {
		return p
	}
	p.Permits = maps.Clone(p.Permits)
	if p.Permits == nil {
		p.Permits = map[string]ingress.Permit{}
	}
	p.Permits[known.Permit.GroupID] = known.Permit
	return p
}

// Denied is the first dry run that EC2 denied.
func (p Previewing) Denied() (ingress.Permit, bool) {
	for _, c := range p.Plan.Changes {
		if permit := p.Permits[c.Group.ID]; permit.Leave == ingress.Denied {
			return permit, true
		}
	}
	return ingress.Permit{}, false
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
	planner := m.planner
	planner.IncludeCovered = !p.Plan.Changes[0].IncludeCovered
	p.Plan, p.Notice = planner.Again(p.Plan), ""
	return m.offer(p)
}
