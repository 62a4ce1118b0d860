package model

import (
	"slices"
	"strings"

	"sluice/model/ingress"
)

// Reviewing is the list of plans that wait for approval: see [Model.Waiting].
type Reviewing struct {
	Back     Listing
	Cursor   string // the id of the plan under the cursor; "" while there is none
	Deciding bool   // keys go to the reason for rejecting it, or for withdrawing it
	Why      string
	Call     Call // the RejectPlan or WithdrawPlan that is waited for, or 0
	Notice   string
	row      int // where the cursor goes when its plan is gone
}

// ApprovalsOpened asks for the plans that wait for approval.
type ApprovalsOpened struct{}

// RejectAsked begins to reject the plan under the cursor, or to withdraw one's
// own: a reason is typed.
type RejectAsked struct{}

// WhyTyped is the whole text of the reason.
type WhyTyped struct{ Text string }

// WhyGiven rejects or withdraws the plan, for the reason that was typed.
type WhyGiven struct{}

// RejectPlan rejects another person's plan: PlanDecided or PlanNotDecided.
type RejectPlan struct {
	Call    Call
	ID, Why string
}

// WithdrawPlan takes one's own plan back, with the same answers.
type WithdrawPlan struct {
	Call    Call
	ID, Why string
}

// PlanDecided answers RejectPlan and WithdrawPlan.
type PlanDecided struct {
	Call     Call
	Decision ingress.Decision
}

// PlanNotDecided answers RejectPlan and WithdrawPlan where nothing was decided, or
// somebody else was first.
type PlanNotDecided struct {
	Call    Call
	Failure *ingress.Failure
}

func (Reviewing) phase()                   {}
func (ApprovalsOpened) msg()               {}
func (RejectAsked) msg()                   {}
func (WhyTyped) msg()                      {}
func (WhyGiven) msg()                      {}
func (RejectPlan) needs() ingress.Action   { return ingress.ActReject }
func (WithdrawPlan) needs() ingress.Action { return ingress.ActWithdraw }
func (PlanDecided) msg()                   {}
func (PlanNotDecided) msg()                {}
func (r Reviewing) list() Listing          { return r.Back }

// openReview shows the plans that wait for approval.
func (m Model) openReview(l Listing) (Model, []Effect) {
	if m.Notice = m.mayNot(ingress.ActWaiting); m.Notice != "" {
		return m, nil
	}
	if m.approvals.threshold == ingress.None {
		m.Notice = "no plan waits for approval here: each is sent by who made it"
		return m, nil
	}
	l.Filtering = false
	m.Phase = m.fitReview(Reviewing{Back: l})
	load := m.loadWaiting()
	return m, []Effect{load}
}

func (m Model) updateReviewing(r Reviewing, msg Msg) (Model, []Effect) {
	if _, typed := msg.(WhyTyped); !typed {
		r.Notice = "" // it is about what happened last
	}
	switch msg := msg.(type) {
	case CursorMoved:
		return m.in(m.moveReview(r, msg.By))
	case DetailsOpened:
		return m.openWaiting(r)
	case IDCopied:
		if r.Cursor != "" {
			r.Notice = "copied " + r.Cursor
			m.Phase = r
			return m, []Effect{Copy{r.Cursor}}
		}
	case ReloadAsked:
		m.Phase = r
		load := m.loadWaiting()
		return m, []Effect{load}
	case BackAsked:
		if r.Deciding {
			r.Deciding, r.Why = false, ""
			return m.in(r)
		}
		return m.in(m.fit(r.Back))
	}
	return m.updateDecision(r, msg)
}

// updateDecision takes a plan from the wish to reject it, by way of the reason, to
// what was decided.
func (m Model) updateDecision(r Reviewing, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case RejectAsked:
		return m.in(m.decide(r))
	case WhyTyped:
		if r.Deciding {
			r.Why, r.Notice = msg.Text, ""
			return m.in(r)
		}
	case WhyGiven:
		return m.sendDecision(r)
	case PlanDecided:
		if msg.Call.answers(r.Call) {
			return m.withDecision(r, msg.Decision)
		}
	case PlanNotDecided:
		if msg.Call.answers(r.Call) {
			r.Call, r.Notice = 0, msg.Failure.Error()
			m.Phase = r
			load := m.loadWaiting()
			return m, []Effect{load}
		}
	}
	return m, nil
}

// waitingAt is the plan under the cursor.
func (m Model) waitingAt(r Reviewing) (ingress.Waiting, bool) {
	i := m.WaitingRow(r)
	if i < 0 {
		return ingress.Waiting{}, false
	}
	return m.approvals.waiting[i], true
}

// WaitingRow is the cursor's row among the plans that wait, or -1.
func (m Model) WaitingRow(r Reviewing) int {
	return slices.IndexFunc(m.approvals.waiting, func(w ingress.Waiting) bool { return w.ID == r.Cursor })
}

// Mine reports whether who sits here asked for the plan.
func (m Model) Mine(w ingress.Waiting) bool { return w.By.Same(m.approvals.me) }

func (m Model) moveReview(r Reviewing, by int) Reviewing {
	last := len(m.approvals.waiting) - 1
	if last < 0 || r.Deciding {
		return r
	}
	by = min(max(by, -last), last)
	return m.pointReview(r, min(max(max(m.WaitingRow(r), 0)+by, 0), last))
}

// fitReview brings the list of plans up to date. What is being decided stays so
// only for its plan.
func (m Model) fitReview(r Reviewing) Reviewing {
	row := m.WaitingRow(r)
	if row < 0 {
		if r.Deciding {
			r.Deciding, r.Why, r.Notice = false, "", "the plan does not wait any more"
		}
		row = min(r.row, len(m.approvals.waiting)-1)
	}
	return m.pointReview(r, row)
}

func (m Model) pointReview(r Reviewing, row int) Reviewing {
	r.row, r.Cursor = max(row, 0), ""
	if row >= 0 {
		r.Cursor = m.approvals.waiting[row].ID
	}
	return r
}

// openWaiting shows the plan under the cursor as it would be sent now.
func (m Model) openWaiting(r Reviewing) (Model, []Effect) {
	w, there := m.waitingAt(r)
	if !there || r.Deciding {
		return m.in(r)
	}
	return m.preview(Previewing{Back: Approving{Back: r, Waiting: w}})
}

// decide asks for the reason.
func (m Model) decide(r Reviewing) Reviewing {
	_, there := m.waitingAt(r)
	switch {
	case m.Session.ReadOnly:
		r.Notice = "read-only: nothing can be decided"
	case !there:
		r.Notice = "there is no plan under the cursor"
	case r.Call != 0:
		r.Notice = "a moment: the answer to the last one is coming"
	default:
		r.Deciding, r.Why = true, ""
	}
	return r
}

// sendDecision rejects the plan, or withdraws it where it is one's own.
func (m Model) sendDecision(r Reviewing) (Model, []Effect) {
	w, there := m.waitingAt(r)
	why := strings.TrimSpace(r.Why)
	switch {
	case !there || !r.Deciding:
		return m.in(r)
	case m.Mine(w):
		r.Call = m.mint()
		r.Deciding, r.Why = false, ""
		m.Phase = r
		return m, []Effect{WithdrawPlan{Call: r.Call, ID: w.ID, Why: why}}
	case why == "":
		r.Notice = "a rejection needs a reason: who asked will read it"
		return m.in(r)
	}
	r.Call = m.mint()
	r.Deciding, r.Why = false, ""
	m.Phase = r
	return m, []Effect{RejectPlan{Call: r.Call, ID: w.ID, Why: why}}
}

// withDecision takes the plan off the list: it does not wait any more.
func (m Model) withDecision(r Reviewing, d ingress.Decision) (Model, []Effect) {
	r.Call = 0
	m.approvals.waiting = m.without(d.ID)
	r = m.fitReview(r)
	r.Notice = d.ID + " " + d.Kind.String()
	return m.in(r)
}
