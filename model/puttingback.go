package model

import (
	"slices"

	"sluice/model/ingress"
)

// PutBack makes what was not sent of a plan that was approved here wait again:
// PlanPutBack or PlanNotPutBack.
type PutBack struct {
	Call    Call
	ID, Why string
}

// PlanPutBack answers PutBack. The plan has no id where nothing was left to wait.
type PlanPutBack struct {
	Call    Call
	Waiting ingress.Waiting
}

// PlanNotPutBack answers PutBack where it failed.
type PlanNotPutBack struct {
	Call    Call
	Failure *ingress.Failure
}

// Needs is the action that the effect is.
func (PutBack) needs() ingress.Action { return ingress.ActPutBack }
func (PlanPutBack) msg()              {}
func (PlanNotPutBack) msg()           {}

// putBack has what was not sent of an approved plan wait again. A plan of which
// nothing was sent is previewed again, and the approval stands for that, unless the
// program is leaving.
func (f Finished) putBack(m *Model, leaving bool) (Finished, []Effect) {
	a, is := f.Back.(Approving)
	why := ingress.WhyRemaining(f.Receipts)
	if !is || why == "" || !leaving && len(f.moved()) == len(f.Receipts) {
		return f, nil
	}
	f.PuttingBack = m.mint()
	return f, []Effect{PutBack{Call: f.PuttingBack, ID: a.Waiting.ID, Why: why}}
}

// restWaits takes the answer: what was not sent waits, or why it does not.
func (m Model) restWaits(f Finished, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case PlanPutBack:
		if !msg.Call.answers(f.PuttingBack) {
			return m, nil
		}
		f.PuttingBack, f.Rest = 0, msg.Waiting
		if f.Rest.ID != "" {
			m = m.withWaiting(slices.Insert(m.without(f.Rest.ID), 0, f.Rest))
		}
	case PlanNotPutBack:
		if !msg.Call.answers(f.PuttingBack) {
			return m, nil
		}
		f.PuttingBack, f.Notice = 0, "what was not sent does not wait for approval again: "+msg.Failure.Error()
	}
	return m.in(f)
}

// approveRest previews what was not sent of an approved plan, as it waits again.
func (m Model) approveRest(f Finished) (Model, []Effect) {
	a, is := f.Back.(Approving)
	if !is {
		return m.in(f)
	}
	f.Call, f.Notice = 0, ""
	return m.preview(Previewing{Back: Approving{Back: a.Back, Waiting: f.Rest}})
}
