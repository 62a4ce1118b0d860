package serve

import (
	"context"

	"sluice/model/ingress"
)

// counting counts what came of a writer's rules, and keeps it for its session.
type counting struct {
	inner  ingress.Writer
	counts *counts
	news   *sessionNews
}

var _ ingress.Writer = counting{}

func (w counting) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	r := w.inner.Send(ctx, operation, c)
	w.counts.written(c.Kind, r)
	w.news.add([]ingress.Receipt{r}, nil)
	return r
}

func (w counting) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return w.inner.Permit(ctx, c)
}

func (w counting) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.inner.Reconcile(ctx, operation, c)
}
