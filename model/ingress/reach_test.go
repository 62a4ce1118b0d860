package ingress

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// reachGroups are a bastion, an application behind it, a database behind that,
// and an EC2-Classic pair.
func reachGroups(t testing.TB) []Group {
	group := func(id, name, vpc string, lines ...string) Group {
		return holding(t, Group{ID: id, Name: name, VPCID: vpc, OwnerID: account}, lines...)
	}
	return []Group{
		group("sg-77aa01bc", "bastion", "vpc-0f1e2d3c", "tcp/22 from 203.0.113.0/24", "tcp/443 from 0.0.0.0/0", "icmp/8 from ::/0"),
		group("sg-0a5d8e02", "app", "vpc-0f1e2d3c", "tcp/22 from sg-77aa01bc", "tcp/8080-8090 from 10.0.0.0/8", "all from sg-0a5d8e02"),
		group("sg-140ba4c8", "db", "vpc-0f1e2d3c", "tcp/5432 from sg-0a5d8e02", "tcp/22 from pl-3", "tcp/22 from pl-9", "tcp/22 from 2001:db8::/32"),
		group("sg-5b1c22de", "websrv", "", "tcp/22 from 999988887777/other", "tcp/80 from 198.51.100.0/25", "tcp/23 from 111122223333/websrv"),
	}
}

func TestReach(t *testing.T) {
	reach := NewReach(reachGroups(t), riskLists())
	tests := []struct{ name, query, want string }{
		{"an address in a network", "203.0.113.7 tcp/22",
			"bastion: TCP 22 from 203.0.113.0/24\napp: TCP 22 from sg-77aa01bc via bastion\ndb: TCP 22 from pl-3\nunread pl-9"},
		{"an address outside reaches the bastion, and by way of it the application", "8.8.8.8 tcp/22",
			"app: TCP 22 from sg-77aa01bc via bastion\nunread pl-9"},
		{"another port", "203.0.113.7 tcp/23", ""},
		{"another protocol", "203.0.113.7 udp/22", ""},
		{"inside, one step", "10.1.2.3 tcp/5432", "app: All traffic from sg-0a5d8e02 via app\ndb: TCP 5432 from sg-0a5d8e02 via app"},
		{"not two steps", "8.8.8.8 tcp/5432", ""},
		{"a network that is in a rule's", "203.0.113.128/25 tcp/22",
			"bastion: TCP 22 from 203.0.113.0/24\napp: TCP 22 from sg-77aa01bc via bastion\ndb: TCP 22 from pl-3\nunread pl-9"},
		{"a network around a rule's", "203.0.112.0/20 tcp/22",
			"bastion: TCP 22 from 203.0.113.0/24, in part\napp: TCP 22 from sg-77aa01bc via bastion\ndb: TCP 22 from pl-3, in part\nunread pl-9"},
		{"a range that a rule opens a part of", "10.1.2.3 tcp/8085-8095",
			"app: TCP 8080-8090 from 10.0.0.0/8, in part\napp: All traffic from sg-0a5d8e02 via app"},
		{"everywhere", "0.0.0.0/0 tcp/80", "app: All traffic from sg-0a5d8e02 via app, in part\nwebsrv: TCP 80 from 198.51.100.0/25, in part"},
		{"all traffic", "198.51.100.7 all",
			"bastion: TCP 443 from 0.0.0.0/0, in part\napp: TCP 22 from sg-77aa01bc via bastion, in part\n" +
				"websrv: TCP 80 from 198.51.100.0/25, in part\nwebsrv: TCP 23 from 111122223333/websrv via websrv, in part\nunread pl-9"},
		{"a pair by account and name", "198.51.100.7 tcp/23", "websrv: TCP 23 from 111122223333/websrv via websrv"},
		{"IPv6", "2001:db8::7 tcp/22", "db: TCP 22 from 2001:db8::/32\nunread pl-9"},
		{"IPv6 ping by a useless rule", "2001:db8::7 icmp/8", ""},
		{"IPv4 in IPv6", "::ffff:203.0.113.7 tcp/443", "bastion: TCP 443 from 0.0.0.0/0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, protocol, _ := strings.Cut(tt.query, " ")
			query, err := NewQuery(from, protocol)
			if err != nil {
				t.Fatal(err)
			}
			answer := reach.Ask(query)
			var lines []string
			for _, h := range answer.Hits {
				lines = append(lines, h.Group.Name+": "+h.Words())
			}
			for _, id := range answer.Unread {
				lines = append(lines, "unread "+id)
			}
			if diff := cmp.Diff(tt.want, strings.Join(lines, "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		})
	}
	q, _ := NewQuery("10.1.2.3", "tcp/8085-8095")
	if got := reach.Ask(q).Groups(); got != 1 {
		t.Errorf("hits of %d groups, want 1", got)
	}
}

func TestNewQuery(t *testing.T) {
	tests := []struct{ from, protocol, want string }{
		{"203.0.113.7", "tcp/22", "203.0.113.7/32 tcp/22"},
		{"10.1.2.3/8", "ssh", "10.0.0.0/8 tcp/22"},
		{"2001:DB8::1", "icmpv6/128", "2001:db8::1/128 icmpv6/128"},
		{"203.0.113.7", "all", "203.0.113.7/32 all"},
		{"web", "tcp/22", "address: web is no IPv4 address or CIDR: four numbers from 0 to 255, such as 203.0.113.0/24"},
		{"10.0.0.0/33", "tcp/22", `address: 10.0.0.0/33: after the slash of an IPv4 CIDR comes 0 to 32, not "33"`},
		{"10.0.0.1", "tcp/22,23", "protocol: ask about one port or range at a time, such as tcp/22"},
		{"10.0.0.1", "tcp", "protocol: tcp needs ports: tcp/22, tcp/8080-8081, or tcp/* for all"},
	}
	for _, tt := range tests {
		q, err := NewQuery(tt.from, tt.protocol)
		got := q.String()
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.from, tt.protocol, got, tt.want)
		}
	}
}

// A query that is read reads the same again.
func FuzzNewQuery(f *testing.F) {
	for _, seed := range [][2]string{{"203.0.113.7", "tcp/22"}, {"2001:db8::/32", "icmpv6/echo-request"}, {"0.0.0.0/0", "all"}, {"::ffff:10.0.0.1", "6/1-2"},
		{"", ""}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, from, protocol string) {
		q, err := NewQuery(from, protocol)
		if err != nil {
			return
		}
		from, protocol, _ = strings.Cut(q.String(), " ")
		if again, err := NewQuery(from, protocol); err != nil || again != q {
			t.Errorf("%s reads as %s, %v", q, again, err)
		}
	})
}

// The index against asking every rule about every point of the small world.
func TestReachAgainstPoints(t *testing.T) {
	w := newSmallWorld(t)
	specs, cidrs := smallSpecs(), smallSources()[:20]
	three := rapid.SliceOfN(rapid.SliceOfN(rapid.Uint16(), 0, 5), 3, 3)
	rapid.Check(t, func(t *rapid.T) {
		for range 100 {
			groups := []Group{{ID: "sg-1", VPCID: "vpc-1"}, {ID: "sg-2", VPCID: "vpc-1"}, {ID: "sg-3", Name: "web", OwnerID: account}}
			for i, numbers := range three.Draw(t, "rules") {
				for _, r := range w.of(numbers) {
					groups[i].Rules = append(groups[i].Rules, GroupRule{Rule: r})
				}
			}
			q := Query{rapid.SampledFrom(cidrs).Draw(t, "from"), rapid.SampledFrom(specs).Draw(t, "traffic")}
			var got []string
			for _, h := range NewReach(groups, w.lists).Ask(q).Hits {
				got = append(got, fmt.Sprint(h.Group.ID, " ", h.Rule.Rule, " ", h.Part))
			}
			if diff := cmp.Diff(w.reach(groups, q), got); diff != "" {
				t.Fatalf("%s among %v (-want +got):\n%s", q, groups, diff)
			}
		}
	})
}

// reach asks every rule.
func (w smallWorld) reach(groups []Group, q Query) (hits []string) {
	for _, g := range groups {
		for _, r := range g.Rules {
			admitted := w.admits(r.Rule, q)
			for _, via := range groups {
				if groupSource(via) != r.source {
					continue
				}
				admitted = min(trafficExtent(r.Rule, q), w.anyTraffic(via, q))
			}
			if admitted != nothing {
				hits = append(hits, fmt.Sprint(g.ID, " ", r.Rule, " ", admitted == some))
			}
		}
	}
	return hits
}

// anyTraffic is how much of the addresses of a query a group admits, to any
// traffic.
func (w smallWorld) anyTraffic(g Group, q Query) (most extent) {
	for _, spec := range smallSpecs() {
		for _, r := range g.Rules {
			most = max(most, w.admits(r.Rule, Query{q.From, spec}))
		}
	}
	return most
}

// admits is how much of a query one CIDR of a rule admits, point by point.
func (w smallWorld) admits(r Rule, q Query) (most extent) {
	prefixes := w.lists[r.source.PrefixListID()].Entries
	if r.source.prefix.IsValid() {
		prefixes = []netip.Prefix{r.source.prefix}
	}
	asked := pointsOf(Rule{q.Spec.Protocol, int32(q.Spec.From), int32(q.Spec.To), q.From}, w.lists)
	for _, p := range prefixes {
		one := r
		one.source = FromPrefix(p)
		has := pointsOf(one, w.lists)
		switch {
		case r.Useless() != "" || !has.touches(asked):
		case has.holds(asked):
			most = all
		default:
			most = max(most, some)
		}
	}
	return most
}

// trafficExtent is how much of the traffic of a query a rule admits.
func trafficExtent(r Rule, q Query) extent {
	has, asked := trafficBits(r), trafficBits(Rule{q.Spec.Protocol, int32(q.Spec.From), int32(q.Spec.To), q.From})
	switch has & asked {
	case 0:
		return nothing
	case asked:
		return all
	}
	return some
}
