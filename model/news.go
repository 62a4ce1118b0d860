package model

import (
	"cmp"
	"fmt"
	"strings"

	"sluice/model/ingress"
)

// updateNews takes what was done beside this session's own writes, in whatever
// phase: the list says so, and the groups are read again.
func (m Model) updateNews(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case LeftoversSettled:
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
	receipts := make([]ingress.Receipt, len(records))
	for i, r := range records {
		receipts[i] = ingress.Receipt{Kind: r.Change.Kind, Group: r.Change.Group, Rules: make([]ingress.RuleOutcome, len(r.Change.Send()))}
		for j := range receipts[i].Rules {
			receipts[i].Rules[j].Outcome = ingress.Applied
		}
	}
	return "last run, not known yet: " + receiptsText(receipts)
}

// toldAtMost is how many outcomes a line of news tells.
const toldAtMost = 3

// receiptsText is what came of some changes, in a line: 3 rules added to websrv
// (found by read-back), 1 rule not added to bastion.
func receiptsText(receipts []ingress.Receipt) string {
	var parts []string
	for _, r := range receipts {
		for _, o := range []ingress.Outcome{ingress.Unknown, ingress.Refused, ingress.NotSent, ingress.Applied, ingress.WasThere} {
			if n := r.Count(o); n > 0 {
				parts = append(parts, outcomeText(r, o, n))
			}
		}
	}
	if more := len(parts) - toldAtMost; more > 0 {
		parts = append(parts[:toldAtMost:toldAtMost], fmt.Sprintf("and %d more: see the history", more))
	}
	return strings.Join(parts, ", ")
}

// outcomeText is what came of n rules of a change.
func outcomeText(r ingress.Receipt, o ingress.Outcome, n int) string {
	rules := "1 rule"
	if n > 1 {
		rules = fmt.Sprintf("%d rules", n)
	}
	done, to := kindWords(r.Kind)
	name := cmp.Or(r.Group.Name, r.Group.ID)
	switch o {
	case ingress.Applied:
		text := rules + " " + done + " " + to + " " + name
		if r.ReadBack {
			text += " (found by read-back)"
		}
		return text
	case ingress.WasThere:
		return rules + " " + wasText(r.Kind) + " " + name + " before"
	case ingress.Unknown:
		return "not known whether " + rules + " came to be " + done + " " + to + " " + name
	}
	text := rules + " not " + done + " " + to + " " + name
	if r.Failure != nil && r.Failure.Code != "" {
		text += " (" + r.Failure.Code + ")"
	}
	return text
}

// kindWords are what a change of a kind does to a rule, and how it stands to the
// group: added to, revoked from, changed in.
func kindWords(k ingress.Kind) (done, to string) {
	switch k {
	case ingress.Revoking:
		return "revoked", "from"
	case ingress.Editing:
		return "changed", "in"
	}
	return "added", "to"
}

// wasText says of a rule that someone else was first.
func wasText(k ingress.Kind) string {
	if k == ingress.Revoking {
		return "gone from"
	}
	return "there in"
}
