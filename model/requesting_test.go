package model_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sluice/model"
	"sluice/model/ingress"
)

// commanded is a command in a world of groups.
func commanded(request model.Request, all ...ingress.Group) *walk {
	return startCommand(model.Command{Session: ingress.Session{}, Planner: planner(), For: request}, newWorld(all...))
}

func startCommand(c model.Command, world *world) *walk {
	m, effects := c.Start()
	w := &walk{model: m, world: world, ledger: newLedger(), taken: transitions{}, command: true}
	w.world.perform(effects)
	return w
}

// adds is a request for the rules of lines.
func adds(groups []string, lines ...string) model.AddRequest {
	draft := ingress.NewDraft()
	for i, line := range lines {
		if i > 0 {
			draft = draft.Add()
		}
		draft = draft.Edit(i, ingress.FieldLine, line)
	}
	return model.AddRequest{Draft: draft, Groups: groups}
}

// undoes is a command that takes back an operation on groups a and b.
func undoes(operation string) *walk {
	w := commanded(adds([]string{id("a"), id("b")}, https), someGroups()...).answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything)
	return startCommand(model.Command{Planner: planner(), For: model.UndoRequest{Operation: operation}}, w.world)
}

// approves is a command that approves a plan, by bob's hand, that ann asked for.
func approves(plan string, waiting ...ingress.Waiting) *walk {
	world := newWorld(someGroups()...)
	world.waits = waiting
	return startCommand(model.Command{Planner: planner(), Threshold: ingress.High, Me: ann(), For: model.ApproveRequest{Plan: plan}}, world)
}

// commandStates are those of programs that make one plan.
func commandStates() map[string]*walk {
	add := func() *walk { return commanded(adds([]string{id("a"), id("b")}, https), someGroups()...) }
	sending := func() *walk { return add().answerAll(anything).tell(model.Confirmed{Seen: true}) }
	moved := sending()
	moved.world.someoneElse("a", 8080)
	moved.world.someoneElse("b", 8080)
	listing := func(request model.Request) *walk { // the last answer of the list is to come
		w := commanded(request, someGroups()...).answerAll(is[model.LoadQuota]).answerAll(is[model.ReadTargets])
		w.answer(is[model.LoadGroups])
		w.answer(is[model.LoadMore])
		w.answer(is[model.LoadMore])
		return w
	}
	return map[string]*walk{
		"command by a name, listed": listing(adds([]string{"a"}, https)), "command that lists, listed": listing(adds([]string{id("a")}, "tcp/22 from b")),
		"command that waits for me": commanded(adds([]string{id("a")}, "tcp/22 from me"), someGroups()...).answerAll(is[model.LoadQuota]),
		"command":                   add(), "command, planned": add().answerAll(anything), "command, sending": sending(),
		"command, sent":              sending().answerAll(anything),
		"command, moved":             moved.answerAll(anything),
		"command by a name":          commanded(adds([]string{"a", "d"}, https), someGroups()...),
		"command by no name":         commanded(adds([]string{"none"}, https), someGroups()...).answerAll(anything),
		"command with me":            commanded(adds([]string{id("a")}, "tcp/22 from me"), someGroups()...),
		"command without an address": commanded(adds([]string{id("a")}, "tcp/22 from me"), someGroups()...).fails(is[model.FindAddress]),
		"command that lists": commanded(adds([]string{id("a")}, "tcp/22 from nobody"),
			someGroups()...).answerAll(is[model.LoadQuota]).answerAll(is[model.ReadTargets]),
		"command with a problem": commanded(adds([]string{id("a")}, "tcp/22 from nobody"), someGroups()...).answerAll(anything),
		"undo command":           undoes("op-1"), "undo command, planned": undoes("op-1").answerAll(anything),
		"undo of nothing": undoes("op-x").answerAll(anything),
		"approve command": approves("op-", plansOfTwo()...), "approve command, planned": approves("op-bob", plansOfTwo()...).answerAll(anything),
		"approve command, failed": approves("op-bob").fails(is[model.LoadWaiting]),
	}
}

// asked are the effects that a command has had, each type once, in order.
func (w *walk) asked() string {
	var names []string
	for _, e := range w.world.performed {
		if name := reflect.TypeOf(e).Name(); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// A command reads what its plan needs, and no more: the list of all groups only
// for a name, or for a source group that was not read.
func TestCommandReadsWhatItNeeds(t *testing.T) {
	for _, tt := range []struct {
		name    string
		request model.Request
		want    string
	}{
		{"ids", adds([]string{id("a"), id("b")}, https), "LoadQuota ReadTargets WaitQuiet AskPermit"},
		{"a name", adds([]string{"a"}, https), "LoadQuota LoadGroups LoadMore ReadTargets WaitQuiet AskPermit"},
		{"one's own address", adds([]string{id("a")}, "tcp/22 from me"), "LoadQuota FindAddress ReadTargets WaitQuiet AskPermit"},
		{"a known source group", adds([]string{id("a")}, "tcp/22 from "+id("a")), "LoadQuota ReadTargets WaitQuiet AskPermit"},
		{"another source group", adds([]string{id("a")}, "tcp/22 from "+id("b")), "LoadQuota ReadTargets LoadGroups LoadMore WaitQuiet AskPermit"},
		{"a source group by name", adds([]string{id("a")}, "tcp/22 from b"), "LoadQuota ReadTargets LoadGroups LoadMore WaitQuiet AskPermit"},
		{"a prefix list", adds([]string{id("a")}, "tcp/22 from pl-0a"), "LoadQuota ReadTargets WaitQuiet AskPermit ReadPrefixLists WaitQuiet AskPermit"},
		{"an undo", model.UndoRequest{Operation: "op-0"}, "LoadQuota LoadAccount ReadOperation"},
		{"an approval", model.ApproveRequest{Plan: "op-0"}, "LoadQuota LoadWaiting"},
	} {
		w := commanded(tt.request, someGroups()...).answerAll(anything)
		if got := w.asked(); got != tt.want || w.err != nil {
			t.Errorf("%s: it asks for\n%s, want\n%s (%v)", tt.name, got, tt.want, w.err)
		}
	}
}

// The quota of the account is known before there is a plan, of whatever kind.
func TestCommandKnowsTheQuota(t *testing.T) {
	revoked := commanded(adds([]string{id("a")}, https), someGroups()...).answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything)
	undone := startCommand(model.Command{Planner: planner(), For: model.UndoRequest{Operation: "op-1"}},
		revoked.world).answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything)
	for name, w := range map[string]*walk{
		"add":              commanded(adds([]string{id("a")}, https), someGroups()...),
		"undo":             undoes("op-1"),
		"undo of a revoke": startCommand(model.Command{Planner: planner(), For: model.UndoRequest{Operation: "op-2"}}, undone.world),
		"approve":          approves("op-bob", plansOfTwo()...),
	} {
		p, planned := w.answerAll(anything).model.Phase.(model.Previewing)
		if !planned || len(p.Plan.Changes) == 0 {
			t.Fatalf("%s: there is no plan in %T", name, w.model.Phase)
		}
		for _, c := range p.Plan.Changes {
			if c.Quota.Limit != 50 { // the world's
				t.Errorf("%s: the plan for %s is held to %d rules", name, c.Group.Name, c.Quota.Limit)
			}
		}
	}
}

// Where one of the groups cannot be read nothing is planned: half an undo is none.
func TestCommandUndoesAllOrNothing(t *testing.T) {
	w := undoes("op-1").answerAll(func(e model.Effect) bool { return !is[model.ReadTargets](e) }).fails(is[model.ReadTargets]).answerAll(anything)
	p, previewing := w.model.Phase.(model.Previewing)
	if !previewing || p.Failure == nil || len(p.Plan.Changes) != 0 {
		t.Errorf("the plan of a half is %+v in %T", p.Plan, w.model.Phase)
	}
	w.tell(model.Confirmed{Seen: true}).answerAll(anything)
	if len(w.world.writes) != 2 { // those of the operation
		t.Errorf("%d writes were made", len(w.world.writes)-2)
	}
}

// A command ends with the outcome of what it showed: groups that moved are not
// planned for again, and their rules are not sent.
func TestCommandEndsWithItsOutcome(t *testing.T) {
	for name, moved := range map[string]int{"as planned": 0, "one moved": 1, "both moved": 2} {
		w := commanded(adds([]string{id("a"), id("b")}, https), someGroups()...).answerAll(anything)
		for i := range moved {
			w.world.someoneElse([]string{"a", "b"}[i], 8080)
		}
		w.tell(model.Confirmed{Seen: true}).answerAll(anything)
		f, finished := w.model.Phase.(model.Finished)
		if !finished || !w.world.quit || w.err != nil {
			t.Fatalf("%s: it ends in %T (%v)", name, w.model.Phase, w.err)
		}
		if len(f.Receipts) != 2 || f.Count(ingress.NotSent) != moved || f.Count(ingress.Applied) != 2-moved {
			t.Errorf("%s: the outcome is %+v", name, f.Receipts)
		}
	}
}

// What of an approved plan was not sent waits again, though the command ends.
func TestCommandPutsBack(t *testing.T) {
	w := approves("op-bob", plansOfTwo()...).answerAll(anything)
	p := w.model.Phase.(model.Previewing)
	w.world.someoneElse("b", 8080)
	w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: p.Plan.ConfirmID()}, model.Confirmed{Seen: true}).answerAll(anything)
	f, finished := w.model.Phase.(model.Finished)
	if !finished || f.Rest.ID == "" || f.Count(ingress.NotSent) != 2 || w.err != nil {
		t.Errorf("it ends in %T, and what waits is %+v", w.model.Phase, f.Rest)
	}
}

// Why there is no plan is said, with the group that is at fault.
func TestCommandFails(t *testing.T) {
	twins := append(someGroups(), ingress.Group{ID: "sg-twin", Name: "a", VPCID: "vpc-2", OwnerID: account})
	failing := commanded(adds([]string{"a"}, https), someGroups()...)
	for _, tt := range []struct {
		name, group, why string
		w                *walk
	}{
		{"no such group", "none", "no security group has that id or name", commanded(adds([]string{id("a"), "none"}, https), someGroups()...)},
		{"two of a name", "a", "2 security groups have that name: give the id, one of " + id("a") + " in vpc-1, sg-twin in vpc-2",
			commanded(adds([]string{"a"}, https), twins...)},
		{"no list", "a", "RequestLimitExceeded: Request limit exceeded.", failing.fails(is[model.LoadGroups])},
		{"no address", "", "your own address is not known, write it in the place of me: RequestLimitExceeded: Request limit exceeded.",
			commanded(adds([]string{id("a")}, "tcp/22 from me"), someGroups()...).fails(is[model.FindAddress])},
		{"no such plan", "", "no plan waits as op-x: sluice waiting lists those that do", approves("op-x", plansOfTwo()...)},
		{"several plans", "", "the ids of several plans that wait begin with op-: give more of it", approves("op-", plansOfTwo()...)},
	} {
		r, requesting := tt.w.answerAll(anything).model.Phase.(model.Requesting)
		if !requesting || r.Failure == nil || r.Failure.Error() != tt.why || r.Group != tt.group {
			t.Errorf("%s: in %T, group %q: %v, want %q", tt.name, tt.w.model.Phase, r.Group, r.Failure, tt.why)
		}
	}
}

// A draft's problems are those that the form would show, after the list was asked
// for the names in it.
func TestCommandShowsProblems(t *testing.T) {
	w := commanded(adds([]string{id("a")}, https, "tcp/22 from nobody"), someGroups()...).answerAll(anything)
	e, editing := w.model.Phase.(model.Editing)
	if !editing || len(e.Problems) != 1 || e.Problems[0].Entry != 1 {
		t.Errorf("in %T: %v", w.model.Phase, fmt.Sprint(e.Problems))
	}
}
