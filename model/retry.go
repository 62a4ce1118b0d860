package model

import (
	"slices"

	"sluice/model/ingress"
)

// Retry sends what an outcome left: the rules of its plan that are not applied,
// and nothing else.
type Retry struct {
	Back    Finished
	Changes []ingress.Change // of the outcome's plan, each with the rules that are left of it
}

func (r Retry) targets() []string {
	ids := make([]string, len(r.Changes))
	for i, c := range r.Changes {
		ids[i] = c.Group.ID
	}
	return ids
}

func (r Retry) read(call Call) Effect { return ReadTargets{Call: call, IDs: r.targets()} }
func (r Retry) back(m Model) Model    { m.Phase = r.Back; return m }
func (r Retry) list() Listing         { return r.Back.Back.list() }

func (r Retry) plan(m Model, p Previewing, read TargetsRead) (Model, []Effect) {
	p.Plan = ingress.Plan{Operation: read.Operation, By: m.planner.By}
	for i, c := range r.Changes {
		c.Group = read.Groups[i]
		next, kept := m.planner.Anew(read.Operation, c)
		p.Plan.Changes, p.Kept = append(p.Plan.Changes, next), append(p.Kept, kept...)
	}
	return m.offer(p)
}

// again is a change made anew for its group: the same rules, agreed to in the
// same way.
func (m Model) again(operation string, c ingress.Change) ingress.Change {
	next, _ := m.planner.Anew(operation, c)
	return next
}

// retry finds out first what nobody knows the outcome of, then plans what is left.
func (m Model) retry(f Finished) (Model, []Effect) {
	if f.reconciling() || f.PuttingBack != 0 {
		return m.in(f)
	}
	var effects []Effect
	calls := make([]Call, len(f.Receipts))
	for i, c := range f.sent() {
		if f.Receipts[i].Count(ingress.Unknown) > 0 {
			calls[i] = m.mint()
			effects = append(effects, Reconcile{Call: calls[i], Operation: f.Plan.Operation, Change: c})
		}
	}
	if len(effects) == 0 {
		return m.retryRemaining(f)
	}
	f.Reconciling, f.Notice = calls, "reading the groups to tell what came of it …"
	m.Phase = f
	return m, effects
}

// reconciled takes what came of a change that was unknown.
func (m Model) reconciled(f Finished, msg ChangeReconciled) (Model, []Effect) {
	i := slices.IndexFunc(f.Reconciling, msg.Call.answers)
	if i < 0 {
		return m, nil
	}
	f.Reconciling, f.Receipts = slices.Clone(f.Reconciling), slices.Clone(f.Receipts)
	f.Reconciling[i] = 0
	f.Receipts[i] = reconciledBy(f.Receipts[i], msg.Receipt)
	reread := m.read(f.sent()[i].Group.ID)
	m.Phase = f
	if f.reconciling() {
		return m, []Effect{reread}
	}
	m, effects := m.retryRemaining(f)
	return m, append(effects, reread)
}

// reconciledBy is a receipt whose unknown outcomes are as they were found. What was
// known stays.
func reconciledBy(r, found ingress.Receipt) ingress.Receipt {
	r.Rules = slices.Clone(r.Rules)
	for i, rule := range r.Rules {
		at := slices.IndexFunc(found.Rules, func(o ingress.RuleOutcome) bool { return o.Rule == rule.Rule })
		if rule.Outcome == ingress.Unknown && at >= 0 {
			r.Rules[i].Outcome, r.Rules[i].RuleID = found.Rules[at].Outcome, found.Rules[at].RuleID
		}
	}
	r.Failure, r.ReadBack, r.At = found.Failure, r.ReadBack || found.ReadBack, found.At
	return r
}

// reconciling reports whether unknown outcomes are being looked up.
func (f Finished) reconciling() bool {
	return slices.ContainsFunc(f.Reconciling, func(c Call) bool { return c != 0 })
}

// retryRemaining plans what is left, from the groups as they are now.
func (m Model) retryRemaining(f Finished) (Model, []Effect) {
	left := f.remaining()
	switch {
	case f.Rest.ID != "":
		return m.approveRest(f)
	case f.Count(ingress.Unknown) > 0:
		f.Notice = "the outcome is still not known: r asks again"
		return m.in(f)
	case len(left) == 0:
		f.Notice = "nothing is left to send"
		return m.in(f)
	case !m.May(ingress.ActRetry):
		f.Notice = m.mayNot(ingress.ActRetry)
		return m.in(f)
	}
	f.Call, f.Notice = 0, "" // its quiet period ends while the preview shows
	return m.preview(Previewing{Back: Retry{Back: f, Changes: left}, Before: f.moved(), Moved: len(f.moved()) > 0})
}

// left is what is not applied of the plan: the changes that have some of it,
// each with those rules alone.
func (f Finished) remaining() []ingress.Change {
	var left []ingress.Change
	for i, c := range f.sent() {
		c.Rules = slices.DeleteFunc(slices.Clone(c.Rules), func(r ingress.PlannedRule) bool {
			return !c.Sends(r) || !slices.ContainsFunc(f.Receipts[i].Rules, func(o ingress.RuleOutcome) bool {
				return o.Rule == r.Rule && (o.Outcome == ingress.NotSent || o.Outcome == ingress.Refused)
			})
		})
		if len(c.Rules) > 0 {
			left = append(left, c)
		}
	}
	return left
}

// Retriable reports whether a retry has something to do.
func (f Finished) Retriable() bool { return f.Count(ingress.Unknown) > 0 || len(f.remaining()) > 0 }

// sent are the changes of the plan that were to be sent: one for each receipt.
func (f Finished) sent() []ingress.Change {
	return slices.DeleteFunc(slices.Clone(f.Plan.Changes), func(c ingress.Change) bool { return len(c.Send()) == 0 })
}

// moved are the groups as the plan saw them that are not so any more, by id.
func (f Finished) moved() map[string]ingress.Group {
	before := map[string]ingress.Group{}
	for i, c := range f.sent() {
		if f.Receipts[i].Moved != nil {
			before[c.Group.ID] = c.Group
		}
	}
	return before
}

// Undoable says which operation the outcome's undo takes back, or is "" where
// nothing of it was applied.
func (f Finished) Undoable() string {
	if f.Count(ingress.Applied)+f.Count(ingress.Unknown) == 0 {
		return ""
	}
	return f.Plan.Operation
}

// Kind is what the plan did with rules.
func (f Finished) Kind() ingress.Kind {
	if len(f.Plan.Changes) == 0 {
		return ingress.Adding
	}
	return f.Plan.Changes[0].Kind
}

// Undoes reports whether the operation took another one back.
func (f Finished) Undoes() bool { return len(f.Plan.Changes) > 0 && f.Plan.Changes[0].Undoes != "" }

// FromForm reports whether the plan was made in the form.
func (f Finished) FromForm() bool {
	_, form := f.origin().(Editing)
	return form
}

// origin is what the first plan was made from, before retries.
func (f Finished) origin() Origin {
	if retry, is := f.Back.(Retry); is {
		return retry.Back.origin()
	}
	return f.Back
}
