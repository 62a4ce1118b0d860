package model

import "sluice/model/ingress"

// Model is all that the program knows. It is a value.
type Model struct {
	Where   ingress.Where
	Catalog Catalog
	Load    Load
	Phase   Phase
	Notice  string // one line about what just happened in the list
	limits  ingress.Limits
	account Call            // the LoadAccount that is waited for, or 0
	reads   map[string]Call // per group, the ReadGroup that is waited for; never changed in place
	last    Call            // the newest call
}

// New is a program that knows nothing but where it is, and the effects that
// start it.
func New(where ingress.Where, limits ingress.Limits) (Model, []Effect) {
	m := Model{Where: where, limits: limits, Phase: Listing{}}
	m.account = m.mint()
	m.Load.Call = m.mint()
	return m, []Effect{LoadAccount{m.account}, LoadGroups{m.Load.Call}}
}

// mint makes the identity of the next call.
func (m *Model) mint() Call {
	m.last++
	return m.last
}

// Limits are the rule quotas that plans are held to.
func (m Model) Limits() ingress.Limits { return m.limits }

// Busy reports whether a write is under way.
func (m Model) Busy() bool {
	_, submitting := m.Phase.(Submitting)
	return submitting
}
