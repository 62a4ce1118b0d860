package journal

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice/model/ingress"
)

// approve sends the changes of a plan for its approval, and gives what the writer was to say of each.
func approve(t *testing.T, e Approvals, p ingress.Plan, outcomes ...ingress.Outcome) {
	t.Helper()
	for i, o := range outcomes {
		ec2 := &tally{outcome: o}
		if r := e.writer(ec2).Send(t.Context(), p.Operation, p.Changes[i]); ec2.sent() != 1 {
			t.Fatalf("change %d was not sent: %v", i, r.Failure)
		}
	}
}

// testPutBack: what was not sent of an approved plan waits again, once, and is sent for the new approval alone.
func testPutBack(t *testing.T, o Options) {
	here, there := open(t, o), open(t, o)
	kim, lee, max := eyes(here, person("kim")), eyes(there, person("lee")), eyes(here, person("max"))
	groups := []string{"sg-1", "sg-2", "sg-3", "sg-4"}
	plan := worldPlan(t, "op-1", groups, "tcp/22 from 0.0.0.0/0")
	first := asked(t, kim, plan)
	if then, known := first.Then("sg-3"); !known || then.Name != "web sg-3" || len(first.Held) != 4 {
		t.Errorf("held: %+v", first.Held)
	}
	if w, err := lee.PutBack(t.Context(), "op-1", "x"); err == nil {
		t.Errorf("nobody approved it: %+v", w)
	}
	plan = forApproval(plan)
	approve(t, lee, plan, ingress.Applied, ingress.Refused, ingress.Unknown)
	if w, err := max.PutBack(t.Context(), "op-1", "x"); err == nil || !strings.Contains(err.Error(), "who approved the plan") {
		t.Errorf("put back by another: %+v, %v", w, err)
	}
	rest := putBackAtOnce(t, lee, max, here, there)
	if got := strings.Join(rest.Groups(), " "); got != "sg-2 sg-4" || rest.By != person("kim") || rest.Rest != "op-1" || rest.Why != "EC2 said no" ||
		len(rest.Held) != 2 {
		t.Errorf("the rest: %+v", rest)
	}
	ec2 := &tally{outcome: ingress.Applied}
	refused(t, lee.writer(ec2).Send(t.Context(), "op-1", plan.Changes[3]), "waits for approval again, as "+rest.ID)
	again := forApproval(worldPlan(t, rest.ID, []string{"sg-2", "sg-4", "sg-1"}, "tcp/22 from 0.0.0.0/0"))
	refused(t, kim.writer(ec2).Send(t.Context(), rest.ID, again.Changes[0]), "you asked for it")
	refused(t, max.writer(ec2).Send(t.Context(), rest.ID, again.Changes[2]), "no such change")
	if ec2.sent() != 0 {
		t.Fatalf("%d were sent without an approval", ec2.sent())
	}
	approve(t, max, again, ingress.Applied, ingress.Applied)
	if w, err := max.PutBack(t.Context(), rest.ID, "x"); err != nil || w.ID != "" {
		t.Errorf("all was sent: %+v, %v", w, err)
	}
	if w, err := lee.PutBack(t.Context(), "op-1", "x"); err != nil || w.ID != "" {
		t.Errorf("the rest does not wait any more: %+v, %v", w, err)
	}
	verified(t, here, 1+1+2*3+1+1+2*2)
}

// putBackAtOnce puts op-1 back four times at once, by two programs: another sees one plan wait for it, the one that all
// are told of.
func putBackAtOnce(t *testing.T, e, other Approvals, journals ...*Journal) ingress.Waiting {
	t.Helper()
	kept := make([]ingress.Waiting, 4)
	var all sync.WaitGroup
	for i := range kept {
		all.Go(func() {
			e := e
			e.Journal = journals[i%len(journals)]
			var err error
			if kept[i], err = e.PutBack(t.Context(), "op-1", "EC2 said no"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	waiting, err := other.Waiting(t.Context())
	if err != nil || len(waiting) != 1 {
		t.Fatalf("waiting: %+v, %v", waiting, err)
	}
	for _, w := range kept {
		if w.ID != waiting[0].ID {
			t.Errorf("one was told of %q, and %q waits", w.ID, waiting[0].ID)
		}
	}
	return waiting[0]
}

// testLostApprovers: what a session that ended did not send of an approved plan waits again after a while, whatever
// server looks.
func testLostApprovers(t *testing.T, o Options) {
	now := start()
	o.Now = func() time.Time { return now }
	j := open(t, o)
	kim, lee := eyes(j, person("kim")), eyes(open(t, o), person("lee"))
	plan := worldPlan(t, "op-1", []string{"sg-1", "sg-2"}, "tcp/22 from 0.0.0.0/0")
	asked(t, kim, plan)
	approve(t, lee, forApproval(plan), ingress.Applied)
	whole := worldPlan(t, "op-2", []string{"sg-3"}, "tcp/22 from 0.0.0.0/0")
	asked(t, kim, whole)
	approve(t, lee, forApproval(whole), ingress.Applied)
	look := func() []ingress.Waiting {
		ctx, stop := context.WithCancel(t.Context())
		var told []ingress.Waiting
		j.WatchWaiting(ctx, kim.Site, func(waiting []ingress.Waiting, _ []ingress.Decision) { told = waiting; stop() })
		return told
	}
	now = now.Add(submitWithin - time.Microsecond)
	if got := look(); len(got) != 0 {
		t.Errorf("while it may be at work: %+v", got)
	}
	now = now.Add(time.Microsecond)
	for range 2 {
		if got := look(); len(got) != 1 || got[0].Rest != "op-1" || strings.Join(got[0].Groups(), " ") != "sg-2" || got[0].By != person("kim") {
			t.Errorf("after that: %+v", got)
		}
	}
	ec2 := &tally{outcome: ingress.Applied}
	refused(t, lee.writer(ec2).Send(t.Context(), "op-1", plan.Changes[1]), "waits for approval again")
	verified(t, j, 2*4+1)
}
