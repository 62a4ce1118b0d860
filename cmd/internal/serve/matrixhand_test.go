package serve

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
)

// hand is a way to have a session do something: by keys, or by the facts that
// keys are told as.
type hand interface {
	find(s *sitting, group string)
	add(s *sitting, line string)
	change(s *sitting, rule ingress.GroupRule, line string)
	revoke(s *sitting, rule ingress.GroupRule)
	undo(s *sitting, operation string)
	retry(s *sitting)
	approvals(s *sitting)
	open(s *sitting)
	reject(s *sitting)
	confirm(s *sitting)
	identify(s *sitting, id string)
	history(s *sitting)
}

// facts tells a session what any key would, whether the screen offers it or not.
type facts struct{}

func (facts) find(s *sitting, group string) {
	s.tell(model.FilterEdited{Text: group}, model.CursorMoved{By: -100})
}

func (facts) add(s *sitting, line string) {
	s.tell(model.AddAsked{}, model.FieldEdited{Text: line}, model.PreviewAsked{})
}

func (facts) change(s *sitting, rule ingress.GroupRule, line string) {
	s.details(model.DetailsOpened{}, rule)
	s.tell(model.EditAsked{RuleID: rule.ID}, model.FieldEdited{Text: line}, model.PreviewAsked{})
}

func (facts) revoke(s *sitting, rule ingress.GroupRule) {
	s.details(model.DetailsOpened{}, rule)
	s.tell(model.RevokeAsked{RuleID: rule.ID})
}

func (facts) undo(s *sitting, operation string) { s.tell(model.UndoAsked{Operation: operation}) }
func (facts) retry(s *sitting)                  { s.tell(model.RetryAsked{}) }
func (facts) approvals(s *sitting)              { s.tell(model.ApprovalsOpened{}) }
func (facts) open(s *sitting)                   { s.tell(model.DetailsOpened{}) }
func (facts) reject(s *sitting) {
	s.tell(model.RejectAsked{}, model.WhyTyped{Text: "no"}, model.WhyGiven{})
}
func (facts) confirm(s *sitting) { s.tell(model.Confirmed{Seen: true}) }
func (facts) identify(s *sitting, id string) {
	s.tell(model.IDTyped{Text: id}, model.Confirmed{Seen: true})
}
func (facts) history(s *sitting) { s.tell(model.HistoryOpened{}) }

// details waits for the group under the cursor with the ids of its rules.
func (s *sitting) details(open tea.Msg, rule ingress.GroupRule) {
	s.Helper()
	s.tell(open)
	s.until("the rule's id", func(m model.Model) bool {
		g, _ := m.Catalog.Group(websrvID)
		_, there := g.RuleByID(rule.ID)
		return there
	})
}

// keys presses what a person would.
type keys struct{}

func (keys) press(s *sitting, names ...string) {
	for _, name := range names {
		s.tell(keyPress(name))
	}
}

func (k keys) typed(s *sitting, text string) {
	for _, r := range text {
		s.tell(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// keyPress is a key by its name.
func keyPress(name string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome}
	if code, is := special[name]; is {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

func (k keys) find(s *sitting, group string) {
	k.press(s, "/")
	k.typed(s, group)
	k.press(s, "enter")
}

func (k keys) add(s *sitting, line string) {
	k.press(s, "a")
	k.fill(s, line)
}

// fill puts a line in place of what the rule's field has.
func (k keys) fill(s *sitting, line string) {
	k.press(s, "ctrl+e", "ctrl+u")
	k.typed(s, line)
	k.press(s, "ctrl+s")
}

// onRule opens the details, with the cursor on a rule.
func (k keys) onRule(s *sitting, rule ingress.GroupRule) {
	s.Helper()
	s.details(keyPress("enter"), rule)
	g, _ := s.model().Catalog.Group(websrvID)
	for i, r := range g.Rules {
		if r.ID == rule.ID {
			k.press(s, "home")
			for range i {
				k.press(s, "down")
			}
			return
		}
	}
}

func (k keys) change(s *sitting, rule ingress.GroupRule, line string) {
	k.onRule(s, rule)
	k.press(s, "e")
	k.fill(s, line)
}

func (k keys) revoke(s *sitting, rule ingress.GroupRule) {
	k.onRule(s, rule)
	k.press(s, "ctrl+d")
}

func (k keys) undo(s *sitting, operation string) {
	k.press(s, "h")
	s.until("the operation", func(m model.Model) bool {
		h, is := m.Phase.(model.History)
		return is && h.Cursor == operation
	})
	k.press(s, "z")
}

func (k keys) retry(s *sitting)     { k.press(s, "r") }
func (k keys) approvals(s *sitting) { k.press(s, "o") }
func (k keys) open(s *sitting)      { k.press(s, "enter") }
func (k keys) confirm(s *sitting)   { k.press(s, "enter") }
func (k keys) history(s *sitting)   { k.press(s, "h") }

func (k keys) reject(s *sitting) {
	k.press(s, "x")
	k.typed(s, "no")
	k.press(s, "enter")
}

func (k keys) identify(s *sitting, id string) {
	k.typed(s, id)
	k.press(s, "enter")
}
