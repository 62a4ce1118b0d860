package ingress

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// office is a random network of some size in 10.0.0.0/8, or anywhere.
func office(random *rand.Rand) Source {
	var addr [4]byte
	binary.BigEndian.PutUint32(addr[:], random.Uint32())
	if random.IntN(4) > 0 {
		addr[0], addr[1] = 10, addr[1]%16
	}
	bits := []int{16, 20, 24, 28, 32}[random.IntN(5)]
	return FromPrefix(netip.PrefixFrom(netip.AddrFrom4(addr), bits))
}

// usual is a rule as groups have them: services from networks, groups and lists
// of the VPC, some from the world.
func usual(random *rand.Rand) Rule {
	source := office(random)
	switch random.IntN(10) {
	case 0, 1:
		source, _ = FromGroup(fmt.Sprintf("sg-%08x", random.IntN(500)))
	case 2:
		source, _ = FromPrefixList(fmt.Sprintf("pl-%08x", random.IntN(5)))
	case 3:
		source = FromPrefix(netip.MustParsePrefix("0.0.0.0/0"))
	case 4:
		source = FromPrefix(netip.MustParsePrefix([]string{"::/0", "2001:db8::/32"}[random.IntN(2)]))
	}
	port := []int{22, 80, 443, 3306, 5432, 8080, random.IntN(60000)}[random.IntN(7)]
	to := port
	if random.IntN(5) == 0 {
		to += random.IntN(1000)
	}
	r, err := NewRule([]Protocol{TCP, TCP, TCP, UDP}[random.IntN(4)], port, to, source)
	if err != nil {
		panic(err)
	}
	return r
}

// usualGroup holds n different rules.
func usualGroup(random *rand.Rand, id, n int) Group {
	g := Group{ID: fmt.Sprintf("sg-%08x", id), Name: fmt.Sprint("group-", id), VPCID: "vpc-0f1e2d3c", OwnerID: account}
	seen := map[Rule]bool{}
	for len(g.Rules) < n {
		if r := usual(random); !seen[r] {
			seen[r] = true
			g.Rules = append(g.Rules, GroupRule{ID: fmt.Sprintf("sgr-%017x", id*1000+len(g.Rules)), Rule: r, Description: "why"})
		}
	}
	return g
}

// A keystroke makes the plan anew: 60 rules beside the 1,000 of a group, of the
// usual kinds, and of the kinds that cost most.
func BenchmarkPlan(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	usualOnes := usualGroup(random, 1, 1000)
	var wanted []Wanted
	for range 60 {
		wanted = append(wanted, Wanted{Rule: usual(random), Description: "why"})
	}
	for _, bench := range []struct {
		name   string
		group  Group
		wanted []Wanted
	}{
		{"usual", usualOnes, wanted},
		{"one", usualOnes, wanted[:1]},
		{"addresses", addressByAddress(1000), portByPort(60, "10.0.0.0/22")},
		{"ports", held(portByPort(1000, "0.0.0.0/0")), portByPort(60, "10.0.0.0/8")},
		{"staircase", staircase(1000), portByPort(60, "10.0.0.0/22")},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newPlan("", []Group{bench.group}, [][]Wanted{bench.wanted}, Limits{Classic: 100, VPC: 1000})
			}
		})
	}
}

func held(rules []Wanted) Group {
	g := Group{ID: "sg-1", VPCID: "vpc-1"}
	for _, w := range rules {
		g.Rules = append(g.Rules, GroupRule{Rule: w.Rule, Description: "why"})
	}
	return g
}

func portByPort(n int, source string) (rules []Wanted) {
	for port := range n {
		rules = append(rules, Wanted{Rule: Rule{TCP, int32(port), int32(port), FromPrefix(netip.MustParsePrefix(source))}, Description: "why"})
	}
	return rules
}

// addressByAddress opens all ports to one address after the other: no network
// of them is covered by less than all.
func addressByAddress(n int) Group {
	var rules []Wanted
	for i := range n {
		addr := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		rules = append(rules, Wanted{Rule: Rule{TCP, 0, maxPort, FromPrefix(netip.PrefixFrom(addr, 32))}})
	}
	return held(rules)
}

// staircase opens ever fewer ports to ever wider networks: every edge is another.
func staircase(n int) Group {
	var rules []Wanted
	for i := range n {
		addr := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		rules = append(rules, Wanted{Rule: Rule{TCP, 0, int32(n - i), FromPrefix(netip.PrefixFrom(addr, 22+i%11))}})
	}
	return held(rules)
}

// The list shows a badge for every group: 100,000 of 10 rules.
func BenchmarkBadges(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	groups := make([]Group, 100_000)
	for i := range groups {
		groups[i] = usualGroup(random, i, 10)
	}
	assessor := NewAssessor(DefaultSettings(), nil)
	b.ReportAllocs()
	for b.Loop() {
		for _, g := range groups {
			assessor.Badge(g)
		}
	}
}

// Who can reach, among 1,000,000 rules of 100,000 groups: from one address, and
// from everywhere.
func BenchmarkReach(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	groups := make([]Group, 100_000)
	for i := range groups {
		groups[i] = usualGroup(random, i, 10)
	}
	reach := NewReach(groups, nil)
	for _, query := range [][2]string{{"203.0.113.7", "tcp/22"}, {"10.1.2.3", "tcp/8443"}, {"10.0.0.0/8", "all"}, {"2001:db8::1", "tcp/443"},
		{"0.0.0.0/0", "all"}} {
		q, err := NewQuery(query[0], query[1])
		if err != nil {
			b.Fatal(err)
		}
		b.Run(q.String(), func(b *testing.B) {
			for b.Loop() {
				reach.Ask(q)
			}
			b.ReportMetric(float64(len(reach.Ask(q).Hits)), "hits")
		})
	}
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			NewReach(groups, nil)
		}
	})
}
