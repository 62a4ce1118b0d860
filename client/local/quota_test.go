package local

import (
	"fmt"
	"strings"
	"testing"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// TestLimits fills a group up to its quota and wants the next rule refused, whole requests at a time.
func TestLimits(t *testing.T) {
	const (
		websrv  = "GroupId=sg-5b1c22de&" // EC2-Classic, 2 rules
		in, out = "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"
	)
	ipv4 := func(n int) string { return permit(1, "tcp", "80", "80", manyRanges(n)...) }
	ipv6 := func(n int) string { return permit(1, "tcp", "80", "80", manyIPv6Ranges(n)...) }
	group := permit(1, "tcp", "80", "80", "Groups.1.GroupId=sg-0a5d8e02")
	offices := permit(1, "tcp", "80", "80", "PrefixListIds.1.PrefixListId=pl-0a1b2c3d4e5f60718") // at most 10 entries
	narrow := actions.LimitsToday()
	narrow.VPC = 5
	for _, test := range []struct {
		name   string
		limits actions.Limits
		fill   [][2]string // action and request: all must succeed
		next   [2]string   // and this must not
	}{
		// 3 are there, 1 of them a group
		{"today, IPv4", actions.LimitsToday(), [][2]string{{in, toWeb + ipv4(57)}}, [2]string{in, toWeb + permit(1, "udp", "1", "1", fromDocs)}},
		{"today, IPv6 apart", actions.LimitsToday(), [][2]string{{in, toWeb + ipv4(57)}, {in, toWeb + ipv6(59)}},
			[2]string{in, toWeb + permit(1, "udp", "1", "1", "Ipv6Ranges.1.CidrIpv6=::/0")}},
		{"today, egress apart", actions.LimitsToday(), [][2]string{{in, toWeb + ipv4(57)}, {out, toWeb + ipv4(59)}},
			[2]string{out, toWeb + permit(1, "udp", "1", "1", fromDocs)}},
		{"today, a group counts in both families", actions.LimitsToday(), [][2]string{{in, toWeb + ipv6(58)}, {in, toWeb + group}},
			[2]string{in, toWeb + permit(1, "udp", "1", "1", "Ipv6Ranges.1.CidrIpv6=::/0")}},
		{"today, a prefix list counts by its maximum", actions.LimitsToday(), [][2]string{{in, toWeb + ipv4(47)}, {in, toWeb + offices}},
			[2]string{in, toWeb + permit(1, "udp", "1", "1", fromDocs)}},
		{"today, EC2-Classic", actions.LimitsToday(), [][2]string{{in, websrv + ipv4(98)}}, [2]string{in, websrv + permit(1, "udp", "1", "1", fromDocs)}},
		{"2011, EC2-Classic", actions.Limits2011(), [][2]string{{in, websrv + ipv4(98)}}, [2]string{in, websrv + permit(1, "udp", "1", "1", fromDocs)}},
		{"2011, in and out together", actions.Limits2011(), [][2]string{{in, toWeb + ipv4(30)}, {out, toWeb + ipv4(15)}}, [2]string{in, toWeb + permit(1,
			"udp", "1", "1", fromDocs)}}, // 3 in and 2 out are there
		{"2011, families together", actions.Limits2011(), [][2]string{{in, toWeb + ipv4(30)}, {in, toWeb + ipv6(15)}},
			[2]string{out, toWeb + permit(1, "udp", "1", "1", fromDocs)}},
		{"a quota of its own", narrow, [][2]string{{in, toWeb + ipv4(2)}}, [2]string{in, toWeb + permit(1, "udp", "1", "1", fromDocs)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{Limits: test.limits})
			for _, fill := range test.fill {
				ask(t, e, wire.Version2016, fill[0], fill[1]).answer(t)
			}
			if got := ask(t, e, wire.Version2016, test.next[0], test.next[1]); got.code(t) != "RulesPerSecurityGroupLimitExceeded" {
				t.Errorf("one more: %d %s", got.status, got.body)
			}
		})
	}
}

func manyIPv6Ranges(n int) (sources []string) {
	for i := range n {
		sources = append(sources, fmt.Sprintf("Ipv6Ranges.%d.CidrIpv6=2001:db8:%x::/48", i+1, i))
	}
	return sources
}

func TestParseLimits(t *testing.T) {
	for text, want := range map[string]actions.Limits{"2011": {Classic: 100, VPC: 50, Together: true}, "today": {Classic: 100, VPC: 60, Together: false}} {
		if got, err := actions.ParseLimits(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if _, err := actions.ParseLimits("tomorrow"); err == nil || !strings.Contains(err.Error(), "2011") || !strings.Contains(err.Error(), "tomorrow") {
		t.Errorf("tomorrow: %v", err)
	}
	for _, l := range []actions.Limits{{VPC: -1}, {VPC: 1001}, {Classic: 1001}} {
		if _, err := Open(t.Context(), Options{Limits: l}); err == nil || !strings.Contains(err.Error(), "1 to 1000") {
			t.Errorf("%+v: %v", l, err)
		}
	}
}
