package journal

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sluice/model/ingress"
)

// TestRequireApprovalOnEC2 sends what needs approval to an endpoint: nothing that a change says of itself gets it there, and
// what was approved carries the tags of who asked.
func TestRequireApprovalOnEC2(t *testing.T) {
	t.Parallel()
	w, j := newWorld(t), open(t, Options{Dir: memoryFolder(t)})
	session := func(who ingress.Person) (Approvals, ingress.Writer) {
		e := eyes(j, who)
		e.Reader = w.client
		return e, RequireApproval(Guard(w.client.Writer(who.String()), j, who.String(), e.Site), e)
	}
	kim, kimWrites := session(person("kim"))
	_, leeWrites := session(person("lee"))
	read := func(id string) ingress.Group {
		g, err := w.client.Group(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	plan := func(operation string, g ingress.Group, line string) ingress.Change {
		wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse([]ingress.Group{g}, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return kim.Planner.Plan(operation, []ingress.Group{g}, wanted).Changes[0]
	}
	const risky = "tcp/3389 from 0.0.0.0/0 # vendor"
	silent := plan("op-1", read(webGroup), risky)
	silent.Findings = nil
	refused(t, kimWrites.Send(t.Context(), "op-1", silent), "another person has to approve it")
	forged := read(webGroup)
	forged.Rules = append(slices.Clone(forged.Rules), ingress.GroupRule{ID: "sgr-1", Rule: plan("op-1", forged, "all from 0.0.0.0/0").Rules[0].Rule})
	exposed := plan("op-2", forged, risky)
	exposed.Revision, exposed.IncludeCovered = read(webGroup).Revision(), true
	refused(t, kimWrites.Send(t.Context(), "op-2", exposed), "are not those of the plan's revision")
	exposed.Revision = forged.Revision()
	if r := kimWrites.Send(t.Context(), "op-3", exposed); r.Moved == nil || r.Count(ingress.NotSent) != len(r.Rules) {
		t.Errorf("rules that the group does not have: %+v", r)
	}
	if r := kimWrites.Send(t.Context(), "op-4", plan("op-4", read(webGroup), "tcp/9000 from 10.9.0.0/16")); r.Count(ingress.Applied) != 1 {
		t.Errorf("what exposes nothing: %+v %v", r, r.Failure)
	}

	needs := plan("op-5", read(webGroup), risky)
	if _, err := kim.Ask(t.Context(), ingress.Plan{Operation: "op-5", Changes: []ingress.Change{needs}}); err != nil {
		t.Fatal(err)
	}
	needs.Approval, needs.AskedBy = "op-5", "mallory"
	refused(t, kimWrites.Send(t.Context(), "op-5", needs), "you asked for it")
	if r := leeWrites.Send(t.Context(), "op-5", needs); r.Count(ingress.Applied) != 1 {
		t.Fatalf("approved: %+v %v", r, r.Failure)
	}
	held, _ := read(webGroup).Find(needs.Rules[0].Rule)
	if held.Tag(ingress.TagBy) != "kim SHA256:kim" || held.Tag(ingress.TagOperation) != "op-5" {
		t.Errorf("the rule's tags: %v", held.Tags)
	}
	undo, _ := kim.Planner.Revoke("op-6", read(webGroup), []string{held.ID})
	if r := kimWrites.Send(t.Context(), "op-6", undo.Changes[0]); r.Count(ingress.Applied) != 1 {
		t.Errorf("what closes access: %+v %v", r, r.Failure)
	}
	verified(t, j, 2+2+2+2+2)
}

// prefixLists is a reader of prefix lists alone.
type prefixLists struct {
	ingress.Reader
	lists []ingress.PrefixList
	err   error
}

func (p prefixLists) PrefixLists(context.Context, []string) ([]ingress.PrefixList, error) {
	return p.lists, p.err
}

// TestThreshold: what is as severe as the threshold needs approval, whatever way it comes in.
func TestThreshold(t *testing.T) {
	t.Parallel()
	j := open(t, Options{Dir: memoryFolder(t)})
	world := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0").Changes[0]
	office := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 203.0.113.7").Changes[0]
	list := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from pl-0123456789abcdef0").Changes[0]
	hidden := world
	hidden.Rules = slices.Clone(world.Rules)
	hidden.Rules[0].Verdict, hidden.IncludeCovered = ingress.Covered, true
	whole := ingress.PrefixList{ID: "pl-0123456789abcdef0", Family: "IPv4", Entries: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}
	edited := office
	edited.Kind, edited.Rules = ingress.Editing, slices.Clone(world.Rules)
	edited.Group.Rules = []ingress.GroupRule{{ID: "sgr-1", Rule: office.Rules[0].Rule}}
	edited.Rules[0].Existing, edited.Revision = edited.Group.Rules[0], edited.Group.Revision()
	revoked, kindless := world, office
	revoked.Kind, kindless.Kind = ingress.Revoking, ingress.Editing+1
	for name, test := range map[string]struct {
		change ingress.Change
		lists  []ingress.PrefixList
		fails  error
		from   ingress.Severity
		why    string // "" where it is sent
	}{
		"to the world": {world, nil, nil, ingress.High, "has to approve it"}, "covered, it says": {hidden, nil, nil, ingress.High, "has to approve it"},
		"from one address": {office, nil, nil, ingress.High, ""}, "from one address, from note on": {office, nil, nil, ingress.Note, "has to approve it"},
		"from an unknown list": {list, nil, nil, ingress.High, ""}, "from a list of the world": {list, []ingress.PrefixList{whole}, nil, ingress.High,
			"has to approve it"},
		"from a list that cannot be read": {list, nil, errors.New("no route"), ingress.High, "no route"},
		"an edit":                         {edited, nil, nil, ingress.High, "has to approve it"}, "a revocation": {revoked, nil, nil, ingress.Note, ""},
		"of no kind":   {kindless, nil, nil, ingress.High, "no call for a change of kind 3"},
		"no threshold": {world, nil, nil, ingress.None, ""},
	} {
		e := eyes(j, person("kim"))
		e.Threshold, e.Reader = test.from, prefixLists{lists: test.lists, err: test.fails}
		ec2 := &tally{outcome: ingress.Applied}
		r := RequireApproval(ec2, e).Send(t.Context(), "op-1", test.change)
		if test.why != "" {
			refused(t, r, test.why)
		}
		if want := map[bool]int{true: 1}[test.why == ""]; ec2.sent() != want {
			t.Errorf("%s: sent %d times, want %d: %v", name, ec2.sent(), want, r.Failure)
		}
	}
	if RequireApproval(nil, eyes(j, person("kim"))) != nil {
		t.Error("a writer was made of none")
	}
}

// TestGuardHoldsApprovals: a guard alone lets nothing through for an approval that is not there.
func TestGuardHoldsApprovals(t *testing.T) {
	t.Parallel()
	j := open(t, Options{Dir: memoryFolder(t)})
	kim := eyes(j, person("kim"))
	plan := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")
	ec2 := &tally{outcome: ingress.Applied}
	guarded := Guard(ec2, j, person("lee").String(), kim.Site)
	refused(t, guarded.Send(t.Context(), "op-1", forApproval(worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")).Changes[0]),
		"is sent as the operation that waited")
	asked(t, kim, plan)
	refused(t, guarded.Send(t.Context(), "op-1", plan.Changes[0]), "is sent as the operation that waited")
	c := forApproval(plan).Changes[0]
	c.AskedBy = person("kim").String()
	refused(t, guarded.Send(t.Context(), "op-1", c), "not approved by who sends it")
	if _, err := kim.Withdraw(t.Context(), "op-1", ""); err != nil {
		t.Fatal(err)
	}
	refused(t, guarded.Send(t.Context(), "op-1", c), "not approved by who sends it")
	if ec2.sent() != 0 {
		t.Errorf("%d were sent", ec2.sent())
	}
}

// TestNotAsked: what could not be sent does not wait.
func TestNotAsked(t *testing.T) {
	t.Parallel()
	j := open(t, Options{Dir: memoryFolder(t)})
	kim := eyes(j, person("kim"))
	plan := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")
	blocked, moved, nothing := plan, plan, plan
	blocked.Changes, moved.Changes, nothing.Changes = slices.Clone(plan.Changes), slices.Clone(plan.Changes), nil
	blocked.Changes[0].Obstacle, moved.Changes[0].Revision = "no room", "another"
	limited, keyless, nowhere := kim, kim, kim
	limited.Planner.Grant = &ingress.Grant{Role: ingress.Operator, Groups: []string{"db-*"}}
	keyless.Who.Key = ""
	nowhere.Site = func(context.Context) (ingress.Site, error) { return ingress.Site{}, nil }
	unkept := plan
	unkept.Changes = slices.Clone(plan.Changes)
	unkept.Changes[0].Rules = slices.Clone(plan.Changes[0].Rules)
	unkept.Changes[0].Rules[0].Description = "caf\xe9"
	for want, test := range map[string]struct {
		e Approvals
		p ingress.Plan
	}{
		"no room": {kim, blocked}, "not those of the plan's revision": {kim, moved}, "an operation and a rule": {kim, nothing},
		"not allowed for your role": {limited, plan}, "who asks is not known": {keyless, plan}, "the account is not known": {nowhere, plan},
		"not valid UTF-8": {kim, unkept},
	} {
		if _, err := test.e.Ask(t.Context(), test.p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		} else if _, told := errors.AsType[*ingress.Failure](err); !told {
			t.Errorf("%T", err)
		}
	}
	verified(t, j, 0)
}

// TestApprovalsTakenOver: what the database lost of plans that wait is in the log.
func TestApprovalsTakenOver(t *testing.T) {
	t.Parallel()
	o := Options{Dir: memoryFolder(t), Now: start}
	if err := open(t, o).Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.Dir, databaseFile)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	j := open(t, o)
	kim, lee := eyes(j, person("kim")), eyes(j, person("lee"))
	for _, id := range []string{"op-1", "op-2"} {
		asked(t, kim, worldPlan(t, id, []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
	}
	if _, err := lee.Reject(t.Context(), "op-1", "no"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(j.Close(), os.WriteFile(path, old, 0o600)); err != nil {
		t.Fatal(err)
	}
	again := eyes(open(t, o), person("lee"))
	waiting, err := again.Waiting(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].ID != "op-2" {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
	if _, err := again.Reject(t.Context(), "op-1", "no"); err == nil || !strings.Contains(err.Error(), "lee rejected it") {
		t.Errorf("rejected twice: %v", err)
	}
	verified(t, again.Journal, 3)
	for _, tampering := range []string{"UPDATE journal_approval SET decided = NULL", "UPDATE journal_approval SET region = 'x'", "DELETE FROM journal_approval"} {
		if _, err := again.Journal.db.ExecContext(t.Context(), tampering); err != nil {
			t.Fatal(err)
		}
		if v, err := again.Journal.Verify(t.Context()); err != nil || v.Bad == nil || v.Bad.Number != 1 {
			t.Errorf("%s: %+v, %v", tampering, v, err)
		}
	}
}

// TestApprovalsAnyOrder asks, approves, rejects, withdraws and waits in any order: what reaches EC2 is what another
// person approved, in time, and once at each group.
func TestApprovalsAnyOrder(t *testing.T) {
	t.Parallel()
	dir := memoryFolder(t)
	runs, sent, decided := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		x := approvalsExpected{
			now: start(), asker: map[string]ingress.Person{}, at: map[string]time.Time{}, over: map[string]ingress.DecisionKind{},
			approver: map[string]ingress.Person{}, gone: map[[2]string]bool{},
		}
		j, err := Open(t.Context(), Options{Dir: filepath.Join(dir, fmt.Sprint(runs)), Now: func() time.Time { return x.now }})
		if err != nil {
			rt.Fatal(err)
		}
		defer j.Close()
		people := []ingress.Person{person("kim"), person("lee"), person("max")}
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			e := eyes(j, rapid.SampledFrom(people).Draw(rt, "who"))
			id := fmt.Sprint("op-", rapid.IntRange(0, 2).Draw(rt, "plan"))
			plan := worldPlan(t, id, []string{"sg-1", "sg-2"}, "tcp/22 from 0.0.0.0/0")
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				x.ask(rt, e, plan)
			case 1:
				_, err := e.Reject(t.Context(), id, "no")
				x.decide(rt, id, ingress.Rejected, x.waits(id) && x.asker[id] != e.Who, err)
			case 2:
				_, err := e.Withdraw(t.Context(), id, "")
				x.decide(rt, id, ingress.Withdrawn, x.waits(id) && x.asker[id] == e.Who, err)
			case 3:
				x.now = x.now.Add(time.Duration(rapid.IntRange(1, 16).Draw(rt, "hours")) * time.Hour)
			default:
				x.send(rt, e, plan)
			}
		}
		if v, err := j.Verify(t.Context()); err != nil || v.Bad != nil {
			rt.Fatalf("%+v, %v", v, err)
		}
		sent, decided = sent+x.sent, decided+x.decided
	})
	if 10*sent < runs || 10*decided < runs { // -short has a fifth of the runs
		t.Errorf("%d runs sent %d and decided %d: they prove nothing", runs, sent, decided)
	}
}

// approvalsExpected is what has to have become of the plans, by their ids.
type approvalsExpected struct {
	now             time.Time
	asker, approver map[string]ingress.Person
	at              map[string]time.Time
	over            map[string]ingress.DecisionKind
	gone            map[[2]string]bool // the changes that may have been made, by plan and group
	sent, decided   int
}

func (x *approvalsExpected) waits(id string) bool {
	_, ruled := x.over[id]
	return !x.at[id].IsZero() && !ruled && x.now.Before(x.at[id].Add(ingress.WaitsFor))
}

func (x *approvalsExpected) ask(rt *rapid.T, e Approvals, p ingress.Plan) {
	id := p.Operation
	if _, err := e.Ask(rt.Context(), p); (err == nil) != x.at[id].IsZero() {
		rt.Fatalf("ask %s: %v", id, err)
	} else if err == nil {
		x.asker[id], x.at[id] = e.Who, x.now
	}
}

func (x *approvalsExpected) decide(rt *rapid.T, id string, r ingress.DecisionKind, may bool, err error) {
	if (err == nil) != may {
		rt.Fatalf("%v %s: %v, want it %v", r, id, err, may)
	} else if may {
		x.over[id] = r
		x.decided++
	}
}

func (x *approvalsExpected) send(rt *rapid.T, e Approvals, p ingress.Plan) {
	id := p.Operation
	ec2 := &tally{outcome: rapid.SampledFrom([]ingress.Outcome{ingress.Applied, ingress.NotSent, ingress.Unknown, ingress.Refused}).Draw(rt, "outcome")}
	c := forApproval(p).Changes[rapid.IntRange(0, 1).Draw(rt, "group")]
	if x.waits(id) && x.asker[id] != e.Who {
		x.over[id], x.approver[id] = ingress.Approved, e.Who
	}
	may := x.over[id] == ingress.Approved && x.approver[id] == e.Who && !x.gone[[2]string{id, c.Group.ID}]
	e.writer(ec2).Send(rt.Context(), id, c)
	if (ec2.sent() == 1) != may {
		rt.Fatalf("%s sends %s to %s: %d calls, want it %v", e.Who.Name, id, c.Group.ID, ec2.sent(), may)
	}
	if may && ec2.outcome != ingress.NotSent {
		x.gone[[2]string{id, c.Group.ID}] = true
	}
	x.sent += ec2.sent()
}
