package ui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

func alice() ingress.Person {
	return ingress.Person{Name: "alice", Key: "SHA256:hb4GBpZnZGZ9oSFGwRHHJzSLtRbyaMmBjTo2bqKJ8Cw"}
}

func carol() ingress.Person {
	return ingress.Person{Name: "carol", Key: "SHA256:Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"}
}

// fakeApprovals are those of alice's session.
type fakeApprovals struct {
	world    *fakeWorld
	plans    []ingress.Waiting // the newest first
	err      error             // of everything but Waiting
	readErr  error
	decided  []ingress.Decision
	asked    []ingress.Waiting
	deadline bool // every asking and every ruling had one
}

func (f *fakeApprovals) Me() ingress.Person { return alice() }

func (f *fakeApprovals) Ask(ctx context.Context, p ingress.Plan) (ingress.Waiting, error) {
	if f.err != nil {
		return ingress.Waiting{}, f.err
	}
	_, f.deadline = ctx.Deadline()
	w := ingress.Waiting{ID: p.Operation, By: alice(), At: f.world.now, Changes: p.Changes, Severity: p.Severity()}
	f.plans, f.asked = append([]ingress.Waiting{w}, f.plans...), append(f.asked, w)
	return w, nil
}

func (f *fakeApprovals) Waiting(context.Context) ([]ingress.Waiting, error) {
	return f.plans, f.readErr
}

func (f *fakeApprovals) Reject(ctx context.Context, id, why string) (ingress.Decision, error) {
	return f.decide(ctx, id, why, ingress.Rejected)
}

func (f *fakeApprovals) Withdraw(ctx context.Context, id, why string) (ingress.Decision, error) {
	return f.decide(ctx, id, why, ingress.Withdrawn)
}

// PutBack makes the newest plan that was sent wait again.
func (f *fakeApprovals) PutBack(ctx context.Context, id, why string) (ingress.Waiting, error) {
	if f.err != nil {
		return ingress.Waiting{}, f.err
	}
	_, f.deadline = ctx.Deadline()
	for _, w := range f.plans {
		if w.ID == id {
			w.ID, w.Rest, w.Why = "rest", id, why
			f.plans = append([]ingress.Waiting{w}, f.plans...)
			return w, nil
		}
	}
	return ingress.Waiting{}, nil
}

func (f *fakeApprovals) decide(ctx context.Context, id, why string, r ingress.DecisionKind) (ingress.Decision, error) {
	if f.err != nil {
		return ingress.Decision{}, f.err
	}
	_, f.deadline = ctx.Deadline()
	f.plans = slices.DeleteFunc(slices.Clone(f.plans), func(w ingress.Waiting) bool { return w.ID == id })
	d := ingress.Decision{ID: id, By: alice(), At: f.world.now, Kind: r, Why: why}
	f.decided = append(f.decided, d)
	return d, nil
}

// waitingFor is a plan that somebody asked for a while ago.
func waitingFor(t testing.TB, id string, by ingress.Person, ago time.Duration, line string, groups ...ingress.Group) ingress.Waiting {
	t.Helper()
	rules := make([][]ingress.Wanted, len(groups))
	for i, g := range groups {
		rules[i] = wanted(t, g, line, sampleGroups(t)...)
	}
	plan := plans().Planner.Plan(id, groups, rules)
	return ingress.Waiting{ID: id, By: by, At: afternoon().Add(-ago), Changes: plan.Changes, Severity: plan.Severity()}
}

// waitingPlans are one of carol's for two groups, of which one changed since, one
// of alice's own, and an old one.
func waitingPlans(t testing.TB) []ingress.Waiting {
	t.Helper()
	groups := sampleGroups(t)
	then := groups[0]
	then.Rules = then.Rules[:1]
	return []ingress.Waiting{
		waitingFor(t, "4b1d0f9e8c7a", carol(), 12*time.Minute, "tcp/22,3389 from 0.0.0.0/0 # the vendor, until noon", groups[1], then),
		waitingFor(t, "2f6a7b8c9d0e", alice(), 2*time.Hour, "tcp/3306 from 0.0.0.0/0", groups[0]),
		waitingFor(t, "11223344aabb", ingress.Person{Name: "bob", Key: "SHA256:bob"}, 20*time.Hour, "all from ::/0", groups[2]),
	}
}

func approvalWorld(t testing.TB, plans ...ingress.Waiting) *fakeWorld {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	w.approvals = &fakeApprovals{world: w, plans: plans}
	return w
}

// waiting is alice's session where these plans wait, with keys pressed.
func waiting(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := newSession(t, approvalWorld(t, waitingPlans(t)...), at).start()
		s.press(keys...)
		return s
	}
}

// waitingRest is alice's session where what was left of a plan waits again.
func waitingRest(keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := waitingFor(t, "9c8b7a6d5e4f", carol(), 3*time.Minute, "tcp/22 from 0.0.0.0/0 # the vendor, until noon", sampleGroups(t)[1])
		w.Rest, w.Why = "4b1d0f9e8c7a", "EC2 answered no call for 2m0s: Request limit exceeded"
		s := newSession(t, approvalWorld(t, w), at).start()
		s.press(keys...)
		return s
	}
}

// askedFor is a risky plan that was confirmed where such plans wait.
func askedFor(change func(*fakeWorld, *session)) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := approvalWorld(t)
		s := newSession(t, w, at).start()
		s.preview(riskyLine, "sg-140ba4c8")
		change(w, s)
		s.press("enter")
		s.write("sg-140ba4c8")
		s.press("enter")
		return s
	}
}

func approvalScenes() []scene {
	plain := func(*fakeWorld, *session) {}
	reason := func(text string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := waiting("o", "x")(t, at)
			s.write(text)
			s.press(keys...)
			return s
		}
	}
	told := func(r ingress.DecisionKind, why string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := askedFor(plain)(t, at)
			s.send(model.WaitingChanged{Decided: []ingress.Decision{{ID: "op-1", Asker: alice(), By: carol(), Kind: r, Why: why}}})
			return s
		}
	}
	return []scene{
		{"list-waiting", waiting("space")},
		{"review", waiting("o")},
		{"review-empty", func(t testing.TB, at size) *session {
			s := newSession(t, approvalWorld(t), at).start()
			s.press("o")
			return s
		}},
		{"review-failed", func(t testing.TB, at size) *session {
			s := waiting("o")(t, at)
			s.world.Approvals.(*fakeApprovals).readErr = &ingress.Failure{Message: "journal.db: disk I/O error"}
			s.press("r")
			return s
		}},
		{"review-none", on("o")},
		{"review-reason", reason("not on a Friday")},
		{"review-no-reason", reason(" ", "enter")},
		{"review-rejected", reason("not on a Friday", "enter")},
		{"review-withdrawing", waiting("o", "down", "x")},
		{"review-decided", func(t testing.TB, at size) *session {
			s := reason("too l")(t, at)
			s.send(model.WaitingChanged{Plans: waitingPlans(t)[1:]})
			return s
		}},
		{"preview-asks", func(t testing.TB, at size) *session {
			s := newSession(t, approvalWorld(t), at).start()
			s.preview(riskyLine, "sg-140ba4c8")
			return s
		}},
		{"asking", askedFor(func(_ *fakeWorld, s *session) { s.holdBack(model.PlanWaits{}) })},
		{"asked", askedFor(plain)},
		{"asked-failed", askedFor(func(w *fakeWorld, _ *session) {
			w.approvals.err = &ingress.Failure{Message: "journal.db: disk I/O error", Remedy: "see to the disk"}
		})},
		{"asked-approved", told(ingress.Approved, "")},
		{"asked-rejected", told(ingress.Rejected, "ask the vendor for a fixed address")},
		{"approve", waiting("o", "enter")},
		{"review-rest", waitingRest("o")},
		{"approve-rest", waitingRest("o", "enter")},
		{"approve-own", waiting("o", "down", "enter")},
		{"approve-decided", func(t testing.TB, at size) *session {
			s := waiting("o", "enter")(t, at)
			s.send(model.WaitingChanged{Decided: []ingress.Decision{{ID: "4b1d0f9e8c7a", Asker: carol(), By: ingress.Person{Name: "bob", Key: "SHA256:bob"},
				Kind: ingress.Approved}}})
			return s
		}},
		{"approved", approvedBy("sg-77aa01bc")},
		{"operation-approved", func(t testing.TB, at size) *session {
			return historyOf(func(t testing.TB) []ingress.Operation {
				past := pastOperations(t)[:2]
				past[1].Records[0].ApprovedBy = carol().String()
				return past
			}, "down", "enter")(t, at)
		}},
	}
}

// approvedBy is what came of carol's plan, approved with a group's id.
func approvedBy(id string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		s := waiting("o", "enter")(t, at)
		if p, previews := s.phase().(model.Previewing); !previews || p.Plan.ConfirmID() != id {
			t.Fatalf("no plan that asks for %s\n%s", id, s.frame())
		}
		s.confirm()
		return s
	}
}

// reviewPhase is about the plans that wait.
func reviewPhase(ok func(model.Reviewing) bool) func(*session) bool {
	return func(s *session) bool {
		r, reviewing := s.phase().(model.Reviewing)
		return reviewing && ok(r)
	}
}

func approvalPresses() map[string]pressCase {
	row := func(n int) func(*session) bool {
		return func(s *session) bool { return s.app.model.WaitingRow(s.phase().(model.Reviewing)) == n }
	}
	long := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			plans := make([]ingress.Waiting, 60)
			for i := range plans {
				plans[i] = waitingPlans(t)[0]
				plans[i].ID = strings.Repeat("a", i+1)
			}
			s := newSession(t, approvalWorld(t, plans...), at).start()
			s.press("o")
			s.press(keys...)
			return s
		}
	}
	typing := func(t testing.TB, at size) *session {
		s := waiting("o", "x")(t, at)
		s.write("no")
		return s
	}
	more := func(t testing.TB, at size) *session {
		s := waiting("o")(t, at)
		f := s.world.Approvals.(*fakeApprovals)
		f.plans = f.plans[1:]
		return s
	}
	asked := askedFor(func(*fakeWorld, *session) {})
	return map[string]pressCase{
		"list.Approvals":   {"shows the plans that wait", waiting(), in[model.Reviewing]},
		"list.Approvals 2": {"says that none does here", on(), drawn("no plan waits for approval here")},
		"review.Up":        {"moves up", waiting("o", "down"), row(0)},
		"review.Down":      {"moves down", waiting("o"), row(1)},
		"review.Top":       {"goes to the newest", waiting("o", "down", "down"), row(0)},
		"review.Bottom":    {"goes to the oldest", waiting("o"), row(2)},
		"review.PageUp":    {"moves a page up", long("end"), row(59 - 17)},
		"review.PageDown":  {"moves a page down", long(), row(17)},
		"review.Open":      {"previews the plan", waiting("o"), previewing(func(p model.Previewing) bool { return p.Plan.Operation == "4b1d0f9e8c7a" })},
		"review.Reject":    {"asks why", waiting("o"), reviewPhase(func(r model.Reviewing) bool { return r.Deciding })},
		"review.Copy":      {"copies the id", waiting("o"), copied("4b1d0f9e8c7a")},
		"review.Reload":    {"reads them again", more, func(s *session) bool { return len(s.app.model.Waiting()) == 2 }},
		"review.Help":      {"shows help", waiting("o"), helps},
		"review.Back":      {"goes back to the list", waiting("o"), in[model.Listing]},
		"why.Give": {"rejects the plan", typing, func(s *session) bool {
			f := s.world.Approvals.(*fakeApprovals)
			return len(f.decided) == 1 && f.deadline && f.decided[0].Kind == ingress.Rejected && f.decided[0].Why == "no" && len(s.app.model.Waiting()) == 2
		}},
		"why.Give 2": {"withdraws one's own", waiting("o", "down", "x"), func(s *session) bool {
			f := s.world.Approvals.(*fakeApprovals)
			return len(f.decided) == 1 && f.decided[0].Kind == ingress.Withdrawn && f.decided[0].ID == "2f6a7b8c9d0e"
		}},
		"why.Back":   {"leaves it waiting", typing, reviewPhase(func(r model.Reviewing) bool { return !r.Deciding })},
		"asked.Done": {"goes back to the list", asked, in[model.Listing]},
		"asked.Form": {"goes back to the form", asked, in[model.Editing]},
		"asked.Copy": {"copies the id", asked, copied("op-1")},
		"asked.Help": {"shows help", asked, helps},
	}
}

// TestRiskyPlanWaits: what needs approval is asked for once, and never sent by who
// asked, however it is confirmed.
func TestRiskyPlanWaits(t *testing.T) {
	s := askedFor(func(*fakeWorld, *session) {})(t, size{80, 24})
	f := s.world.Approvals.(*fakeApprovals)
	f.world.sends(t, 0, "a plan that waits")
	if len(f.asked) != 1 || !f.deadline {
		t.Fatalf("%d plans were asked for, with a deadline: %v", len(f.asked), f.deadline)
	}
	s.shows("Waits for approval: 1 rule", "nothing was sent", "as operation op-1")
	s.press("enter")
	s.shows("o 1 plan waits")
	s.press("o", "enter", "G")
	s.shows("you asked for this plan: another person has to approve it")
	s.press("enter")
	s.write("sg-140ba4c8")
	s.press("enter", "enter")
	f.world.sends(t, 0, "one's own plan")
}

// TestPlanIsApproved: another person's plan is sent as it was asked for, after its
// preview and the group's id.
func TestPlanIsApproved(t *testing.T) {
	s := approvedBy("sg-77aa01bc")(t, size{120, 40})
	f := s.world.Approvals.(*fakeApprovals)
	f.world.sends(t, 2, "another person's plan")
	for i, c := range f.world.changes() {
		if why := waitingPlans(t)[0].Differs(c); why != "" || c.Approval != "4b1d0f9e8c7a" {
			t.Errorf("change %d: %s, for %q", i, why, c.Approval)
		}
	}
	s.shows("asked for by carol", "approved by alice")
	s.press("esc")
	s.send(model.WaitingChanged{Plans: waitingPlans(t)[1:]})
	s.press("esc", "esc")
	if _, reviewing := s.phase().(model.Reviewing); reviewing {
		s.press("esc")
	}
	s.shows("o 2 plans wait")
}
