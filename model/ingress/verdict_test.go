package ingress

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// verdictCase is a group's rules, a plan's, and the words for each planned rule,
// parted by |. Rules are lines; ; parts several. The group's are sgr-00, sgr-01…
type verdictCase struct{ name, held, plan, want string }

func verdictCases() []verdictCase {
	return []verdictCase{
		{"an empty group", "", "tcp/22 from 10.0.0.0/8", "new"},
		{"the same rule", "tcp/22 from 10.0.0.0/8", "6/22 from 10.9.9.9/8", "already there (sgr-00)"},
		{"the same rule beside one that covers it", "tcp/* from 10.0.0.0/8;tcp/22 from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "already there (sgr-01)"},
		{"twice", "", "tcp/22 from 10.0.0.0/8;tcp/22 from 10.0.0.0/8", "new | twice in this plan"},
		{"a wider range of ports", "tcp/0-1024 from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "covered by sgr-00 (TCP 0-1024 from 10.0.0.0/8)"},
		{"a wider network", "tcp/22 from 10.0.0.0/8", "tcp/22 from 10.1.0.0/16", "covered by sgr-00 (TCP 22 from 10.0.0.0/8)"},
		{"both wider", "tcp/0-1024 from 0.0.0.0/0", "tcp/22 from 10.1.0.0/16", "covered by sgr-00 (TCP 0-1024 from 0.0.0.0/0)"},
		{"all ports", "tcp/* from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "covered by sgr-00 (TCP all from 10.0.0.0/8)"},
		{"the first of several that do", "tcp/1-99 from 10.0.0.0/8;tcp/* from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "covered by sgr-00 (TCP 1-99 from 10.0.0.0/8)"},
		{"all traffic covers tcp", "all from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "covered by sgr-00 (All traffic from 10.0.0.0/8)"},
		{"all traffic covers udp", "all from 10.0.0.0/8", "udp/53 from 10.0.0.0/8", "covered by sgr-00 (All traffic from 10.0.0.0/8)"},
		{"all traffic covers icmp", "all from 10.0.0.0/8", "icmp from 10.0.0.0/8", "covered by sgr-00 (All traffic from 10.0.0.0/8)"},
		{"all traffic covers a number", "all from 10.0.0.0/8", "99 from 10.1.0.0/16", "covered by sgr-00 (All traffic from 10.0.0.0/8)"},
		{"a number covers no all traffic", "99 from 10.0.0.0/8", "all from 10.0.0.0/8", "new, makes sgr-00 (Protocol 99 from 10.0.0.0/8) redundant"},
		{"a number covers a narrower network", "99 from 10.0.0.0/8", "99 from 10.1.0.0/16", "covered by sgr-00 (Protocol 99 from 10.0.0.0/8)"},
		{"another number", "99 from 10.0.0.0/8", "98 from 10.0.0.0/8", "new"},
		{"tcp ports are not udp's", "tcp/53 from 10.0.0.0/8", "udp/53 from 10.0.0.0/8", "new"},
		{"tcp 53 and icmp 53 are apart", "tcp/53 from 10.0.0.0/8", "icmp/53 from 10.0.0.0/8", "new"},
		{"IPv4 is not IPv6", "tcp/22 from 0.0.0.0/0", "tcp/22 from ::/0", "new"},
		{"IPv6 is not IPv4", "tcp/22 from ::/0", "tcp/22 from 10.0.0.0/8", "new"},
		{"IPv6 covers IPv6", "tcp/22 from 2001:db8::/32", "tcp/22 from 2001:db8:1::/48", "covered by sgr-00 (TCP 22 from 2001:db8::/32)"},
		{"the neighbour network", "tcp/22 from 10.0.0.0/9", "tcp/22 from 10.128.0.0/9", "new"},
		{"two halves of a network", "tcp/22 from 10.0.0.0/9;tcp/22 from 10.128.0.0/9", "tcp/22 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 22 from 10.0.0.0/9) and sgr-01 (TCP 22 from 10.128.0.0/9) together"},
		{"two halves and more", "tcp/20-30 from 10.0.0.0/9;tcp/* from 10.128.0.0/9", "tcp/22 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 20-30 from 10.0.0.0/9) and sgr-01 (TCP all from 10.128.0.0/9) together"},
		{"adjacent ports", "tcp/0-21 from 10.0.0.0/8;tcp/22-99 from 10.0.0.0/8", "tcp/20-30 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 0-21 from 10.0.0.0/8) and sgr-01 (TCP 22-99 from 10.0.0.0/8) together"},
		{"adjacent ports of different networks", "tcp/20-21 from 0.0.0.0/0;tcp/22-30 from 10.0.0.0/8", "tcp/20-30 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 20-21 from 0.0.0.0/0) and sgr-01 (TCP 22-30 from 10.0.0.0/8) together"},
		{"a port short", "tcp/0-20 from 10.0.0.0/8;tcp/22-99 from 10.0.0.0/8", "tcp/20-30 from 10.0.0.0/8",
			"new, overlaps sgr-00 (TCP 0-20 from 10.0.0.0/8) and sgr-01 (TCP 22-99 from 10.0.0.0/8)"},
		{"a network short", "tcp/22 from 10.0.0.0/9;tcp/22 from 10.192.0.0/10", "tcp/22 from 10.0.0.0/8",
			"new, makes sgr-00 (TCP 22 from 10.0.0.0/9) and sgr-01 (TCP 22 from 10.192.0.0/10) redundant"},
		{"only those that are needed", "tcp/22 from 10.0.0.0/9;tcp/22 from 10.1.0.0/16;tcp/22 from 10.128.0.0/9", "tcp/22 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 22 from 10.0.0.0/9) and sgr-02 (TCP 22 from 10.128.0.0/9) together"},
		{"four quarters", "tcp/22 from 10.0.0.0/10;tcp/22 from 10.64.0.0/10;tcp/22 from 10.128.0.0/10;tcp/22 from 10.192.0.0/10", "tcp/22 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 22 from 10.0.0.0/10), sgr-01 (TCP 22 from 10.64.0.0/10), sgr-02 (TCP 22 from 10.128.0.0/10) and 1 more together"},
		{"halves of the world", "tcp/22 from 0.0.0.0/1;tcp/22 from 128.0.0.0/1", "tcp/22 from 0.0.0.0/0",
			"covered by sgr-00 (TCP 22 from 0.0.0.0/1) and sgr-01 (TCP 22 from 128.0.0.0/1) together"},
		{"halves of the IPv6 world", "tcp/22 from ::/1;tcp/22 from 8000::/1", "tcp/22 from ::/0",
			"covered by sgr-00 (TCP 22 from ::/1) and sgr-01 (TCP 22 from 8000::/1) together"},
		{"a tile by ports and networks", "tcp/1-5 from 10.0.0.0/9;tcp/6-9 from 10.0.0.0/8;tcp/1-5 from 10.128.0.0/9", "tcp/1-9 from 10.0.0.0/8",
			"covered by sgr-00 (TCP 1-5 from 10.0.0.0/9), sgr-01 (TCP 6-9 from 10.0.0.0/8) and sgr-02 (TCP 1-5 from 10.128.0.0/9) together"},
		{"all ICMP covers a type", "icmp from 10.0.0.0/8", "icmp/8 from 10.0.0.0/8", "covered by sgr-00 (ICMP all from 10.0.0.0/8)"},
		{"a type covers its codes", "icmp/3 from 10.0.0.0/8", "icmp/3:4 from 10.0.0.0/8", "covered by sgr-00 (ICMP Destination Unreachable from 10.0.0.0/8)"},
		{"a code covers no type", "icmp/3:4 from 10.0.0.0/8", "icmp/3 from 10.0.0.0/8",
			"new, makes sgr-00 (ICMP Destination Unreachable/4 from 10.0.0.0/8) redundant"},
		{"another type", "icmp/3 from 10.0.0.0/8", "icmp/8 from 10.0.0.0/8", "new"},
		{"type 0 is a type", "icmp/0 from 10.0.0.0/8", "icmp/0:0 from 10.0.0.0/8", "covered by sgr-00 (ICMP Echo Reply from 10.0.0.0/8)"},
		{"icmp is not icmpv6", "icmp from sg-0a5d8e02", "icmpv6 from sg-0a5d8e02", "new"},
		{"the same source group", "tcp/* from sg-0a5d8e02", "tcp/22 from sg-0a5d8e02", "covered by sgr-00 (TCP all from sg-0a5d8e02)"},
		{"another source group", "tcp/* from sg-0a5d8e02", "tcp/22 from sg-77aa01bc", "new"},
		{"a group is no network", "tcp/22 from 0.0.0.0/0", "tcp/22 from sg-0a5d8e02", "new"},
		{"ports of a source group", "tcp/1-5 from sg-0a5d8e02;tcp/6-9 from sg-0a5d8e02", "tcp/2-8 from sg-0a5d8e02",
			"covered by sgr-00 (TCP 1-5 from sg-0a5d8e02) and sgr-01 (TCP 6-9 from sg-0a5d8e02) together"},
		{"the same prefix list", "tcp/* from pl-9", "tcp/22 from pl-9", "covered by sgr-00 (TCP all from pl-9)"},
		{"another prefix list", "tcp/* from pl-9", "tcp/22 from pl-8", "new"},
		{"a prefix list that is not known is no network", "tcp/22 from 0.0.0.0/0", "tcp/22 from pl-9", "new"},
		{"a prefix list by its entries", "tcp/22 from 0.0.0.0/0", "tcp/22 from pl-3", "covered by sgr-00 (TCP 22 from 0.0.0.0/0)"},
		{"a network in a prefix list", "tcp/22 from pl-3", "tcp/22 from 10.1.0.0/16", "covered by sgr-00 (TCP 22 from pl-3)"},
		{"a network beside a prefix list", "tcp/22 from pl-3", "tcp/22 from 11.1.0.0/16", "new"},
		{"a network that a prefix list is a part of", "tcp/22 from pl-3", "tcp/22 from 10.0.0.0/7", "new, overlaps sgr-00 (TCP 22 from pl-3)"},
		{"a prefix list in a network", "tcp/22 from 10.0.0.0/8;tcp/22 from 203.0.113.0/24", "tcp/22 from pl-3",
			"covered by sgr-00 (TCP 22 from 10.0.0.0/8) and sgr-01 (TCP 22 from 203.0.113.0/24) together"},
		{"the world by a prefix list", "tcp/22 from pl-1", "tcp/22 from 0.0.0.0/0", "covered by sgr-00 (TCP 22 from pl-1)"},
		{"redundant by ports", "tcp/22 from 10.0.0.0/8;tcp/23 from 10.0.0.0/8", "tcp/20-30 from 10.0.0.0/8",
			"new, makes sgr-00 (TCP 22 from 10.0.0.0/8) and sgr-01 (TCP 23 from 10.0.0.0/8) redundant"},
		{"redundant by network", "tcp/22 from 10.1.0.0/16", "tcp/22 from 10.0.0.0/8", "new, makes sgr-00 (TCP 22 from 10.1.0.0/16) redundant"},
		{"redundant and overlapping", "tcp/22 from 10.1.0.0/16;tcp/30-40 from 10.0.0.0/8", "tcp/20-30 from 10.0.0.0/8",
			"new, makes sgr-00 (TCP 22 from 10.1.0.0/16) redundant, overlaps sgr-01 (TCP 30-40 from 10.0.0.0/8)"},
		{"overlapping crosswise", "tcp/1-99 from 10.1.0.0/16", "tcp/22 from 10.0.0.0/8", "new, overlaps sgr-00 (TCP 1-99 from 10.1.0.0/16)"},
		{"many redundant", "tcp/1 from 10.0.0.0/8;tcp/2 from 10.0.0.0/8;tcp/3 from 10.0.0.0/8;tcp/4 from 10.0.0.0/8;tcp/5 from 10.0.0.0/8", "tcp/* from 10.0.0.0/8",
			"new, makes sgr-00 (TCP 1 from 10.0.0.0/8), sgr-01 (TCP 2 from 10.0.0.0/8), sgr-02 (TCP 3 from 10.0.0.0/8) and 2 more redundant"},
		{"icmp with IPv6", "", "icmp/8 from 2001:db8::/32", "useless: icmp is IPv4's: for ping over IPv6 write icmpv6"},
		{"icmpv6 with IPv4", "", "icmpv6 from 10.0.0.0/8", "useless: icmpv6 is IPv6's: for ping over IPv4 write icmp"},
		{"useless and there", "icmp from ::/0", "icmp from ::/0", "already there (sgr-00)"},
		{"covered within the plan", "", "tcp/22 from 10.0.0.0/8;tcp/22 from 10.1.0.0/16", "new | covered by TCP 22 from 10.0.0.0/8 of this plan"},
		{"covered by a later one of the plan", "", "tcp/22 from 10.1.0.0/16;tcp/* from 10.0.0.0/8", "covered by TCP all from 10.0.0.0/8 of this plan | new"},
		{"covered by two of the plan", "", "tcp/22 from 10.0.0.0/9;tcp/22 from 10.128.0.0/9;tcp/22 from 10.0.0.0/8",
			"covered by TCP 22 from 10.0.0.0/8 of this plan | covered by TCP 22 from 10.0.0.0/8 of this plan | new"},
		{"covered by the plan together", "", "tcp/1-5 from 10.0.0.0/8;tcp/6-9 from 10.0.0.0/8;tcp/4-7 from 10.0.0.0/8",
			"new | new | covered by TCP 1-5 from 10.0.0.0/8 of this plan and TCP 6-9 from 10.0.0.0/8 of this plan together"},
		{"covered by group and plan together", "tcp/22 from 10.0.0.0/9", "tcp/22 from 10.128.0.0/9;tcp/22 from 10.0.0.0/8",
			"covered by TCP 22 from 10.0.0.0/8 of this plan | new, makes sgr-00 (TCP 22 from 10.0.0.0/9) redundant"},
		{"a half planned, a half there", "tcp/22 from 10.0.0.0/9", "tcp/20-30 from 10.128.0.0/9;tcp/22 from 10.0.0.0/8",
			"new | covered by sgr-00 (TCP 22 from 10.0.0.0/9) and TCP 20-30 from 10.128.0.0/9 of this plan together"},
		{"the same addresses in two ways", "", "tcp/22 from pl-1;tcp/22 from 0.0.0.0/0", "new | covered by TCP 22 from pl-1 of this plan"},
		{"what is covered covers nothing", "tcp/* from 0.0.0.0/0", "tcp/22 from 10.0.0.0/8;tcp/22 from 10.1.0.0/16",
			"covered by sgr-00 (TCP all from 0.0.0.0/0) | covered by sgr-00 (TCP all from 0.0.0.0/0)"},
	}
}

func TestVerdictWords(t *testing.T) {
	names := map[string]bool{}
	for _, c := range verdictCases() {
		if names[c.name] {
			t.Errorf("two cases are called %q", c.name)
		}
		names[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			change := riskPlan(t, vpcWebServers(), DefaultSettings(), c.held, c.plan)
			var words []string
			for i := range change.Rules {
				words = append(words, change.Words(i))
			}
			if diff := cmp.Diff(c.want, strings.Join(words, " | ")); diff != "" {
				t.Errorf("%q holding %q (-want +got):\n%s", c.plan, c.held, diff)
			}
		})
	}
}

// EC2-Classic pairs are told by account and name.
func TestClassicVerdicts(t *testing.T) {
	tests := []verdictCase{
		{"the same pair", "tcp/* from 999988887777/web", "tcp/22 from 999988887777/web", "covered by sgr-00 (TCP all from 999988887777/web)"},
		{"another account", "tcp/* from 999988887777/web", "tcp/22 from 111122223333/web", "new"},
		{"another name", "tcp/* from 999988887777/web", "tcp/22 from 999988887777/Web", "new"},
		{"a pair is no network", "tcp/22 from 0.0.0.0/0", "tcp/22 from 999988887777/web", "new"},
	}
	for _, c := range tests {
		change := riskPlan(t, websrv(), DefaultSettings(), c.held, c.plan)
		if got := change.Words(0); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestVerdictNames(t *testing.T) {
	tests := []struct{ held, plan, name, ids string }{
		{"", "tcp/22 from 10.0.0.0/8", "new", ""},
		{"tcp/22 from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "already-there", "sgr-00"},
		{"tcp/* from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "covered", "sgr-00"},
		{"tcp/22 from 10.0.0.0/9;tcp/22 from 10.128.0.0/9", "tcp/22 from 10.0.0.0/8", "covered-together", "sgr-00 sgr-01"},
		{"tcp/22 from 10.1.0.0/16;tcp/1-22 from 10.0.0.0/9", "tcp/22 from 10.0.0.0/8", "makes-redundant", "sgr-00 sgr-01"},
		{"tcp/1-22 from 10.0.0.0/9", "tcp/22 from 10.0.0.0/8", "overlaps", "sgr-00"},
		{"", "icmp from ::/0", "useless", ""},
	}
	for _, tt := range tests {
		r := riskPlan(t, vpcWebServers(), DefaultSettings(), tt.held, tt.plan).Rules[0]
		if ids := strings.Join(r.RelatedIDs(), " "); r.Name() != tt.name || ids != tt.ids {
			t.Errorf("%s holding %s: %s %q, want %s %q", tt.plan, tt.held, r.Name(), ids, tt.name, tt.ids)
		}
	}
	p := planFor(t, vpcWebServers(), "tcp/22,22 from 10.0.0.0/8").Changes[0]
	if got := p.Rules[1].Name(); got != "repeated" {
		t.Errorf("the second of two: %s", got)
	}
}

func TestSummary(t *testing.T) {
	tests := []struct{ held, plan, want string }{
		{"", "tcp/22,23 from 10.0.0.0/8", "Plan: 2 to add"},
		{"tcp/1-9 from 10.0.0.0/8;tcp/443 from 10.0.0.0/8", "tcp/22,23,24,443,5 from 10.0.0.0/8", "Plan: 3 to add, 1 already there, 1 covered"},
		{"tcp/22 from 10.0.0.0/8", "tcp/22 from 10.0.0.0/8", "Plan: nothing to add, 1 already there"},
		{"", "tcp/22,22,22 from 10.0.0.0/8", "Plan: 1 to add, 2 twice in this plan"},
	}
	for _, tt := range tests {
		p := Plan{Changes: []Change{riskPlan(t, vpcWebServers(), DefaultSettings(), tt.held, tt.plan)}}
		if got := p.Summary(); got != tt.want {
			t.Errorf("%s holding %s: %q, want %q", tt.plan, tt.held, got, tt.want)
		}
	}
	a, b := vpcWebServers(), holding(t, Group{ID: "sg-1", Name: "b", VPCID: "vpc-0f1e2d3c"}, "tcp/22 from 10.0.0.0/8")
	line := mustRules(t, "tcp/22,23 from 10.0.0.0/8", a)
	if got, want := newPlan("", []Group{a, b}, [][]Wanted{line, line}, DefaultLimits()).Summary(), "Plan: 3 to add to 2 groups, 1 already there"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := newPlan("", []Group{a, b}, [][]Wanted{line, line[:1]}, DefaultLimits()).Summary(), "Plan: 2 to add to 1 group, 1 already there"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Covered rules are sent where the planner includes them: then they count.
func TestIncludeCovered(t *testing.T) {
	g := holding(t, vpcWebServers(), "tcp/* from 10.0.0.0/8")
	wanted := mustRules(t, "tcp/22,23 udp/53 from 10.0.0.0/8", g)
	planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings()}
	p := planner.Plan("op", []Group{g}, [][]Wanted{wanted})
	planner.IncludeCovered = true
	with := planner.Again(p)
	got := func(p Plan) string {
		return fmt.Sprintf("%s sends %d, %d after, %s", p.Operation, p.Sends(), p.Changes[0].Quota.After4, p.Summary())
	}
	if got, want := got(p), "op sends 1, 2 after, Plan: 1 to add, 2 covered"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := got(with), "op sends 3, 4 after, Plan: 3 to add, 2 of them covered"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if covered := with.Changes[0].Rules[0]; covered.Verdict != Covered || !with.Changes[0].Sends(covered) {
		t.Errorf("%s is not sent", covered.Words())
	}
}
