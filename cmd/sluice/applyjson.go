package main

import (
	"errors"

	"sluice/model/ingress"
)

// appliedJSON is the outcome of apply for programs; its help describes it.
type appliedJSON struct {
	Version   int                `json:"version"`
	Operation string             `json:"operation"`
	Applied   bool               `json:"applied"`
	Reason    string             `json:"reason"`
	Waits     string             `json:"waits"`
	Groups    []appliedGroupJSON `json:"groups"`
}

type appliedGroupJSON struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	RequestID string            `json:"request_id"`
	Moved     bool              `json:"moved"`
	ReadBack  bool              `json:"read_back"`
	Failure   string            `json:"failure"`
	Rules     []appliedRuleJSON `json:"rules"`
}

type appliedRuleJSON struct {
	Rule        string `json:"rule"`
	Description string `json:"description"`
	Outcome     string `json:"outcome"`
	RuleID      string `json:"rule_id"`
}

// outcomeJSON is [outcomeOf] as text.
func outcomeJSON(plan ingress.Plan, receipts []ingress.Receipt, why error) string {
	return jsonText(outcomeOf(plan, receipts, why))
}

// outcomeOf is what came of a plan, or why nothing was sent.
func outcomeOf(plan ingress.Plan, receipts []ingress.Receipt, why error) appliedJSON {
	told := appliedJSON{Version: schemaVersion, Operation: plan.Operation, Applied: why == nil && incomplete(receipts) == nil, Groups: []appliedGroupJSON{}}
	if why != nil {
		told.Reason = why.Error()
	}
	if waits, is := errors.AsType[waitsError](why); is {
		told.Waits = waits.plan.ID
	}
	for _, r := range receipts {
		g := appliedGroupJSON{ID: r.Group.ID, Name: r.Group.Name, RequestID: r.RequestID, Moved: r.Moved != nil, ReadBack: r.ReadBack, Rules: []appliedRuleJSON{}}
		if r.Failure != nil {
			g.Failure = r.Failure.Error()
		}
		for _, rule := range r.Rules {
			g.Rules = append(g.Rules, appliedRuleJSON{
				Rule: rule.Rule.String(), Description: rule.Description, Outcome: rule.Outcome.String(), RuleID: rule.RuleID,
			})
		}
		told.Groups = append(told.Groups, g)
	}
	return told
}

// undoneOutJSON is the outcome of undo for programs; its help describes it.
type undoneOutJSON struct {
	appliedJSON
	Kept []keptJSON `json:"kept"`
}

type keptJSON struct {
	Group  string `json:"group"`
	Name   string `json:"name"`
	Rule   string `json:"rule"`
	RuleID string `json:"rule_id"`
	Why    string `json:"why"`
}

// undoneJSON is what came of an undo.
func undoneJSON(plan ingress.Plan, receipts []ingress.Receipt, kept []ingress.Kept, why error) string {
	told := undoneOutJSON{outcomeOf(plan, receipts, why), []keptJSON{}}
	for _, k := range kept {
		told.Kept = append(told.Kept, keptJSON{k.GroupID, k.GroupName, k.Rule.String(), k.RuleID, k.Why})
	}
	return jsonText(told)
}
