package share

import (
	"context"

	"sluice/model/ingress"
)

// Writer is w, and all who watch are told what its writes came to: each group is
// read once more behind its write, which does not wait for that. For nil it is nil.
func (r *Reader) Writer(w ingress.Writer) ingress.Writer {
	if w == nil {
		return nil
	}
	return writer{w, r}
}

// writer does not embed the inner one, so that a method which is added to writers
// has to be dealt with here.
type writer struct {
	inner  ingress.Writer
	reader *Reader
}

var _ ingress.Writer = writer{}

func (w writer) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.done(w.inner.Send(ctx, operation, c), c)
}

func (w writer) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return w.inner.Permit(ctx, c)
}

func (w writer) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.inner.Reconcile(ctx, operation, c)
}

// done tells of a group that the write changed, may have changed, or found
// changed.
func (w writer) done(receipt ingress.Receipt, c ingress.Change) ingress.Receipt {
	if receipt.Moved != nil || receipt.Count(ingress.NotSent) < len(receipt.Rules) {
		w.reader.touch(c.Group.ID)
	}
	return receipt
}
