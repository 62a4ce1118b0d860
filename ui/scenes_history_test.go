package ui

import (
	"fmt"
	"testing"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// record is what is written down of a rule line for a group, and of its receipt.
func record(t testing.TB, id, by string, at time.Time, g ingress.Group, line string, answer func(ingress.Change) ingress.Receipt) ingress.Record {
	t.Helper()
	c := ingress.Change{Group: ingress.Group{ID: g.ID, Name: g.Name, VPCID: g.VPCID, OwnerID: g.OwnerID}}
	for _, w := range wanted(t, g, line, sampleGroups(t)...) {
		c.Rules = append(c.Rules, ingress.PlannedRule{Wanted: w})
	}
	r := ingress.Record{Operation: id, By: by, At: at, Site: ingress.Site{Endpoint: "sandbox", Account: testAccount, Region: "us-east-1"}, Change: c}
	if answer != nil {
		receipt := answer(c)
		receipt.Operation, receipt.At = id, at
		r.Receipt = &receipt
	}
	return r
}

// pastOperations are operations of every kind and outcome, the newest first.
func pastOperations(t testing.TB) []ingress.Operation {
	t.Helper()
	groups := sampleGroups(t)
	now := afternoon()
	op := func(id string, undoneBy []string, records ...ingress.Record) ingress.Operation {
		return ingress.Operation{ID: id, Records: records, UndoneBy: undoneBy}
	}
	undo := record(t, "9c1e22f0a4b7", "alice", now.Add(-2*time.Minute), groups[1], "tcp/3389 from 203.0.113.7", nil)
	undo.Change.Kind, undo.Change.Undoes = ingress.Revoking, "7f3a9c0d1e2b"
	undo.Change.Rules[0].Existing.ID = "sgr-0c3f5e7a9b1d2f4e6"
	done := applied(undo.Change)
	undo.Receipt = &done
	edited := record(t, "5d0c81e6b2f9", "carol SHA256:Zm9vYmFyYmF6cXV4", now.Add(-3*time.Hour), groups[2], "tcp/8443 from 10.0.0.0/8 # internal", nil)
	edited.Change.Kind = ingress.Editing
	changed := applied(edited.Change)
	edited.Receipt = &changed
	const line = "tcp/22,3389 from 203.0.113.7 # deploy"
	const at = "1a2b3c4d5e6f"
	return []ingress.Operation{
		op("9c1e22f0a4b7", nil, undo),
		op("7f3a9c0d1e2b", []string{"9c1e22f0a4b7"}, record(t, "7f3a9c0d1e2b", "alice", now.Add(-10*time.Minute), groups[1], "tcp/3389 from 203.0.113.7", applied)),
		op("5d0c81e6b2f9", nil, edited),
		op("0e4f7a1b2c3d", nil, record(t, "0e4f7a1b2c3d", "bob", now.Add(-26*time.Hour), groups[4], "tcp/22 from 203.0.113.7",
			func(c ingress.Change) ingress.Receipt {
				return refused(c, "UnauthorizedOperation", "You are not authorized to perform this operation.", "ask for ec2:AuthorizeSecurityGroupIngress")
			})),
		op(at, nil,
			record(t, at, "alice", now.Add(-27*time.Hour), groups[0], line, applied),
			record(t, at, "alice", now.Add(-27*time.Hour), groups[1], line, mixed),
			record(t, at, "alice", now.Add(-27*time.Hour), groups[2], line, func(c ingress.Change) ingress.Receipt {
				r := applied(c)
				r.RequestID, r.ReadBack = "", true
				r.Rules[0].Outcome = ingress.WasThere
				return r
			}),
			record(t, at, "alice", now.Add(-27*time.Hour), groups[4], line, nil)),
	}
}

// longPast are n operations on one group.
func longPast(t testing.TB, n int) []ingress.Operation {
	t.Helper()
	g := sampleGroups(t)[1]
	like := record(t, "", "alice", afternoon(), g, "tcp/22 from 203.0.113.7", applied)
	all := make([]ingress.Operation, n)
	for i := range all {
		r := like
		r.Operation, r.At = fmt.Sprintf("%012x", n-i), afternoon().Add(-time.Duration(i)*time.Hour)
		all[i] = ingress.Operation{ID: r.Operation, Records: []ingress.Record{r}}
	}
	return all
}

// historyWorld is a world that records what is sent.
func historyWorld(t testing.TB) *fakeWorld {
	t.Helper()
	w := newFakeWorld(sampleGroups(t)...)
	w.recording = true
	return w
}

// historyOf opens the history of these operations, and presses keys there.
func historyOf(past func(testing.TB) []ingress.Operation, keys ...string) func(testing.TB, size) *session {
	return func(t testing.TB, at size) *session {
		t.Helper()
		w := historyWorld(t)
		w.past = past(t)
		s := newSession(t, w, at).start()
		s.press("h")
		s.press(keys...)
		return s
	}
}

// pastPress is the history of every kind of operation, and keys pressed there.
func pastPress(keys ...string) func(testing.TB, size) *session {
	return historyOf(pastOperations, keys...)
}

func historyScenes() []scene {
	failing := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := pastPress()(t, at)
			s.press(keys...)
			return s
		}
	}
	long := func(t testing.TB) []ingress.Operation { return longPast(t, 450) }
	nothing := func(testing.TB) []ingress.Operation { return nil }
	filtered := func(text string, keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := failing("/")(t, at)
			s.write(text)
			s.press(keys...)
			return s
		}
	}
	return []scene{
		{"history-open", func(t testing.TB, at size) *session {
			s := pastPress()(t, at)
			s.send(model.LeftoversOpen{Records: []ingress.Record{openRecord()}})
			return s
		}},
		{"history", pastPress("down")},
		{"history-empty", historyOf(nothing)},
		{"history-reading", func(t testing.TB, at size) *session {
			s := newSession(t, historyWorld(t), at).start()
			s.holdBack(model.HistoryLoaded{})
			s.press("h")
			return s
		}},
		{"history-failed", func(t testing.TB, at size) *session {
			w := historyWorld(t)
			w.pastErr = &ingress.Failure{Message: "/home/alice/.local/state/sluice/journal.db: database disk image is malformed",
				Remedy: "sluice history --verify says what can be read"}
			s := newSession(t, w, at).start()
			s.press("h")
			return s
		}},
		{"history-failed-again", func(t testing.TB, at size) *session {
			w := historyWorld(t)
			w.past = pastOperations(t)
			s := newSession(t, w, at).start()
			s.press("h")
			w.pastErr = &ingress.Failure{Message: "journal.db: disk I/O error"}
			s.press("r")
			return s
		}},
		{"history-filtering", filtered("alice add")},
		{"history-filtered", filtered("2026-11-22", "enter")},
		{"history-no-match", filtered("mallory")},
		{"history-long", historyOf(long, "pgdown", "down")},
		{"history-older", historyOf(long, "G")},
		{"history-copied", pastPress("y")},
		{"history-unrecorded", func(t testing.TB, at size) *session {
			s := sampleSession(t, at)
			s.press("h")
			return s
		}},
		{"operation", pastPress("enter")},
		{"operation-undone", pastPress("down", "enter")},
		{"operation-refused", pastPress("down", "down", "down", "enter")},
		{"operation-groups", pastPress("G", "enter")},
		{"operation-groups-end", pastPress("G", "enter", "G")},
	}
}

// historyPhase is about the history.
func historyPhase(ok func(model.History) bool) func(*session) bool {
	return func(s *session) bool {
		h, history := s.phase().(model.History)
		return history && ok(h)
	}
}

// past reports whether the history's cursor is on a row, counted from 0.
func past(row int) func(*session) bool {
	return historyPhase(func(h model.History) bool { return h.Row() == row })
}

func historyPresses() map[string]pressCase {
	long := func(keys ...string) func(testing.TB, size) *session {
		return historyOf(func(t testing.TB) []ingress.Operation { return longPast(t, 450) }, keys...)
	}
	again := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			w := historyWorld(t)
			w.past = pastOperations(t)
			s := newSession(t, w, at).start()
			s.press("h")
			s.press(keys...)
			w.past = append(longPast(t, 1), w.past...)
			w.past[0].ID = "ead0ead0ead0"
			return s
		}
	}
	opened := historyPhase(func(h model.History) bool { return h.Opened })
	scrolled := func(by int) func(*session) bool {
		return func(s *session) bool { return opened(s) && s.app.history.scrolled == by }
	}
	whole := func(keys ...string) func(testing.TB, size) *session {
		return pastPress(append([]string{"G", "enter"}, keys...)...)
	}
	const more = 25 - 20 // lines of that operation that do not fit
	filtering := func(keys ...string) func(testing.TB, size) *session {
		return func(t testing.TB, at size) *session {
			s := pastPress("/")(t, at)
			s.write("alice")
			s.press(keys...)
			return s
		}
	}
	return map[string]pressCase{
		"list.History":     {"opens the history", recordedNothing, in[model.History]},
		"history.Up":       {"moves up", pastPress("down"), past(0)},
		"history.Down":     {"moves down", pastPress(), past(1)},
		"history.Top":      {"goes to the newest", pastPress("down", "down"), past(0)},
		"history.Bottom":   {"goes to the oldest that was read", long(), past(199)},
		"history.Bottom 2": {"reads older ones from there", long("end"), historyPhase(func(h model.History) bool { return len(h.Entries) == 400 })},
		"history.PageUp":   {"moves a page up", long("end"), past(199 - 17)},
		"history.PageDown": {"moves a page down", long(), past(17)},
		"history.Filter":   {"opens the filter", pastPress(), historyPhase(func(h model.History) bool { return h.Filtering })},
		"history.Details":  {"opens the operation", pastPress(), opened},
		"history.Undo": {"plans to undo the operation", pastPress("down"),
			previewing(func(p model.Previewing) bool { u, is := p.Back.(model.Undo); return is && u.ID == "7f3a9c0d1e2b" })},
		"operation.Undo": {"plans to undo the operation", pastPress("down", "enter"),
			previewing(func(p model.Previewing) bool { u, is := p.Back.(model.Undo); return is && u.ID == "7f3a9c0d1e2b" })},
		"history.Copy":       {"copies the id", pastPress(), copied("9c1e22f0a4b7")},
		"history.Reload":     {"reads it again", again(), historyPhase(func(h model.History) bool { return len(h.Entries) == 6 })},
		"history.Help":       {"shows help", pastPress(), helps},
		"history.Back":       {"goes back to the list", pastPress(), in[model.Listing]},
		"operation.Up":       {"scrolls up", whole("down", "down"), scrolled(1)},
		"operation.Down":     {"scrolls down", whole(), scrolled(1)},
		"operation.Top":      {"scrolls to the top", whole("down", "down"), scrolled(0)},
		"operation.Bottom":   {"scrolls to the end", whole(), scrolled(more)},
		"operation.PageUp":   {"scrolls a page up", whole("down", "down"), scrolled(0)},
		"operation.PageDown": {"scrolls a page down", whole(), scrolled(more)},
		"operation.Copy":     {"copies the id", pastPress("enter"), copied("9c1e22f0a4b7")},
		"operation.Reload":   {"reads it again", again("enter"), historyPhase(func(h model.History) bool { return len(h.Entries) == 6 && h.Opened })},
		"operation.Help":     {"shows help", pastPress("enter"), helps},
		"operation.Back":     {"closes the operation", pastPress("enter"), historyPhase(func(h model.History) bool { return !h.Opened })},
		"filter.Keep 2":      {"keeps the history's filter", filtering(), historyPhase(func(h model.History) bool { return h.Filter == "alice" && !h.Filtering })},
		"filter.Clear 2":     {"clears the history's filter", filtering(), historyPhase(func(h model.History) bool { return h.Filter == "" && !h.Filtering })},
		"filter.Up 2":        {"moves up in the history", filtering("down"), past(0)},
		"filter.Down 2":      {"moves down in the history", filtering(), past(1)},
	}
}
