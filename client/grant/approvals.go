package grant

import (
	"context"

	"sluice/model/ingress"
)

// LimitApprovals is a person's part in approvals as far as their grant goes: nil
// for who may not even see what waits, or where there is none. Approving is not
// among it: that is sending, through the writer of [Limit].
func LimitApprovals(a ingress.Approvals, g ingress.Grant) ingress.Approvals {
	if a == nil || !g.Role.May(ingress.ActWaiting) {
		return nil
	}
	return limitedApprovals{a, g}
}

// limitedApprovals does not embed the approvals, so that a method which is added
// to them has to be dealt with here.
type limitedApprovals struct {
	approvals ingress.Approvals
	grant     ingress.Grant
}

var _ ingress.Approvals = limitedApprovals{}

func (l limitedApprovals) Me() ingress.Person { return l.approvals.Me() }

func (l limitedApprovals) Waiting(ctx context.Context) ([]ingress.Waiting, error) {
	return l.approvals.Waiting(ctx)
}

// Ask takes only a plan whose changes the person might send.
func (l limitedApprovals) Ask(ctx context.Context, p ingress.Plan) (ingress.Waiting, error) {
	why := l.grant.RefusesAction(ingress.ActAsk)
	for _, c := range p.Changes {
		if len(c.Send()) > 0 && why == "" {
			why = l.grant.Refuses(c)
		}
	}
	if why != "" {
		return ingress.Waiting{}, refusal(why)
	}
	return l.approvals.Ask(ctx, p)
}

func (l limitedApprovals) Reject(ctx context.Context, id, why string) (ingress.Decision, error) {
	if refused := l.grant.RefusesAction(ingress.ActReject); refused != "" {
		return ingress.Decision{}, refusal(refused)
	}
	return l.approvals.Reject(ctx, id, why)
}

func (l limitedApprovals) Withdraw(ctx context.Context, id, why string) (ingress.Decision, error) {
	if refused := l.grant.RefusesAction(ingress.ActWithdraw); refused != "" {
		return ingress.Decision{}, refusal(refused)
	}
	return l.approvals.Withdraw(ctx, id, why)
}

func (l limitedApprovals) PutBack(ctx context.Context, id, why string) (ingress.Waiting, error) {
	if refused := l.grant.RefusesAction(ingress.ActPutBack); refused != "" {
		return ingress.Waiting{}, refusal(refused)
	}
	return l.approvals.PutBack(ctx, id, why)
}
