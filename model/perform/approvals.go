package perform

import (
	"context"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// asking bounds how long a plan may take to be durable, however the session ends.
const asking = 30 * time.Second

// approve performs an effect that is about plans which wait for approval.
func (p *Performer) approve(effect model.Effect) model.Msg {
	switch e := effect.(type) {
	case model.LoadWaiting:
		return p.waiting(e)
	case model.AskApproval:
		return p.ask(e)
	case model.RejectPlan:
		return p.decide(e.Call, p.world.Approvals.Reject, e.ID, e.Why)
	case model.PutBack:
		return p.putBack(e)
	case model.WithdrawPlan:
		return p.decide(e.Call, p.world.Approvals.Withdraw, e.ID, e.Why)
	default: // the others are not given to this
		return nil
	}
}

func (p *Performer) waiting(e model.LoadWaiting) model.Msg {
	plans, err := p.world.Approvals.Waiting(p.ctx)
	if err != nil {
		return model.WaitingFailed{Call: e.Call, Failure: failure(err)}
	}
	return model.WaitingLoaded{Call: e.Call, Plans: plans}
}

func (p *Performer) ask(e model.AskApproval) model.Msg {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), asking)
	defer cancel()
	w, err := p.world.Approvals.Ask(ctx, e.Plan)
	if err != nil {
		return model.PlanNotAsked{Call: e.Call, Failure: failure(err)}
	}
	return model.PlanWaits{Call: e.Call, Waiting: w}
}

func (p *Performer) putBack(e model.PutBack) model.Msg {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), asking)
	defer cancel()
	w, err := p.world.Approvals.PutBack(ctx, e.ID, e.Why)
	if err != nil {
		return model.PlanNotPutBack{Call: e.Call, Failure: failure(err)}
	}
	return model.PlanPutBack{Call: e.Call, Waiting: w}
}

func (p *Performer) decide(call model.Call, by func(ctx context.Context, id, why string) (ingress.Decision, error), id, why string) model.Msg {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), asking)
	defer cancel()
	d, err := by(ctx, id, why)
	if err != nil {
		return model.PlanNotDecided{Call: call, Failure: failure(err)}
	}
	return model.PlanDecided{Call: call, Decision: d}
}
