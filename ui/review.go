package ui

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// reviewScreen is what only the terminal knows about the plans that wait for
// approval: how far they are scrolled, and the caret in the reason.
type reviewScreen struct {
	keys    reviewKeys
	whyKeys whyKeys
	asked   askedKeys
	why     textinput.Model
	top     int // the first row on the screen
}

func newReviewScreen() reviewScreen {
	return reviewScreen{keys: newReviewKeys(), whyKeys: newWhyKeys(), asked: newAskedKeys(), why: newInput()}
}

func (r *reviewScreen) settle(m model.Model, phase model.Reviewing, s size) {
	rows, row := listRows(s), max(m.WaitingRow(phase), 0)
	r.top = min(r.top, row, max(len(m.Waiting())-rows, 0))
	r.top = max(r.top, row-rows+1, 0)
	if r.why.Value() != phase.Why {
		r.why.SetValue(phase.Why)
	}
}

func (a *App) pressReview(phase model.Reviewing, msg tea.KeyPressMsg) tea.Cmd {
	k := a.review.keys
	switch {
	case phase.Deciding && key.Matches(msg, a.review.whyKeys.Give):
		return a.tell(model.WhyGiven{})
	case phase.Deciding && key.Matches(msg, a.review.whyKeys.Leave):
		return a.tell(model.BackAsked{})
	case phase.Deciding:
		return a.editWhy(msg)
	case key.Matches(msg, k.Open):
		return a.tell(model.DetailsOpened{})
	case key.Matches(msg, k.Reject):
		return a.tell(model.RejectAsked{})
	}
	if cmd, taken := a.pressUsual(k.usualKeys, msg); taken {
		return cmd
	}
	if by := k.by(msg, listRows(a.size)); by != 0 {
		return a.tell(model.CursorMoved{By: by})
	}
	return nil
}

func (a *App) editWhy(msg tea.Msg) tea.Cmd {
	a.review.why, _ = a.review.why.Update(msg)
	return a.tell(model.WhyTyped{Text: a.review.why.Value()})
}

func (a *App) reviewView(phase model.Reviewing) screen {
	plans := a.model.Waiting()
	s := screen{title: waitText(len(plans)), footer: a.keyLine(a.review.keys.short(), "")}
	if phase.Deciding {
		s.footer = a.keyLine(a.review.whyKeys.short(), "")
	}
	s.body = []string{" " + a.theme.bold.Render("Plans that wait for approval") + a.theme.dim.Render("  nothing of them was sent yet"), ""}
	s.body = append(s.body, a.waitingLines(phase, plans, listRows(a.size))...)
	for len(s.body) < a.size.body()-1 {
		s.body = append(s.body, "")
	}
	s.body = s.body[:max(a.size.body()-1, 0)]
	if !phase.Deciding {
		s.body = append(s.body, " "+a.theme.accent.Render(safe.Clean(phase.Notice).Cut(a.size.w-2).String()))
		return s
	}
	question := " Why reject it? "
	if row := a.model.WaitingRow(phase); row >= 0 && a.model.Mine(plans[row]) {
		question = " Withdraw it? A reason may be given: "
	}
	if phase.Notice != "" {
		s.body[len(s.body)-1] = " " + a.theme.warn.Render("! "+safe.Clean(phase.Notice).Cut(a.size.w-4).String())
	}
	before, after := inputText(a.review.why, max(a.size.w-width(question)-1, 1))
	s.body = append(s.body, question+before.String()+after.String())
	s.cursor = tea.NewCursor(width(question)+before.Width(), len(s.body)-1)
	return s
}

// waitText is how many plans wait, or "".
func waitText(n int) string {
	switch n {
	case 0:
		return "no plan waits"
	case 1:
		return "1 plan waits"
	}
	return thousands(n) + " plans wait"
}

// waitingLines is the table of plans that wait: a title line and the rows on the
// screen.
func (a *App) waitingLines(phase model.Reviewing, plans []ingress.Waiting, rows int) []string {
	if len(plans) == 0 {
		return []string{"   no plan waits", a.theme.dim.Render(fmt.Sprintf("   from severity %s on one waits here until another person approves it", a.model.Approves()))}
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
	end := min(a.review.top+rows, len(plans))
	for _, w := range plans[min(a.review.top, end):end] {
		t.add(a.waitingRow(phase, w)...)
	}
	head, lines := t.lines(a.size.w-2, a.theme.heading)
	return append([]string{" " + head}, indent(lines, 1)...)
}

func (a *App) waitingRow(phase model.Reviewing, w ingress.Waiting) []cell {
	sign, style := " ", a.theme.plain
	if w.ID == phase.Cursor {
		sign, style = "▸", a.theme.selected
	}
	by := w.By.Name
	if a.model.Mine(w) {
		by += " (you)"
	}
	severity := a.theme.warn
	if w.Severity >= ingress.High {
		severity = a.theme.danger
	}
	return []cell{
		{safe.Clean(sign), style},
		{safe.Clean(dayText(w.At, a.model.Now())), style},
		{safe.Clean(by), style},
		{safe.Clean(waitingGroups(w)), style},
		{safe.Clean(waitingRules(w)), style},
		{safe.Clean(w.Severity.String()), severity},
		{safe.Clean(dayText(w.Expires(), a.model.Now())), a.theme.dim},
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
