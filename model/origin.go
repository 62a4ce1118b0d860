package model

import (
	"slices"

	"sluice/model/ingress"
)

// Origin is what a plan is made from, and where its preview goes back to:
// [Editing], [Revocation], [Undo], [Retry] or [Approving].
type Origin interface {
	// targets are the ids of the groups that the plan is about.
	targets() []string
	// read asks for what the plan is made from.
	read(call Call) Effect
	// plan makes the plan from the groups as just read, and offers it.
	plan(m Model, p Previewing, read TargetsRead) (Model, []Effect)
	// back goes back to where the plan was asked for.
	back(m Model) Model
	// list is the list that it began in.
	list() Listing
}

// Targets are the ids of the groups that the plan is about, or will be.
func (p Previewing) Targets() []string { return p.Back.targets() }

// complete reports that all groups of an origin were read.
func (read TargetsRead) complete(o Origin) bool {
	if _, undo := o.(Undo); undo { // what is missing is said in the plan
		return true
	}
	return len(read.Groups) > 0 && slices.EqualFunc(read.Groups, o.targets(), func(g ingress.Group, id string) bool { return g.ID == id })
}

func (e Editing) targets() []string     { return e.Targets }
func (e Editing) read(call Call) Effect { return ReadTargets{Call: call, IDs: e.Targets} }
func (e Editing) back(m Model) Model    { m.Phase = m.refreshed(e); return m }
func (e Editing) list() Listing         { return e.Back }

// plan parses the draft again: what it means may have changed with the groups.
func (e Editing) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	wanted, problems := m.parse(e, read.Groups)
	if m.needsList(wanted, problems) {
		return m.listAll(p, read)
	}
	if len(problems) > 0 {
		return m.in(m.mend(e, problems))
	}
	if e.Edits == "" {
		p.Plan = m.planner.Plan(read.Operation, read.Groups, wanted)
		return m.offer(p)
	}
	before, _ := read.Groups[0].RuleByID(e.Edits)
	if problems := checkEdit(before.Rule, wanted[0]); len(problems) > 0 && before.ID != "" {
		back := m.mend(e, problems)
		back.Problems = problems
		return m.in(back)
	}
	p.Plan, _ = m.planner.Edit(read.Operation, read.Groups[0], e.Edits, wanted[0][0])
	return m.offer(p)
}

// Revocation takes one rule off a group: it was asked for beside no form.
type Revocation struct {
	Back   Listing
	Group  string // its id
	RuleID string
}

func (r Revocation) targets() []string     { return []string{r.Group} }
func (r Revocation) read(call Call) Effect { return ReadTargets{Call: call, IDs: r.targets()} }
func (r Revocation) back(m Model) Model    { m.Phase = m.fit(r.Back); return m }
func (r Revocation) list() Listing         { return r.Back }

func (r Revocation) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	p.Plan, _ = m.planner.Revoke(read.Operation, read.Groups[0], []string{r.RuleID})
	return m.offer(p)
}
