package model_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// everyFact is facts about the user of every type.
func everyFact() []model.Msg {
	facts := []model.Msg{
		model.FilterOpened{}, model.FilterClosed{}, model.FilterEdited{}, model.FilterEdited{Text: "b"}, model.FilterEdited{Text: "no such group"},
		model.MarkToggled{}, model.MarksCleared{}, model.DetailsOpened{}, model.ReloadAsked{}, model.IDCopied{}, model.AddAsked{},
		model.FieldEdited{}, model.FieldEdited{Text: https}, model.FieldEdited{Text: "tcp/22 from 192.0.2.300 \x1b[31m\xff"},
		model.FieldEdited{Text: "esp from ::/0"},
		model.ChoiceTaken{}, model.RuleAdded{}, model.RuleRemoved{}, model.PreviewAsked{},
		model.KeyPressed{}, model.UntaggedAgreed{}, model.RetryAsked{}, model.UndoAsked{}, model.UndoAsked{Operation: "op-1"}, model.Confirmed{},
		model.Confirmed{Seen: true}, model.BackAsked{}, model.FormAsked{}, model.QuitAsked{},
	}
	facts = append(facts,
		model.FieldEdited{Text: "tcp/22 from 0.0.0.0/0"}, model.FieldEdited{Text: "tcp/443 from 192.0.2.7 me"},
		model.HistoryOpened{}, model.ReachOpened{}, model.ReachEdited{}, model.ReachEdited{Text: "192.0.2.1 tcp/443"}, model.ReachEdited{Text: "192.0.2.300 \x1b"},
		model.RulesCopied{}, model.RevokeAsked{}, model.RevokeAsked{RuleID: "sgr-a-0"}, model.EditAsked{}, model.EditAsked{RuleID: "sgr-a-0"},
		model.LinesPasted{}, model.LinesPasted{Lines: []string{https, "tcp/22 from me", "?"}, Notice: "3 rules read"},
		model.SightLost{}, model.CoveredToggled{}, model.FormTurned{}, model.PlanCopied{}, model.PlanCopied{Command: true},
		model.IDTyped{}, model.IDTyped{Text: id("a")}, model.IDTyped{Text: " " + id("d") + "\t"},
	)
	facts = append(facts, waitingFacts()...)
	settled := ingress.Receipt{Operation: "op-0", Group: group("a"), ReadBack: true, Rules: []ingress.RuleOutcome{{Outcome: ingress.Applied}}}
	open := ingress.Record{Operation: "op-0", Change: ingress.Change{Group: group("a")}}
	facts = append(facts, model.LeftoversOpen{}, model.LeftoversOpen{Records: []ingress.Record{open}}, model.LeftoversReconciled{},
		model.LeftoversReconciled{Receipts: []ingress.Receipt{settled, settled}}, model.RulesSwept{Receipts: []ingress.Receipt{{}}},
		model.SessionResumed{Receipts: []ingress.Receipt{settled}}, model.UpkeepFailed{Why: "no answer"}, model.GroupsPushed{},
		model.GroupsPushed{Groups: []ingress.Group{group("a", tcp(25)), group("z")}})
	for _, by := range []int{0, 1, -1, 1000, -1000, math.MaxInt, math.MinInt} {
		facts = append(facts, model.CursorMoved{By: by}, model.FieldMoved{By: by}, model.ChoiceMoved{By: by}, model.RuleMoved{By: by})
	}
	return facts
}

// everyAnswer is answers of every type to a call.
func everyAnswer(call model.Call) []model.Msg {
	failure := &ingress.Failure{Code: "AuthFailure", Message: "AWS was not able to validate the provided access credentials"}
	return append(waitingAnswers(call, failure), []model.Msg{
		model.AccountKnown{Call: call, Account: account}, model.AccountFailed{Call: call, Failure: failure},
		model.GroupsLoaded{Call: call}, model.GroupsLoaded{Call: call, Page: groups("0", "b", "b", "z")}, model.GroupsEnded{Call: call},
		model.GroupsFailed{Call: call, Failure: failure},
		model.GroupRead{Call: call}, model.GroupRead{Call: call, Group: group("a", tcp(22))}, model.GroupUnread{Call: call, ID: id("a"), Failure: failure},
		model.TargetsRead{Call: call}, model.TargetsRead{Call: call, Operation: "op-x", Groups: groups("a", "b")}, model.TargetsFailed{Call: call, Failure: failure},
		model.PermitKnown{Call: call, Permit: permit(id("a"), ingress.Allowed)}, model.PermitKnown{Call: call, Permit: permit(id("a"), ingress.Denied)},
		model.PermitKnown{Call: call, Permit: ingress.Permit{GroupID: id("a"), Answer: ingress.Denied, TagsOnly: true, Failure: failure}},
		model.OperationRead{Call: call}, model.OperationRead{Call: call, Operation: ingress.Operation{ID: "op-0",
			Records: []ingress.Record{{Operation: "op-0", Change: ingress.Change{Group: group("a")}}}}}, model.OperationUnread{Call: call, Failure: failure},
		model.WriteRepeated{Call: call, Attempt: ingress.Attempt{Number: 3}}, model.ChangeReconciled{Call: call},
		model.ChangeReconciled{Call: call, Receipt: receipt(ingress.Change{Group: group("a")}, ingress.Applied)},
		model.PermitKnown{Call: call, Permit: permit(id("b"), ingress.Denied)}, model.PermitKnown{Call: call, Permit: permit("", ingress.PermitUnknown)},
		model.QuotaKnown{Call: call, Rules: 1}, model.QuotaUnknown{Call: call},
		model.PrefixListsRead{Call: call}, model.PrefixListsRead{Call: call, Lists: []ingress.PrefixList{{ID: "pl-0a", Weight: 70}, {ID: "pl-0c"}}},
		model.AddressKnown{Call: call, Address: netip.MustParseAddr("::1"), Source: "as nobody sees you"}, model.AddressUnknown{Call: call, Failure: failure},
		model.ExpiringLoaded{Call: call, At: noon()}, model.ExpiringLoaded{Call: call, At: noon(),
			Rules: []ingress.Expiring{expiring("a", 22, time.Hour), expiring("z", 22, -time.Hour)}},
		model.HistoryLoaded{Call: call}, model.HistoryLoaded{Call: call, Operations: somePast()[1:]},
		model.HistoryLoaded{Call: call, Operations: []ingress.Operation{{ID: "op-empty"}}}, model.HistoryFailed{Call: call, Failure: failure},
		model.ExpiringFailed{Call: call, Failure: failure}, model.TimePassed{Call: call, At: noon().Add(time.Minute)}, model.TimePassed{Call: call},
		model.QuietPassed{Call: call}, model.ChangeSubmitted{Call: call}, model.ChangeSubmitted{Call: call, Receipt: ingress.Receipt{Failure: failure}},
	}...)
}

// everyState is programs in every phase, in each of the ways in which a phase
// differs.
func everyState() map[string]*walk {
	start, marked := started, markedAll
	list := func() *walk { return list(0) }
	form := func(line string) *walk { return list().tell(model.AddAsked{}, model.FieldEdited{Text: line}) }
	reading := func() *walk { return form(https).tell(model.PreviewAsked{}) }
	quiet := func() *walk { return reading().answerAll(is[model.ReadTargets]) }
	armed := func(w *walk) *walk {
		return w.tell(model.AddAsked{}, model.FieldEdited{Text: https}, model.PreviewAsked{}).answerAll(anything)
	}
	sending := func() *walk { return armed(marked()).tell(model.Confirmed{Seen: true}) }
	half := func() *walk { w := sending(); w.answer(isSubmit); return w }
	lastPage := func(w *walk) *walk {
		w.answer(is[model.LoadGroups])
		w.answer(is[model.LoadMore])
		w.answer(is[model.LoadMore])
		return w
	}
	readOnly := newWalk(ingress.Session{ReadOnly: true}, someGroups()...).answerAll(anything).tell(model.CursorMoved{By: -len(someGroups())})
	moved := armed(list())
	moved.world.someoneElse("a", 8080)
	moved.tell(model.Confirmed{Seen: true})
	states := map[string]*walk{
		"starting": start(), "first page": func() *walk { w := start(); w.answer(is[model.LoadGroups]); return w }(),
		"list": list(), "list without groups": newWalk(ingress.Session{}).answerAll(anything), "list that failed": start().fails(is[model.LoadGroups]),
		"filter": list().tell(model.FilterOpened{}, model.FilterEdited{Text: "c"}), "filter that hides all": list().tell(model.FilterEdited{Text: "?"}),
		"marked": marked(), "marked and filtered": marked().tell(model.FilterEdited{Text: "d"}),
		"reloading": marked().tell(model.ReloadAsked{}), "last page to come": lastPage(start()),
		"last page to come again": lastPage(list().tell(model.ReloadAsked{})),
		"search":                  list().tell(model.ReachOpened{}), "search answered": list().tell(model.ReachOpened{}, model.ReachEdited{Text: "192.0.2.1 tcp/22"}),
		"details":    list().tell(model.DetailsOpened{}),
		"empty form": form(""), "form": form(https), "form with a problem": form("tcp/99999 from 10.0.0.0/8").tell(model.PreviewAsked{}),
		"form without ports": form("esp from 10.0.0.0/8").tell(model.FieldMoved{By: 3}), "form of a while ago": form(https).tell(model.RuleAdded{}),
		"form with a choice": form(https).tell(model.FieldMoved{By: -3}, model.FieldEdited{Text: ""}, model.ChoiceMoved{By: -1}),
		"form while loading": start().tell(model.ReloadAsked{}).answerAll(is[model.LoadGroups]).tell(model.AddAsked{}),
		"reading":            reading(), "reading failed": reading().fails(is[model.ReadTargets]), "quiet": quiet(),
		"enter too soon": quiet().tell(model.Confirmed{Seen: true}),
		"armed":          armed(list()), "unseen": armed(list()).tell(model.Confirmed{}), "nothing to send": armed(list().tell(model.CursorMoved{By: 3})),
		"read-only": armed(readOnly).tell(model.Confirmed{Seen: true}), "many groups": armed(marked()),
		"sending": sending(), "half sent": half(), "sending, escape": half().tell(model.BackAsked{}), "sending, quit": sending().tell(model.QuitAsked{}),
		"last answer to come": armed(list()).tell(model.Confirmed{Seen: true}),
		"group moved":         moved.clone(), "moved preview": moved.clone().answerAll(isSubmit), "moved plan": moved.clone().answerAll(anything),
		"finished": sending().answerAll(isSubmit), "finished and read": sending().answerAll(anything),
		"finished, refused":      armed(list()).tell(model.Confirmed{Seen: true}).fails(isSubmit),
		"form after the outcome": sending().answerAll(anything).tell(model.FormAsked{}),
		"list after the outcome": sending().answerAll(anything).tell(model.BackAsked{}),
	}
	for _, more := range []map[string]*walk{planStates(), changeStates(), besideStates(), writeStates(), countdownStates(), historyStates(), waitingStates(),
		commandStates()} {
		maps.Copy(states, more)
	}
	return states
}

// No message brings any phase out of form, breaks the promise, or takes away
// the way back to the list and the way out.
func TestEveryPhaseTakesEveryMessage(t *testing.T) {
	facts := everyFact()
	for name, state := range everyState() {
		if err := cmp.Or(state.err, state.leads()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		msgs := slices.Clone(facts)
		for call := range newestCall(state) + 2 {
			msgs = append(msgs, everyAnswer(call)...)
		}
		for _, msg := range msgs {
			w := state.clone().tell(msg)
			if w.err == nil && (!reflect.DeepEqual(w, state)) {
				w.err = w.leads()
			}
			if w.err != nil {
				t.Errorf("%s, then %T%+v: %v", name, msg, msg, w.err)
			}
		}
	}
}

// newestCall is the newest call that a walk's effects have.
func newestCall(w *walk) model.Call {
	_, effects := w.model.Update(model.ReloadAsked{})
	var newest model.Call
	for _, e := range slices.Concat(w.world.waiting, effects) {
		newest = max(newest, callOf(e))
	}
	return newest
}

func callOf(e model.Effect) model.Call {
	return model.Call(reflect.ValueOf(e).FieldByName("Call").Int())
}

// Values are values: no Update changes the model that it was given, nor any
// that came of the same one.
func TestUpdateLeavesItsModelAlone(t *testing.T) {
	facts := everyFact()
	for name, state := range everyState() {
		if err := leavesAlone(state, facts); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func leavesAlone(w *walk, facts []model.Msg) error {
	type child struct {
		msg    model.Msg
		model  model.Model
		before uint64
	}
	print := newFingerprinter()
	parent := print.of(w.model)
	var children []child
	msgs := slices.Clone(facts)
	for _, waiting := range w.world.waiting {
		msgs = append(msgs, everyAnswer(callOf(waiting))...)
	}
	for _, msg := range msgs {
		next, _ := w.model.Update(msg)
		children = append(children, child{msg, next, print.of(next)})
		if print.of(w.model) != parent {
			return fmt.Errorf("%T%+v changed the model that it was given", msg, msg)
		}
	}
	for _, c := range children {
		if print.of(c.model) != c.before {
			return fmt.Errorf("the model after %T%+v changed with one beside it", c.msg, c.msg)
		}
	}
	return nil
}

// The sweep is over all there is: a type of message, phase or effect that is
// declared and not swept fails here.
func TestSweepIsComplete(t *testing.T) {
	msgs, phases, effects := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, msg := range slices.Concat(everyFact(), everyAnswer(1)) {
		msgs[reflect.TypeOf(msg).Name()] = true
	}
	for _, state := range everyState() {
		phases[reflect.TypeOf(state.model.Phase).Name()] = true
		for _, msg := range slices.Concat(everyFact(), everyAnswer(1)) {
			_, answers := state.model.Update(msg)
			for _, effect := range append(answers, state.world.waiting...) {
				effects[reflect.TypeOf(effect).Name()] = true
			}
		}
	}
	for method, swept := range map[string]map[string]bool{"msg": msgs, "phase": phases, "needs": effects} {
		if diff := diff(declared(t, method), slices.Sorted(maps.Keys(swept))); diff != "" {
			t.Errorf("types with the method %s: -declared +swept\n%s", method, diff)
		}
	}
}

// declared are the names of the package's types that have a method.
func declared(t *testing.T, method string) []string {
	t.Helper()
	var names []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == method {
				names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	slices.Sort(names)
	return names
}
