package aws

import (
	"context"

	"sluice/model/ingress"
)

// Reconcile tells what came of a change of which nobody knows whether it was sent. It
// sends nothing, and says no more than the group shows:
//
//   - a rule that carries the operation's tag was Applied by it, one that carries
//     another's or none WasThere, and one that is not there was not applied
//     (Refused);
//   - a rule that was to be revoked or changed and is as it was, was not (Refused).
//     One that is gone, or as it was to be, is Unknown: nothing in a group tells
//     who did that, and others had time to;
//   - a rule that was sent untagged and is there without a tag is Unknown, too.
//
// Unknown with ReadBack is the last word: the group was read, or is not there any
// more, and asking again tells no more. Unknown without it is to be asked about again.
// A reading may be older than the change, so one that shows nothing of it is
// repeated for a few seconds.
func (w writer) Reconcile(ctx context.Context, operation string, change ingress.Change) ingress.Receipt {
	receipt := change.NotSent(operation, change.Unsendable())
	if receipt.Failure == nil {
		receipt.Failure = &ingress.Failure{Message: "whether the call was made, and its answer, are not known"}
		w.reconcile(ctx, actionOf(change), &receipt, unheard)
	}
	receipt.At = w.now()
	return receipt
}
