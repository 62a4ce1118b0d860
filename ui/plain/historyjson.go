package plain

import (
	"time"

	"sluice/model/ingress"
)

// HistoryJSON is the history for programs; the help of sluice history describes it.
type HistoryJSON struct {
	Version    int             `json:"version"`
	Operations []OperationJSON `json:"operations"`
}

// OperationJSON is an operation, and what undid it.
type OperationJSON struct {
	ID       string       `json:"id"`
	UndoneBy []string     `json:"undone_by"`
	Records  []RecordJSON `json:"records"`
}

// RecordJSON is an operation's change of one group.
type RecordJSON struct {
	By       string           `json:"by"`
	Approved string           `json:"approved_by"`
	At       string           `json:"at"`
	Endpoint string           `json:"endpoint"`
	Account  string           `json:"account"`
	Region   string           `json:"region"`
	Kind     string           `json:"kind"`
	Undoes   string           `json:"undoes"`
	Group    string           `json:"group"`
	Name     string           `json:"name"`
	Settled  bool             `json:"settled"`
	Failure  string           `json:"failure"`
	Rules    []RecordRuleJSON `json:"rules"`
}

// RecordRuleJSON is a rule of a record.
type RecordRuleJSON struct {
	Rule        string `json:"rule"`
	Description string `json:"description"`
	Outcome     string `json:"outcome"`
	RuleID      string `json:"rule_id"`
	Expires     string `json:"expires"`
}

// HistoryOf is the history for programs.
func HistoryOf(operations []ingress.Operation) HistoryJSON {
	told := HistoryJSON{Version: Version, Operations: []OperationJSON{}}
	for _, o := range operations {
		out := OperationJSON{ID: o.ID, UndoneBy: some(o.UndoneBy), Records: []RecordJSON{}}
		for _, r := range o.Records {
			out.Records = append(out.Records, recordOf(r))
		}
		told.Operations = append(told.Operations, out)
	}
	return told
}

func recordOf(r ingress.Record) RecordJSON {
	c := r.Change
	out := RecordJSON{
		By: r.By, Approved: r.ApprovedBy, At: r.At.UTC().Format(time.RFC3339), Endpoint: r.Site.Endpoint, Account: r.Site.Account, Region: r.Site.Region,
		Kind: c.Kind.String(), Undoes: c.Undoes, Group: c.Group.ID, Name: c.Group.Name, Settled: r.Receipt != nil, Rules: []RecordRuleJSON{},
	}
	if r.Receipt == nil {
		for _, rule := range c.Outcomes(ingress.Unknown) {
			out.Rules = append(out.Rules, historyRule(rule.Wanted, "", rule.RuleID))
		}
		return out
	}
	if r.Receipt.Failure != nil {
		out.Failure = r.Receipt.Failure.Error()
	}
	for _, rule := range r.Receipt.Rules {
		out.Rules = append(out.Rules, historyRule(rule.Wanted, rule.Outcome.String(), rule.RuleID))
	}
	return out
}

func historyRule(w ingress.Wanted, outcome, id string) RecordRuleJSON {
	return RecordRuleJSON{Rule: w.Rule.String(), Description: w.Description, Outcome: outcome, RuleID: id, Expires: expiresText(w)}
}

// expiresText is when a rule ends, in RFC 3339; "" for never.
func expiresText(w ingress.Wanted) string {
	if w.Expires.IsZero() {
		return ""
	}
	return w.Expires.UTC().Format(time.RFC3339)
}
