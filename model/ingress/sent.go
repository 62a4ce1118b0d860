package ingress

import "fmt"

// Sends reports whether a rule of the change is sent: new ones are, and covered
// ones where the change includes them.
func (c Change) Sends(r PlannedRule) bool {
	return r.Verdict == New || r.Verdict == Covered && c.IncludeCovered
}

// Sent are the planned rules that are sent. Those of a change that adds stand for
// no rule that the group holds, so they have no Existing.
func (c Change) Sent() []PlannedRule {
	var sent []PlannedRule
	for _, r := range c.Rules {
		if c.Sends(r) {
			if c.Kind == Adding {
				r.Existing = GroupRule{}
			}
			sent = append(sent, r)
		}
	}
	return sent
}

// Send are the rules that the one call for this group carries.
func (c Change) Send() []Wanted {
	var send []Wanted
	for _, r := range c.Rules {
		if c.Sends(r) {
			send = append(send, r.Wanted)
		}
	}
	return send
}

// Unsendable says why nobody can send the change, whatever its group holds, or is
// nil. No [Writer] sends one such.
func (c Change) Unsendable() *Failure {
	if c.Kind.Action() == 0 {
		return &Failure{Message: fmt.Sprintf("nothing was sent: there is no call for a change of kind %d", c.Kind)}
	}
	return nil
}

// NotSent is the receipt of a change that no call was made for. At is left to
// whoever has a clock.
func (c Change) NotSent(operation string, why *Failure) Receipt {
	return Receipt{Operation: operation, Kind: c.Kind, Group: c.Group, Rules: c.Outcomes(NotSent), Failure: why}
}

// Outcomes are the rules that are sent, all with one outcome. Those that are
// revoked or edited have their ids; one that is added has none yet.
func (c Change) Outcomes(o Outcome) []RuleOutcome {
	var rules []RuleOutcome
	for _, r := range c.Sent() {
		rules = append(rules, RuleOutcome{Wanted: r.Wanted, Outcome: o, RuleID: r.Existing.ID})
	}
	return rules
}
