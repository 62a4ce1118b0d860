package ingress

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRevoke(t *testing.T) {
	g := holding(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8", "tcp/443 from ::/0", "tcp/80 from pl-1234")
	planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Lists: PrefixLists{"pl-1234": {ID: "pl-1234", Family: "IPv4", Weight: 20}}}
	plan, gone := planner.Revoke("op", g, []string{"sgr-02", "sgr-99", "sgr-00", ""})
	c := plan.Changes[0]
	if diff := cmp.Diff([]string{"sgr-99", ""}, gone); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
	if got, want := strings.Join(rulesOf(c.Send()), ", "), "tcp/80 from pl-1234, tcp/22 from 10.0.0.0/8"; got != want || c.Words(0) != "revoke" {
		t.Errorf("takes %s (%s), want %s", got, c.Words(0), want)
	}
	if diff := cmp.Diff(vpcQuota(21, 0, 1, 1), c.Quota); diff != "" {
		t.Errorf("quota (-want +got):\n%s", diff)
	}
	if len(c.Findings) != 0 || plan.Blocked() != "" {
		t.Errorf("revoking exposes %v, is blocked by %q", c.Findings, plan.Blocked())
	}
}

func TestEdit(t *testing.T) {
	group := func() Group {
		return holding(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8 # office", "tcp/443 from 10.0.0.0/8 # web", "tcp/* from 192.168.0.0/16 # all")
	}
	tests := []struct {
		name, line string
		words      string
		sends      bool
		found      string
	}{
		{"nothing changed", "tcp/22 from 10.0.0.0/8 # office", "already there (sgr-00)", false, ""},
		{"another description", "tcp/22 from 10.0.0.0/8 # Office", "changes sgr-00 (TCP 22 from 10.0.0.0/8)", true, ""},
		{"another port", "tcp/8022 from 10.0.0.0/8 # office", "changes sgr-00 (TCP 22 from 10.0.0.0/8)", true, ""},
		{"what another rule is", "tcp/443 from 10.0.0.0/8 # mine", "already there (sgr-01)", false, ""},
		{"a part of itself", "tcp/22 from 10.1.0.0/16 # office", "changes sgr-00 (TCP 22 from 10.0.0.0/8)", true, ""},
		{"a part of another rule", "tcp/22 from 192.168.1.0/24 # office",
			"changes sgr-00 (TCP 22 from 10.0.0.0/8), covered by sgr-02 (TCP all from 192.168.0.0/16)", true, ""},
		{"wider than another", "tcp/400-500 from 10.0.0.0/8 # office",
			"changes sgr-00 (TCP 22 from 10.0.0.0/8), makes sgr-01 (TCP 443 from 10.0.0.0/8) redundant", true, ""},
		{"to the world", "tcp/8443 from 0.0.0.0/0 # office", "changes sgr-00 (TCP 22 from 10.0.0.0/8), overlaps sgr-02 (TCP all from 192.168.0.0/16)", true,
			"high: the whole internet reaches ports that nobody authorised: TCP 8443: [0]"},
		{"without a description", "tcp/8443 from 10.0.0.0/8", "changes sgr-00 (TCP 22 from 10.0.0.0/8)", true,
			"low: a rule has no description: [0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan, gone := newEdit(group(), "sgr-00", mustRules(t, tt.line, group())[0])
			c := plan.Changes[0]
			if got := c.Words(0); got != tt.words || gone {
				t.Errorf("%q, gone %t; want %q", got, gone, tt.words)
			}
			if sends := len(c.Send()) == 1; sends != tt.sends || c.Quota.After4 != c.Quota.Before4 {
				t.Errorf("sends %t, quota %+v", sends, c.Quota)
			}
			if diff := cmp.Diff(tt.found, found(c)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if tt.sends && c.Rules[0].Existing.ID != "sgr-00" {
				t.Errorf("changes %s", c.Rules[0].Existing.ID)
			}
		})
	}
	if plan, gone := newEdit(group(), "sgr-77", Wanted{}); !gone || !plan.Empty() {
		t.Errorf("a rule that is gone: %t, %v", gone, plan)
	}
}

// What the world reaches already by the rule that is edited is nothing new.
func TestEditOfWhatIsExposed(t *testing.T) {
	g := holding(t, vpcWebServers(), "tcp/22 from 0.0.0.0/0")
	w := mustRules(t, "tcp/22-23 from 0.0.0.0/0 # why", g)[0]
	plan, _ := newEdit(g, "sgr-00", w)
	checks := slices.ContainsFunc(plan.Changes[0].Findings, func(f Finding) bool { return f.Check.Name == "SSH" })
	if got := said(plan.Changes[0].Findings, "high-risk ports"); got != "TCP 23" || checks {
		t.Errorf("high-risk ports %s, SSH %t; want TCP 23 alone", got, checks)
	}
}

// newEdit is [Planner.Edit] with the default settings and limits.
func newEdit(g Group, id string, w Wanted) (plan Plan, gone bool) {
	return Planner{Limits: DefaultLimits(), Settings: DefaultSettings()}.Edit("op", g, id, w)
}
