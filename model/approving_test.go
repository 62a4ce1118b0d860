package model_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sluice/model"
	"sluice/model/ingress"
)

func ann() ingress.Person { return ingress.Person{Name: "ann", Key: "SHA256:ann"} }
func bob() ingress.Person { return ingress.Person{Name: "bob", Key: "SHA256:bob"} }

// waits is a plan that somebody asked for: the lines to be sent to groups.
func waits(opID string, by ingress.Person, line string, names ...string) ingress.Waiting {
	targets := groups(names...)
	wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse(targets, targets)
	if len(problems) > 0 {
		panic(problems)
	}
	plan := planner().Plan(opID, targets, wanted)
	return ingress.Waiting{ID: opID, By: by, At: noon(), Changes: plan.Changes, Severity: plan.Severity()}
}

// fourEyed is the list of ann's session, where a plan of severity high waits for
// approval, as those do that are given.
func fourEyed(plans ...ingress.Waiting) *walk {
	w := newWalk(ingress.Session{}, someGroups()...)
	w.world.waits = plans
	m, effects := w.model.WithApprovals(ingress.High, ann())
	w.model = m
	w.world.perform(effects)
	return w.answerAll(anything).tell(model.CursorMoved{By: -len(someGroups())})
}

// plansOfTwo are a plan of bob's and one of ann's; nobody changes them.
//
//nolint:gochecknoglobals // it is asked for a hundred thousand times, and making plans is what takes the time
var plansOfTwo = sync.OnceValue(func() []ingress.Waiting {
	return []ingress.Waiting{waits("op-bob", bob(), "tcp/22,23 from 0.0.0.0/0", "b", "a"), waits("op-ann", ann(), risky, "c")}
})

// waitingStates are those about plans that wait for approval.
func waitingStates() map[string]*walk {
	asking := func() *walk {
		w := fourEyed().reads(risky).answerAll(anything)
		return w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
	}
	review := func() *walk { return fourEyed(plansOfTwo()...).tell(model.ApprovalsOpened{}).answerAll(anything) }
	approve := func() *walk { return review().tell(model.DetailsOpened{}).answerAll(anything) }
	sending := func() *walk {
		return approve().tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("b")}, model.Confirmed{Seen: true})
	}
	decidedOn := ingress.Decision{ID: "op-bob", Asker: bob(), By: ingress.Person{Name: "eve", Key: "SHA256:eve"}, Kind: ingress.Approved}
	moved := sending()
	moved.world.someoneElse("b", 8080)
	reason := func(text string) *walk { return review().tell(model.RejectAsked{}, model.WhyTyped{Text: text}) }
	gone := fourEyed(waits("op-gone", bob(), risky, "z")).tell(model.ApprovalsOpened{}, model.DetailsOpened{})
	return map[string]*walk{
		"approvals": fourEyed(plansOfTwo()...), "risky, to be approved": fourEyed().reads(risky).answerAll(anything),
		"asking": asking(), "asked": asking().answerAll(is[model.AskApproval]), "asked, read": asking().answerAll(anything),
		"asked, failed": asking().fails(is[model.AskApproval]),
		"asked, escape": asking().tell(model.BackAsked{}),
		"asked, decided": asking().answerAll(anything).tell(model.WaitingChanged{Decided: []ingress.Decision{{ID: "op-1", Asker: ann(), By: bob(),
			Kind: ingress.Rejected, Why: "no"}}}),
		"review": review(), "review, empty": fourEyed().tell(model.ApprovalsOpened{}),
		"review, failed": fourEyed(plansOfTwo()...).tell(model.ApprovalsOpened{}).fails(is[model.LoadWaiting]),
		"review, own":    review().tell(model.CursorMoved{By: 1}), "review, own, withdrawing": review().tell(model.CursorMoved{By: 1}, model.RejectAsked{},
			model.WhyGiven{}),
		"review, reason": reason("no"), "review, no reason": reason(" ").tell(model.WhyGiven{}), "review, rejecting": reason("no").tell(model.WhyGiven{}),
		"review, rejected":        reason("no").tell(model.WhyGiven{}).answerAll(anything),
		"review, not rejected":    reason("no").tell(model.WhyGiven{}).fails(is[model.RejectPlan]),
		"review, reason too late": reason("no").tell(model.WaitingChanged{Plans: plansOfTwo()[1:], Decided: []ingress.Decision{decidedOn}}),
		"approve, reading":        review().tell(model.DetailsOpened{}), "approve": approve(),
		"approve own":      review().tell(model.CursorMoved{By: 1}, model.DetailsOpened{}).answerAll(anything),
		"approve, decided": approve().tell(model.WaitingChanged{Decided: []ingress.Decision{decidedOn}}), "approve, gone": gone.answerAll(anything),
		"approve, sending": sending(), "approved": sending().answerAll(anything), "approve, moved": moved.clone().answerAll(isSubmit),
		"approve, moved, again":     moved.answerAll(anything),
		"approve, refused, retried": sending().fails(isSubmit).answerAll(anything).tell(model.RetryAsked{}).answerAll(anything),
	}
}

// waitingFacts are what can be told about plans that wait.
func waitingFacts() []model.Msg {
	decided := func(opID string, asker, by ingress.Person, r ingress.DecisionKind) ingress.Decision {
		return ingress.Decision{ID: opID, Asker: asker, By: by, Kind: r}
	}
	return []model.Msg{
		model.ApprovalsOpened{}, model.RejectAsked{}, model.WhyTyped{}, model.WhyTyped{Text: " not on a Friday \x1b"}, model.WhyGiven{},
		model.WaitingChanged{}, model.WaitingChanged{Plans: plansOfTwo()}, model.WaitingChanged{Plans: plansOfTwo()[1:],
			Decided: []ingress.Decision{decided("op-bob", bob(), ann(), ingress.Rejected)}},
		model.WaitingChanged{Plans: plansOfTwo()[:1], Decided: []ingress.Decision{decided("op-ann", ann(), bob(), ingress.Approved),
			decided("op-1", ann(), ingress.Person{}, ingress.Expired), decided("op-bob", bob(), bob(), ingress.Withdrawn)}},
	}
}

func waitingAnswers(call model.Call, failure *ingress.Failure) []model.Msg {
	return []model.Msg{
		model.WaitingLoaded{Call: call}, model.WaitingLoaded{Call: call, Plans: plansOfTwo()}, model.WaitingFailed{Call: call, Failure: failure},
		model.PlanWaits{Call: call}, model.PlanWaits{Call: call, Waiting: plansOfTwo()[1]}, model.PlanNotAsked{Call: call, Failure: failure},
		model.PlanPutBack{Call: call}, model.PlanPutBack{Call: call, Waiting: plansOfTwo()[0]}, model.PlanNotPutBack{Call: call, Failure: failure},
		model.PlanDecided{Call: call, Decision: ingress.Decision{ID: "op-bob", Kind: ingress.Rejected}}, model.PlanNotDecided{Call: call, Failure: failure},
	}
}

// approvalsAnswered answers what is asked about plans that wait.
func (w *world) approvalsAnswered(effect model.Effect, how int, failure *ingress.Failure) model.Msg {
	decide := func(call model.Call, id, why string, r ingress.DecisionKind) model.Msg {
		if how != 0 {
			return model.PlanNotDecided{Call: call, Failure: failure}
		}
		w.waits = slices.DeleteFunc(slices.Clone(w.waits), func(p ingress.Waiting) bool { return p.ID == id })
		return model.PlanDecided{Call: call, Decision: ingress.Decision{ID: id, By: ann(), Kind: r, Why: why}}
	}
	switch e := effect.(type) {
	case model.LoadWaiting:
		if how != 0 {
			return model.WaitingFailed{Call: e.Call, Failure: failure}
		}
		return model.WaitingLoaded{Call: e.Call, Plans: w.waits}
	case model.AskApproval:
		if how != 0 {
			return model.PlanNotAsked{Call: e.Call, Failure: failure}
		}
		waiting := ingress.Waiting{ID: e.Plan.Operation, By: ann(), At: w.now, Changes: e.Plan.Changes, Severity: e.Plan.Severity()}
		w.waits = append([]ingress.Waiting{waiting}, w.waits...)
		return model.PlanWaits{Call: e.Call, Waiting: waiting}
	case model.PutBack:
		if how != 0 {
			return model.PlanNotPutBack{Call: e.Call, Failure: failure}
		}
		for _, waiting := range w.waits {
			if waiting.ID == e.ID {
				waiting.ID, waiting.Rest, waiting.Why = "rest-of-"+e.ID, e.ID, e.Why
				w.waits = append([]ingress.Waiting{waiting}, w.waits...)
				return model.PlanPutBack{Call: e.Call, Waiting: waiting}
			}
		}
		return model.PlanPutBack{Call: e.Call}
	case model.RejectPlan:
		return decide(e.Call, e.ID, e.Why, ingress.Rejected)
	case model.WithdrawPlan:
		return decide(e.Call, e.ID, e.Why, ingress.Withdrawn)
	default: // says nothing here
	}
	return nil
}

// approvedForOthers holds a plan that is sent to what needs another person.
func approvedForOthers(before model.Model, p model.Previewing) error {
	a, approves := p.Back.(model.Approving)
	switch {
	case !approves && before.Approves() != ingress.None && p.Plan.Severity() >= before.Approves():
		return fmt.Errorf("a plan of severity %s is sent by who asked for it", p.Plan.Severity())
	case !approves:
		return nil
	case !a.Waiting.By.Other(before.Me()):
		return fmt.Errorf("%s approves a plan of %s", before.Me(), a.Waiting.By)
	case p.Plan.Operation != a.Waiting.ID:
		return fmt.Errorf("the plan %s is sent as %s", a.Waiting.ID, p.Plan.Operation)
	}
	for _, c := range p.Plan.Changes {
		if why := a.Waiting.Differs(c); why != "" || c.Approval != a.Waiting.ID {
			return fmt.Errorf("what is sent is not what was asked for: %s (for %q)", why, c.Approval)
		}
	}
	return nil
}

// approvalsFormed holds the phases about plans that wait to what the screens build on.
func approvalsFormed(m model.Model) error {
	switch p := m.Phase.(type) {
	case model.Reviewing:
		switch row := m.WaitingRow(p); {
		case (row < 0) != (len(m.Waiting()) == 0) || (row < 0) != (p.Cursor == ""):
			return fmt.Errorf("the cursor is on %q, row %d of %d plans", p.Cursor, row, len(m.Waiting()))
		case p.Deciding && (row < 0 || p.Call != 0) || p.Why != "" && !p.Deciding:
			return fmt.Errorf("the reason %q is typed for %q", p.Why, p.Cursor)
		}
	case model.Asking:
		if p.Call != 0 && (p.Failure != nil || p.Waiting.ID != "" || p.Quiet != 0) {
			return fmt.Errorf("asking, and answered")
		}
		return originFormed(p.Back)
	default: // says nothing here
	}
	return nil
}

// No sequence of messages makes the session of who asked send a plan that needs
// approval; and what it approves is sent as it was asked for. The ledger says so.
func TestWalksWithApprovals(t *testing.T) {
	reached := map[string]int{}
	for range walks {
		rapid.Check(t, func(t *rapid.T) { walkWithApprovals(t, reached) })
		if t.Failed() || len(unapproached(reached)) == 0 {
			break
		}
	}
	if missed := unapproached(reached); len(missed) > 0 {
		t.Errorf("no walk came to: %s", missed)
	}
	t.Log(reached)
}

// unapproached is what no walk has come to yet.
func unapproached(reached map[string]int) []string {
	return slices.DeleteFunc([]string{"asked", "approved", "written without approval", "rejected or withdrawn", "own plan refused"},
		func(what string) bool { return reached[what] > 0 })
}

func walkWithApprovals(t *rapid.T, reached map[string]int) {
	w := fourEyed(plansOfTwo()...)
	for range rapid.IntRange(20, 60).Draw(t, "steps") {
		facts := append(everyFact(), waitingFacts()...)
		switch a := rapid.IntRange(0, 400).Draw(t, "a"); rapid.IntRange(0, 9).Draw(t, "what") {
		case 0:
			w.tell(facts[a%len(facts)])
		case 1:
			w.tell(waitingFacts()[a%len(waitingFacts())])
		case 2:
			if n := len(w.world.waiting); n > 0 {
				w.tell(w.world.answer(a%n, a%3/2))
			}
		case 3:
			w.tell(model.ApprovalsOpened{}, model.CursorMoved{By: a%3 - 1}, model.DetailsOpened{})
		case 4:
			w.tell(model.ApprovalsOpened{}, model.RejectAsked{}, model.WhyTyped{Text: "no"}, model.WhyGiven{}).answerAll(anything)
		default:
			if _, reviewing := w.model.Phase.(model.Reviewing); reviewing {
				w.tell(model.DetailsOpened{})
			} else if _, asking := w.model.Phase.(model.Asking); asking {
				w.answerAll(is[model.WaitQuiet]).tell(model.BackAsked{})
				w.answerAll(is[model.AskApproval])
			}
			w.goOn([]string{risky, https, "tcp/22 from 0.0.0.0/0", "tcp/3389 from ::/0"}[a%4], a%9)
		}
		if w.err != nil {
			t.Fatal(w.err)
		}
		noteApproved(reached, w)
	}
	if err := w.leads(); err != nil {
		t.Fatal(err)
	}
}

// What was approved and sent is not sent again, whatever still says that it
// waits; what was not sent at all may be.
func TestApprovedPlanIsSentOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		meets func(*walk)
		how   int // how the write is answered
		again bool
	}{
		{"refused", func(*walk) {}, 1, false},
		{"moved, not sent", func(w *walk) { w.world.someoneElse("a", 8080) }, 0, true},
	} {
		w := fourEyed(waits("op-bob", bob(), risky, "a")).tell(model.ApprovalsOpened{}, model.DetailsOpened{}).answerAll(anything)
		tt.meets(w)
		w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
		w.tell(w.world.answer(slices.IndexFunc(w.world.waiting, isSubmit), tt.how)).answerAll(anything)
		for range 4 {
			w.tell(model.BackAsked{}).answerAll(anything)
		}
		w.tell(model.ApprovalsOpened{}).answerAll(anything).tell(model.CursorMoved{By: 9}, model.DetailsOpened{}).answerAll(anything)
		p, previewing := w.model.Phase.(model.Previewing)
		if !previewing || w.err != nil || p.Plan.Operation != "op-bob" {
			t.Fatalf("%s: %#v, %v", tt.name, w.model.Phase, w.err)
		}
		if may := w.model.Unapprovable(p) == ""; may != tt.again {
			t.Errorf("%s: may be sent again: %v, because %q", tt.name, may, w.model.Unapprovable(p))
		}
	}
}

// What an approved plan did not add waits again, and who approved it can preview it
// from the outcome, as a plan that waits.
func TestRestWaitsAgain(t *testing.T) {
	w := fourEyed(waits("op-bob", bob(), risky, "a")).tell(model.ApprovalsOpened{}, model.DetailsOpened{}).answerAll(anything)
	w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
	w.tell(w.world.answer(slices.IndexFunc(w.world.waiting, isSubmit), 1)).answerAll(anything) // refused
	f, finished := w.model.Phase.(model.Finished)
	if w.err != nil || !finished || f.Rest.Rest != "op-bob" || !strings.Contains(f.Rest.Why, id("a")) {
		t.Fatalf("the outcome: %#v, %v", w.model.Phase, w.err)
	}
	if waiting := w.model.Waiting(); len(waiting) == 0 || waiting[0].ID != f.Rest.ID {
		t.Errorf("what waits: %v", waiting)
	}
	w.tell(model.RetryAsked{}).answerAll(anything)
	p, previewing := w.model.Phase.(model.Previewing)
	if !previewing || p.Plan.Operation != f.Rest.ID || w.model.Waits(p) || w.model.Unapprovable(p) != "" {
		t.Fatalf("the preview of the rest: %#v", w.model.Phase)
	}
	w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true}).answerAll(anything)
	if f, done := w.model.Phase.(model.Finished); w.err != nil || !done || !f.AllApplied() || f.Rest.ID != "" {
		t.Errorf("approved: %#v, %v", w.model.Phase, w.err)
	}
}

func noteApproved(reached map[string]int, w *walk) {
	switch p := w.model.Phase.(type) {
	case model.Asking:
		if p.Waiting.ID != "" {
			reached["asked"]++
		}
	case model.Finished:
		_, approves := p.Back.(model.Approving)
		switch {
		case p.Count(ingress.Applied) == 0:
		case approves:
			reached["approved"]++
		default:
			reached["written without approval"]++
		}
	case model.Reviewing:
		if strings.Contains(p.Notice, "rejected") || strings.Contains(p.Notice, "withdrawn") {
			reached["rejected or withdrawn"]++
		}
	case model.Previewing:
		if strings.Contains(p.Notice, "you asked for this plan") {
			reached["own plan refused"]++
		}
	default: // says nothing here
	}
}

// The way of a plan from one session to the other.
func TestApproval(t *testing.T) {
	asker := fourEyed().reads(risky).answerAll(anything)
	asker.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true})
	if asker.answerAll(anything); asker.err != nil {
		t.Fatal(asker.err)
	}
	asked, waits := asker.model.Phase.(model.Asking)
	if !waits || asked.Waiting.ID == "" || len(asker.world.writes) > 0 {
		t.Fatalf("%#v, %d writes", asker.model.Phase, len(asker.world.writes))
	}
	plan := asked.Waiting
	plan.By, plan.Held = bob(), []ingress.Group{plan.Changes[0].Group}
	w := fourEyed(plan).tell(model.ApprovalsOpened{})
	w.world.someoneElse("a", 8080)
	w.tell(model.DetailsOpened{}).answerAll(anything)
	p, previewing := w.model.Phase.(model.Previewing)
	if drifted, rules := p.Drift(p.Plan.Changes[0]); !previewing || !drifted || len(rules) != 1 || w.model.Waits(p) {
		t.Fatalf("the preview: %#v", w.model.Phase)
	}
	w.tell(model.Confirmed{Seen: true}, model.IDTyped{Text: id("a")}, model.Confirmed{Seen: true}).answerAll(anything)
	if f, done := w.model.Phase.(model.Finished); w.err != nil || !done || !f.AllApplied() || f.Plan.Operation != plan.ID {
		t.Fatalf("approved: %#v, %v", w.model.Phase, w.err)
	}
	asker.tell(model.WaitingChanged{Decided: []ingress.Decision{{ID: plan.ID, Asker: ann(), By: bob(), At: noon().Add(time.Minute), Kind: ingress.Approved}}})
	asked, _ = asker.model.Phase.(model.Asking)
	if asked.Decision == nil || asker.model.News != "your plan "+plan.ID+": bob approved it" {
		t.Errorf("who asked is told %q, %v", asker.model.News, asked.Decision)
	}
}

// A rule's end is what it was when it was asked for, however long it waited, and
// an edit is approved like any other plan.
func TestApprovedEnds(t *testing.T) {
	plan := waits("op-bob", bob(), risky+" for 2h", "a")
	for i := range plan.Changes[0].Rules {
		plan.Changes[0].Rules[i].Expires = noon().Add(2 * time.Hour)
	}
	edited := waits("op-edit", bob(), risky, "d")
	held := ending(tcp(443), time.Hour)
	held.ID = "sgr-d-0"
	edited.Changes[0].Kind, edited.Changes[0].Rules[0].Existing = ingress.Editing, held
	edited.Changes[0].Rules[0].Expires = noon().Add(time.Hour)
	for _, later := range []time.Duration{0, time.Hour, 3 * time.Hour} {
		for _, asked := range []ingress.Waiting{plan, edited} {
			w := fourEyed(asked).tell(model.ApprovalsOpened{})
			w.world.now = noon().Add(later)
			w.tell(model.DetailsOpened{}).answerAll(is[model.ReadTargets])
			p, previewing := w.model.Phase.(model.Previewing)
			over := asked.ID == "op-bob" && later == 3*time.Hour
			if !previewing || len(p.Plan.Changes) != 1 || (p.Plan.Blocked() != "") != over {
				t.Fatalf("%s, %s later: %#v", asked.ID, later, w.model.Phase)
			}
			if why := asked.Differs(p.Plan.Changes[0]); why != "" && !over {
				t.Errorf("%s, %s later: %s", asked.ID, later, why)
			}
		}
	}
}
