package model

import (
	"strings"

	"sluice/model/ingress"
)

// Reaching asks who can reach: what an address is let in to, by which rules.
type Reaching struct {
	Back    Listing
	Text    string // an address or CIDR, and a protocol with its ports
	Query   ingress.Query
	Answer  ingress.Answer
	Asked   bool           // the text is a query, and Answer is its answer
	Problem string         // why it is not one; "" while nothing was typed
	index   *ingress.Reach // of the groups as they were listed when the search began; never changed
}

func (Reaching) phase() {}

func (m Model) updateReaching(r Reaching, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case ReachEdited:
		return m.in(r.ask(msg.Text))
	case BackAsked:
		return m.in(m.fit(r.Back))
	}
	return m, nil
}

// openReach starts a search over the groups as they are listed now.
func (m Model) openReach(l Listing) (Model, []Effect) {
	l.Filtering = false
	return m.in(Reaching{Back: l, index: ingress.NewReach(m.Catalog.Groups(), m.planner.Lists)})
}

// ask reads the text and answers it. An address alone asks for all traffic.
func (r Reaching) ask(text string) Reaching {
	r = Reaching{Back: r.Back, Text: text, index: r.index}
	from, protocol, _ := strings.Cut(strings.TrimSpace(text), " ")
	if from == "" {
		return r
	}
	if protocol = strings.TrimSpace(protocol); protocol == "" {
		protocol = "all"
	}
	query, err := ingress.NewQuery(from, protocol)
	if err != nil {
		r.Problem = err.Error()
		return r
	}
	r.Query, r.Asked, r.Answer = query, true, r.index.Ask(query)
	return r
}
