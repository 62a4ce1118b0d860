package ingress

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Summary is the plan in a line, as Terraform has it: Plan: 3 to add, 1 already
// there, 1 covered; Plan: 1 to revoke; Undo 7f3a9c0d1e2b: 2 to revoke. With several
// groups it says to how many rules are added.
func (p Plan) Summary() string {
	i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.Undoes != "" })
	switch {
	case i >= 0:
		return "Undo " + p.Changes[i].Undoes + ": " + cmp.Or(p.toDo(), "nothing to take back")
	case len(p.Changes) > 0 && p.Changes[0].Kind != Adding:
		return "Plan: " + cmp.Or(p.toDo(), "nothing to "+p.Changes[0].Kind.words().todo)
	}
	return "Plan: " + p.toAdd()
}

// toDo is how many rules are sent of each kind; "" where none is.
func (p Plan) toDo() string {
	sent := map[Kind]int{}
	for _, c := range p.Changes {
		sent[c.Kind] += len(c.Send())
	}
	var parts []string
	for _, k := range []Kind{Revoking, Adding, Editing} {
		if sent[k] > 0 {
			parts = append(parts, fmt.Sprintf("%d to %s", sent[k], k.words().todo))
		}
	}
	return strings.Join(parts, ", ")
}

// toAdd is how many rules are added to how many groups, and what becomes of the
// others.
func (p Plan) toAdd() string {
	text := cmp.Or(p.toDo(), "nothing to add")
	if groups := len(p.sending()); len(p.Changes) > 1 && groups > 0 {
		text += " to " + Count(groups, "group")
	}
	covered := "covered"
	if slices.ContainsFunc(p.Changes, func(c Change) bool { return c.IncludeCovered }) {
		covered = "of them covered"
	}
	for _, part := range []struct {
		verdict Verdict
		words   string
	}{{AlreadyThere, "already there"}, {Covered, covered}, {Repeated, "twice in this plan"}} {
		if n := p.Count(part.verdict); n > 0 {
			text += fmt.Sprintf(", %d %s", n, part.words)
		}
	}
	return text
}

// sending are the names of the groups that something is sent to.
func (p Plan) sending() []string {
	var names []string
	for _, c := range p.Changes {
		if len(c.Send()) > 0 {
			names = append(names, c.Group.Name)
		}
	}
	return names
}

// Sending is what goes out and where to: 3 rules to websrv, bastion; 2 rules off
// websrv.
func (p Plan) Sending() string {
	to := " to "
	if len(p.Changes) > 0 && p.Changes[0].Kind == Revoking {
		to = " off "
	}
	return Count(p.Sends(), "rule") + to + strings.Join(p.sending(), ", ")
}
