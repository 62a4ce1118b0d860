package model

import (
	"slices"

	"sluice/model/ingress"
)

// approvals is the session's part in them. Its zero value is none: every plan is
// sent by who made it.
type approvals struct {
	threshold ingress.Severity // from here on a plan waits for another person; None for none
	me        ingress.Person
	waiting   []ingress.Waiting // the newest first; never changed in place
	load      Call              // the LoadWaiting that is waited for, or 0
	sent      []string          // the plans that this session approved, and sent at least in part; never changed in place
}

// WaitingChanged has the plans of this EC2 that wait for approval, the newest
// first, and what was decided since the last of them. Nothing asks for it.
type WaitingChanged struct {
	Plans   []ingress.Waiting
	Decided []ingress.Decision
}

// LoadWaiting reads the plans that wait: WaitingLoaded or WaitingFailed.
type LoadWaiting struct{ Call Call }

// WaitingLoaded answers LoadWaiting, the newest first.
type WaitingLoaded struct {
	Call  Call
	Plans []ingress.Waiting
}

// WaitingFailed answers LoadWaiting.
type WaitingFailed struct {
	Call    Call
	Failure *ingress.Failure
}

func (WaitingChanged) msg()               {}
func (LoadWaiting) needs() ingress.Action { return ingress.ActWaiting }
func (WaitingLoaded) msg()                {}
func (WaitingFailed) msg()                {}

// WithApprovals is the program where a plan as severe as the threshold waits for
// another person's approval, and the effects that start that. me is who sits here.
func (m Model) WithApprovals(threshold ingress.Severity, me ingress.Person) (Model, []Effect) {
	if threshold == ingress.None {
		return m, nil
	}
	m.approvals = approvals{threshold: threshold, me: me}
	return m, []Effect{m.loadWaiting()}
}

// Waiting are the plans that wait for approval, the newest first; do not change
// them.
func (m Model) Waiting() []ingress.Waiting { return m.approvals.waiting }

// Me is who sits here, where plans wait for approval.
func (m Model) Me() ingress.Person { return m.approvals.me }

// Approves is the severity from which on a plan waits for approval; None where
// none does.
func (m Model) Approves() ingress.Severity { return m.approvals.threshold }

// Waits reports whether confirming the plan asks another person to approve it,
// and sends nothing.
func (m Model) Waits(p Previewing) bool {
	_, approves := p.Back.(Approving)
	return !approves && m.approvals.threshold != ingress.None && p.Plan.Severity() >= m.approvals.threshold
}

func (m *Model) loadWaiting() Effect {
	m.approvals.load = m.mint()
	return LoadWaiting{m.approvals.load}
}

// updateApprovals takes what waits and what was decided, in whatever phase.
func (m Model) updateApprovals(msg Msg) (next Model, effects []Effect, taken bool) {
	switch msg := msg.(type) {
	case WaitingChanged:
		if m.approvals.threshold == ingress.None {
			return m, nil, true
		}
		m = m.withWaiting(msg.Plans)
		for _, d := range msg.Decided {
			m = m.decided(d)
		}
	case WaitingLoaded:
		if msg.Call.answers(m.approvals.load) {
			m.approvals.load = 0
			m = m.withWaiting(msg.Plans)
		}
	case WaitingFailed:
		if msg.Call.answers(m.approvals.load) {
			m.approvals.load = 0
			m = m.unread(msg.Failure)
			text := "the plans that wait for approval could not be read: " + msg.Failure.Error()
			if r, reviewing := m.Phase.(Reviewing); reviewing {
				r.Notice = text
				m.Phase = r
			} else {
				m.Notice = text
			}
		}
	default:
		return m, nil, false
	}
	return m, nil, true
}

// withWaiting knows what waits now.
func (m Model) withWaiting(plans []ingress.Waiting) Model {
	m.approvals.waiting = slices.Clone(plans)
	if r, reviewing := m.Phase.(Reviewing); reviewing {
		m.Phase = m.fitReview(r)
	}
	return m
}

// without are the plans that wait but for one.
func (m Model) without(id string) []ingress.Waiting {
	return slices.DeleteFunc(slices.Clone(m.approvals.waiting), func(w ingress.Waiting) bool { return w.ID == id })
}

// decided hears what became of a plan: who looks at it sees it there, and who
// asked for it reads it in the list.
func (m Model) decided(d ingress.Decision) Model {
	if d.Asker.Same(m.approvals.me) && !d.By.Same(m.approvals.me) {
		m.News = "your plan " + d.ID + ": " + d.Words()
	}
	switch phase := m.Phase.(type) {
	case Asking:
		if phase.Waiting.ID == d.ID && d.ID != "" {
			phase.Decision = &d
			m.Phase = phase
		}
	case Previewing:
		if a, is := phase.Back.(Approving); is && a.Waiting.ID == d.ID && !d.By.Same(m.approvals.me) {
			a.Decision = &d
			phase.Back, phase.Notice = a, ""
			m.Phase = phase
		}
	default: // is about no plan
	}
	return m
}
