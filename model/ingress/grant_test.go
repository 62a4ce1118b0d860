package ingress

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// grantRule is a rule from 10.0.0.0/8 as a plan has it.
func grantRule(t *testing.T, p Protocol, from, to int, expires time.Time) PlannedRule {
	t.Helper()
	rule, err := NewRule(p, from, to, FromPrefix(netip.MustParsePrefix("10.0.0.0/8")))
	if err != nil {
		t.Fatal(err)
	}
	return PlannedRule{Wanted: Wanted{Rule: rule, Expires: expires}}
}

func mustSpecs(t *testing.T, text string) []Spec {
	t.Helper()
	specs, err := ParsePortLimits(text)
	if err != nil {
		t.Fatal(err)
	}
	return specs
}

func TestGrantRefuses(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	ssh, web := grantRule(t, TCP, 22, 22, time.Time{}), grantRule(t, TCP, 443, 443, time.Time{})
	wide := grantRule(t, TCP, 8000, 8100, time.Time{})
	short, long := grantRule(t, TCP, 443, 443, now.Add(2*time.Hour)), grantRule(t, TCP, 443, 443, now.Add(2*time.Hour+time.Second))
	edited, ending := web, web
	edited.Existing = GroupRule{ID: "sgr-1", Rule: ssh.Rule}
	ending.Existing = GroupRule{ID: "sgr-1", Rule: web.Rule, Tags: []Tag{{TagExpires, now.Add(time.Hour).Format(time.RFC3339)}}}
	covered := ssh
	covered.Verdict = Covered
	group := Group{ID: "sg-1", Name: "web, shop"}
	operator := Grant{Role: Operator, Clock: func() time.Time { return now }}
	with := func(change func(*Grant)) Grant {
		g := operator
		change(&g)
		return g
	}
	ports := with(func(g *Grant) { g.Ports = mustSpecs(t, "443,8000-8049 tcp/8050-8100") })
	ttl := with(func(g *Grant) { g.MaxTTL = 2 * time.Hour })
	tests := []struct {
		name   string
		grant  Grant
		change Change
		want   string // "" for allowed
	}{
		{"zero", Grant{}, Change{Rules: []PlannedRule{web}}, "a viewer changes nothing"},
		{"zero, nothing sent", Grant{}, Change{}, "a viewer changes nothing"},
		{"no role of these", Grant{Role: 9}, Change{Rules: []PlannedRule{web}}, "changes nothing"},
		{"operator", operator, Change{Rules: []PlannedRule{web, ssh}}, ""},
		{"admin", Grant{Role: Admin}, Change{Kind: Revoking, Rules: []PlannedRule{web, ssh}}, ""},
		{"group by id", with(func(g *Grant) { g.Groups = []string{"sg-1"} }), Change{Group: group, Rules: []PlannedRule{web}}, ""},
		{"group by name", with(func(g *Grant) { g.Groups = []string{"db", `web\,*`} }), Change{Group: group, Rules: []PlannedRule{web}}, ""},
		{"another group", with(func(g *Grant) { g.Groups = []string{"db", "web"} }), Change{Group: group, Rules: []PlannedRule{web}},
			"the groups db, web, and web, shop (sg-1) is none"},
		{"another group, revoked", with(func(g *Grant) { g.Groups = []string{"db"} }), Change{Kind: Revoking, Group: group, Undoes: "op"}, "is none"},
		{"ports", ports, Change{Rules: []PlannedRule{web, wide}}, ""},
		{"other ports", ports, Change{Rules: []PlannedRule{web, ssh}}, "TCP 22 from 10.0.0.0/8 is more"},
		{"all traffic", ports, Change{Rules: []PlannedRule{grantRule(t, AllProtocols, -1, -1, time.Time{})}}, "All traffic from 10.0.0.0/8 is more"},
		{"other ports, not sent", ports, Change{Rules: []PlannedRule{covered}}, ""},
		{"other ports, sent though covered", ports, Change{IncludeCovered: true, Rules: []PlannedRule{covered}}, "is more"},
		{"other ports revoked", ports, Change{Kind: Revoking, Rules: []PlannedRule{edited}}, "TCP 22 from 10.0.0.0/8 is more"},
		{"other ports edited away", ports, Change{Kind: Editing, Rules: []PlannedRule{edited}}, "TCP 22 from 10.0.0.0/8 is more"},
		{"for ever", ttl, Change{Rules: []PlannedRule{web}}, "at most 2h, and TCP 443 from 10.0.0.0/8 would stay for good"},
		{"for two hours", ttl, Change{Rules: []PlannedRule{short}}, ""},
		{"a second more", ttl, Change{Rules: []PlannedRule{short, long}}, "would last until 2026-06-01T14:00:01Z"},
		{"untagged", ttl, Change{Untagged: true, Rules: []PlannedRule{short}}, "without tags it would stay"},
		{"edit of a rule that stays", ttl, Change{Kind: Editing, Rules: []PlannedRule{edited}}, "sgr-1 (TCP 22 from 10.0.0.0/8) stays for good"},
		{"edit of a rule that ends", ttl, Change{Kind: Editing, Rules: []PlannedRule{ending}}, ""},
		{"revoked", ttl, Change{Kind: Revoking, Rules: []PlannedRule{edited}}, ""},
	}
	for _, tt := range tests {
		got := tt.grant.Refuses(tt.change)
		switch {
		case tt.want == "" && got != "":
			t.Errorf("%s: refused with %q", tt.name, got)
		case tt.want != "" && !strings.HasPrefix(got, "not allowed for your role: "), !strings.Contains(got, tt.want):
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestGroupPatterns(t *testing.T) {
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{"web-*", "web-1", true}, {"web-*", "web-", true}, {"web-*", "xweb-1", false},
		{"*", "", true}, {"?", "", false}, {"?", "日", true}, {"*-prod-*", "a-prod-b-prod-c", true},
		{`a\*`, "a*", true}, {`a\*`, "ab", false}, {`a\\`, `a\`, true}, {`\?\,`, "?,", true},
		{"a*b*c", "aXbXbXc", true}, {"a*b*c", "aXbXbX", false}, {"Web", "web", false},
		{strings.Repeat("*a", 30), strings.Repeat("a", 100) + "b", false},
	}
	for _, tt := range tests {
		patterns, err := ParseGroupPatterns(tt.pattern)
		if err != nil || len(patterns) != 1 {
			t.Errorf("%q: %q, %v", tt.pattern, patterns, err)
			continue
		}
		if got := matchPattern(patterns[0], tt.name); got != tt.want {
			t.Errorf("%q stands for %q: %v", tt.pattern, tt.name, got)
		}
	}
	for _, text := range []string{"", " ", "a,,b", "a,", `a\`, "a\nb", "a\xff"} {
		if patterns, err := ParseGroupPatterns(text); err == nil {
			t.Errorf("%q is read as %q", text, patterns)
		}
	}
}

// TestPortLimits: a bare port is TCP's alone; UDP has to be said.
func TestPortLimits(t *testing.T) {
	for text, want := range map[string][]Spec{
		"22":               {{Protocol: TCP, From: 22, To: 22}},
		"22,80-81 udp/53":  {{Protocol: TCP, From: 22, To: 22}, {Protocol: TCP, From: 80, To: 81}, {Protocol: UDP, From: 53, To: 53}},
		"tcp/443  udp/443": {{Protocol: TCP, From: 443, To: 443}, {Protocol: UDP, From: 443, To: 443}},
	} {
		got := mustSpecs(t, text)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", text, diff)
		}
	}
	g := Grant{Role: Operator, Ports: mustSpecs(t, "53")}
	if why := g.Refuses(Change{Rules: []PlannedRule{grantRule(t, TCP, 53, 53, time.Time{})}}); why != "" {
		t.Errorf("TCP 53 is refused: %s", why)
	}
	if why := g.Refuses(Change{Rules: []PlannedRule{grantRule(t, UDP, 53, 53, time.Time{})}}); why == "" {
		t.Error("a bare port opens UDP, too")
	}
}

func TestTTL(t *testing.T) {
	for text, want := range map[string]time.Duration{"45m": 45 * time.Minute, "1h30m": 90 * time.Minute, "7d": 168 * time.Hour} {
		if got, err := ParseTTL(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "59s", "-2h", "400d", "9999999d", "-1d", "2", "9000h", "two hours", "1d2h"} {
		if got, err := ParseTTL(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestGrantWords(t *testing.T) {
	g := Grant{Role: Operator, Groups: []string{"web-*"}, Ports: mustSpecs(t, "tcp/22,443"), MaxTTL: 90 * time.Minute}
	if got, want := g.Words(), "operator of the groups web-*, for TCP 22, 443, for rules that last at most 1h30m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
