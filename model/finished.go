package model

import "sluice/model/ingress"

func (m Model) updateFinished(f Finished, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case QuietPassed:
		if msg.Call.answers(f.Call) {
			f.Call = 0
			return m.in(f)
		}
	case BackAsked, FormAsked:
		return m.backFromOutcome(f, msg)
	case UndoAsked:
		return m.undoOutcome(f)
	case RetryAsked:
		return m.retry(f)
	case PlanPutBack, PlanNotPutBack:
		return m.restWaits(f, msg)
	case ChangeReconciled:
		return m.reconciled(f, msg)
	case IDCopied:
		if ids := f.RuleIDs(); ids != "" {
			f.Notice = "copied the rule ids"
			m.Phase = f
			return m, []Effect{Copy{ids}}
		}
	}
	return m, nil
}

// leaveOutcome goes on from an outcome that can have been read: a bounced key
// must not take it away.
func (m Model) backFromOutcome(f Finished, msg Msg) (Model, []Effect) {
	if f.Call != 0 {
		return m.showOutcome(f)
	}
	origin := f.origin()
	if msg == (FormAsked{}) {
		return origin.back(m), nil
	}
	l := origin.list()
	if form, adds := origin.(Editing); adds && form.Edits == "" && f.AllApplied() {
		l.Marked = nil
	}
	return m.in(m.fit(l))
}

// showOutcome shows an outcome, and starts its quiet period.
func (m Model) showOutcome(f Finished) (Model, []Effect) {
	f.Call = m.mint()
	m.Phase = f
	return m, []Effect{WaitQuiet{Call: f.Call, For: quiet}}
}

// Count is the number of rules with an outcome, over all groups.
func (f Finished) Count(o ingress.Outcome) int {
	n := 0
	for _, r := range f.Receipts {
		n += r.Count(o)
	}
	return n
}

// AllApplied reports whether every rule that was to be sent is in place.
func (f Finished) AllApplied() bool {
	return f.Count(ingress.NotSent)+f.Count(ingress.Refused)+f.Count(ingress.Unknown) == 0
}

// RuleIDs are the ids of the rules that were added, one a line.
func (f Finished) RuleIDs() string {
	ids := ""
	for _, r := range f.Receipts {
		for _, rule := range r.Rules {
			if rule.Outcome == ingress.Applied && rule.RuleID != "" {
				ids += rule.RuleID + "\n"
			}
		}
	}
	return ids
}
