package model_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// noon is when the tests' worlds begin.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// ending is a rule with the tags of one that Sluice revokes some time after noon.
func ending(r ingress.GroupRule, after time.Duration) ingress.GroupRule {
	r.Tags = []ingress.Tag{
		{Key: ingress.TagOperation, Value: "op-0"},
		{Key: ingress.TagExpires, Value: noon().Add(after).Format(time.RFC3339)},
	}
	return r
}

// expiring is a rule of a group that opens a port, with its end.
func expiring(name string, port int, after time.Duration) ingress.Expiring {
	rule := ending(tcp(port), after)
	rule.ID = "sgr-" + name + "-0"
	return ingress.Expiring{GroupID: id(name), Rule: rule}
}

// expiring are the rules of the world's groups that have the tag of an end.
func (w *world) expiring() []ingress.Expiring {
	var found []ingress.Expiring
	for _, groupID := range slices.Sorted(maps.Keys(w.groups)) {
		for _, r := range w.groups[groupID].Rules {
			if _, ends := r.Expires(); ends {
				found = append(found, ingress.Expiring{GroupID: groupID, Rule: r})
			}
		}
	}
	return found
}

// countdownStates are those in which rules expire.
func countdownStates() map[string]*walk {
	all := func() *walk {
		return newWalk(ingress.Session{}, group("a", ending(tcp(22), 90*time.Second), tcp(443)), group("b", ending(tcp(22), -time.Minute)), group("c"))
	}
	loaded := func() *walk { w := all().answerAll(isPage); w.answer(is[model.LoadExpiring]); return w }
	return map[string]*walk{
		"expiring, not known yet": all().answerAll(isPage), "expiring, unknown": all().answerAll(isPage).fails(is[model.LoadExpiring]),
		"counting down": loaded(), "clock read": func() *walk { w := loaded(); w.answer(is[model.WaitTick]); return w }(),
		"time is up": loaded().answerAll(is[model.WaitTick]), "counting down, asked again": loaded().tell(model.ReloadAsked{}),
		"counting down, form": loaded().tell(model.AddAsked{}, model.FieldEdited{Text: https}),
	}
}

// Rules count down minute by minute while one has time left, from the time as
// read, and no longer.
func TestCountdown(t *testing.T) {
	w := countdownStates()["counting down"]
	a := tcp(22).Rule
	var waits []time.Duration
	for range 5 {
		i := slices.IndexFunc(w.world.waiting, is[model.WaitTick])
		if i < 0 {
			break
		}
		waits = append(waits, w.world.waiting[i].(model.WaitTick).For)
		w.answer(is[model.WaitTick])
	}
	if want := []time.Duration{0, 30 * time.Second, time.Minute}; !slices.Equal(waits, want) {
		t.Errorf("waits for %v, want %v", waits, want)
	}
	if got := w.model.Now(); !got.Equal(noon().Add(90 * time.Second)) {
		t.Errorf("it is %v", got)
	}
	if at, ends := w.model.Ends(id("a"), a); !ends || !at.Equal(w.model.Now()) {
		t.Errorf("the rule ends %v, %v", at, ends)
	}
	if at, ends := w.model.Ends(id("a"), tcp(443).Rule); ends {
		t.Errorf("a rule that stays ends %v", at)
	}
	if w.err != nil {
		t.Error(w.err)
	}
}

// Where nothing expires, no clock is read and nothing waits, but for a form.
func TestNothingCountsDown(t *testing.T) {
	ticks := func(w *walk) int {
		n := 0
		for _, e := range w.world.waiting {
			if is[model.WaitTick](e) {
				n++
			}
		}
		return n
	}
	w := list(0)
	if n := ticks(w); n != 0 {
		t.Errorf("%d ticks in the list", n)
	}
	if n := ticks(w.tell(model.AddAsked{}, model.FieldEdited{Text: https})); n != 1 {
		t.Errorf("%d readings of the clock for a form", n)
	}
	if n := ticks(w.answerAll(is[model.WaitTick]).tell(model.FieldEdited{Text: ""})); n != 0 {
		t.Errorf("%d ticks in a form whose clock was read", n)
	}
}

// Sluice revokes what it tagged with an operation and an end, and nothing else:
// nothing else counts down.
func TestOnlyOwnRulesCountDown(t *testing.T) {
	foreign, garbled := expiring("a", 22, time.Hour), expiring("b", 22, time.Hour)
	foreign.Rule.Tags = foreign.Rule.Tags[1:]
	garbled.Rule.Tags = []ingress.Tag{{Key: ingress.TagOperation, Value: "op-0"}, {Key: ingress.TagExpires, Value: "tomorrow"}}
	w := started()
	i := slices.IndexFunc(w.world.waiting, is[model.LoadExpiring])
	load := w.world.waiting[i].(model.LoadExpiring).Call
	w.tell(model.ExpiringLoaded{Call: load, At: noon(), Rules: []ingress.Expiring{foreign, garbled, expiring("c", 22, time.Hour)}})
	if n := w.model.Expiring(); n != 1 {
		t.Errorf("%d rules count down", n)
	}
}

// The next end of a group is that of the first of its rules; a rule that was
// revoked or lost its tag has none, as soon as its group was read.
func TestNextEnd(t *testing.T) {
	w := newWalk(ingress.Session{}, group("a", ending(tcp(22), 2*time.Hour), ending(tcp(80), time.Hour), tcp(443))).answerAll(isPage)
	w.answer(is[model.LoadExpiring])
	check := func(want time.Duration) {
		t.Helper()
		g, _ := w.model.Catalog.Group(id("a"))
		at, ends := w.model.NextEnd(g)
		if ends != (want > 0) || ends && !at.Equal(noon().Add(want)) {
			t.Errorf("the next end is %v, %v, want after %v", at, ends, want)
		}
	}
	check(time.Hour)
	g := w.world.groups[id("a")]
	g.Rules = []ingress.GroupRule{g.Rules[0], g.Rules[2]}
	w.world.groups[g.ID] = g
	w.tell(model.DetailsOpened{})
	w.answer(is[model.ReadGroup])
	check(2 * time.Hour)
	g.Rules = slices.Clone(g.Rules)
	g.Rules[0].Tags = nil
	w.world.groups[g.ID] = g
	w.tell(model.DetailsOpened{})
	w.answer(is[model.ReadGroup])
	check(0)
}

// What expires is asked at the start and on reload; a late answer does not
// count, and a failure is told and keeps what was known.
func TestLoadExpiring(t *testing.T) {
	w := countdownStates()["counting down"]
	if n := w.model.Expiring(); n != 2 {
		t.Fatalf("%d rules expire", n)
	}
	w.tell(model.ReloadAsked{}, model.ReloadAsked{})
	w.fails(is[model.LoadExpiring])
	if n := w.model.Expiring(); n != 2 || w.model.Notice != "" {
		t.Errorf("after a late failure %d rules expire, and the list says %q", n, w.model.Notice)
	}
	w.fails(is[model.LoadExpiring])
	if n := w.model.Expiring(); n != 2 || !strings.Contains(w.model.Notice, "which rules expire could not be read: RequestLimitExceeded") {
		t.Errorf("after a failure %d rules expire, and the list says %q", n, w.model.Notice)
	}
}

// aboutTime is about the clock, and the rules that expire.
func aboutTime(e model.Effect) bool { return is[model.LoadExpiring](e) || is[model.WaitTick](e) }

// A rule's end is counted from the time at which its groups were read for the
// preview, not from when it was typed.
func TestEndIsCountedFromThePreview(t *testing.T) {
	w := list(0).reads(https + " for 2h")
	w.world.now = noon().Add(3 * time.Hour)
	w.answerAll(anything)
	p, previewing := w.model.Phase.(model.Previewing)
	if !previewing || w.err != nil {
		t.Fatalf("in %T: %v", w.model.Phase, w.err)
	}
	if got := p.Plan.Changes[0].Send()[0].Expires; !got.Equal(noon().Add(5 * time.Hour)) {
		t.Errorf("the rule ends %v", got)
	}
}

// An end in the past is a problem of its field as soon as the clock was read,
// and stands in the way of a preview.
func TestEndInThePast(t *testing.T) {
	w := list(0).tell(model.AddAsked{}).answerAll(anything)
	w.tell(model.FieldEdited{Text: https + " until 2026-11-23T11:59Z"}, model.PreviewAsked{}).answerAll(anything)
	e, editing := w.model.Phase.(model.Editing)
	if !editing || e.Focus != ingress.FieldExpires || len(e.Problems) != 1 ||
		!strings.Contains(e.Problems[0].Text, "is in the past: it is 2026-11-23T12:00Z now") {
		t.Errorf("in %T on %v: %v", w.model.Phase, e.Focus, e.Problems)
	}
}

// An end that comes to lie in the past between the form and its preview leads
// back to the form.
func TestEndThatPasses(t *testing.T) {
	w := list(0).tell(model.AddAsked{}).answerAll(anything)
	w.tell(model.FieldEdited{Text: https + " until 2026-11-23T12:30Z"}, model.PreviewAsked{})
	w.world.now = noon().Add(time.Hour)
	w.answerAll(anything)
	if e, editing := w.model.Phase.(model.Editing); !editing || len(e.Problems) != 1 || e.Problems[0].Field != ingress.FieldExpires {
		t.Errorf("in %T: %v", w.model.Phase, e.Problems)
	}
}

// The form says what an end comes to as time passes.
func TestFormKeepsTime(t *testing.T) {
	w := countdownStates()["counting down"].answerAll(is[model.WaitTick]).tell(model.AddAsked{}, model.FieldEdited{Text: https + " for 2h"})
	soFar := func() time.Time { return w.model.Phase.(model.Editing).SoFar.Changes[0].Rules[0].Expires }
	before := soFar()
	w.world.now = w.world.now.Add(time.Hour)
	w.answerAll(is[model.WaitTick])
	if got := soFar().Sub(before); got != time.Hour {
		t.Errorf("an hour later the rule ends %v later", got)
	}
}

// An edit cannot change when a rule ends: EC2's tags are not the rule's.
func TestEditOfAnEnd(t *testing.T) {
	w := list(0).tell(model.DetailsOpened{}).answerAll(anything).tell(model.EditAsked{RuleID: "sgr-a-0"},
		model.FieldEdited{Text: "tcp/22 from 192.0.2.0/24 for 2h"}, model.PreviewAsked{}).answerAll(anything)
	e, editing := w.model.Phase.(model.Editing)
	if !editing || len(e.Problems) != 1 || e.Problems[0].Field != ingress.FieldExpires {
		t.Errorf("in %T: %v", w.model.Phase, e.Problems)
	}
}
