package ingress

import "fmt"

// Action is something that a person can have the program do. Its zero value is
// none: nobody may do it.
type Action uint8

// The actions. What each takes of a role is in the rows of [actionRows].
const (
	ActRead      Action = iota + 1 // groups, rules, quotas, prefix lists; what an address reaches; the screens themselves
	ActPlan                        // work out what would be sent
	ActHistory                     // read what was sent, by whom
	ActPermit                      // ask EC2 by a dry run whether a change may be sent
	ActRevoke                      // take rules off a group
	ActModify                      // change a rule in place
	ActReconcile                   // tell what came of a change whose answer was lost
	ActUndo                        // take an operation back
	ActRetry                       // send what an outcome left
	ActWaiting                     // see the plans that wait for approval
	ActAsk                         // make a plan wait for approval
	ActApprove                     // send another person's plan
	ActReject                      // refuse another person's plan
	ActWithdraw                    // take one's own plan back
	ActPutBack                     // make what was not sent of a plan that one approved wait again
	ActSweep                       // revoke the rules whose time is up
	ActHost                        // what is done at the machine that the program runs on, and never from afar
	// ActAuthorize is to add rules to a group. It is the last one: see actionRows.
	ActAuthorize
)

// limits are the parts of a grant that hold an action's change besides the role.
type limits uint8

const (
	byGroup limits = 1 << iota
	byPorts
	byTime
	byNothing limits = 0
)

// nobody is a role that no grant has.
const nobody Role = 255

// actionRow says who may do an action: the least role, and what of the grant its
// change is held to besides. An undo, a retry and an approval send changes, which
// are held to the rules of their kinds as well.
type actionRow struct {
	action Action
	name   string
	least  Role
	limits limits
}

// actionRows are the rows of all actions, in their order. Their number is in the type:
// an action without a row does not compile.
func actionRows() [ActAuthorize]actionRow {
	return [...]actionRow{
		{ActRead, "read", Viewer, byNothing},
		{ActPlan, "plan", Viewer, byNothing},
		{ActHistory, "read the history", Viewer, byNothing},
		{ActPermit, "ask for a permit", Operator, byNothing},
		{ActRevoke, "revoke rules", Operator, byGroup | byPorts},
		{ActModify, "edit rules", Operator, byGroup | byPorts | byTime},
		{ActReconcile, "find out what came of a write", Operator, byNothing},
		{ActUndo, "undo", Operator, byNothing},
		{ActRetry, "retry", Operator, byNothing},
		{ActWaiting, "see the plans that wait", Operator, byNothing},
		{ActAsk, "ask for approval", Operator, byNothing},
		{ActApprove, "approve", Operator, byNothing},
		{ActReject, "reject", Operator, byNothing},
		{ActWithdraw, "withdraw", Operator, byNothing},
		{ActPutBack, "put a plan back", Operator, byNothing},
		{ActSweep, "sweep", Admin, byNothing},
		{ActHost, "work at the server's own machine", nobody, byNothing},
		{ActAuthorize, "add rules", Operator, byGroup | byPorts | byTime},
	}
}

// row is that of an action; nobody's for none.
func (a Action) row() actionRow {
	for _, r := range actionRows() {
		if r.action == a {
			return r
		}
	}
	return actionRow{name: fmt.Sprintf("action %d", a), least: nobody}
}

// String is the action in words that go on after "to": add rules.
func (a Action) String() string { return a.row().name }

// Least is the least role that may do the action; ok is false where none may.
func (a Action) Least() (least Role, ok bool) {
	least = a.row().least
	return least, least <= Admin
}

// May reports whether somebody of the role may do the action at all. A role that
// there is none of is a viewer's.
func (r Role) May(a Action) bool {
	if r > Admin {
		r = Viewer
	}
	least, ok := a.Least()
	return ok && r >= least
}

// Action is what sending a change of this kind is; none for no kind.
func (k Kind) Action() Action {
	switch k {
	case Adding:
		return ActAuthorize
	case Revoking:
		return ActRevoke
	case Editing:
		return ActModify
	}
	return 0
}

// Actions are what sending the change is: each has to be allowed.
func (c Change) Actions() []Action {
	actions := []Action{c.Kind.Action()}
	if c.Undoes != "" {
		actions = append(actions, ActUndo)
	}
	if c.Approval != "" {
		actions = append(actions, ActApprove)
	}
	return actions
}
