package plain

import "sluice/model/ingress"

// OutcomeJSON is what came of a plan, for programs; the help of sluice apply describes
// it.
type OutcomeJSON struct {
	Version   int                `json:"version"`
	Operation string             `json:"operation"`
	Applied   bool               `json:"applied"`
	Reason    string             `json:"reason"`
	Waits     string             `json:"waits"`
	Groups    []OutcomeGroupJSON `json:"groups"`
}

// OutcomeGroupJSON is what came of a group's change.
type OutcomeGroupJSON struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	RequestID string            `json:"request_id"`
	Moved     bool              `json:"moved"`
	ReadBack  bool              `json:"read_back"`
	Failure   string            `json:"failure"`
	Rules     []OutcomeRuleJSON `json:"rules"`
}

// OutcomeRuleJSON is what came of a rule.
type OutcomeRuleJSON struct {
	Rule        string `json:"rule"`
	Description string `json:"description"`
	Outcome     string `json:"outcome"`
	RuleID      string `json:"rule_id"`
}

// OutcomeOf is what came of a plan, or why nothing was sent. Waits is the id that the
// plan waits for approval as, or "".
func OutcomeOf(plan ingress.Plan, receipts []ingress.Receipt, waits string, why error) OutcomeJSON {
	told := OutcomeJSON{Version: Version, Operation: plan.Operation, Applied: why == nil, Waits: waits, Groups: []OutcomeGroupJSON{}}
	if why != nil {
		told.Reason = why.Error()
	}
	for _, r := range receipts {
		g := OutcomeGroupJSON{ID: r.Group.ID, Name: r.Group.Name, RequestID: r.RequestID, Moved: r.Moved != nil, ReadBack: r.ReadBack, Rules: []OutcomeRuleJSON{}}
		if r.Failure != nil {
			g.Failure = r.Failure.Error()
		}
		told.Applied = told.Applied && r.Count(ingress.Applied) == len(r.Rules)
		for _, rule := range r.Rules {
			g.Rules = append(g.Rules, OutcomeRuleJSON{
				Rule: rule.Rule.String(), Description: rule.Description, Outcome: rule.Outcome.String(), RuleID: rule.RuleID,
			})
		}
		told.Groups = append(told.Groups, g)
	}
	return told
}

// UndoJSON is what came of an undo, for programs.
type UndoJSON struct {
	OutcomeJSON
	Kept []KeptJSON `json:"kept"`
}

// KeptJSON is a rule that an undo cannot take back.
type KeptJSON struct {
	Group  string `json:"group"`
	Name   string `json:"name"`
	Rule   string `json:"rule"`
	RuleID string `json:"rule_id"`
	Why    string `json:"why"`
}

// UndoOf is what came of an undo that leaves some rules as they are.
func UndoOf(outcome OutcomeJSON, kept []ingress.Kept) UndoJSON {
	told := UndoJSON{outcome, []KeptJSON{}}
	for _, k := range kept {
		told.Kept = append(told.Kept, KeptJSON{k.GroupID, k.GroupName, k.Rule.String(), k.RuleID, k.Why})
	}
	return told
}
