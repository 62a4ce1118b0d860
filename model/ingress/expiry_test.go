package ingress

import (
	"testing"
	"time"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// heldUntil is a rule that a group holds, with an end where one is given.
func heldUntil(t testing.TB, id, line, until string) GroupRule {
	t.Helper()
	r := GroupRule{ID: id, Rule: mustRules(t, line, vpcWebServers())[0].Rule, Tags: []Tag{{TagOperation, "op-1"}}}
	if until != "" {
		r.Tags = append(r.Tags, Tag{TagExpires, until})
	}
	return r
}

// What ends sooner neither covers a rule nor is the same as one that stays.
func TestVerdictsOfRulesThatEnd(t *testing.T) {
	const narrow = "tcp/22 from 10.1.0.0/16"
	const wide = "tcp/0-1024 from 10.0.0.0/8"
	tests := []struct {
		name, held, until, line string
		verdict                 Verdict
		words                   string
	}{
		{"a rule that stays covers one that ends", wide, "", narrow + " for 2h", Covered, "covered by sgr-1 (TCP 0-1024 from 10.0.0.0/8)"},
		{"one that ends later covers, too", wide, "2026-11-23T14:00:00Z", narrow + " for 2h", Covered,
			"covered by sgr-1 (TCP 0-1024 from 10.0.0.0/8 until 2026-11-23 14:00 UTC)"},
		{"one that ends sooner covers nothing", wide, "2026-11-23T13:59:59Z", narrow + " for 2h", New,
			"new, overlaps sgr-1 (TCP 0-1024 from 10.0.0.0/8 until 2026-11-23 13:59 UTC)"},
		{"nor covers it a rule that stays", wide, "2027-11-23T13:59:59Z", narrow, New, "new, overlaps sgr-1 (TCP 0-1024 from 10.0.0.0/8 until 2027-11-23 13:59 UTC)"},
		{"an end that is no time is none", wide, "tomorrow", narrow, Covered, "covered by sgr-1 (TCP 0-1024 from 10.0.0.0/8)"},
		{"what stays is of use after one that ends", narrow, "", wide + " for 2h", New, "new, overlaps sgr-1 (TCP 22 from 10.1.0.0/16)"},
		{"what ends sooner is not", narrow, "2026-11-23T13:00:00Z", wide + " for 2h", New,
			"new, makes sgr-1 (TCP 22 from 10.1.0.0/16 until 2026-11-23 13:00 UTC) redundant"},
		{"the same, and it stays", narrow, "", narrow, AlreadyThere, "already there (sgr-1)"},
		{"the same, and it ends then", narrow, "2026-11-23T14:00:00Z", narrow + " for 2h", AlreadyThere, "already there (sgr-1)"},
		{"the same without an end", narrow, "", narrow + " for 2h", AlreadyThere, "already there (sgr-1), without an end"},
		{"the same with another end", narrow, "2026-11-23T13:00:00Z", narrow + " for 2h", AlreadyThere,
			"already there (sgr-1), to be revoked 2026-11-23 13:00 UTC"},
		{"the same, which does not stay", narrow, "2026-11-23T13:00:00Z", narrow, AlreadyThere,
			"already there (sgr-1), to be revoked 2026-11-23 13:00 UTC"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := vpcWebServers()
			g.Rules = []GroupRule{heldUntil(t, "sgr-1", tt.held, tt.until)}
			planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Now: noon()}
			plan := planner.Plan("op", []Group{g}, [][]Wanted{mustRules(t, tt.line, g)})
			got := plan.Changes[0].Rules[0]
			if got.Verdict != tt.verdict || got.Words() != tt.words {
				t.Errorf("%d %q, want %d %q", got.Verdict, got.Words(), tt.verdict, tt.words)
			}
		})
	}
}

func TestPlanSetsTheEnd(t *testing.T) {
	g := vpcWebServers()
	planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Now: noon()}
	tests := []struct {
		name    string
		now     time.Time
		op      string
		rules   []Wanted
		expires time.Time
		blocked string
	}{
		{"a duration", noon(), "op", mustRules(t, "tcp/22 from ::/0 for 2h", g), noon().Add(2 * time.Hour), ""},
		{"no end", noon(), "op", mustRules(t, "tcp/22 from ::/0", g), time.Time{}, ""},
		{"an end that was worked out", noon(), "op", []Wanted{{Rule: mustRules(t, "tcp/22 from ::/0", g)[0].Rule, Expires: noon().Add(time.Hour)}},
			noon().Add(time.Hour), ""},
		{"an end that is over", noon(), "op", mustRules(t, "tcp/22 from ::/0 until 2026-11-23T11:00", g), time.Time{},
			"VpcWebServers: until 2026-11-23T11:00 is in the past: it is 2026-11-23T12:00Z now"},
		{"while one types", time.Time{}, "", mustRules(t, "tcp/22 from ::/0 for 2h", g), time.Time{}, ""},
		{"no clock", time.Time{}, "op", mustRules(t, "tcp/22 from ::/0 for 2h", g), time.Time{},
			"VpcWebServers: the time is not known that for 2h is counted from"},
		{"two ends", noon(), "op", append(mustRules(t, "tcp/22 from ::/0 for 2h", g), mustRules(t, "tcp/80 from ::/0", g)...), noon().Add(2 * time.Hour),
			"VpcWebServers: rules that are sent together end together: send those that end at another time apart"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			planner.Now = tt.now
			plan := planner.Plan(tt.op, []Group{g}, [][]Wanted{tt.rules})
			if got := plan.Changes[0].Rules[0].Expires; !got.Equal(tt.expires) {
				t.Errorf("ends at %s, want %s", got, tt.expires)
			}
			if got := plan.Blocked(); got != tt.blocked {
				t.Errorf("blocked: %q, want %q", got, tt.blocked)
			}
		})
	}
}

// An edit keeps a rule's tags, and so its end.
func TestEditKeepsTheEnd(t *testing.T) {
	g := vpcWebServers()
	g.Rules = []GroupRule{heldUntil(t, "sgr-1", "tcp/22 from 10.0.0.0/8", "2026-11-23T14:00:00Z")}
	planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Now: noon()}
	plan, _ := planner.Edit("op", g, "sgr-1", mustRules(t, "tcp/23 from 10.0.0.0/8", g)[0])
	if got := plan.Changes[0].Rules[0].Expires; !got.Equal(noon().Add(2 * time.Hour)) {
		t.Errorf("ends at %s", got)
	}
	plan, _ = planner.Edit("op", g, "sgr-1", mustRules(t, "tcp/23 from 10.0.0.0/8 for 2h", g)[0])
	if want := "VpcWebServers: an edit cannot change when a rule ends: leave out for 2h"; plan.Blocked() != want {
		t.Errorf("%q, want %q", plan.Blocked(), want)
	}
}
