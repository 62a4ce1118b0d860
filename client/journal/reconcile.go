package journal

import (
	"context"
	"slices"

	"sluice/model/ingress"
)

// Reconcile asks the writer what came of a change, and records the answer. An outcome that the journal has is final: reading
// the group later would mix in what others changed since.
func (g guard) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	end, err := g.turns.take(ctx, c.Group.ID) // a write that is under way is not judged by half of it
	if err != nil {
		r := g.notSent(operation, c, &ingress.Failure{Message: "interrupted before the group was read"}, "")
		r.Rules = c.Outcomes(ingress.Unknown)
		return r
	}
	defer end()
	record, known := g.find(ctx, operation, c.Group.ID)
	if known && decided(record) {
		return *record.Receipt
	}
	receipt := g.inner.Reconcile(ctx, operation, c)
	if !known {
		return receipt
	}
	if receipt = g.journal.withLaterRecords(ctx, receipt); !final(receipt) {
		return receipt
	}
	return g.finish(ctx, c.Group.ID, operation, merged(record.Receipt, receipt))
}

// find is the journal's newest record of an operation at a group.
func (g guard) find(ctx context.Context, operation, groupID string) (ingress.Record, bool) {
	o, err := g.journal.Operation(ctx, operation)
	if err != nil || o.ID != operation {
		return ingress.Record{}, false
	}
	for _, r := range slices.Backward(o.Records) {
		if r.Change.Group.ID == groupID {
			return r, true
		}
	}
	return ingress.Record{}, false
}

// decided reports whether a record has an outcome that stays.
func decided(r ingress.Record) bool { return r.Receipt != nil && final(*r.Receipt) }

// final reports whether nothing that can be read tells more than a receipt does: see [ingress.Writer].
func final(r ingress.Receipt) bool { return r.ReadBack || r.Count(ingress.Unknown) == 0 }

// merged is what a reading says of the rules that a receipt knows nothing of. What it knows, from the call's own answer,
// stays.
func merged(recorded *ingress.Receipt, read ingress.Receipt) ingress.Receipt {
	if recorded == nil || len(recorded.Rules) != len(read.Rules) {
		return read
	}
	read.Rules = slices.Clone(read.Rules)
	for i, r := range recorded.Rules {
		if r.Outcome != ingress.Unknown && r.Rule == read.Rules[i].Rule {
			read.Rules[i] = r
		}
	}
	if read.Count(ingress.Applied) == len(read.Rules) {
		read.Failure = nil
	}
	if read.RequestID == "" {
		read.RequestID = recorded.RequestID
	}
	return read
}
