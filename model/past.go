package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Past is an operation of the history, in words.
type Past struct {
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

func newPast(o ingress.Operation, here ingress.Where, zone *time.Location) Past {
	p := Past{Operation: o, Worst: ingress.Applied}
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
func (p Past) approvedBy() string {
	if len(p.Records) == 0 {
		return ""
	}
	return p.Records[0].ApprovedBy
}

// whatWords say what an operation was to do.
func whatWords(c ingress.Change) string {
	switch {
	case c.Undoes != "":
		return "undo of " + c.Undoes
	case c.Kind == ingress.Revoking:
		return "revoke"
	case c.Kind == ingress.Editing:
		return "edit"
	}
	return "add"
}

func groupNames(records []ingress.Record) string {
	var names []string
	for _, r := range records {
		if name := groupName(r.Change.Group); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 1 {
		names[0] = fmt.Sprintf("%d groups: %s", len(names), names[0])
	}
	return strings.Join(names, ", ")
}

func groupName(g ingress.Group) string { return cmp.Or(g.Name, g.ID) }

// elsewhere names the place of an operation that was not sent here: a journal may
// be shared.
func elsewhere(s ingress.Site, here ingress.Where) string {
	if isHere(s, here) {
		return ""
	}
	return " in " + s.Words()
}

// outcomeWords count the outcomes of all rules, the worst first.
func (p *Past) outcomeWords() string {
	counts, open := map[ingress.Outcome]int{}, 0
	kind := p.Records[0].Change.Kind
	for _, r := range p.Records {
		if r.Receipt == nil {
			open += len(r.Change.Rules)
			p.Open = true
			continue
		}
		for _, rule := range r.Receipt.Rules {
			counts[rule.Outcome]++
		}
	}
	done, _ := kindWords(kind)
	before := "there before"
	if kind == ingress.Revoking {
		before = "gone before"
	}
	var parts []string
	if p.Open {
		parts = append(parts, fmt.Sprintf("%d without an outcome", open))
	}
	for _, o := range []struct {
		ingress.Outcome
		words string
	}{{ingress.Unknown, "unknown"}, {ingress.Refused, "not " + done}, {ingress.NotSent, "not sent"}, {ingress.Applied, done}, {ingress.WasThere, before}} {
		if n := counts[o.Outcome]; n > 0 {
			if len(parts) == 0 {
				p.Worst = o.Outcome
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, o.words))
		}
	}
	if len(p.UndoneBy) > 0 {
		parts = append(parts, "undone by "+strings.Join(p.UndoneBy, ", "))
	}
	return strings.Join(parts, ", ")
}

// searchText is all that a filter may ask for: who, what, which groups and rules,
// what came of them, and when, as 2026-11-23 14:02.
func (p Past) searchText() string {
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
