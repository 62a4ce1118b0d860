package ui

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

type detailKeys struct {
	moveKeys
	usualKeys
	Add, Edit, Revoke key.Binding
}

func newDetailKeys() detailKeys {
	return detailKeys{
		moveKeys:  newMoveKeys("first rule", "last rule"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "enter", "q")),
		Add:       newListKeys().Add, Edit: bind("e", "edit", "e"), Revoke: bind("ctrl+d", "revoke", "ctrl+d"),
	}
}

// detailState is what only the terminal knows about a group that is opened.
type detailState struct {
	keys detailKeys
	open bool
	at   ingress.Rule // under the cursor: a rule is itself wherever a refresh puts it
	top  int
}

// detailScreen is the rules of one group over the whole screen.
type detailScreen struct {
	*canvas
	*detailState
	under listScreen
	group ingress.Group
}

func newDetailScreen(list listScreen) detailScreen {
	g, _ := list.model.Catalog.Group(list.phase.Cursor)
	return detailScreen{list.canvas, list.detail, list, g}
}

func (d detailScreen) bindings() bindings {
	k := d.keys
	return bindings{
		title: "The rules of a group", help: k.Help,
		all: append(k.moves(), k.Add, k.Edit, k.Revoke, k.Copy, k.Reload, k.Back),
		now: []key.Binding{k.Add, k.Edit, k.Revoke, k.Back, k.Help, k.Copy},
	}
}

// fit keeps the cursor on a rule. Where the group is gone, the list shows again:
// it fits, too.
func (d detailScreen) fit() {
	d.under.fit()
	d.open = d.group.ID != ""
	rules := sorted(d.group.Rules)
	row := max(ruleRow(rules, d.at), 0)
	if len(rules) > 0 {
		d.at = rules[row].Rule
	}
	d.top = scrollTo(d.top, row, d.rows(), len(rules))
}

// ruleRow is the row of a rule, or -1.
func ruleRow(rules []ingress.GroupRule, at ingress.Rule) int {
	return slices.IndexFunc(rules, func(r ingress.GroupRule) bool { return r.Rule == at })
}

// move goes by rows over the rules of the group, and stops at the ends.
func (d detailScreen) move(by int) {
	rules := sorted(d.group.Rules)
	if last := len(rules) - 1; last >= 0 {
		d.at = rules[min(max(ruleRow(rules, d.at)+min(max(by, -last), last), 0), last)].Rule
	}
}

// rows is the number of rules that a page shows: the body less the two lines on
// the group, a blank line, the titles and the notice.
func (d detailScreen) rows() int { return max(d.size.body()-6, 1) }

func (d detailScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := d.keys
	held, _ := d.group.Find(d.at)
	switch {
	case key.Matches(press, k.Back):
		d.open = false
		return nil
	case key.Matches(press, k.Add):
		d.open = false
		return []model.Msg{model.MarksCleared{}, model.AddAsked{}}
	}
	d.move(k.by(press, d.rows()))
	return facts(press, meaning{k.Edit, model.EditAsked{RuleID: held.ID}}, meaning{k.Revoke, model.RevokeAsked{RuleID: held.ID}},
		meaning{k.Copy, model.IDCopied{}}, meaning{k.Reload, model.DetailsOpened{}})
}

func (d detailScreen) view() view {
	g := d.group
	lines := indent(d.groupHead(g, d.size.w-2), 1)
	planner := d.model.Planner()
	meter := planner.Limits.Meter(g, planner.Lists).Words()
	lines[0] = spread(d.size.w-1, lines[0], d.theme.dim.Render(meter))
	head, rows := d.ruleTable(g, true, d.at).lines(d.size.w-2, d.theme.heading)
	if len(g.Rules) == 0 {
		lines = append(lines, "", d.theme.dim.Render(" no ingress rules: nothing is let in"))
	} else {
		lines = append(lines, "", " "+head)
		lines = append(lines, indent(window(rows, d.top, d.rows()), 1)...)
	}
	more := ""
	if hidden := len(rows) - d.rows(); hidden > 0 {
		more = fmt.Sprintf("%d-%d of %d", d.top+1, min(d.top+d.rows(), len(rows)), len(rows))
	}
	return view{title: more, body: d.over(lines, " "+d.notice())}
}
