package model

import "sluice/model/ingress"

func (m Model) updateFinished(f Finished, msg Msg) (Model, []Effect) {
	switch msg.(type) {
	case BackAsked:
		l := f.Back.list()
		if form, adds := f.Back.(Editing); adds && form.Edits == "" && f.AllApplied() {
			l.Marked = nil
		}
		return m.in(m.fit(l))
	case FormAsked:
		return f.Back.leave(m), nil
	case IDCopied:
		if ids := f.RuleIDs(); ids != "" {
			f.Notice = "copied the rule ids"
			m.Phase = f
			return m, []Effect{Copy{ids}}
		}
	}
	return m, nil
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
