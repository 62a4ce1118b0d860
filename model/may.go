package model

import "sluice/model/ingress"

// May reports whether who sits here may do something at all: by their role, where
// they were given one, and never what a viewer may not where nothing can be sent.
func (m Model) May(a ingress.Action) bool {
	role := ingress.Admin // on one's own machine
	if m.planner.Grant != nil {
		role = m.planner.Grant.Role
	}
	if m.Session.ReadOnly {
		role = ingress.Viewer
	}
	return role.May(a)
}

// mayNot says why who sits here may not do something, or is "".
func (m Model) mayNot(a ingress.Action) string {
	switch {
	case m.May(a):
		return ""
	case m.planner.Grant != nil && !m.planner.Grant.Role.May(a):
		return m.planner.Grant.RefusesAction(a)
	}
	return "read-only: nothing can be sent"
}
