package ui

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// reviewKeys are those of the plans that wait for approval.
type reviewKeys struct {
	moveKeys
	usualKeys
	Open, Reject key.Binding
}

func newReviewKeys() reviewKeys {
	return reviewKeys{
		moveKeys:  newMoveKeys("newest plan", "oldest plan"),
		usualKeys: newUsualKeys("read again", bind("esc", "back", "esc", "q")),
		Open:      bind("enter", "preview, to approve", "enter"), Reject: bind("x", "reject, or withdraw your own", "x"),
	}
}

// whyKeys leave letters to the reason.
type whyKeys struct{ Give, Back key.Binding }

func newWhyKeys() whyKeys {
	return whyKeys{Give: bind("enter", "do it", "enter"), Back: bind("esc", "leave it waiting", "esc")}
}

// reviewState is what only the terminal knows about the plans that wait for
// approval: how far they are scrolled, and the caret in the reason.
type reviewState struct {
	keys    reviewKeys
	whyKeys whyKeys
	why     input
	top     int // the first row on the screen
}

// reviewScreen is the plans that wait for approval.
type reviewScreen struct {
	*canvas
	phase model.Reviewing
	*reviewState
}

func (r reviewScreen) bindings() bindings {
	k := r.keys
	if r.phase.Deciding {
		return bindings{now: []key.Binding{r.whyKeys.Give, r.whyKeys.Back}}
	}
	return bindings{
		title: "Plans that wait for approval", help: k.Help,
		all: append(k.moves(), k.Open, k.Reject, k.Copy, k.Reload, k.Back),
		now: []key.Binding{k.Open, k.Reject, k.Back, k.Help, k.Copy, k.Reload},
	}
}

func (r reviewScreen) fit() {
	r.top = scrollTo(r.top, r.model.WaitingRow(r.phase), r.size.tableRows(), len(r.model.Waiting()))
	r.why.hold(r.phase.Why)
}

func (r reviewScreen) update(press tea.KeyPressMsg) []model.Msg {
	k := r.keys
	if r.phase.Deciding {
		if told := facts(press, meaning{r.whyKeys.Give, model.WhyGiven{}}, meaning{r.whyKeys.Back, model.BackAsked{}}); told != nil {
			return told
		}
		return r.edit(press)
	}
	if told := facts(press, k.and(meaning{k.Open, model.DetailsOpened{}}, meaning{k.Reject, model.RejectAsked{}})...); told != nil {
		return told
	}
	return k.cursor(press, r.size.tableRows())
}

func (r reviewScreen) paste(msg tea.PasteMsg) []model.Msg {
	if !r.phase.Deciding {
		return nil
	}
	return r.edit(msg)
}

func (r reviewScreen) edit(msg tea.Msg) []model.Msg {
	text, _ := r.why.edit(msg)
	return []model.Msg{model.WhyTyped{Text: text}}
}

func (r reviewScreen) view() view {
	plans := r.model.Waiting()
	v := view{title: waitText(len(plans))}
	v.body = []string{" " + r.theme.bold.Render("Plans that wait for approval") + r.theme.dim.Render("  nothing of them was sent yet"), ""}
	v.body = append(v.body, r.table(plans, r.size.tableRows())...)
	if !r.phase.Deciding {
		v.body = r.over(v.body, " "+r.theme.accent.Render(safe.Clean(r.phase.Notice).Cut(r.size.w-2).String()))
		return v
	}
	question := " Why reject it? "
	if row := r.model.WaitingRow(r.phase); row >= 0 && r.model.Mine(plans[row]) {
		question = " Withdraw it? A reason may be given: "
	}
	line, cursor := r.why.line(question, r.size.w)
	v.body, v.cursor = r.over(v.body, line), cursor
	v.cursor.Y = len(v.body) - 1
	if r.phase.Notice != "" {
		v.body[len(v.body)-2] = " " + r.theme.warn.Render("! "+safe.Clean(r.phase.Notice).Cut(r.size.w-4).String())
	}
	return v
}

// waitText is how many plans wait, or "".
func waitText(n int) string {
	switch n {
	case 0:
		return "no plan waits"
	case 1:
		return ingress.Count(n, "plan") + " waits"
	}
	return ingress.Count(n, "plan") + " wait"
}

// table is the table of plans that wait: a title line and the rows on the
// screen.
func (r reviewScreen) table(plans []ingress.Waiting, rows int) []string {
	if len(plans) == 0 {
		return []string{"   no plan waits", r.theme.dim.Render(fmt.Sprintf("   from severity %s on one waits here until another person approves it", r.model.Approves()))}
	}
	t := table{columns: []column{
		{tight: true},
		{title: "ASKED", least: 9},
		{title: "BY", least: 6},
		{title: "GROUPS", least: 9},
		{title: "RULES", least: 14},
		{title: "SEVERITY", least: 8},
		{title: "EXPIRES", least: 9, drop: 1},
	}}
	end := min(r.top+rows, len(plans))
	for _, w := range plans[min(r.top, end):end] {
		t.add(r.row(w)...)
	}
	head, lines := t.lines(r.size.w-2, r.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

func (r reviewScreen) row(w ingress.Waiting) []cell {
	sign, style := " ", r.theme.plain
	if w.ID == r.phase.Cursor {
		sign, style = "▸", r.theme.selected
	}
	by := w.By.Name
	if r.model.Mine(w) {
		by += " (you)"
	}
	severity := r.theme.warn
	if w.Severity >= ingress.High {
		severity = r.theme.danger
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(dayText(w.At, r.model.Now())), style},
		{safe.Clean(by), style},
		{safe.Clean(waitingGroups(w)), style},
		{safe.Clean(waitingRules(w)), style},
		{safe.Clean(w.Severity.String()), severity},
		{safe.Clean(dayText(w.Expires(), r.model.Now())), r.theme.dim},
	}
}

// dayText is a time no farther away than a day: 15:04, Mon 15:04.
func dayText(at, now time.Time) string {
	if at = at.In(now.Location()); at.YearDay() != now.YearDay() {
		return at.Format("Mon 15:04")
	}
	return at.Format("15:04")
}

// waitingGroups names the groups of a plan.
func waitingGroups(w ingress.Waiting) string {
	text, named := "", map[string]bool{}
	for _, c := range w.Changes {
		if !named[c.Group.ID] {
			if named[c.Group.ID] = true; text != "" {
				text += ", "
			}
			text += c.Group.Name
		}
	}
	return text
}

// waitingRules is the first rule of a plan, and how many more there are.
func waitingRules(w ingress.Waiting) string {
	for _, c := range w.Changes {
		send := c.Send()
		if len(send) == 0 {
			continue
		}
		text := map[ingress.Kind]string{ingress.Revoking: "revoke ", ingress.Editing: "change to "}[c.Kind] + send[0].Words()
		if n := w.Rules(); n > 1 {
			text = fmt.Sprintf("%d: %s …", n, text)
		}
		return text
	}
	return ""
}
