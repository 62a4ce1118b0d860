// Package grant holds a writer to what one person may change. The preview says
// the same before, from the same [ingress.Grant]; here it is refused all the same.
package grant

import (
	"cmp"
	"context"

	"sluice/model/ingress"
)

// Limit is the writer for a person with a grant: nil for a viewer, who is never
// given one, or where there is none. A change that the grant refuses is not sent,
// whoever planned it.
func Limit(w ingress.Writer, g ingress.Grant) ingress.Writer {
	if w == nil || !g.Role.Writes() {
		return nil
	}
	return limited{w, g}
}

// limited does not embed the writer, so that a method which is added to writers
// has to be dealt with here.
type limited struct {
	writer ingress.Writer
	grant  ingress.Grant
}

var _ ingress.Writer = limited{}

// Send sends what the grant allows.
func (l limited) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	if why := l.grant.Refuses(c); why != "" {
		return c.NotSent(operation, refusal(why))
	}
	return l.writer.Send(ctx, operation, c)
}

func (l limited) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	if why := cmp.Or(l.grant.RefusesAction(ingress.ActPermit), l.grant.Refuses(c)); why != "" {
		return ingress.Permit{GroupID: c.Group.ID, Answer: ingress.Denied, Failure: refusal(why)}
	}
	return l.writer.Permit(ctx, c)
}

// Reconcile changes nothing: what was sent while it was allowed can be told though
// the change is not allowed any more.
func (l limited) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	if why := l.grant.RefusesAction(ingress.ActReconcile); why != "" {
		r := c.NotSent(operation, refusal(why))
		r.Rules = c.Outcomes(ingress.Unknown)
		return r
	}
	return l.writer.Reconcile(ctx, operation, c)
}

func refusal(why string) *ingress.Failure {
	return &ingress.Failure{Message: why, Remedy: "nothing was sent; ask whoever keeps the access file"}
}
