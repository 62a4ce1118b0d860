package model

import (
	"slices"

	"sluice/model/ingress"
)

// Asking is a plan that was confirmed, and that another person has to approve:
// nothing was sent.
type Asking struct {
	Back     Origin
	Plan     ingress.Plan
	Call     Call              // the AskApproval that is waited for, or 0
	Waiting  ingress.Waiting   // the plan as it waits; none before that
	Failure  *ingress.Failure  // why it does not wait
	Decision *ingress.Decision // what was decided while this shows
	Quiet    Call              // the quiet period before it can be left, or 0 once it is over
	Notice   string
}

// AskApproval makes a plan wait for approval: PlanWaits or PlanNotAsked.
type AskApproval struct {
	Call Call
	Plan ingress.Plan
}

// PlanWaits answers AskApproval.
type PlanWaits struct {
	Call    Call
	Waiting ingress.Waiting
}

// PlanNotAsked answers AskApproval where it failed.
type PlanNotAsked struct {
	Call    Call
	Failure *ingress.Failure
}

func (Asking) phase()                     {}
func (AskApproval) needs() ingress.Action { return ingress.ActAsk }
func (PlanWaits) msg()                    {}
func (PlanNotAsked) msg()                 {}

func (a Asking) list() Listing { return a.Back.list() }

// ask makes a plan wait instead of sending it.
func (m Model) ask(p Previewing) (Model, []Effect) {
	a := Asking{Back: p.Back, Plan: p.Plan, Call: m.mint()}
	m.Phase = a
	return m, []Effect{AskApproval{Call: a.Call, Plan: a.Plan}}
}

func (m Model) updateAsking(a Asking, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case PlanWaits:
		if msg.Call.answers(a.Call) {
			a.Waiting = msg.Waiting
			m = m.withWaiting(slices.Insert(m.without(msg.Waiting.ID), 0, msg.Waiting))
			if _, typed := a.Back.(Editing); typed {
				m.kept = nil // it waits with the plan now
			}
			return m.showAsked(a)
		}
	case PlanNotAsked:
		if msg.Call.answers(a.Call) {
			a.Failure = msg.Failure
			return m.showAsked(a)
		}
	case QuietPassed:
		if msg.Call.answers(a.Quiet) {
			a.Quiet = 0
			return m.in(a)
		}
	case IDCopied:
		if a.Waiting.ID != "" {
			a.Notice, a.Quiet = "copied "+a.Waiting.ID, 0
			m.Phase = a
			return m, []Effect{Copy{a.Waiting.ID}}
		}
	case BackAsked, FormAsked:
		return m.backFromAsking(a, msg)
	}
	return m, nil
}

// showAsked shows whether the plan waits, and starts the quiet period.
func (m Model) showAsked(a Asking) (Model, []Effect) {
	a.Call, a.Quiet, a.Notice = 0, m.mint(), ""
	m.Phase = a
	return m, []Effect{WaitQuiet{Call: a.Quiet, For: quiet}}
}

// leaveAsked goes on from what can have been read. A plan that does not wait is
// gone back to.
func (m Model) backFromAsking(a Asking, msg Msg) (Model, []Effect) {
	switch {
	case a.Call != 0:
		a.Notice = "whether it waits is not known yet: the answer is coming"
		return m.in(a)
	case a.Quiet != 0:
		return m.showAsked(a)
	case a.Failure != nil || msg == (FormAsked{}):
		return a.Back.back(m), nil
	}
	l := a.Back.list()
	if form, adds := a.Back.(Editing); adds && form.Edits == "" {
		l.Marked = nil
	}
	return m.in(m.fit(l))
}
