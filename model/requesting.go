package model

import (
	"fmt"
	"slices"
	"strings"

	"sluice/model/ingress"
)

// Command is a program that makes one plan, and ends with its outcome: what a
// command line asks for. It goes the way of the screens from the preview on. It has
// no list and no form, and reads no more than its plan needs.
type Command struct {
	Session ingress.Session
	Planner ingress.Planner
	// QuotaGiven says that the planner's quota is the user's own word: the account's is
	// not asked for.
	QuotaGiven bool
	// Threshold is the severity from which on a plan waits for another person's
	// approval, None for no plan; Me is who asks, where there is one.
	Threshold ingress.Severity
	Me        ingress.Person
	For       Request
}

// Request is what a command wants a plan for: [AddRequest], [UndoRequest] or
// [ApproveRequest].
type Request interface {
	// begin asks for what the plan needs besides the groups that it is for.
	begin(m *Model) []Effect
	// origin is what the plan is made from, once that is known; group is the one, as it
	// was given, that a failure is about, or "".
	origin(m Model) (o Origin, group string, failure *ingress.Failure)
}

// AddRequest wants the rules of a draft in groups, each given by its id or its
// name. A group that is given twice is taken once.
type AddRequest struct {
	Draft  ingress.Draft
	Groups []string
}

// UndoRequest takes an operation back: its id, or a beginning of it that no other
// has.
type UndoRequest struct{ Operation string }

// ApproveRequest approves a plan that waits: its id, or a beginning of it that no
// other has.
type ApproveRequest struct{ Plan string }

// Requesting is a command before there is a plan: what its plan needs is being
// read.
type Requesting struct {
	For     Request
	Failure *ingress.Failure // why there is no plan
	Group   string           // the group, as it was given, that the failure is about, or ""
	// again is a preview whose groups were read, and whose plan needs the list of all
	// groups besides; nil where none does.
	again *madeAgain
}

// madeAgain is a plan to be made again from groups that were read already.
type madeAgain struct {
	preview Previewing
	read    TargetsRead
}

func (Requesting) phase() {}

// Start begins a command.
func (c Command) Start() (Model, []Effect) {
	m := Model{Session: c.Session, planner: c.Planner, command: true, Phase: Requesting{For: c.For}}
	m.approvals = approvals{threshold: c.Threshold, me: c.Me}
	var effects []Effect
	if !c.QuotaGiven {
		m.side.quota = m.mint()
		effects = append(effects, LoadQuota{m.side.quota})
	}
	effects = append(effects, c.For.begin(&m)...)
	return m.keepRequest(effects)
}

// keepRequest goes on to the plan as soon as nothing is waited for.
func (m Model) keepRequest(effects []Effect) (Model, []Effect) {
	r, requesting := m.Phase.(Requesting)
	waits := m.side.quota != 0 || m.side.address != 0 || m.account != 0 || m.Load.Loading() || m.approvals.load != 0
	if !requesting || waits || r.Failure != nil {
		return m, effects
	}
	var more []Effect
	if r.again != nil {
		m, more = m.made(r.again.preview, r.again.read)
		return m, append(effects, more...)
	}
	origin, group, failure := r.For.origin(m)
	if failure != nil {
		r.Group, r.Failure = group, failure
		m.Phase = r
		return m, effects
	}
	m, more = m.preview(Previewing{Back: origin})
	return m, append(effects, more...)
}

// withMe puts the user's own address on the draft of a command.
func (m Model) withMe(known AddressKnown) Model {
	r, requesting := m.Phase.(Requesting)
	if add, adds := r.For.(AddRequest); requesting && adds {
		add.Draft = add.Draft.WithMe(known.Address)
		r.For = add
		m.Phase = r
	}
	return m
}

// unread notes why something that a command's plan needs could not be read.
func (m Model) unread(f *ingress.Failure) Model {
	if r, requesting := m.Phase.(Requesting); requesting {
		r.Failure = f
		m.Phase = r
	}
	return m
}

// listAll lists all groups before a plan is made again from what was read.
func (m Model) listAll(p Previewing, read TargetsRead) (Model, []Effect) {
	m.Load = Load{Call: m.mint(), next: m.Catalog}
	for _, g := range read.Groups {
		m.Load.read = append(m.Load.read, g.ID)
	}
	m.Phase = Requesting{again: &madeAgain{p, read}}
	return m, []Effect{LoadGroups{m.Load.Call}}
}

// needsList reports whether a command's plan needs the list of all groups: for a
// problem that a name may make, or for a source group that was not read.
func (m Model) needsList(wanted [][]ingress.Wanted, problems ingress.Problems) bool {
	if !m.command || m.Load.full || m.Load.Failure != nil {
		return false
	}
	return len(problems) > 0 || slices.ContainsFunc(slices.Concat(wanted...), func(w ingress.Wanted) bool {
		_, known := m.Catalog.Group(w.Source().GroupID())
		return w.Source().GroupID() != "" && !known
	})
}

func (r AddRequest) begin(m *Model) []Effect {
	var effects []Effect
	if r.Draft.NamesMe() {
		m.side.address = m.mint()
		effects = append(effects, FindAddress{m.side.address})
	}
	if slices.ContainsFunc(r.Groups, func(g string) bool { return idOf(g) == "" }) {
		m.Load.Call = m.mint()
		effects = append(effects, LoadGroups{m.Load.Call})
	}
	return effects
}

// idOf is a group's id as it is given, or "" for a name.
func idOf(group string) string {
	source, err := ingress.FromGroup(group)
	if err != nil {
		return ""
	}
	return source.GroupID()
}

func (r AddRequest) origin(m Model) (o Origin, group string, failure *ingress.Failure) {
	e := Editing{Draft: r.Draft, Asked: true, Choice: -1}
	for _, given := range r.Groups {
		id := idOf(given)
		if id == "" {
			if id, failure = m.named(given); failure != nil {
				return nil, given, failure
			}
		}
		if !slices.Contains(e.Targets, id) {
			e.Targets = append(e.Targets, id)
		}
	}
	return e, "", nil
}

// named is the id of the one group with a name.
func (m Model) named(name string) (id string, failure *ingress.Failure) {
	var ids []string
	for _, g := range m.Catalog.Groups() {
		if g.Name == name {
			id = g.ID
			ids = append(ids, g.ID+" in "+g.Network())
		}
	}
	switch {
	case len(ids) == 1:
		return id, nil
	case len(ids) == 0 && m.Load.Failure != nil:
		return "", m.Load.Failure
	case len(ids) == 0:
		return "", &ingress.Failure{Message: "no security group has that id or name"}
	}
	return "", &ingress.Failure{Message: fmt.Sprintf("%d security groups have that name: give the id, one of %s", len(ids), strings.Join(ids, ", "))}
}

// begin asks for the account: an operation is undone only where it was sent to.
func (r UndoRequest) begin(m *Model) []Effect {
	m.account = m.mint()
	return []Effect{LoadAccount{m.account}}
}

func (r UndoRequest) origin(Model) (o Origin, group string, failure *ingress.Failure) {
	return Undo{Back: Listing{}, ID: r.Operation}, "", nil
}

func (r ApproveRequest) begin(m *Model) []Effect { return []Effect{m.loadWaiting()} }

func (r ApproveRequest) origin(m Model) (o Origin, group string, failure *ingress.Failure) {
	w, err := ingress.FindWaiting(m.approvals.waiting, r.Plan)
	if err != nil {
		return nil, "", &ingress.Failure{Message: err.Error()}
	}
	return Approving{Waiting: w}, "", nil
}
