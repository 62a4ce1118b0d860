package model_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// operation is an operation that added a rule to a group some time before noon.
func operation(opID, by, groupName string, before time.Duration, o ingress.Outcome) ingress.Operation {
	c := ingress.Change{Group: group(groupName), Rules: []ingress.PlannedRule{{Wanted: ingress.Wanted{Rule: tcp(22).Rule}}}}
	r := receipt(c, o)
	return ingress.Operation{ID: opID, Records: []ingress.Record{{
		Operation: opID, By: by, At: noon().Add(-before), Site: ingress.Site{Endpoint: "sandbox", Account: account, Region: "us-east-1"}, Change: c, Receipt: &r,
	}}}
}

// operations are n operations, the newest first.
func operations(n int) []ingress.Operation {
	all := make([]ingress.Operation, n)
	for i := range all {
		all[i] = operation(fmt.Sprintf("op-past-%d", n-i), "ann", "a", time.Duration(i)*time.Minute, ingress.Applied)
	}
	return all
}

// somePast are operations of several kinds and outcomes.
func somePast() []ingress.Operation {
	added := operation("op-p5", "ann", "a", time.Hour, ingress.Applied)
	added.UndoneBy = []string{"op-p6"}
	undo := operation("op-p6", "bob SHA256:abc", "a", 0, ingress.Applied)
	undo.Records[0].Change.Kind, undo.Records[0].Change.Undoes = ingress.Revoking, "op-p5"
	open := operation("op-p3", "ann", "c", 25*time.Hour, ingress.Unknown)
	open.Records[0].Receipt = nil
	away := operation("op-p2", "ann", "d", 26*time.Hour, ingress.NotSent)
	away.Records[0].Site.Region = "eu-west-1"
	both := operation("op-p1", "eve", "a", 27*time.Hour, ingress.WasThere)
	both.Records = append(both.Records, operation("op-p1", "eve", "b", 27*time.Hour, ingress.Unknown).Records...)
	return []ingress.Operation{undo, added, operation("op-p4", "bob", "b", 2*time.Hour, ingress.Refused), open, away, both}
}

// historyStates are those of the history.
func historyStates() map[string]*walk {
	read := func(past ...ingress.Operation) *walk {
		w := list(0)
		w.world.past = past
		return w.tell(model.HistoryOpened{})
	}
	shown := func() *walk { return read(somePast()...).answerAll(anything) }
	return map[string]*walk{
		"history, reading": read(somePast()...), "history": shown(), "history, failed": read(somePast()...).fails(is[model.LoadHistory]),
		"history, empty": read().answerAll(anything), "history, filtering": shown().tell(model.FilterOpened{}, model.FilterEdited{Text: "bob"}),
		"history, filtered out": shown().tell(model.FilterEdited{Text: "?"}), "history, opened": shown().tell(model.CursorMoved{By: 2}, model.DetailsOpened{}),
		"history, read again": shown().tell(model.ReloadAsked{}), "history, not read again": shown().tell(model.ReloadAsked{}).fails(is[model.LoadHistory]),
		"history, long":          read(operations(450)...).answerAll(anything),
		"history, older to come": read(operations(450)...).answerAll(anything).tell(model.CursorMoved{By: 1000}, model.CursorMoved{By: 1}),
	}
}

// histories is a walk in the history of these operations.
func histories(t *testing.T, past ...ingress.Operation) (*walk, func() model.History) {
	t.Helper()
	w := list(0)
	w.world.past = past
	w.tell(model.HistoryOpened{}).answerAll(anything)
	return w, func() model.History {
		t.Helper()
		h, ok := w.model.Phase.(model.History)
		if w.err != nil || !ok {
			t.Fatalf("in %T: %v", w.model.Phase, w.err)
		}
		return h
	}
}

// The history says of every operation who did what to which groups, and what
// came of it.
func TestPastInWords(t *testing.T) {
	w := newWalk(ingress.Session{Sandbox: true, Account: account, Region: "us-east-1"}, someGroups()...).answerAll(anything)
	w.world.past = somePast()
	w.tell(model.HistoryOpened{}).answerAll(anything)
	var got []string
	for _, p := range w.model.Phase.(model.History).Entries {
		got = append(got, fmt.Sprint(p.At.Format(time.DateTime), "|", p.By, "|", p.What, "|", p.Groups, "|", p.Outcome))
	}
	want := []string{
		"2026-11-23 12:00:00|bob SHA256:abc|undo of op-p5|a|1 revoked",
		"2026-11-23 11:00:00|ann|add|a|1 added, undone by op-p6",
		"2026-11-23 10:00:00|bob|add|b|1 not added",
		"2026-11-22 11:00:00|ann|add|c|1 not known yet",
		"2026-11-22 10:00:00|ann|add|d in the sandbox, 111122223333 eu-west-1|1 not sent",
		"2026-11-22 09:00:00|eve|add|2 groups: a, b|1 unknown, 1 was there before",
	}
	if diff := diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The filter finds operations by all that one may remember of them.
func TestHistoryFilter(t *testing.T) {
	_, history := histories(t, somePast()...)
	h := history()
	w, _ := histories(t, somePast()...)
	for filter, want := range map[string][]string{
		"":                 {"op-p6", "op-p5", "op-p4", "op-p3", "op-p2", "op-p1"},
		"BOB":              {"op-p6", "op-p4"},
		"undo":             {"op-p6", "op-p5"},
		"op-p5":            {"op-p6", "op-p5"},
		"not added":        {"op-p4"},
		"RulesPerSecurity": {"op-p4"},
		"2026-11-22":       {"op-p3", "op-p2", "op-p1"},
		"2026-11-22 ann":   {"op-p3", "op-p2"},
		"open":             {"op-p3"},
		"unknown":          {"op-p1"},
		"eve " + id("b"):   {"op-p1"},
		"eve bob":          nil,
	} {
		w.tell(model.FilterEdited{Text: filter})
		var got []string
		h = w.model.Phase.(model.History)
		for _, i := range h.Shown {
			got = append(got, h.Entries[i].ID)
		}
		if diff := diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", filter, diff)
		}
	}
}

// A long history comes in parts: the newest first, and from the last row on
// twice as many. The cursor stays on its operation.
func TestLongHistory(t *testing.T) {
	w, history := histories(t, operations(450)...)
	if h := history(); len(h.Entries) != 200 || !h.More() {
		t.Fatalf("%d operations at first, more: %v", len(h.Entries), h.More())
	}
	w.tell(model.CursorMoved{By: 1000}).answerAll(anything)
	if h := history(); len(h.Entries) != 200 || h.Row() != 199 {
		t.Fatalf("the end reads more: %d operations, row %d", len(h.Entries), h.Row())
	}
	at := history().Cursor
	w.tell(model.CursorMoved{By: 1}).answerAll(anything)
	if h := history(); len(h.Entries) != 400 || h.Cursor != at || !h.More() {
		t.Fatalf("%d operations, on %s, was on %s", len(h.Entries), h.Cursor, at)
	}
	w.tell(model.CursorMoved{By: 1000}, model.CursorMoved{By: 1000}).answerAll(anything)
	if h := history(); len(h.Entries) != 450 || h.More() {
		t.Fatalf("%d operations, more: %v", len(h.Entries), h.More())
	}
}

// A history that is read again keeps the cursor on its operation, and what was
// there where it cannot be read.
func TestHistoryReadAgain(t *testing.T) {
	w, history := histories(t, somePast()...)
	w.tell(model.CursorMoved{By: 2}, model.DetailsOpened{})
	w.world.past = append([]ingress.Operation{operation("op-p7", "ann", "a", -time.Minute, ingress.Applied)}, w.world.past...)
	w.tell(model.ReloadAsked{}).answerAll(anything)
	if h := history(); h.Cursor != "op-p4" || !h.Opened || len(h.Entries) != 7 {
		t.Errorf("on %s of %d, opened: %v", h.Cursor, len(h.Entries), h.Opened)
	}
	w.tell(model.ReloadAsked{}).fails(is[model.LoadHistory])
	if h := history(); h.Failure == nil || len(h.Entries) != 7 || h.Cursor != "op-p4" {
		t.Errorf("after a failure %v, %d operations, on %s", h.Failure, len(h.Entries), h.Cursor)
	}
	w.world.past = slices.Delete(slices.Clone(w.world.past), 3, 4)
	w.tell(model.ReloadAsked{}).answerAll(anything)
	if h := history(); h.Cursor != "op-p3" || h.Opened || h.Failure != nil {
		t.Errorf("the operation is gone: on %s, opened: %v, %v", h.Cursor, h.Opened, h.Failure)
	}
}

// An operation is undone through the preview, and coming back from it the
// history is read again.
func TestUndoFromTheHistory(t *testing.T) {
	w := list(0).reads(https).answerAll(anything).tell(model.Confirmed{Seen: true}).answerAll(anything).tell(model.BackAsked{})
	f := w.world.records["op-1"]
	if len(f.Records) != 1 {
		t.Fatalf("nothing is recorded: %v", w.err)
	}
	f.Records[0].At = noon()
	w.world.past = []ingress.Operation{f}
	w.tell(model.HistoryOpened{}).answerAll(anything).tell(model.UndoAsked{}).answerAll(anything)
	p, previewing := w.model.Phase.(model.Previewing)
	if !previewing || p.Plan.Sends() != 1 || p.Plan.Changes[0].Undoes != "op-1" {
		t.Fatalf("in %T, %v", w.model.Phase, w.err)
	}
	for _, back := range [][]model.Msg{{model.BackAsked{}}, {model.Confirmed{Seen: true}, model.FormAsked{}}} {
		there := w.clone()
		for _, msg := range back {
			there.tell(msg)
			if there.model.Busy() || p.Plan.Operation == "" {
				there.answerAll(anything)
			}
		}
		h, history := there.model.Phase.(model.History)
		if !history || !h.Loading() || len(h.Entries) != 1 || there.err != nil {
			t.Errorf("after %v in %T: %v", back, there.model.Phase, there.err)
		}
	}
}

func TestNothingToUndoInAnEmptyHistory(t *testing.T) {
	w, history := histories(t)
	w.tell(model.UndoAsked{})
	if got := history().Notice; got != "there is no operation under the cursor to undo" {
		t.Errorf("the history says %q", got)
	}
}

// An answer that nobody waits for any more does not count.
func TestLateHistory(t *testing.T) {
	w := historyStates()["history, reading"]
	late := w.world.waiting[slices.IndexFunc(w.world.waiting, is[model.LoadHistory])].(model.LoadHistory).Call
	w.tell(model.ReloadAsked{}, model.HistoryLoaded{Call: late, Operations: operations(1)}, model.HistoryFailed{Call: late, Failure: &ingress.Failure{}})
	if h := w.model.Phase.(model.History); len(h.Entries) != 0 || !h.Loading() || h.Failure != nil {
		t.Errorf("%d operations, loading: %v, %v", len(h.Entries), h.Loading(), h.Failure)
	}
	w.tell(model.BackAsked{}).answerAll(anything)
	if _, listing := w.model.Phase.(model.Listing); !listing {
		t.Errorf("an answer leads to %T", w.model.Phase)
	}
}

func TestNoHistory(t *testing.T) {
	w := newWalk(ingress.Session{Unrecorded: true}, someGroups()...).answerAll(anything).tell(model.HistoryOpened{})
	if _, listing := w.model.Phase.(model.Listing); !listing || w.model.Notice != "there is no history here: nothing is recorded" {
		t.Errorf("in %T: %q", w.model.Phase, w.model.Notice)
	}
}

// historyFormed holds a history to what its users build on.
func historyFormed(h model.History) error {
	row := h.Row()
	switch {
	case (h.Cursor == "") != (len(h.Shown) == 0) || (row < 0) != (h.Cursor == ""):
		return fmt.Errorf("the cursor is on %q, row %d of %d", h.Cursor, row, len(h.Shown))
	case !slices.IsSorted(h.Shown) || len(h.Shown) > len(h.Entries):
		return fmt.Errorf("shown are %v of %d", h.Shown, len(h.Entries))
	case h.Opened && (h.Cursor == "" || h.Filtering):
		return fmt.Errorf("opened is %q, filtering: %v", h.Cursor, h.Filtering)
	case h.Filter == "" && len(h.Shown) != len(h.Entries):
		return fmt.Errorf("no filter hides %d operations", len(h.Entries)-len(h.Shown))
	case h.Loading() && h.Failure != nil:
		return fmt.Errorf("reading, and failed: %v", h.Failure)
	}
	return nil
}
