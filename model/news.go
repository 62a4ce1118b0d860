package model

import (
	"fmt"
	"strings"

	"sluice/model/ingress"
)

// updateNews takes what was done beside this session's own writes, in whatever
// phase: the list says so, and the groups are read again.
func (m Model) updateNews(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case LeftoversReconciled:
		return m.heard("last run: ", msg.Receipts)
	case LeftoversOpen:
		m.Open = openText(msg.Records)
		return m, nil, true
	case RulesSwept:
		return m.heard("time is up: ", msg.Receipts)
	case UpkeepFailed:
		m.News = "a background check failed, and is tried again: " + msg.Why
		return m, nil, true
	case SessionResumed:
		next, effects, taken = m.heard("your last session: ", msg.Receipts)
		return next.heardDecided(msg.Decided), effects, taken
	case GroupsPushed:
		next, effects = m.pushed(msg.Groups)
		return next, effects, true
	}
	return m, nil, false
}

// heardDecided tells what was decided on this person's plans, the newest first,
// before the other news.
func (m Model) heardDecided(decided []ingress.Decision) Model {
	for _, d := range decided {
		m.News = strings.TrimSuffix("your plan "+d.ID+": "+d.Words()+"; "+m.News, "; ")
	}
	return m
}

// heard keeps the newest news, and reads the groups that it is about.
func (m Model) heard(about string, receipts []ingress.Receipt) (Model, []Effect, bool) {
	if len(receipts) == 0 {
		return m, nil, true
	}
	m.News = about + receiptsText(receipts)
	var effects []Effect
	read := map[string]bool{}
	for _, r := range receipts {
		if _, listed := m.Catalog.Group(r.Group.ID); listed && !read[r.Group.ID] {
			read[r.Group.ID] = true
			effects = append(effects, m.read(r.Group.ID))
		}
	}
	return m, effects, true
}

// openText is what is not known yet of some writes, in a line.
func openText(records []ingress.Record) string {
	if len(records) == 0 {
		return ""
	}
	changes := make([]string, len(records))
	for i, r := range records {
		c := r.Change
		changes[i] = c.Kind.String() + " " + ingress.Count(len(c.Send()), "rule") + " " + c.Kind.To() + " " + groupName(c.Group)
	}
	return "last run, " + ingress.NotKnownYet + ": " + some(changes)
}

// toldAtMost is how many outcomes a line of news tells.
const toldAtMost = 3

// receiptsText is what came of some changes, in a line: 3 rules added to websrv
// (found by read-back), 1 rule not added to bastion.
func receiptsText(receipts []ingress.Receipt) string {
	var parts []string
	for _, r := range receipts {
		for _, o := range ingress.Outcomes() {
			if r.Count(o) > 0 {
				parts = append(parts, outcomeText(r, o))
			}
		}
	}
	return some(parts)
}

// some are the first few parts of a line of news.
func some(parts []string) string {
	if more := len(parts) - toldAtMost; more > 0 {
		parts = append(parts[:toldAtMost:toldAtMost], fmt.Sprintf("and %d more: see the history", more))
	}
	return strings.Join(parts, ", ")
}

// outcomeText is what came of the rules of a change with an outcome, and how that is
// known.
func outcomeText(r ingress.Receipt, o ingress.Outcome) string {
	text := r.Words(o)
	switch {
	case o == ingress.Applied && r.ReadBack:
		text += " (found by read-back)"
	case (o == ingress.Refused || o == ingress.NotSent) && r.Failure != nil && r.Failure.Code != "":
		text += " (" + r.Failure.Code + ")"
	}
	return text
}
