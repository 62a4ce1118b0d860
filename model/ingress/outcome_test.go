package ingress

import (
	"strings"
	"testing"
)

func TestOutcomesInWords(t *testing.T) {
	kinds := []Kind{Adding, Revoking, Editing}
	for _, test := range []struct {
		outcome Outcome
		name    string
		words   string // by kind
		signs   string
	}{
		{NotSent, "not-sent", "not sent, not sent, not sent", "~ ~ ~"},
		{Applied, "applied", "added, revoked, changed", "+ - +"},
		{WasThere, "was-there", "was there before, was gone before, was there before", "= = ="},
		{Refused, "refused", "not added, not revoked, not changed", "! ! !"},
		{Unknown, "unknown", "unknown, unknown, unknown", "? ? ?"},
	} {
		var words, signs []string
		for _, k := range kinds {
			words, signs = append(words, test.outcome.Words(k)), append(signs, test.outcome.Sign(k))
		}
		if got := strings.Join(words, ", "); got != test.words || test.outcome.String() != test.name {
			t.Errorf("%s: %s, want %s: %s", test.outcome, got, test.name, test.words)
		}
		if got := strings.Join(signs, " "); got != test.signs {
			t.Errorf("%s: signs %s, want %s", test.outcome, got, test.signs)
		}
	}
	if len(Outcomes()) != len(OutcomeNames()) {
		t.Errorf("%d outcomes have %d names", len(Outcomes()), len(OutcomeNames()))
	}
	if got := Adding.String() + " " + Revoking.String() + " " + Editing.String(); got != "add revoke edit" {
		t.Errorf("the kinds are %s", got)
	}
	if got := (Unknown + 1).String() + ", " + (Editing + 1).String(); got != "outcome 5, kind 3" {
		t.Errorf("what is no outcome and no kind is %s", got)
	}
}

func TestTally(t *testing.T) {
	for _, test := range []struct {
		kind     Kind
		outcomes []Outcome
		want     string
		worst    Outcome
	}{
		{Adding, nil, "", Applied},
		{Adding, []Outcome{Applied, Applied}, "2 added", Applied},
		{Adding, []Outcome{WasThere, Applied}, "1 added, 1 was there before", Applied},
		{Adding, []Outcome{WasThere}, "1 was there before", WasThere},
		{Revoking, []Outcome{Applied, WasThere, NotSent, Refused, Unknown, NotSent}, "1 unknown, 1 not revoked, 2 not sent, 1 revoked, 1 was gone before", Unknown},
		{Editing, []Outcome{Applied, Refused}, "1 not changed, 1 changed", Refused},
	} {
		r := Receipt{Kind: test.kind}
		for _, o := range test.outcomes {
			r.Rules = append(r.Rules, RuleOutcome{Outcome: o})
		}
		if got := Tally(r.Kind, r.Count); got != test.want || Worst(r.Count) != test.worst {
			t.Errorf("%v: %q, the worst %s; want %q, %s", test.outcomes, got, Worst(r.Count), test.want, test.worst)
		}
	}
}

func TestReceiptInWords(t *testing.T) {
	for _, test := range []struct {
		kind    Kind
		outcome Outcome
		rules   int
		name    string
		want    string
	}{
		{Adding, Applied, 3, "websrv", "3 rules added to websrv"},
		{Revoking, Applied, 1, "websrv", "1 rule revoked from websrv"},
		{Editing, Refused, 1, "", "1 rule not changed in sg-1"},
		{Revoking, NotSent, 2, "websrv", "2 rules not sent to websrv"},
		{Revoking, WasThere, 1, "lb", "1 rule of lb: was gone before"},
		{Adding, Unknown, 2, "lb", "2 rules of lb: unknown"},
	} {
		r := Receipt{Kind: test.kind, Group: Group{ID: "sg-1", Name: test.name}, Rules: make([]RuleOutcome, test.rules)}
		for i := range r.Rules {
			r.Rules[i].Outcome = test.outcome
		}
		if got := r.Words(test.outcome); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{
		0: "0 rules", 1: "1 rule", 2: "2 rules", 999: "999 rules", 1000: "1,000 rules", 12345: "12,345 rules", 1234567: "1,234,567 rules",
		-1: "-1 rules", -999: "-999 rules", -1000: "-1,000 rules", -123456: "-123,456 rules",
	} {
		if got := Count(n, "rule"); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestQuotaInWords(t *testing.T) {
	for want, q := range map[string]Quota{
		"rules 3 → 4 of 100":                       {Limit: 100, Before4: 3, After4: 4, Together: true},
		"rules 3 of 100":                           {Limit: 100, Before4: 3, After4: 3, Before6: 9, Together: true},
		"rules 3 → 4 of 60 IPv4, 0 of 60 IPv6":     {Limit: 60, Before4: 3, After4: 4},
		"rules 4 → 3 of 60 IPv4, 1 → 0 of 60 IPv6": {Limit: 60, Before4: 4, After4: 3, Before6: 1},
	} {
		if got := q.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestPlannedInWords: what is to become of a rule is told once, and nothing that is
// only planned is told as done.
func TestPlannedInWords(t *testing.T) {
	held := mustRules(t, "tcp/22 from 10.0.0.0/8", Group{})[0]
	ends := GroupRule{ID: "sgr-1", Rule: held.Rule, Tags: []Tag{{Key: TagExpires, Value: "2026-11-23T13:00:00Z"}}}
	for _, test := range []struct {
		name string
		kind Kind
		rule PlannedRule
		all  bool // covered rules are sent too
		want string
	}{
		{"new", Adding, PlannedRule{}, false, "+ new"},
		{"there", Adding, PlannedRule{Verdict: AlreadyThere, Existing: GroupRule{ID: "sgr-1"}}, false, "= already there (sgr-1), not sent"},
		{"there until", Adding, PlannedRule{Verdict: AlreadyThere, Existing: ends}, false, "= already there (sgr-1), to be revoked 2026-11-23 13:00 UTC, not sent"},
		{"twice", Adding, PlannedRule{Verdict: Repeated}, false, "= twice in this plan, not sent"},
		{"covered", Adding, PlannedRule{Verdict: Covered, CoveredByPlan: []Rule{held.Rule}}, false, "~ covered by TCP 22 from 10.0.0.0/8 of this plan, not sent"},
		{"covered and sent", Adding, PlannedRule{Verdict: Covered, CoveredByPlan: []Rule{held.Rule}}, true,
			"+ covered by TCP 22 from 10.0.0.0/8 of this plan, sent all the same"},
		{"revoked", Revoking, PlannedRule{Existing: ends}, false, "- revoke"},
		{"edited", Editing, PlannedRule{Existing: GroupRule{ID: "sgr-1", Rule: held.Rule}}, false, "+ changes sgr-1 (TCP 22 from 10.0.0.0/8)"},
		{"as wanted", Editing, PlannedRule{Verdict: AlreadyThere, Existing: GroupRule{ID: "sgr-1"}}, false, "= already there (sgr-1), not sent"},
	} {
		test.rule.Wanted = held
		c := Change{Kind: test.kind, Rules: []PlannedRule{test.rule}, IncludeCovered: test.all}
		if got := c.Sign(0) + " " + c.Words(0) + c.SentWords(c.Rules[0]); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	exposed := Planner{Limits: DefaultLimits(), Settings: DefaultSettings()}.Plan("op", []Group{vpcWebServers()},
		[][]Wanted{mustRules(t, "tcp/22 from 0.0.0.0/0", Group{})})
	if got := exposed.Changes[0].Sign(0); got != "!" {
		t.Errorf("a rule that lets the internet in has the sign %s", got)
	}
}

func TestSummaryOfKinds(t *testing.T) {
	wanted := mustRules(t, "tcp/22 from 10.0.0.0/8", Group{})[0]
	change := func(k Kind, undoes string, sent, there int) Change {
		c := Change{Kind: k, Undoes: undoes, Group: Group{Name: "websrv"}}
		for range sent {
			c.Rules = append(c.Rules, PlannedRule{Wanted: wanted})
		}
		for range there {
			c.Rules = append(c.Rules, PlannedRule{Wanted: wanted, Verdict: AlreadyThere})
		}
		return c
	}
	for _, test := range []struct {
		changes       []Change
		want, sending string
	}{
		{nil, "Plan: nothing to add", "0 rules to "},
		{[]Change{change(Adding, "", 2, 1)}, "Plan: 2 to add, 1 already there", "2 rules to websrv"},
		{[]Change{change(Adding, "", 2, 0), change(Adding, "", 0, 1)}, "Plan: 2 to add to 1 group, 1 already there", "2 rules to websrv"},
		{[]Change{change(Revoking, "", 1, 0)}, "Plan: 1 to revoke", "1 rule off websrv"},
		{[]Change{change(Revoking, "", 0, 0)}, "Plan: nothing to revoke", "0 rules off "},
		{[]Change{change(Editing, "", 0, 1)}, "Plan: nothing to change", "0 rules to "},
		{[]Change{change(Editing, "", 1, 0)}, "Plan: 1 to change", "1 rule to websrv"},
		{[]Change{change(Revoking, "op-1", 2, 0)}, "Undo op-1: 2 to revoke", "2 rules off websrv"},
		{[]Change{change(Editing, "op-1", 1, 0), change(Adding, "op-1", 2, 0), change(Revoking, "op-1", 3, 0)},
			"Undo op-1: 3 to revoke, 2 to add, 1 to change", "6 rules to websrv, websrv, websrv"},
		{[]Change{change(Revoking, "op-1", 0, 0)}, "Undo op-1: nothing to take back", "0 rules off "},
	} {
		p := Plan{Changes: test.changes}
		if got := p.Summary(); got != test.want || p.Sending() != test.sending {
			t.Errorf("%q, sends %q; want %q, %q", got, p.Sending(), test.want, test.sending)
		}
	}
}
