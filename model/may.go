package model

import "sluice/model/ingress"

// May reports whether who sits here may do something at all: by their role, where
// they were given one, and never what a viewer may not where nothing can be sent.
func (m Model) May(a ingress.Action) bool {
	role := ingress.Admin // on one's own machine
	if m.planner.Grant != nil {
		role = m.planner.Grant.Role
	}
	if m.Where.ReadOnly {
		role = ingress.Viewer
	}
	return role.May(a)
}
