package model

import (
	"slices"

	"sluice/model/ingress"
)

// Setting is a phase that knows the list it was come to from.
type Setting interface {
	Phase
	list() Listing
}

func (l Listing) list() Listing  { return l }
func (f Finished) list() Listing { return f.Back.list() }

// Undo takes an operation back, as far as its rules are as it left them.
type Undo struct {
	Back      Setting
	ID        string
	Operation ingress.Operation // as recorded; none until it was read
}

func (u Undo) targets() []string {
	var ids []string
	for _, r := range u.Operation.Records {
		if id := r.Change.Group.ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// read asks for the record first, and then for its groups: what became of those
// that are gone is said in the plan.
func (u Undo) read(call Call) Effect {
	if u.Operation.ID == "" {
		return ReadOperation{Call: call, ID: u.ID}
	}
	return ReadTargets{Call: call, IDs: u.targets(), Present: true}
}

func (u Undo) list() Listing { return u.Back.list() }

func (u Undo) back(m Model) Model {
	if l, listing := u.Back.(Listing); listing {
		m.Phase = m.fit(l)
		return m
	}
	m.Phase = u.Back
	return m
}

func (u Undo) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	p.Plan, p.Kept = m.planner.Undo(read.Operation, read.Groups, u.Operation)
	return m.offer(p)
}

// again reads the record anew: it may know more by now.
func (u Undo) again() Origin { return Undo{Back: u.Back, ID: u.ID} }

// undo plans to take an operation back, through the preview like everything.
func (m Model) undo(from Setting, operation string) (Model, []Effect) {
	return m.preview(Previewing{Back: Undo{Back: from, ID: operation}})
}

// cannotUndo says why an operation cannot be undone here, or is "".
func (m Model) cannotUndo(operation string) string {
	switch {
	case m.Session.Unrecorded:
		return "nothing can be undone here: operations are not recorded"
	case operation == "":
		return "nothing was changed in this session yet: there is nothing to undo"
	}
	return ""
}

// undoNewest undoes an operation from the list: the session's newest, unless
// another is named.
func (m Model) undoNewest(l Listing, operation string) (Model, []Effect) {
	if operation == "" {
		operation = m.newest
	}
	if m.Notice = m.cannotUndo(operation); m.Notice != "" {
		return m, nil
	}
	l.Filtering = false
	return m.undo(l, operation)
}

// undoOutcome undoes the operation whose outcome is shown.
func (m Model) undoOutcome(f Finished) (Model, []Effect) {
	switch f.Notice = m.cannotUndo(f.Plan.Operation); {
	case f.Notice != "":
		return m.in(f)
	case f.Undoable() == "":
		f.Notice = "nothing was applied: there is nothing to undo"
		return m.in(f)
	}
	f.Call = 0 // its quiet period ends while the preview shows
	return m.undo(f, f.Plan.Operation)
}

// recorded goes on with the record of the operation to undo.
func (m Model) recorded(p Previewing, read OperationRead) (Model, []Effect) {
	u, is := p.Back.(Undo)
	if !is || u.Operation.ID != "" || len(read.Operation.Records) == 0 {
		p.Reading, p.Failure = false, &ingress.Failure{Message: "no record of the operation could be read"}
		return m.in(p)
	}
	if site := read.Operation.Records[0].Site; !isHere(site, m.Session) {
		p.Reading, p.Failure = false, &ingress.Failure{
			Message: "operation " + u.ID + " was sent to " + site.Words() + ", and this is " + siteOf(m.Session).Words(),
			Remedy:  "undo it there",
		}
		return m.in(p)
	}
	u.Operation = read.Operation
	p.Back = u
	return m.preview(p)
}
