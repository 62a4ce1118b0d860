package journal

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/client/journal/journaltest"
	"sluice/model/ingress"
)

// TestStore holds both engines to the same tests. Each gets the options of a journal that nobody has used.
func TestStore(t *testing.T) {
	tests := []struct {
		name string
		run  func(t *testing.T, o Options)
	}{
		{"begin and finish", testBeginAndFinish}, {"finish again", testFinishAgain},
		{"refused", testRefused},
		{"filters", testFilters},
		{"ids", testIDs},
		{"undone", testUndone},
		{"left over", testLeftOver},
		{"any text", testAnyText},
		{"no secrets", testNoSecrets},
		{"opened at once", testOpenedAtOnce}, {"a crowd", testCrowd},
		{"four processes", testProcesses},
		{"asked", testAsked}, {"approved", testApproved},
		{"the rules that were asked for", testRuleset},
		{"expired", testExpired},
		{"two approvers", testTwoApprovers}, {"put back", testPutBack}, {"lost approvers", testLostApprovers},
		{"upgraded", testUpgraded}, {"watched", testWatched}, {"others' writes", testWatchGroups}, {"newly ended", testNewlyEnded},
		{"notice", testNotice}, {"notice at once", testNoticeAtOnce}, {"notice of a session", testNoticeOfSession},
		{"notice of a plan", testNoticeOfPlan}, {"notice of a server that ended", testNoticeOfEnded}, {"notices for a week", testNoticeWindow},
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				test.run(t, Options{Dir: t.TempDir(), Now: start})
			})
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		server := journaltest.Start(t)
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				test.run(t, Options{URL: server.Database(t), Now: start})
			})
		}
		for _, test := range postgresTests() {
			t.Run(test.name, func(t *testing.T) { test.run(t, server) })
		}
	})
}

func testBeginAndFinish(t *testing.T, o Options) {
	j := open(t, o)
	r := record("op-1", "sg-1", 22, 80)
	begin(t, j, r)
	r.At = start()
	want := ingress.Operation{ID: "op-1", Records: []ingress.Record{r}}
	same(t, j, "op-1", want)
	finish(t, j, r, ingress.Applied)
	outcome := receipt(r, ingress.Applied)
	want.Records[0].Receipt = &outcome
	same(t, j, "op-1", want)
	verified(t, j, 2)
	again := open(t, o)
	verified(t, again, 2)
	same(t, again, "op-1", want)
}

// same holds an operation to what it is wanted to be.
func same(t *testing.T, j *Journal, id string, want ingress.Operation) {
	t.Helper()
	got, err := j.Operation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, equal()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", id, diff)
	}
}

func testFinishAgain(t *testing.T, o Options) {
	j := open(t, o)
	r := record("op-1", "sg-1", 22)
	begin(t, j, r)
	for _, step := range []struct{ told, want ingress.Outcome }{
		{ingress.Unknown, ingress.Unknown},
		{ingress.Unknown, ingress.Unknown},
		{ingress.Applied, ingress.Applied},
		{ingress.Unknown, ingress.Applied}, // who knows less does not replace what is known
		{ingress.WasThere, ingress.WasThere},
	} {
		if got, err := j.Operation(t.Context(), "op-1"); err != nil || got.Records[0].Receipt == nil || got.Records[0].Receipt.Count(ingress.Unknown) > 0 {
			if err := j.Begin(t.Context(), r); err == nil || !strings.Contains(err.Error(), "its outcome is not known") {
				t.Errorf("begun twice: %v", err)
			}
		}
		finish(t, j, r, step.told)
		got, err := j.Operation(t.Context(), "op-1")
		if err != nil || len(got.Records) != 1 || got.Records[0].Receipt == nil || got.Records[0].Receipt.Count(step.want) != 1 {
			t.Errorf("told %d, want %d: %+v, %v", step.told, step.want, got, err)
		}
	}
	begin(t, j, r) // what was not added is tried again
	finish(t, j, r, ingress.Refused)
	got, err := j.Operation(t.Context(), "op-1")
	if err != nil || len(got.Records) != 2 || got.Records[0].Receipt.Count(ingress.WasThere) != 1 || got.Records[1].Receipt.Count(ingress.Refused) != 1 {
		t.Errorf("tried again: %+v, %v", got, err)
	}
	verified(t, j, 7)
}

func testRefused(t *testing.T, o Options) {
	j := open(t, o)
	bad := record("op-1", "sg-1", 22)
	bad.Change.Rules[0].Description = "caf\xe9"
	none := record("op-1", "sg-1", 22)
	none.Change.Rules[0].Rule = ingress.Rule{}
	for want, err := range map[string]error{
		`"caf\xe9" is not valid UTF-8`:   j.Begin(t.Context(), bad),
		"a rule has no source":           j.Begin(t.Context(), none),
		"needs an operation and a group": j.Begin(t.Context(), record("", "sg-1", 22)),
		"op-2 was not begun for sg-1":    j.Finish(t.Context(), "op-2", "sg-1", ingress.Receipt{}),
		"outcome 77 has no name":         j.Finish(t.Context(), "op-1", "sg-1", ingress.Receipt{Rules: []ingress.RuleOutcome{{Wanted: wanted(1), Outcome: 77}}}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), j.where) {
			t.Errorf("%v, want %s with the place", err, want)
		}
	}
	verified(t, j, 0)
}

func testFilters(t *testing.T, o Options) {
	now := start()
	o.Now = func() time.Time { now = now.Add(time.Hour); return now }
	j := open(t, o)
	for i, outcome := range []ingress.Outcome{ingress.Applied, ingress.Refused, ingress.Unknown, ingress.NotSent, ingress.WasThere} {
		r := record(fmt.Sprintf("op-%d", i+1), fmt.Sprintf("sg-a%d", i+1), 22)
		r.Change.Group.Name = "Web_" + strings.Repeat("x", i)
		r.By = []string{"alice", "Bob %"}[i%2]
		begin(t, j, r)           // at 13, 15, 17, 19, 21 o'clock
		finish(t, j, r, outcome) // an hour later
	}
	begin(t, j, record("op-6", "sg-a6", 22)) // at 23 o'clock
	at := func(hour int) time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) }
	refused, wasThere := ingress.Refused, ingress.WasThere
	for name, test := range map[string]struct {
		f    ingress.HistoryFilter
		want string
	}{
		"all":                  {ingress.HistoryFilter{}, "654321"},
		"two":                  {ingress.HistoryFilter{Most: 2}, "65"},
		"a group's id":         {ingress.HistoryFilter{Group: "SG-A3"}, "3"},
		"a part of its name":   {ingress.HistoryFilter{Group: "eb_xx"}, "543"},
		"no pattern":           {ingress.HistoryFilter{Group: "web%"}, ""},
		"who":                  {ingress.HistoryFilter{By: "bob"}, "42"},
		"who, with a per cent": {ingress.HistoryFilter{By: "b %"}, "42"},
		"since":                {ingress.HistoryFilter{Since: at(19)}, "654"},
		"until":                {ingress.HistoryFilter{Until: at(19)}, "321"},
		"between":              {ingress.HistoryFilter{Since: at(15).Add(1), Until: at(19).Add(1)}, "43"},
		"an outcome":           {ingress.HistoryFilter{Outcome: &refused}, "2"},
		"another":              {ingress.HistoryFilter{Outcome: &wasThere}, "5"},
		"open":                 {ingress.HistoryFilter{Open: true}, "63"},
		"several at once":      {ingress.HistoryFilter{Open: true, Group: "web", By: "ALICE", Since: at(13)}, "63"},
	} {
		found, err := j.Operations(t.Context(), test.f)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, o := range found {
			got.WriteString(strings.TrimPrefix(o.ID, "op-"))
			if len(o.Records) != 1 || (o.Records[0].Receipt == nil) != (o.ID == "op-6") {
				t.Errorf("%s: %+v", name, o)
			}
		}
		if got.String() != test.want {
			t.Errorf("%s: %q, want %q", name, got.String(), test.want)
		}
	}
}

func testIDs(t *testing.T, o Options) {
	j := open(t, o)
	for _, id := range []string{"aa1", "aa2", "aa22", "b%c", "ü1"} {
		begin(t, j, record(id, "sg-1", 22))
	}
	for id, want := range map[string]string{
		"aa1": "aa1", "aa2": "aa2", "aa22": "aa22", "b": "b%c", "ü": "ü1",
		"aa": "several operations' ids begin with aa, such as aa1 and aa2",
		"x":  "no operation's id begins with x", "%": "no operation's id begins with %", "": "needs its id", "aa1\x00\xff": "aa1",
	} {
		got, err := j.Operation(t.Context(), id)
		failure, _ := err.(*ingress.Failure)
		switch {
		case err == nil && (got.ID != want || len(got.Records) != 1):
			t.Errorf("%q: %+v", id, got)
		case err != nil && (failure == nil || !strings.Contains(failure.Message, want) || failure.Remedy == ""):
			t.Errorf("%q: %v, want %s", id, err, want)
		}
	}
}

func testUndone(t *testing.T, o Options) {
	j := open(t, o)
	first := record("op-1", "sg-1", 22)
	begin(t, j, first)
	finish(t, j, first, ingress.Applied)
	for i, outcome := range []ingress.Outcome{ingress.NotSent, ingress.Applied, ingress.Unknown} {
		undo := record(fmt.Sprintf("undo-%d", i+1), "sg-1", 22)
		undo.Change.Kind, undo.Change.Undoes = ingress.Revoking, "op-1"
		undo.Change.Rules[0].Existing = ingress.GroupRule{
			ID: "sgr-1", Rule: undo.Change.Rules[0].Rule, Description: "x",
			Tags: []ingress.Tag{{Key: ingress.TagBy, Value: "alice"}, {Key: ingress.TagOperation, Value: "op-1"}},
		}
		begin(t, j, undo)
		finish(t, j, undo, outcome)
		undo.At = start()
		answer := receipt(undo, outcome)
		undo.Receipt = &answer
		same(t, j, undo.Operation, ingress.Operation{ID: undo.Operation, Records: []ingress.Record{undo}})
	}
	all, err := j.Operations(t.Context(), ingress.HistoryFilter{})
	if err != nil || len(all) != 4 {
		t.Fatalf("%d operations, %v", len(all), err)
	}
	if diff := cmp.Diff([]string{"undo-2", "undo-3"}, all[3].UndoneBy); diff != "" {
		t.Errorf("undone by (-want +got):\n%s", diff)
	}
}

func testLeftOver(t *testing.T, o Options) {
	mine := open(t, o)
	theirs, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := range []*Journal{mine, theirs} {
		name := fmt.Sprint("op-", i+1)
		settled, unknown := record(name, "sg-settled", 22), record(name, "sg-unknown", 22)
		elsewhere := record(name, "sg-elsewhere", 22)
		elsewhere.Site.Region = "us-east-1"
		for _, r := range []ingress.Record{settled, unknown, elsewhere, record(name, "sg-open", 22)} {
			begin(t, j, r)
		}
		finish(t, j, settled, ingress.Applied)
		finish(t, j, unknown, ingress.Unknown)
	}
	end, err := mine.turns.take(t.Context(), "sg-open") // as a guard at work has it
	if err != nil {
		t.Fatal(err)
	}
	leftOver := func() (ids []string) {
		left, err := mine.LeftOver(t.Context(), site())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range left {
			ids = append(ids, r.Operation+" "+r.Change.Group.ID)
		}
		return ids
	}
	if diff := cmp.Diff([]string{"op-1 sg-unknown", "op-2 sg-unknown"}, leftOver()); diff != "" {
		t.Errorf("while both live (-want +got):\n%s", diff)
	}
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"op-1 sg-unknown", "op-2 sg-unknown", "op-2 sg-open"}, leftOver()); diff != "" {
		t.Errorf("after one ended (-want +got):\n%s", diff)
	}
	end()
	if diff := cmp.Diff([]string{"op-1 sg-unknown", "op-1 sg-open", "op-2 sg-unknown", "op-2 sg-open"}, leftOver()); diff != "" {
		t.Errorf("after this one gave up (-want +got):\n%s", diff)
	}
	finish(t, mine, record("op-1", "sg-open", 22), ingress.Applied)
	finish(t, mine, record("op-2", "sg-open", 22), ingress.Applied)
	finish(t, mine, record("op-1", "sg-unknown", 22), ingress.Refused)
	if diff := cmp.Diff([]string{"op-2 sg-unknown"}, leftOver()); diff != "" {
		t.Errorf("settled (-want +got):\n%s", diff)
	}
}

// testAnyText stores text that a database or JSON could trip over.
func testAnyText(t *testing.T, o Options) {
	j := open(t, o)
	for i, s := range []string{"a\x00b", "\u2028</script>", "'; DROP TABLE journal_line; --", "\x1b[31m", "\ufffd", `\u0000`,
		"é\u0301\U0001f600", "?", "$1", "\n\r\t"} {
		r := record(fmt.Sprint("op", i), "sg-1", 22)
		r.By, r.Change.Group.Name, r.Change.Rules[0].Description, r.Change.Revision = s, s, s, s
		r.Change.Rules[0].Notes = []string{s, ""}
		begin(t, j, r)
		finish(t, j, r, ingress.Refused)
		r.At = start()
		answer := receipt(r, ingress.Refused)
		r.Receipt = &answer
		same(t, j, r.Operation, ingress.Operation{ID: r.Operation, Records: []ingress.Record{r}})
		if found, err := j.Operations(t.Context(), ingress.HistoryFilter{By: s, Group: s}); err != nil ||
			!slices.ContainsFunc(found, func(o ingress.Operation) bool { return o.ID == r.Operation }) {
			t.Errorf("%q: not found: %v", s, err)
		}
	}
	verified(t, j, 20)
}

// testNoSecrets puts a word where none of a journal's business is.
func testNoSecrets(t *testing.T, o Options) {
	const canary = "IQoJb3JpZ2luX2VjCANARY"
	j := open(t, o)
	r := record("op-1", "sg-1", 22)
	r.Change.Group.Tags = []ingress.Tag{{Key: "token", Value: canary}}
	r.Change.Group.Rules = []ingress.GroupRule{{ID: "sgr-1", Rule: wanted(1).Rule, Description: canary}}
	left := ingress.PlannedRule{Wanted: wanted(2), Verdict: ingress.Repeated}
	left.Description = canary
	r.Change.Rules = append(r.Change.Rules, left)
	r.Change.Rules[0].Existing = ingress.GroupRule{ID: "sgr-2", Rule: wanted(22).Rule, Tags: []ingress.Tag{{Key: canary, Value: canary}}}
	r.Change.Rules[0].Redundant = []*ingress.GroupRule{{ID: "sgr-3", Rule: wanted(3).Rule, Description: canary}}
	r.Change.Findings = []ingress.Finding{{Check: &ingress.Check{}, Ignored: canary}}
	begin(t, j, r)
	answer := receipt(r, ingress.Refused)
	answer.Failure.Message = "the signature does not match\n\nThe Canonical String should have been\nx-amz-security-token:" + canary
	answer.Moved = &r.Change.Group
	if err := j.Finish(t.Context(), "op-1", "sg-1", answer); err != nil {
		t.Fatal(err)
	}
	lines := 0
	err := j.read(t.Context(), func(tx *transaction) error {
		for sealed, err := range tx.stored(t.Context()) {
			if lines++; err != nil || strings.Contains(sealed, canary) {
				t.Errorf("%v: %s", err, sealed)
			}
		}
		return nil
	})
	if err != nil || lines != 2 {
		t.Errorf("%d lines, %v", lines, err)
	}
}

func testOpenedAtOnce(t *testing.T, o Options) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			j, err := Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			if err := j.Begin(t.Context(), record(fmt.Sprint("op-", i), "sg-1", 22)); err != nil {
				t.Error(err)
			}
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	verified(t, open(t, o), 8)
}

// testCrowd writes from several goroutines to one journal.
func testCrowd(t *testing.T, o Options) {
	j := open(t, o)
	var all sync.WaitGroup
	const goroutines, each = 8, 20
	for g := range goroutines {
		all.Go(func() {
			for i := range each {
				if err := write(t.Context(), j, fmt.Sprintf("op-%d-%d", g, i), "sg-1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	complete(t, j, goroutines*each)
}
