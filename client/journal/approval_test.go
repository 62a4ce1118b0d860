package journal

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

func person(name string) ingress.Person { return ingress.Person{Name: name, Key: "SHA256:" + name} }

// eyes is a person's part in the approvals of a journal, from severity high on.
func eyes(j *Journal, who ingress.Person) Approvals {
	return Approvals{
		Journal: j, Who: who, Threshold: ingress.High,
		Planner: ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()},
		Site:    func(context.Context) (ingress.Site, error) { return site(), nil },
	}
}

// worldPlan opens ports of groups to everyone.
func worldPlan(t *testing.T, operation string, groups []string, lines string) ingress.Plan {
	t.Helper()
	var targets []ingress.Group
	for _, id := range groups {
		targets = append(targets, ingress.Group{ID: id, Name: "web " + id, VPCID: "vpc-1", OwnerID: "111122223333"})
	}
	draft := ingress.NewDraft().Edit(0, ingress.FieldLine, lines)
	wanted, problems := draft.Parse(targets, targets)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}.Plan(operation, targets, wanted)
}

// forApproval is a plan as it is sent for an approval.
func forApproval(p ingress.Plan) ingress.Plan {
	for i := range p.Changes {
		p.Changes[i].Approval = p.Operation
	}
	return p
}

// tally is a writer that counts the changes that reach it, and says that all was applied.
type tally struct {
	mu      sync.Mutex
	changes []ingress.Change
	outcome ingress.Outcome
}

func (w *tally) take(operation string, c ingress.Change) ingress.Receipt {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes = append(w.changes, c)
	return ingress.Receipt{Operation: operation, Kind: c.Kind, Group: c.Group, Rules: c.Outcomes(w.outcome)}
}

func (w *tally) sent() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.changes)
}

func (w *tally) Send(_ context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.take(operation, c)
}

func (w *tally) Reconcile(_ context.Context, operation string, c ingress.Change) ingress.Receipt {
	return w.take(operation, c)
}

func (w *tally) Permit(context.Context, ingress.Change) ingress.Permit {
	return ingress.Permit{Answer: ingress.Allowed}
}

// writer is what a person's session writes with.
func (p Approvals) writer(w ingress.Writer) ingress.Writer {
	return RequireApproval(Guard(w, p.Journal, p.Who.String(), p.Site), p)
}

func asked(t *testing.T, e Approvals, p ingress.Plan) ingress.Waiting {
	t.Helper()
	w, err := e.Ask(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// refused holds a receipt to a change that was not sent, for a reason.
func refused(t *testing.T, r ingress.Receipt, why string) {
	t.Helper()
	if r.Failure == nil || !strings.Contains(r.Failure.Error(), why) || len(r.Rules) == 0 || r.Count(ingress.NotSent) != len(r.Rules) {
		t.Errorf("want nothing sent for %q, got %+v, %v", why, r, r.Failure)
	}
}

// testAsked: a plan waits as it was asked for, for all programs and in order, and its rulings are in the audit.
func testAsked(t *testing.T, o Options) {
	now := start()
	o.Now = func() time.Time { return now }
	j, other := open(t, o), open(t, o)
	kim, lee := eyes(j, person("kim")), eyes(other, person("lee"))
	first := asked(t, kim, worldPlan(t, "op-1", []string{"sg-1", "sg-2"}, "tcp/22 udp/53 from 0.0.0.0/0"))
	now = now.Add(time.Minute)
	second := asked(t, kim, worldPlan(t, "op-2", []string{"sg-1"}, "tcp/3389 from ::/0"))
	got, err := lee.Waiting(t.Context())
	if diff := cmp.Diff([]ingress.Waiting{second, first}, got, equal()); diff != "" || err != nil {
		t.Errorf("waiting (-want +got):\n%s%v", diff, err)
	}
	if first.Severity < ingress.High || first.By != person("kim") || !first.At.Equal(start()) || first.Rules() != 4 || len(first.Groups()) != 2 {
		t.Errorf("asked: %+v", first)
	}
	for _, test := range []struct {
		do   func(ctx context.Context, id, why string) (ingress.Decision, error)
		id   string
		why  string
		want string
	}{
		{kim.Reject, "op-1", "no", "withdraw it"},
		{lee.Reject, "op-1", " ", "needs a reason"},
		{lee.Withdraw, "op-1", "", "only they can withdraw"},
		{lee.Reject, "op-0", "no", "no plan waits"},
		{lee.Reject, "op\x00\xff", "no", "no plan waits"},
		{lee.Reject, "op-1", "not on a Friday", ""},
		{kim.Withdraw, "op-1", "", "lee rejected it: not on a Friday at 2026-11-23T12:01:00Z"},
		{kim.Withdraw, "op-2", "", ""},
		{lee.Reject, "op-2", "no", "kim withdrew it"},
	} {
		d, err := test.do(t.Context(), test.id, test.why)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v, want %q", test.id, d, err, test.want)
		}
	}
	if got, err := kim.Waiting(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("after all rulings: %v, %v", got, err)
	}
	if n := claimsNotice(t, j, "kim", "op-1 ruling 1"); len(n.Decisions) == 1 && n.Decisions[0].Why != "not on a Friday" {
		t.Errorf("decided on kim's plans by others: %+v", n.Decisions)
	}
	claimsNotice(t, j, "lee", "")
	if _, err := kim.Ask(t.Context(), worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0")); err == nil {
		t.Error("asked twice as one operation")
	}
	verified(t, other, 4)
}

// testApproved: what was asked for is sent once, by another person, and the record says who did what.
func testApproved(t *testing.T, o Options) {
	j := open(t, o)
	kim, lee, max := eyes(j, person("kim")), eyes(open(t, o), person("lee")), eyes(j, person("max"))
	plan := worldPlan(t, "op-1", []string{"sg-1", "sg-2"}, "tcp/22 from 0.0.0.0/0")
	asked(t, kim, plan)
	ec2 := &tally{outcome: ingress.NotSent}
	for _, c := range plan.Changes {
		refused(t, kim.writer(ec2).Send(t.Context(), "op-1", c), "another person has to approve it")
		refused(t, lee.writer(ec2).Send(t.Context(), "op-1", c), "another person has to approve it")
	}
	plan = forApproval(plan)
	c := plan.Changes[0]
	refused(t, kim.writer(ec2).Send(t.Context(), "op-1", c), "you asked for it")
	refused(t, eyes(j, ingress.Person{Name: "kim2", Key: "SHA256:kim"}).writer(ec2).Send(t.Context(), "op-1", c), "you asked for it")
	refused(t, eyes(j, ingress.Person{Name: "lee"}).writer(ec2).Send(t.Context(), "op-1", c), "not known")
	refused(t, lee.writer(ec2).Send(t.Context(), "op-2", c), "as the operation that waited")
	for kind, why := range map[ingress.Kind]string{ingress.Revoking: "no such change of", ingress.Editing + 1: "no call for a change of kind 3"} {
		of := c
		of.Kind = kind
		refused(t, lee.writer(ec2).Send(t.Context(), "op-1", of), why)
	}
	limited := lee
	limited.Planner.Grant = &ingress.Grant{Role: ingress.Operator, Groups: []string{"db-*"}}
	refused(t, limited.writer(ec2).Send(t.Context(), "op-1", c), "not allowed for your role")
	if ec2.sent() != 0 {
		t.Fatalf("%d changes were sent without an approval", ec2.sent())
	}
	if r := lee.writer(ec2).Send(t.Context(), "op-1", c); ec2.sent() != 1 || r.Failure != nil {
		t.Fatalf("approved: %+v", r)
	}
	refused(t, max.writer(ec2).Send(t.Context(), "op-1", c), "lee approved it at 2026-11-23T12:00:00Z")
	refused(t, max.writer(ec2).Send(t.Context(), "op-1", plan.Changes[1]), "lee approved it")
	ec2.outcome = ingress.Applied // the first call did not leave
	lee.writer(ec2).Send(t.Context(), "op-1", c)
	refused(t, lee.writer(ec2).Send(t.Context(), "op-1", c), "was approved for one submission")
	lee.writer(ec2).Send(t.Context(), "op-1", plan.Changes[1])
	if ec2.sent() != 3 {
		t.Errorf("%d calls", ec2.sent())
	}
	got, err := j.Operation(t.Context(), "op-1")
	if err != nil || len(got.Records) != 3 {
		t.Fatal(got, err)
	}
	for _, r := range got.Records {
		if r.By != "kim SHA256:kim" || r.ApprovedBy != "lee SHA256:lee" || r.Change.Approval != "op-1" {
			t.Errorf("record %+v", r)
		}
	}
	verified(t, j, 2+2*3)
}

// testRuleset: the rules are those that were asked for, or fewer.
func testRuleset(t *testing.T, o Options) {
	j := open(t, o)
	kim, lee := eyes(j, person("kim")), eyes(j, person("lee"))
	plan := worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22,23 from 0.0.0.0/0 # ssh")
	asked(t, kim, plan)
	change := func(lines, group string) ingress.Change {
		return forApproval(worldPlan(t, "op-1", []string{group}, lines)).Changes[0]
	}
	twice := change("tcp/22 from 0.0.0.0/0 # ssh", "sg-1")
	twice.Rules = append(twice.Rules, twice.Rules[0])
	untagged, undoing, longer := change("tcp/22 from 0.0.0.0/0 # ssh", "sg-1"), change("tcp/22 from 0.0.0.0/0 # ssh", "sg-1"),
		change("tcp/22 from 0.0.0.0/0 # ssh", "sg-1")
	untagged.Untagged, undoing.Undoes, longer.Rules[0].Expires = true, "op-0", start().Add(time.Hour)
	ec2 := &tally{outcome: ingress.Applied}
	for name, c := range map[string]ingress.Change{
		"another port": change("tcp/22,24 from 0.0.0.0/0 # ssh", "sg-1"), "another source": change("tcp/22 from ::/0 # ssh", "sg-1"),
		"another note": change("tcp/22 from 0.0.0.0/0 # web", "sg-1"), "another group": change("tcp/22 from 0.0.0.0/0 # ssh", "sg-2"),
		"twice": twice, "untagged": untagged, "undoing": undoing, "another end": longer,
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, lee.writer(ec2).Send(t.Context(), "op-1", c), "the approval is refused")
		})
	}
	if ec2.sent() != 0 {
		t.Fatalf("%d were sent", ec2.sent())
	}
	if r := lee.writer(ec2).Send(t.Context(), "op-1", change("tcp/23 from 0.0.0.0/0 # ssh", "sg-1")); r.Failure != nil || ec2.sent() != 1 {
		t.Errorf("fewer rules: %+v", r)
	}
}

// testExpired: nobody approves what waited for a day.
func testExpired(t *testing.T, o Options) {
	now := start()
	o.Now = func() time.Time { return now }
	j := open(t, o)
	kim, lee := eyes(j, person("kim")), eyes(j, person("lee"))
	plan := forApproval(worldPlan(t, "op-1", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
	asked(t, kim, plan)
	asked(t, kim, worldPlan(t, "op-2", []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
	now = now.Add(ingress.WaitsFor)
	if got, err := lee.Waiting(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("waiting: %v, %v", got, err)
	}
	ec2 := &tally{outcome: ingress.Applied}
	refused(t, lee.writer(ec2).Send(t.Context(), "op-1", plan.Changes[0]), "it expired: nobody approved it within 24h")
	refused(t, lee.writer(ec2).Send(t.Context(), "op-1", plan.Changes[0]), "it expired")
	if err := j.expire(t.Context(), site()); err != nil || ec2.sent() != 0 {
		t.Error(err, ec2.sent())
	}
	verified(t, j, 4)
}

// testTwoApprovers: of those who approve at once, on two servers, one is the approver and the others are told who.
func testTwoApprovers(t *testing.T, o Options) {
	here, there := open(t, o), open(t, o)
	kim := eyes(here, person("kim"))
	for round := range rounds(10) {
		operation := fmt.Sprint("op-", round)
		plan := forApproval(worldPlan(t, operation, []string{"sg-1"}, "tcp/22 from 0.0.0.0/0"))
		asked(t, kim, plan)
		ec2 := &tally{outcome: ingress.Applied}
		receipts := make([]ingress.Receipt, 6)
		var all sync.WaitGroup
		for i := range receipts {
			j := []*Journal{here, there}[i%2]
			all.Go(func() { // each person has two sessions
				receipts[i] = eyes(j, person(fmt.Sprint("lee", i/2))).writer(ec2).Send(t.Context(), operation, plan.Changes[0])
			})
		}
		all.Wait()
		won := 0
		for _, r := range receipts {
			switch {
			case r.Failure == nil:
				won++
			case !strings.Contains(r.Failure.Message, " approved it at ") && !strings.Contains(r.Failure.Message, "one submission") &&
				!strings.Contains(r.Failure.Message, "is under way"):
				t.Errorf("told: %v", r.Failure)
			}
		}
		if won != 1 || ec2.sent() != 1 {
			t.Fatalf("round %d: %d won, %d calls", round, won, ec2.sent())
		}
	}
}
