package plain

import (
	"strings"
	"testing"
	"time"

	"sluice/model/ingress"
)

// nasty is what a name from outside can hold to move the cursor, forge a row, or
// hide its neighbours.
const nasty = "a\x1b[2Jb\n\tc\u202ed\u0085e"

// nastyChange adds a rule to a group whose names are nasty.
func nastyChange(t *testing.T) ingress.Change {
	t.Helper()
	g := ingress.Group{ID: "sg-1", Name: nasty, VPCID: nasty, OwnerID: nasty}
	rules, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, "tcp/22 from 0.0.0.0/0 # x").Parse([]ingress.Group{g}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	planner := ingress.Planner{Limits: ingress.DefaultLimits(), Settings: ingress.DefaultSettings()}
	c := planner.Plan("op-1", []ingress.Group{g}, rules).Changes[0]
	for i := range c.Rules {
		c.Rules[i].Description, c.Rules[i].Notes = nasty, []string{nasty}
	}
	return c
}

// TestPlainText writes all that is for people with nasty names in it: each line is
// one that was meant, in characters that have a picture.
func TestPlainText(t *testing.T) {
	c := nastyChange(t)
	kim := ingress.Person{Name: nasty, Key: nasty}
	waiting := ingress.Waiting{ID: nasty, By: kim, Changes: []ingress.Change{c}, Rest: nasty, Why: nasty}
	plan := Plan{
		Session: ingress.Session{Profile: nasty, Endpoint: nasty, Region: nasty}, Plan: ingress.Plan{Changes: []ingress.Change{c}}, Notes: []string{nasty},
		Undoes:   nasty,
		Obstacle: nasty, Permits: map[string]ingress.Permit{"sg-1": {Failure: &ingress.Failure{Message: nasty}}},
	}
	table := func(write func(*strings.Builder) error) string {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	record := ingress.Record{Change: c, By: nasty, ApprovedBy: nasty}
	operations := []ingress.Operation{{ID: nasty, UndoneBy: []string{nasty}, Records: []ingress.Record{record}}}
	for name, text := range map[string]string{
		"history": table(func(b *strings.Builder) error { return History(b, operations, true) }),
		"waiting": table(func(b *strings.Builder) error { return Waiting(b, []ingress.Waiting{waiting}) }),
		"plan":    plan.Table(),
		"asked":   Asked(waiting, plan.Plan),
		"waits":   Waits(waiting, ingress.High),
		"kept":    Kept([]ingress.Kept{{GroupID: nasty, GroupName: nasty, RuleID: nasty, Why: nasty}}),
	} {
		if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == '\u202e' || r == '\u0085' }); i >= 0 {
			t.Errorf("%s: %q is drawn", name, text[i:])
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "‹U+0009›") { // what comes after the line end in the name
				t.Errorf("%s: a name goes on in a line of its own: %q", name, line)
			}
		}
		if !strings.Contains(text, "a‹U+001B›") {
			t.Errorf("%s: the name is not in it:\n%s", name, text)
		}
	}
}

// TestJSONIsPlain writes names of all sorts for programs: whole, in printable ASCII.
func TestJSONIsPlain(t *testing.T) {
	got := JSON(map[string]string{"name": nasty + "é😀<"})
	want := "{\n  \"name\": \"a\\u001b[2Jb\\n\\tc\\u202ed\\u0085e\\u00e9\\ud83d\\ude00<\"\n}\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNothingIsNull writes the emptiest answers for programs.
func TestNothingIsNull(t *testing.T) {
	c := nastyChange(t)
	for name, v := range map[string]any{
		"history": HistoryOf([]ingress.Operation{{Records: []ingress.Record{{Change: c}, {Change: c, Receipt: &ingress.Receipt{}}}}}),
		"waiting": WaitingOf([]ingress.Waiting{{Changes: []ingress.Change{{}}}}, ingress.Person{}),
		"outcome": OutcomeOf(ingress.Plan{}, []ingress.Receipt{{}}, "", nil),
		"undo":    UndoOf(OutcomeOf(ingress.Plan{}, nil, "", nil), nil),
		"reach":   ReachOf(ingress.Query{}, ingress.Answer{}),
	} {
		if text := JSON(v); strings.Contains(text, "null") || !strings.Contains(text, `"version": 1`) {
			t.Errorf("%s: %s", name, text)
		}
	}
	plan := Plan{Plan: ingress.Plan{Changes: []ingress.Change{c, {}}}}
	if text := plan.JSON(); strings.Contains(text, "null") {
		t.Errorf("plan: %s", text)
	}
}

// TestOutcomeIsApplied only where every rule was.
func TestOutcomeIsApplied(t *testing.T) {
	rules := func(outcomes ...ingress.Outcome) []ingress.Receipt {
		var r ingress.Receipt
		for _, o := range outcomes {
			r.Rules = append(r.Rules, ingress.RuleOutcome{Outcome: o})
		}
		return []ingress.Receipt{r}
	}
	for _, c := range []struct {
		receipts []ingress.Receipt
		applied  bool
	}{
		{nil, true}, {rules(ingress.Applied), true}, {rules(ingress.Applied, ingress.WasThere), false}, {rules(ingress.Unknown), false},
	} {
		if got := OutcomeOf(ingress.Plan{}, c.receipts, "", nil).Applied; got != c.applied {
			t.Errorf("%v: applied is %v", c.receipts, got)
		}
	}
}

// TestHistoryNamesTheZone where the reader may be in another.
func TestHistoryNamesTheZone(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 2, 11, 0, time.Local)
	for _, zone := range []bool{true, false} {
		var b strings.Builder
		if err := History(&b, []ingress.Operation{{Records: []ingress.Record{{At: at}}}}, zone); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), at.Format("15:04:05 MST")); got != zone {
			t.Errorf("%v:\n%s", zone, b.String())
		}
	}
}
