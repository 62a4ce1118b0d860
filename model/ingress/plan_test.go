package ingress

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// holding is a group with the rules of lines, each with an id.
func holding(t testing.TB, g Group, lines ...string) Group {
	t.Helper()
	for _, line := range lines {
		for _, w := range mustRules(t, line, g) {
			g.Rules = append(g.Rules, GroupRule{ID: fmt.Sprintf("sgr-%02d", len(g.Rules)), Rule: w.Rule, Description: w.Description})
		}
	}
	return g
}

// newPlan is a plan with the default settings, that sends no covered rules and
// knows no prefix lists.
func newPlan(operation string, groups []Group, wanted [][]Wanted, limits Limits) Plan {
	return Planner{Limits: limits, Settings: DefaultSettings()}.Plan(operation, groups, wanted)
}

func planFor(t testing.TB, g Group, lines ...string) Plan {
	t.Helper()
	var wanted []Wanted
	for _, line := range lines {
		wanted = append(wanted, mustRules(t, line, g)...)
	}
	return newPlan("op", []Group{g}, [][]Wanted{wanted}, DefaultLimits())
}

func TestPlanVerdicts(t *testing.T) {
	vpc, classic := vpcWebServers(), websrv()
	tests := []struct {
		name    string
		group   Group
		holds   []string
		wants   []string
		verdict string // of each rule, in order
	}{
		{"an empty group", vpc, nil, []string{"tcp/22,80 from 10.0.0.0/8"}, "new, new"},
		{"the same rule", vpc, []string{"tcp/22 from 10.0.0.0/8"}, []string{"tcp/22 from 10.0.0.0/8"}, "there sgr-00"},
		{"the same rule in other words", vpc, []string{"tcp/22 from 10.0.0.0/8"}, []string{"6/22-22 from 10.1.2.3/8"}, "there sgr-00"},
		{"the same rule with another description", vpc, []string{"tcp/22 from 10.0.0.0/8 # a"}, []string{"tcp/22 from 10.0.0.0/8 # b"}, "there sgr-00"},
		{"another port", vpc, []string{"tcp/22 from 10.0.0.0/8"}, []string{"tcp/23 from 10.0.0.0/8"}, "new"},
		{"another protocol", vpc, []string{"tcp/53 from 10.0.0.0/8"}, []string{"udp/53 from 10.0.0.0/8"}, "new"},
		{"a wider rule is another rule", vpc, []string{"tcp/22 from 10.0.0.0/8"}, []string{"tcp/22 from 0.0.0.0/0"}, "new"},
		{"IPv4 and IPv6", vpc, []string{"tcp/22 from 0.0.0.0/0"}, []string{"tcp/22 from ::/0"}, "new"},
		{"asked for twice", vpc, nil, []string{"tcp/22 from 10.0.0.0/8", "6/22 from 10.9.9.9/8"}, "new, repeated"},
		{"there, and asked for twice", vpc, []string{"tcp/22 from 10.0.0.0/8"}, []string{"tcp/22 6/22 from 10.0.0.0/8"}, "there sgr-00, repeated"},
		{"all ICMP in two ways", vpc, []string{"icmp from 10.0.0.0/8"}, []string{"icmp/-1:-1 icmp/*:5 from 10.0.0.0/8"}, "there sgr-00, repeated"},
		{"an ICMP code is not all codes", vpc, []string{"icmp/8 from 10.0.0.0/8"}, []string{"icmp/8:0 from 10.0.0.0/8"}, "covered"},
		{"all traffic in two ways", vpc, []string{"all from sg-0a5d8e02"}, []string{"-1 from OtherGroupInMyVPC"}, "there sgr-00"},
		{"a group by owner and name", classic, []string{"tcp/80 from 999988887777/OtherAccountGroup"}, []string{"tcp/80 from sg-07e40001"}, "there sgr-00"},
		{"the same name of another account", classic, []string{"tcp/80 from 999988887777/websrv"}, []string{"tcp/80 from websrv"}, "new"},
		{"in the draft's order", vpc, []string{"tcp/2 from ::/0"}, []string{"tcp/3,2,1,3 from ::/0"}, "new, there sgr-00, new, repeated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := planFor(t, holding(t, tt.group, tt.holds...), tt.wants...)
			var got []string
			for _, r := range p.Changes[0].Rules {
				got = append(got, strings.TrimSpace([]string{"new", "there", "repeated", "covered"}[r.Verdict]+" "+r.Existing.ID))
			}
			if diff := cmp.Diff(tt.verdict, strings.Join(got, ", ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if sent, news := len(p.Changes[0].Send()), p.Count(New); sent != news || p.Empty() != (news == 0) {
				t.Errorf("%d sent, %d new, empty %t", sent, news, p.Empty())
			}
		})
	}
}

func TestPermissions(t *testing.T) {
	tests := []struct {
		name  string
		group Group
		line  string
		want  []string // protocol from-to: sources
	}{
		{"the seed's first request", websrv(), "tcp/80 from 192.0.2.0/24 198.51.100.0/24", []string{"tcp 80-80: 192.0.2.0/24 198.51.100.0/24"}},
		{"the seed's third request", vpcWebServers(), "tcp/80 from sg-0a5d8e02", []string{"tcp 80-80: sg-0a5d8e02"}},
		{"a port each", vpcWebServers(), "tcp/80,443 from ::/0", []string{"tcp 80-80: ::/0", "tcp 443-443: ::/0"}},
		{"both families and a prefix list together", vpcWebServers(), "tcp/80 from ::/0 0.0.0.0/0 pl-1234", []string{"tcp 80-80: ::/0 0.0.0.0/0 pl-1234"}},
		{"source groups apart from CIDRs", vpcWebServers(), "tcp/80 from 10.0.0.0/8 sg-0a5d8e02 10.1.0.0/16 sg-77aa01bc",
			[]string{"tcp 80-80: 10.0.0.0/8 10.1.0.0/16", "tcp 80-80: sg-0a5d8e02 sg-77aa01bc"}},
		{"in order of appearance", vpcWebServers(), "udp/53 tcp/53 udp/53 from ::/0", []string{"udp 53-53: ::/0 ::/0", "tcp 53-53: ::/0"}},
		{"a type and a code", vpcWebServers(), "icmp/3:4 icmp from 10.0.0.0/8", []string{"icmp 3-4: 10.0.0.0/8", "icmp -1--1: 10.0.0.0/8"}},
		{"no range", vpcWebServers(), "all 50 from 10.0.0.0/8", []string{"-1: 10.0.0.0/8", "50: 10.0.0.0/8"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Permissions(mustRules(t, tt.line, tt.group)) {
				text := p.Protocol.Wire()
				if p.HasRange() {
					text += fmt.Sprintf(" %d-%d", p.From, p.To)
				}
				text += ":"
				for _, w := range p.Rules {
					text += " " + w.Source().String()
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// ports are n rules of one source: tcp/1,2,3… from source.
func ports(n int, source string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint(i + 1)
	}
	return "tcp/" + strings.Join(list, ",") + " from " + source
}

func vpcQuota(before4, after4, before6, after6 int) Quota {
	return Quota{Limit: 60, Before4: before4, After4: after4, Before6: before6, After6: after6}
}

func classicQuota(before, after int) Quota {
	return Quota{Limit: 100, Before4: before, After4: after, Together: true}
}

func TestQuota(t *testing.T) {
	vpc, classic := vpcWebServers(), websrv()
	tests := []struct {
		name  string
		group Group
		holds []string
		wants []string
		quota Quota
		over  string
	}{
		{"nothing", vpc, nil, nil, Quota{Limit: 60}, ""},
		{"a full VPC group", vpc, []string{ports(59, "10.0.0.0/8")}, []string{"udp/1 from 10.0.0.0/8"}, vpcQuota(59, 60, 0, 0), ""},
		{"one too many", vpc, []string{ports(60, "10.0.0.0/8")}, []string{"udp/1 from 10.0.0.0/8"}, vpcQuota(60, 61, 0, 0),
			"1 over the limit: 61 of 60 IPv4 rules after this change"},
		{"the families count apart", vpc, []string{ports(60, "10.0.0.0/8")}, []string{ports(60, "::/0")}, vpcQuota(60, 60, 0, 60), ""},
		{"IPv6 has its limit", vpc, nil, []string{ports(63, "::/0")}, vpcQuota(0, 0, 0, 63), "3 over the limit: 63 of 60 IPv6 rules after this change"},
		{"a group counts in both", vpc, []string{ports(60, "::/0")}, []string{"tcp/1 from sg-0a5d8e02"}, vpcQuota(0, 1, 60, 61),
			"1 over the limit: 61 of 60 IPv6 rules after this change"},
		{"a prefix list counts in both", vpc, nil, []string{"tcp/1 from pl-1234"}, vpcQuota(0, 1, 0, 1), ""},
		{"what is there already does not count", vpc, []string{ports(60, "10.0.0.0/8")}, []string{ports(60, "10.0.0.0/8")}, vpcQuota(60, 60, 0, 0), ""},
		{"over before, and nothing more", vpc, []string{ports(70, "10.0.0.0/8")}, []string{"tcp/1 from ::/0"}, vpcQuota(70, 70, 0, 1), ""},
		{"EC2-Classic has a hundred", classic, []string{ports(99, "10.0.0.0/8")}, []string{"udp/1 from websrv"}, classicQuota(99, 100), ""},
		{"EC2-Classic is full", classic, []string{ports(100, "10.0.0.0/8")}, []string{"udp/1 from websrv"}, classicQuota(100, 101),
			"1 over the limit: 101 of 100 rules after this change"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := holding(t, tt.group, tt.holds...)
			p := planFor(t, g, tt.wants...)
			if diff := cmp.Diff(tt.quota, p.Changes[0].Quota); diff != "" {
				t.Errorf("quota (-want +got):\n%s", diff)
			}
			if got := p.Changes[0].Quota.Over(); got != tt.over {
				t.Errorf("over %q, want %q", got, tt.over)
			}
			blocked := ""
			if tt.over != "" {
				blocked = tt.group.Name + ": " + tt.over
			}
			if got := p.Blocked(); got != blocked {
				t.Errorf("blocked %q, want %q", got, blocked)
			}
			if got, want := g.RulesInUse(), max(tt.quota.Before4, tt.quota.Before6); got != want {
				t.Errorf("%d rules in use, want %d", got, want)
			}
		})
	}
}

func TestRevision(t *testing.T) {
	lines := []string{"tcp/22 from 10.0.0.0/8 # office", "udp/53 from ::/0", "icmp from sg-0a5d8e02"}
	base := func() Group { return holding(t, vpcWebServers(), lines...) }
	tests := []struct {
		name  string
		moves bool
		with  func(*Group)
	}{
		{"nothing", false, func(*Group) {}},
		{"another order", false, func(g *Group) { slices.Reverse(g.Rules) }},
		{"rule ids told", false, func(g *Group) { g.Rules[0].ID = "" }},
		{"an owner told", false, func(g *Group) { g.Rules[2].SourceOwner = account }},
		{"the group's own description", false, func(g *Group) { g.Description = "x" }},
		{"the group's tags", false, func(g *Group) { g.Tags = []Tag{{"a", "b"}} }},
		{"a description", true, func(g *Group) { g.Rules[0].Description = "Office" }},
		{"a description gone", true, func(g *Group) { g.Rules[0].Description = "" }},
		{"a rule more", true, func(g *Group) { *g = holding(t, *g, "tcp/23 from 10.0.0.0/8") }},
		{"a rule less", true, func(g *Group) { g.Rules = g.Rules[1:] }},
		{"no rules", true, func(g *Group) { g.Rules = nil }},
		{"another port", true, func(g *Group) { g.Rules[1].Rule = mustRules(t, "udp/54 from ::/0", *g)[0].Rule }},
		{"descriptions changed places", true, func(g *Group) {
			g.Rules[0].Description, g.Rules[1].Description = g.Rules[1].Description, g.Rules[0].Description
		}},
		{"another group", true, func(g *Group) { g.ID = "sg-00000001" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := base()
			tt.with(&g)
			if moved := g.Revision() != base().Revision(); moved != tt.moves {
				t.Errorf("moved: %t, want %t", moved, tt.moves)
			}
		})
	}
}

// The revision of a plan is the revision of the group that it was made from.
func TestPlanRevision(t *testing.T) {
	g := holding(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8")
	if got := planFor(t, g, "tcp/23 from ::/0").Changes[0].Revision; got != g.Revision() {
		t.Errorf("%s, want %s", got, g.Revision())
	}
}
