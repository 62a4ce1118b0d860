package main

import (
	"time"

	"sluice/model/ingress"
)

// historyOutJSON is the history for programs; its help describes it.
type historyOutJSON struct {
	Version    int             `json:"version"`
	Operations []operationJSON `json:"operations"`
}

type operationJSON struct {
	ID       string       `json:"id"`
	UndoneBy []string     `json:"undone_by"`
	Records  []recordJSON `json:"records"`
}

type recordJSON struct {
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
	Rules    []historyRuleOut `json:"rules"`
}

type historyRuleOut struct {
	Rule        string `json:"rule"`
	Description string `json:"description"`
	Outcome     string `json:"outcome"`
	RuleID      string `json:"rule_id"`
	Expires     string `json:"expires"`
}

func historyJSON(operations []ingress.Operation) string {
	told := historyOutJSON{Version: schemaVersion, Operations: []operationJSON{}}
	for _, o := range operations {
		out := operationJSON{ID: o.ID, UndoneBy: some(o.UndoneBy), Records: []recordJSON{}}
		for _, r := range o.Records {
			out.Records = append(out.Records, recordOf(r))
		}
		told.Operations = append(told.Operations, out)
	}
	return jsonText(told)
}

func recordOf(r ingress.Record) recordJSON {
	c := r.Change
	out := recordJSON{
		By: r.By, Approved: r.ApprovedBy, At: r.At.UTC().Format(time.RFC3339), Endpoint: r.Site.Endpoint, Account: r.Site.Account, Region: r.Site.Region,
		Kind: c.Kind.String(), Undoes: c.Undoes, Group: c.Group.ID, Name: c.Group.Name, Settled: r.Receipt != nil, Rules: []historyRuleOut{},
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

func historyRule(w ingress.Wanted, outcome, id string) historyRuleOut {
	return historyRuleOut{Rule: w.Rule.String(), Description: w.Description, Outcome: outcome, RuleID: id, Expires: expiresText(w)}
}

// expiresText is when a rule ends, in RFC 3339; "" for never.
func expiresText(w ingress.Wanted) string {
	if w.Expires.IsZero() {
		return ""
	}
	return w.Expires.UTC().Format(time.RFC3339)
}
