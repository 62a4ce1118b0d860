package ingress

import (
	"strings"
	"testing"
	"time"
)

// TestPlansKnowTheirGrant: each kind of plan says in its preview what the writer
// would refuse, and nothing where there is no grant.
func TestPlansKnowTheirGrant(t *testing.T) {
	web, ssh := grantRule(t, TCP, 443, 443, time.Time{}).Wanted, grantRule(t, TCP, 22, 22, time.Time{}).Wanted
	group := Group{ID: "sg-1", Name: "web", VPCID: "vpc-1", Rules: []GroupRule{{ID: "sgr-1", Rule: ssh.Rule}}}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	plans := map[string]func(Planner) Plan{
		"add":    func(p Planner) Plan { return p.Plan("op", []Group{group}, [][]Wanted{{web}}) },
		"revoke": func(p Planner) Plan { plan, _ := p.Revoke("op", group, []string{"sgr-1"}); return plan },
		"edit":   func(p Planner) Plan { plan, _ := p.Edit("op", group, "sgr-1", web); return plan },
	}
	grants := []struct {
		name    string
		grant   *Grant
		refused []string // kinds of plan
	}{
		{"none", nil, nil},
		{"viewer", &Grant{}, []string{"add", "revoke", "edit"}},
		{"operator", &Grant{Role: Operator}, nil},
		{"of other groups", &Grant{Role: Operator, Groups: []string{"db"}}, []string{"add", "revoke", "edit"}},
		{"of port 443", &Grant{Role: Operator, Ports: mustSpecs(t, "443")}, []string{"revoke", "edit"}},
		{"of two hours", &Grant{Role: Operator, MaxTTL: 2 * time.Hour}, []string{"add", "edit"}},
	}
	for _, tt := range grants {
		for kind, plan := range plans {
			p := Planner{Limits: DefaultLimits(), Settings: DefaultSettings(), Now: now, Grant: tt.grant}
			blocked := plan(p).Blocked()
			refused := strings.HasPrefix(blocked, "web: not allowed for your role: ")
			if want := strings.Contains(strings.Join(tt.refused, " "), kind); refused != want || !refused && blocked != "" {
				t.Errorf("%s, %s: %q", tt.name, kind, blocked)
			}
		}
	}
}
