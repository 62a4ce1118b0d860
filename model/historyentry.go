package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluice/model/ingress"
)

// HistoryEntry is an operation of the history, in words.
type HistoryEntry struct {
	ingress.Operation
	At      time.Time // of its first record, in the user's zone
	By      string
	What    string // add, revoke, edit, undo of 7f3a9c0d1e2b
	Groups  string // their names, and where they are if that is not here
	Outcome string // 3 added, 1 not added, undone by 9c1e22f0a4b7
	Worst   ingress.Outcome
	Open    bool   // a record has no outcome yet
	text    string // what the filter searches, lower case
}

func newHistoryEntry(o ingress.Operation, here ingress.Session, zone *time.Location) HistoryEntry {
	p := HistoryEntry{Operation: o}
	if len(o.Records) == 0 {
		return p
	}
	first := o.Records[0]
	p.At, p.By = first.At.In(zone), first.By
	p.What = whatWords(first.Change)
	p.Groups = groupNames(o.Records) + elsewhere(first.Site, here)
	p.Outcome = p.outcomeWords()
	p.text = p.searchText()
	return p
}

// approvedBy is who approved the operation, or "".
func (p HistoryEntry) approvedBy() string {
	if len(p.Records) == 0 {
		return ""
	}
	return p.Records[0].ApprovedBy
}

// whatWords say what an operation was to do.
func whatWords(c ingress.Change) string {
	if c.Undoes != "" {
		return "undo of " + c.Undoes
	}
	return c.Kind.String()
}

func groupNames(records []ingress.Record) string {
	var names []string
	for _, r := range records {
		if name := groupName(r.Change.Group); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 1 {
		names[0] = fmt.Sprintf("%s: %s", ingress.Count(len(names), "group"), names[0])
	}
	return strings.Join(names, ", ")
}

func groupName(g ingress.Group) string { return cmp.Or(g.Name, g.ID) }

// elsewhere names the site of an operation that was not sent here: a journal may
// be shared.
func elsewhere(s ingress.Site, here ingress.Session) string {
	if isHere(s, here) {
		return ""
	}
	return " in " + s.Words()
}

// outcomeWords count the outcomes of all rules, the worst first.
func (p *HistoryEntry) outcomeWords() string {
	counts, open := map[ingress.Outcome]int{}, 0
	kind := p.Records[0].Change.Kind
	for _, r := range p.Records {
		if r.Receipt == nil {
			open += len(r.Change.Send())
			p.Open = true
			continue
		}
		for _, rule := range r.Receipt.Rules {
			counts[rule.Outcome]++
		}
	}
	count := func(o ingress.Outcome) int { return counts[o] }
	p.Worst = ingress.Worst(count)
	var parts []string
	if p.Open {
		parts = append(parts, fmt.Sprintf("%d %s", open, ingress.NotKnownYet))
	}
	if tally := ingress.Tally(kind, count); tally != "" {
		parts = append(parts, tally)
	}
	if len(p.UndoneBy) > 0 {
		parts = append(parts, "undone by "+strings.Join(p.UndoneBy, ", "))
	}
	return strings.Join(parts, ", ")
}

// searchText is all that a filter may ask for: who, what, which groups and rules,
// what came of them, and when, as 2026-11-23 14:02.
func (p HistoryEntry) searchText() string {
	fields := []string{p.ID, p.At.Format(time.DateTime), p.By, p.approvedBy(), p.What, p.Groups, p.Outcome}
	if p.Open {
		fields = append(fields, "open")
	}
	for _, r := range p.Records {
		fields = append(fields, r.Change.Group.ID, r.Change.Group.Name)
		if r.Receipt != nil && r.Receipt.Failure != nil {
			fields = append(fields, r.Receipt.Failure.Code)
		}
	}
	return strings.ToLower(strings.Join(fields, "\x00"))
}
