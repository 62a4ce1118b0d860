package aws

import (
	"context"

	"sluice/model/ingress"
)

// Settle tells what came of a change whose answer nobody knows: a rule that
// carries the operation's tag was applied by it. It sends nothing.
func (w writer) Settle(ctx context.Context, operation string, change ingress.Change) ingress.Receipt {
	a := actionOf(change.Kind)
	receipt := ingress.Receipt{
		Operation: operation, Kind: change.Kind, Group: change.Group,
		Failure: &ingress.Failure{Message: "the answer to the call is not known"},
	}
	for _, r := range sent(change) {
		receipt.Rules = append(receipt.Rules, ingress.RuleOutcome{Wanted: r.Wanted, RuleID: r.Existing.ID})
	}
	w.reconcile(ctx, a, &receipt, lost)
	receipt.At = w.now()
	return receipt
}
