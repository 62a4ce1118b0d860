package ingress

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The oracle knows rules point by point, on a space that is small enough to
// write out: a few addresses, source groups and prefix lists, a few ports, types
// and protocols, and one beyond each, which stands for all the rest.

// smallLists are the prefix lists of the small space: one is not known.
func smallLists() PrefixLists {
	entries := func(texts ...string) (prefixes []netip.Prefix) {
		for _, text := range texts {
			prefixes = append(prefixes, netip.MustParsePrefix(text))
		}
		return prefixes
	}
	return PrefixLists{
		"pl-1": {ID: "pl-1", Entries: entries("10.0.0.0/30", "10.0.0.8/29")},
		"pl-2": {ID: "pl-2", Entries: entries("10.0.0.0/29", "10.0.0.8/29", "2001:db8::/126", "2001:db8::/127")},
	}
}

func smallSources() []Source {
	texts := []string{
		"10.0.0.0/28", "10.0.0.0/29", "10.0.0.8/29", "10.0.0.0/30", "10.0.0.4/30", "10.0.0.8/30", "10.0.0.0/31", "10.0.0.2/31", "10.0.0.4/32", "10.0.0.5/32",
		"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1",
		"2001:db8::/125", "2001:db8::/126", "2001:db8::4/126", "2001:db8::/127", "::/0", "::/1", "8000::/1",
	}
	var sources []Source
	for _, text := range texts {
		sources = append(sources, FromPrefix(netip.MustParsePrefix(text)))
	}
	for _, source := range []func() (Source, error){
		func() (Source, error) { return FromGroup("sg-1") },
		func() (Source, error) { return FromGroup("sg-2") },
		func() (Source, error) { return FromNamedGroup(account, "web") },
		func() (Source, error) { return FromNamedGroup(otherAccount, "web") },
		func() (Source, error) { return FromPrefixList("pl-1") },
		func() (Source, error) { return FromPrefixList("pl-2") },
		func() (Source, error) { return FromPrefixList("pl-3") },
	} {
		s, err := source()
		if err != nil {
			panic(err)
		}
		sources = append(sources, s)
	}
	return sources
}

func smallSpecs() []Spec {
	specs := []Spec{{AllProtocols, -1, -1}, {99, -1, -1}, {50, -1, -1}, {ICMP, -1, -1}, {ICMP, 3, -1}, {ICMP, 3, 1}, {ICMP, 3, 2}, {ICMP, 8, 0}, {ICMPv6, -1, -1},
		{UDP, 0, 65535}, {UDP, 2, 3}, {TCP, 0, 65535}, {TCP, 4, 65535}}
	for from := range 5 {
		for to := from; to < 5; to++ {
			specs = append(specs, Spec{TCP, from, to})
		}
	}
	return specs
}

// points is what a rule admits: for each peer, a bit for each kind of traffic.
type points [29]uint64

func (p points) or(q points) points {
	for i := range p {
		p[i] |= q[i]
	}
	return p
}

func (p points) holds(q points) bool { return p.or(q) == p }

func (p points) touches(q points) bool {
	for i := range p {
		if p[i]&q[i] != 0 {
			return true
		}
	}
	return false
}

// pointsOf asks about every point by itself.
func pointsOf(r Rule, lists PrefixLists) (p points) {
	for i := range p {
		if admitsPeer(r.Source(), lists, i) {
			p[i] = trafficBits(r)
		}
	}
	return p
}

// admitsPeer: the peers are 10.0.0.0 to 10.0.0.15, two other IPv4 addresses, a
// few IPv6 ones, and then names.
func admitsPeer(s Source, lists PrefixLists, peer int) bool {
	addresses := []string{16: "1.2.3.4", 17: "200.1.2.3", 18: "2001:db8::", 19: "2001:db8::1", 20: "2001:db8::2", 21: "2001:db8::5", 22: "1::", 23: "ff00::"}
	names := []string{"sg-1", "sg-2", "111122223333/web", "999988887777/web", "pl-3"}
	if i := peer - len(addresses); i >= 0 {
		return s.String() == names[i]
	}
	text := addresses[peer]
	if text == "" {
		text = fmt.Sprintf("10.0.0.%d", peer)
	}
	prefixes := append([]netip.Prefix{s.Prefix()}, lists[s.PrefixListID()].Entries...)
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(netip.MustParseAddr(text)) })
}

func trafficBits(r Rule) (bits uint64) {
	kinds := []Spec{{99, -1, -1}, {50, -1, -1}, {7, -1, -1}, {ICMPv6, 1, 1}, {ICMP, 3, 0}, {ICMP, 3, 1}, {ICMP, 3, 2}, {ICMP, 8, 0}, {ICMP, 8, 1}, {ICMP, 0, 1},
		{UDP, 1, 1}, {UDP, 2, 2}, {UDP, 3, 3}, {UDP, 4, 4}}
	for port := range 6 {
		kinds = append(kinds, Spec{TCP, port, port})
	}
	for i, kind := range kinds {
		if admitsKind(r, kind) {
			bits |= 1 << i
		}
	}
	return bits
}

func admitsKind(r Rule, kind Spec) bool {
	if r.Protocol() == AllProtocols {
		return true
	}
	if r.Protocol() != kind.Protocol {
		return false
	}
	if from, to, ok := r.Ports(); ok {
		return from <= kind.From && kind.From <= to
	}
	typ, code, ok := r.ICMP()
	return !ok || typ == -1 || typ == kind.From && (code == -1 || code == kind.To)
}

// smallWorld is the rules of the small space with their points.
type smallWorld struct {
	lists  PrefixLists
	rules  []Rule
	points map[Rule]points
}

func newSmallWorld(t testing.TB) smallWorld {
	w := smallWorld{lists: smallLists(), points: map[Rule]points{}}
	for _, source := range smallSources() {
		for _, spec := range smallSpecs() {
			r := mustRule(t, spec.Protocol, spec.From, spec.To, source)
			w.rules = append(w.rules, r)
			w.points[r] = pointsOf(r, w.lists)
		}
	}
	return w
}

// one is a rule by number. Half of them are TCP from a few related addresses,
// so that rules often meet.
func (w smallWorld) one(n uint16) Rule {
	if specs := len(smallSpecs()); n%2 == 0 {
		return w.rules[int(n/2)%10*specs+specs-15+int(n/20)%15]
	}
	return w.rules[int(n/2)%len(w.rules)]
}

func (w smallWorld) of(numbers []uint16) (rules []Rule) {
	for _, n := range numbers {
		rules = append(rules, w.one(n))
	}
	return rules
}

func (w smallWorld) union(rules []Rule) (all points) {
	for _, r := range rules {
		all = all.or(w.points[r])
	}
	return all
}

// smallCase is a group's rules and a plan's.
type smallCase struct{ held, wanted []uint16 }

func smallCases() *rapid.Generator[[]smallCase] {
	held, wanted := rapid.SliceOfN(rapid.Uint16(), 0, 6), rapid.SliceOfN(rapid.Uint16(), 1, 4)
	one := rapid.Custom(func(t *rapid.T) smallCase { return smallCase{held.Draw(t, "held"), wanted.Draw(t, "wanted")} })
	return rapid.SliceOfN(one, 1000, 1000)
}

// Verdicts against the oracle: 100 checks of 1000 plans.
func TestVerdictsAgainstPoints(t *testing.T) {
	w := newSmallWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range smallCases().Draw(t, "cases") {
			if wrong := w.check(w.of(c.held), w.of(c.wanted)); wrong != "" {
				t.Fatalf("%v held, %v wanted: %s", w.of(c.held), w.of(c.wanted), wrong)
			}
		}
	})
}

// check says what is wrong with the verdicts for a plan.
func (w smallWorld) check(held, wanted []Rule) string {
	g := Group{}
	for _, r := range held {
		g.Rules = append(g.Rules, GroupRule{Rule: r})
	}
	var asked []Wanted
	for _, r := range wanted {
		asked = append(asked, Wanted{Rule: r})
	}
	c := compare(g, asked, w.lists, -1)
	var sent []Rule
	for i, r := range c.planned {
		if wrong := w.wrong(r, held, wanted[:i]); wrong != "" {
			return fmt.Sprintf("%v is %s, but %s", r.Rule, r.Words(), wrong)
		}
		if r.Verdict == New {
			sent = append(sent, r.Rule)
		}
	}
	if w.union(slices.Concat(held, sent)) != w.union(slices.Concat(held, wanted)) {
		return fmt.Sprintf("sending %v loses something", sent)
	}
	for i, r := range sent {
		if w.union(slices.Concat(held, sent[:i], sent[i+1:])).holds(w.points[r]) {
			return fmt.Sprintf("%v need not be sent", r)
		}
	}
	return ""
}

// wrong says what is wrong with one verdict.
func (w smallWorld) wrong(r PlannedRule, held, before []Rule) string {
	own, all := w.points[r.Rule], w.union(held)
	repeated, there := slices.Contains(before, r.Rule), slices.Contains(held, r.Rule)
	switch {
	case repeated != (r.Verdict == Repeated):
		return fmt.Sprintf("repeated is %t", repeated)
	case !repeated && there != (r.Verdict == AlreadyThere):
		return fmt.Sprintf("there is %t", there)
	case repeated || there:
		return ""
	case all.holds(own) && r.Verdict != Covered:
		return "the group covers it"
	case r.Verdict == Covered:
		return w.wrongCover(r, held)
	}
	var redundant, overlaps []Rule
	for _, h := range held {
		switch {
		case own.holds(w.points[h]):
			redundant = append(redundant, h)
		case own.touches(w.points[h]):
			overlaps = append(overlaps, h)
		}
	}
	if !slices.Equal(rulesOfGroup(r.Redundant), redundant) || !slices.Equal(rulesOfGroup(r.Overlaps), overlaps) {
		return fmt.Sprintf("it makes %v redundant and overlaps %v", redundant, overlaps)
	}
	return ""
}

func (w smallWorld) wrongCover(r PlannedRule, held []Rule) string {
	own, by := w.points[r.Rule], slices.Concat(rulesOfGroup(r.CoveredBy), r.CoveredByPlan)
	alone := slices.ContainsFunc(held, func(h Rule) bool { return w.points[h].holds(own) })
	switch {
	case !w.union(by).holds(own):
		return "those do not cover it"
	case alone && (len(by) != 1 || len(r.CoveredBy) != 1):
		return "one rule of the group covers it alone"
	case w.union(held).holds(own) && len(r.CoveredByPlan) > 0:
		return "the group covers it without the plan"
	}
	return ""
}

func rulesOfGroup(held []*GroupRule) (rules []Rule) {
	for _, r := range held {
		rules = append(rules, r.Rule)
	}
	return rules
}
