package model

import "sluice/model/ingress"

// Model is all that the program knows. It is a value.
type Model struct {
	Session   ingress.Session
	Catalog   Catalog
	Load      Load
	Phase     Phase
	Notice    string // one line about what just happened in the list
	News      string // one line about what was done beside this session; it stays until esc or newer news
	Open      string // one line about writes of an earlier run whose outcome is not known yet, or ""
	planner   ingress.Planner
	side      side            // what is asked for beside the list
	clock     countdown       // the time, and the rules that expire
	approvals approvals       // the plans that wait for approval
	account   Call            // the LoadAccount that is waited for, or 0
	reads     map[string]Call // per group, the ReadGroup that is waited for; never changed in place
	kept      *Editing        // the form that was left with something typed; never changed in place
	command   bool            // it makes one plan, and ends with its outcome: see [Command]
	newest    string          // the newest operation of the session that can be undone, or ""
	last      Call            // the newest call
}

// New is a program that knows nothing but where it is, and the effects that
// start it. The planner holds plans to the user's settings; quotaGiven says that
// its quota is the user's own word, so that the account's is not asked for.
func New(session ingress.Session, planner ingress.Planner, quotaGiven bool) (Model, []Effect) {
	m := Model{Session: session, planner: planner, Phase: Listing{}}
	m.account = m.mint()
	m.Load.Call = m.mint()
	effects := []Effect{LoadAccount{m.account}, LoadGroups{m.Load.Call}, m.readExpiring()}
	if !quotaGiven {
		m.side.quota = m.mint()
		effects = append(effects, LoadQuota{m.side.quota})
	}
	return m, effects
}

// mint makes the identity of the next call.
func (m *Model) mint() Call {
	m.last++
	return m.last
}

// Planner is what plans are made with: quotas, settings, known prefix lists.
func (m Model) Planner() ingress.Planner { return m.planner }

// Busy reports whether a write is under way.
func (m Model) Busy() bool {
	_, submitting := m.Phase.(Submitting)
	return submitting
}
