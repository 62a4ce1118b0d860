package main

import (
	"errors"

	"sluice/model/ingress"
	"sluice/ui/plain"
)

// waitsError is how a command ends whose plan waits for approval: all is said.
type waitsError struct{ plan ingress.Waiting }

func (e waitsError) Error() string {
	return "nothing was sent: the plan waits for another person's approval, as " + e.plan.ID
}

// outcomeJSON is what came of a plan, or why nothing was sent, for programs.
func outcomeJSON(plan ingress.Plan, receipts []ingress.Receipt, why error) plain.OutcomeJSON {
	waits, _ := errors.AsType[waitsError](why)
	return plain.OutcomeOf(plan, receipts, waits.plan.ID, why)
}
