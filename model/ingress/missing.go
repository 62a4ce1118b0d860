package ingress

// Lacking is what a submission did not do in one group.
type Lacking struct {
	Kind  Kind
	Group Group // as its plan saw it
	Rules []RuleOutcome
}

// Missing are the rules of receipts that were not sent or were refused, for a new
// plan. Those whose outcome is unknown are left out: [Writer.Reconcile] tells first
// whether they are missing.
func Missing(receipts []Receipt) []Lacking {
	var missing []Lacking
	for _, r := range receipts {
		lacking := Lacking{Kind: r.Kind, Group: r.Group}
		for _, rule := range r.Rules {
			if rule.Outcome == NotSent || rule.Outcome == Refused {
				lacking.Rules = append(lacking.Rules, rule)
			}
		}
		if len(lacking.Rules) > 0 {
			missing = append(missing, lacking)
		}
	}
	return missing
}

// Missing are the rules of the operation that [Missing] finds. Groups without an
// outcome yet have none.
func (o Operation) Missing() []Lacking { return Missing(o.Receipts()) }

// Receipts are the outcomes of the operation that are known, in the order that
// its changes were sent.
func (o Operation) Receipts() []Receipt {
	var receipts []Receipt
	for _, r := range o.Records {
		if r.Receipt != nil {
			receipts = append(receipts, *r.Receipt)
		}
	}
	return receipts
}

// Wanted are the rules as they were asked for. Those that were to last a while
// get that while anew where they are planned again.
func (l Lacking) Wanted() []Wanted {
	wanted := make([]Wanted, len(l.Rules))
	for i, r := range l.Rules {
		wanted[i] = r.Wanted
	}
	return wanted
}

// RuleIDs are the rules that were to be revoked or edited.
func (l Lacking) RuleIDs() []string {
	ids := make([]string, len(l.Rules))
	for i, r := range l.Rules {
		ids[i] = r.RuleID
	}
	return ids
}
