package model

import (
	"slices"

	"sluice/model/ingress"
)

// copyRules opens the form for the marked groups, with the rules of the group
// under the cursor on its draft.
func (m Model) copyRules(l Listing) (Model, []Effect) {
	from, ok := m.Catalog.Group(l.Cursor)
	l.Marked = slices.DeleteFunc(slices.Clone(l.Marked), func(id string) bool { return id == l.Cursor })
	switch {
	case !ok:
		return m, nil
	case len(from.Rules) == 0:
		m.Notice = from.Name + " has no ingress rules to copy"
		return m, nil
	case len(l.Marked) == 0:
		m.Notice = "mark the groups that should get the rules of " + from.Name + " first, with space"
		return m, nil
	}
	opened, effects := m.openForm(l)
	e, editing := opened.Phase.(Editing)
	if !editing {
		return opened, effects
	}
	var lines []string
	for _, r := range from.Rules {
		lines = append(lines, ruleLine(r))
	}
	return opened.in(opened.pasteLines(e, LinesPasted{Lines: lines, Notice: "the rules of " + from.Name}))
}

// ruleLine is a group's rule as the form's first field takes it.
func ruleLine(r ingress.GroupRule) string {
	if r.Description == "" {
		return r.Rule.String()
	}
	return r.Rule.String() + " # " + r.Description
}

// heldRule is a rule of the group under the cursor, or a word on why it cannot
// be changed.
func (m Model) heldRule(l Listing, ruleID string) (rule ingress.GroupRule, why string) {
	g, _ := m.Catalog.Group(l.Cursor)
	rule, held := g.RuleByID(ruleID)
	switch foreign := m.foreign([]string{l.Cursor}); {
	case foreign != "":
		return rule, foreign + ": only rules of your own account can be changed"
	case !held:
		return rule, "the rule's id is not known yet: r reads the group again"
	}
	return rule, ""
}

// askRevoke plans to take one rule off, through the preview like everything.
func (m Model) askRevoke(l Listing, ruleID string) (Model, []Effect) {
	if _, why := m.heldRule(l, ruleID); why != "" {
		m.Notice = why
		return m, nil
	}
	return m.preview(Previewing{Back: Revocation{Back: l, Group: l.Cursor, RuleID: ruleID}})
}

// openEdit opens the form on one rule of the group.
func (m Model) openEdit(l Listing, ruleID string) (Model, []Effect) {
	rule, why := m.heldRule(l, ruleID)
	if why != "" {
		m.Notice = why
		return m, nil
	}
	e := Editing{Back: l, Targets: []string{l.Cursor}, Edits: ruleID, Draft: ingress.NewDraft()}
	e.Draft = e.Draft.Edit(0, ingress.FieldLine, ruleLine(rule))
	return m.in(m.refreshed(e))
}

// editSoFar is the plan of an edit against the group as last loaded; there is
// none where the group was listed since, without the ids of its rules.
func (m Model) editSoFar(e Editing, g ingress.Group, wanted []ingress.Wanted) (ingress.Plan, ingress.Problems) {
	before, held := g.RuleByID(e.Edits)
	if !held {
		return ingress.Plan{}, nil
	}
	if problems := checkEdit(before.Rule, wanted); len(problems) > 0 {
		return ingress.Plan{}, problems
	}
	plan, _ := m.planner.Edit("", g, e.Edits, wanted[0])
	return plan, nil
}

// checkEdit is what an edit cannot do, or no problem: it changes one rule, and
// not the kind of its source (EC2 API reference, ModifySecurityGroupRules).
func checkEdit(before ingress.Rule, wanted []ingress.Wanted) ingress.Problems {
	switch {
	case len(wanted) != 1:
		return ingress.Problems{{Field: ingress.FieldLine, Text: "an edit changes one rule: give one protocol, one port range and one source"}}
	case wanted[0].Source().Kind() != before.Source().Kind():
		return ingress.Problems{{Field: ingress.FieldSource, Text: "an edit cannot change the kind of source: revoke the rule and add another"}}
	case !wanted[0].Lifetime.Never():
		return ingress.Problems{{Field: ingress.FieldExpires, Text: "an edit cannot change when a rule ends: leave this empty, or revoke the rule and add another"}}
	}
	return nil
}
