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

func (l limited) Authorize(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return l.send(ctx, operation, c, ingress.ActAuthorize, l.writer.Authorize)
}

func (l limited) Revoke(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return l.send(ctx, operation, c, ingress.ActRevoke, l.writer.Revoke)
}

func (l limited) Modify(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return l.send(ctx, operation, c, ingress.ActModify, l.writer.Modify)
}

func (l limited) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	if why := cmp.Or(l.grant.RefusesAction(ingress.ActPermit), l.grant.Refuses(c)); why != "" {
		return ingress.Permit{GroupID: c.Group.ID, Leave: ingress.Denied, Failure: refusal(why)}
	}
	return l.writer.Permit(ctx, c)
}

// Settle changes nothing: what was sent while it was allowed can be told though
// the change is not allowed any more.
func (l limited) Settle(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	if why := l.grant.RefusesAction(ingress.ActSettle); why != "" {
		return receipt(operation, c, why, ingress.Unknown)
	}
	return l.writer.Settle(ctx, operation, c)
}

// send calls the writer's method if the grant allows the change. The method says
// what is done with the rules, so a change that claims another kind is refused.
func (l limited) send(ctx context.Context, operation string, c ingress.Change, as ingress.Action,
	write func(context.Context, string, ingress.Change) ingress.Receipt,
) ingress.Receipt {
	why := cmp.Or(l.grant.RefusesAction(as), l.grant.Refuses(c))
	if c.Kind.Action() != as {
		why = "the change is of another kind than what it is sent as"
	}
	if why == "" {
		return write(ctx, operation, c)
	}
	return receipt(operation, c, why, ingress.NotSent)
}

// receipt is that of a change which was refused here.
func receipt(operation string, c ingress.Change, why string, o ingress.Outcome) ingress.Receipt {
	r := ingress.Receipt{Operation: operation, Kind: c.Kind, Group: c.Group, Failure: refusal(why)}
	for _, w := range c.Send() {
		r.Rules = append(r.Rules, ingress.RuleOutcome{Wanted: w, Outcome: o})
	}
	return r
}

func refusal(why string) *ingress.Failure {
	return &ingress.Failure{Message: why, Remedy: "nothing was sent; ask whoever keeps the access file"}
}
