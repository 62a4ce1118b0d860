package ingress

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func prefixes() *rapid.Generator[netip.Prefix] {
	return rapid.Custom(func(t *rapid.T) netip.Prefix {
		if rapid.Bool().Draw(t, "IPv4") {
			addr := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")))
			return netip.PrefixFrom(addr, rapid.IntRange(0, 32).Draw(t, "bits"))
		}
		bytes := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "address"))
		if rapid.Bool().Draw(t, "mapped") {
			copy(bytes[:], []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})
		}
		return netip.PrefixFrom(netip.AddrFrom16(bytes), rapid.IntRange(0, 128).Draw(t, "bits"))
	})
}

// groupNames are names that a rule line has to carry: with spaces, quotes,
// separators and the words of the line itself.
func groupNames() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[ -~]{1,40}`),
		rapid.SampledFrom([]string{"from", "for", "me", "#", `"`, `""`, "a b", " a ", "sg-1", "10.0.0.0/8", "web;api", "tcp/22", "a\tb", "a\r\nb", "é\u00a0\u2003"}),
		rapid.StringN(1, 60, 255),
	)
}

func sources() *rapid.Generator[Source] {
	hex := rapid.StringMatching(`[0-9a-f]{8}|[0-9a-f]{17}`)
	named := func(t *rapid.T) (Source, error) {
		owner := rapid.OneOf(rapid.StringMatching(`[0-9]{12}`), rapid.Just("amazon-elb")).Draw(t, "owner")
		return FromNamedGroup(owner, groupNames().Draw(t, "name"))
	}
	return rapid.Custom(func(t *rapid.T) Source {
		var s Source
		var err error
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			s = FromPrefix(prefixes().Draw(t, "prefix"))
		case 1:
			s, err = FromGroup("sg-" + hex.Draw(t, "id"))
		case 2:
			s, err = FromPrefixList("pl-" + hex.Draw(t, "id"))
		case 3:
			s, err = named(t)
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// rules are of every kind; the numbers of a protocol without ports are noise.
func rules() *rapid.Generator[Rule] {
	return rapid.Custom(func(t *rapid.T) Rule {
		p := rapid.OneOf(rapid.SampledFrom([]Protocol{TCP, UDP, ICMP, ICMPv6, AllProtocols}), rapid.Map(rapid.IntRange(0, 255), func(n int) Protocol { return Protocol(n) })).Draw(t, "protocol")
		limit, least := 255, -1
		if p.HasPorts() {
			limit, least = maxPort, 0
		}
		numbers := rapid.OneOf(rapid.IntRange(least, 12), rapid.IntRange(least, limit), rapid.Just(limit), rapid.Just(least))
		from, to := numbers.Draw(t, "from"), numbers.Draw(t, "to")
		if p.HasPorts() && from > to {
			from, to = to, from
		}
		r, err := NewRule(p, from, to, sources().Draw(t, "source"))
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// targetOf is a group that can hold the rule, as far as its source goes.
func targetOf(r Rule) Group {
	if r.source.kind == SourceNamedGroup {
		return websrv()
	}
	return vpcWebServers()
}

// A rule, written as a line and read again, is the same rule: so what is shown
// is what is meant.
func TestRuleLineRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rules().Draw(t, "rule")
		target := targetOf(r)
		if target.Classic() && !r.protocol.inClassic() {
			t.Skip("no group holds it")
		}
		wanted, problems := NewDraft().Edit(0, FieldLine, r.String()).Parse([]Group{target}, nil)
		if len(problems) > 0 {
			t.Fatalf("%q: %v", r, problems)
		}
		if got := wanted[0]; len(got) != 1 || got[0].Rule != r {
			t.Fatalf("%q reads as %v", r, rulesOf(got))
		}
	})
}

// A canonical rule made again is itself.
func TestNewRuleIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rules().Draw(t, "rule")
		again, err := NewRule(r.protocol, int(r.from), int(r.to), r.source)
		if err != nil || again != r {
			t.Fatalf("%v, made again: %v, %v", r, again, err)
		}
		if p := r.source.prefix; p.IsValid() && FromPrefix(p) != r.source {
			t.Fatalf("%v is not canonical", p)
		}
	})
}

// goodTexts are texts for each field that make rules, in any combination that
// agrees on ports or ICMP.
func goodTexts() map[Field]*rapid.Generator[string] {
	source := rapid.OneOf(
		rapid.SampledFrom([]string{"10.0.0.0/8", "10.1.2.3/8", "203.0.113.7", "111122223333/websrv", "\"old batch\"", "sg-0a5d8e02", `"batch workers"`, "OtherGroupInMyVPC", "::/0", "pl-1234"}),
		rapid.Map(sources(), Source.String))
	list := rapid.Custom(func(t *rapid.T) string {
		separator := rapid.SampledFrom([]string{" ", ", ", ",", ";", "\n", "\r\n\t"}).Draw(t, "separator")
		return strings.Join(rapid.SliceOfN(source, 1, 2).Draw(t, "sources"), separator)
	})
	protocol := rapid.SampledFrom([]string{"tcp/22", "tcp/80-90", "udp/53,54", "tcp/22, 443", "icmp", "icmp/8:0", "icmp/-1:3", "icmpv6/128", "all", "50", "ssh", "tcp/*"})
	return map[Field]*rapid.Generator[string]{
		FieldLine: rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(protocol, 1, 3).Draw(t, "protocols"), " ") + " from " + list.Draw(t, "sources")
		}),
		FieldPreset:   rapid.SampledFrom([]string{"SSH", "HTTPS", "All TCP", "All traffic", "Custom TCP", "DNS (UDP)", "Custom ICMP - IPv4"}),
		FieldProtocol: rapid.SampledFrom([]string{"tcp", "TCP", "udp", "6", "17", "1", "icmp", "icmpv6", "58", "all", "-1", "esp", "99"}),
		FieldFrom:     rapid.SampledFrom([]string{"22", "0", "1", "8", " 3 ", "11"}),
		FieldTo:       rapid.SampledFrom([]string{"22", "80", "", "0"}),
		FieldSource:   list,
		FieldNote:     rapid.SampledFrom([]string{"office", " a ", "# b", "from here", ""}),
	}
}

// typedTexts are what people and their clipboards put into each field.
func typedTexts() map[Field]*rapid.Generator[string] {
	words := func(texts ...string) *rapid.Generator[string] {
		return rapid.OneOf(rapid.SampledFrom(texts), rapid.StringMatching(`[ -~]{0,12}`))
	}
	source := rapid.OneOf(words("10.0.0.0/8", "10.1.2.3/8", "::/0", "203.0.113.7", "sg-0a5d8e02", "pl-1234", `"batch workers"`, "OtherGroupInMyVPC",
		`999988887777/"a ""b"" #c"`, "websrv", "from", "for", "#x", `"`, "me", "tcp/22"), rapid.Map(sources(), Source.String))
	protocol := words("tcp/22", "udp/53,54", "tcp/22, 443", "icmp", "icmp/8:0", "icmp/-1:3", "icmpv6/128", "all", "50", "ssh", "https", "foo", "tcp", "50/22", "22/tcp", "fr", "tcp/*")
	line := rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(protocol, 0, 3).Draw(t, "protocols")
		if rapid.Bool().Draw(t, "has from") {
			words = append(append(words, "from"), rapid.SliceOfN(source, 0, 3).Draw(t, "sources")...)
		}
		if rapid.Bool().Draw(t, "has note") {
			words = append(words, "#", rapid.SampledFrom([]string{"office", "a # b", "é", `"`}).Draw(t, "note"))
		}
		return strings.Join(words, rapid.SampledFrom([]string{" ", "  ", "\t", "\r\n"}).Draw(t, "space"))
	})
	return map[Field]*rapid.Generator[string]{
		FieldLine:     line,
		FieldPreset:   words("SSH", "HTTPS", "All TCP", "All traffic", "Custom TCP", "Custom ICMP - IPv4", "Custom protocol", "DNS (UDP)"),
		FieldProtocol: words("tcp", "TCP", "udp", "6", "17", "1", "icmp", "icmpv6", "58", "all", "-1", "50", "esp", "99", "tcp udp"),
		FieldFrom:     words("22", "0", "65535", "22,443", "80-90", "*", "-1", "8", "Echo Request (8)", "echo-request", "any (-1)", "3", " 22 ", "+22"),
		FieldTo:       words("22", "443", "65535", "*", "-1", "0", "3", "Port Unreachable (3)", "any (-1)"),
		FieldSource:   rapid.Map(rapid.SliceOfN(source, 0, 3), func(texts []string) string { return strings.Join(texts, ", ") }),
		FieldNote:     words("office", " a ", "# b", `"`, "from here", "é"),
	}
}

// drafts are what comes of a line and some edits.
func drafts(texts map[Field]*rapid.Generator[string]) *rapid.Generator[Draft] {
	return rapid.Custom(func(t *rapid.T) Draft {
		d := NewDraft().Edit(0, FieldLine, texts[FieldLine].Draw(t, "line"))
		for range rapid.IntRange(0, 6).Draw(t, "edits") {
			f := rapid.SampledFrom(Fields()).Draw(t, "field")
			d = d.Edit(0, f, texts[f].Draw(t, "text"))
		}
		return d
	})
}

// Whatever was edited in whatever order, the line says what the fields say: read
// on its own it makes the same rules.
func TestDraftLineSaysTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drafts(rapid.SampledFrom([]map[Field]*rapid.Generator[string]{goodTexts(), goodTexts(), typedTexts()}).Draw(t, "texts")).Draw(t, "draft")
		target := rapid.SampledFrom([]Group{vpcWebServers(), websrv()}).Draw(t, "target")
		want, problems := d.Parse([]Group{target}, knownGroups())
		if len(problems) > 0 {
			t.Skip("no rules to compare")
		}
		line := d.Entries()[0].Text(FieldLine)
		got, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{target}, knownGroups())
		if len(problems) > 0 {
			t.Fatalf("fields %q make %v, the line: %v", fieldTexts(d.Entries()[0]), rulesOf(want[0]), problems)
		}
		if diff := cmp.Diff(rulesOf(want[0]), rulesOf(got[0])); diff != "" {
			t.Fatalf("fields %q (-fields +line):\n%s", fieldTexts(d.Entries()[0]), diff)
		}
		for i := range want[0] {
			if want[0][i].Description != got[0][i].Description {
				t.Fatalf("description %q, in the line %q", want[0][i].Description, got[0][i].Description)
			}
		}
	})
}

// An edit of a field leaves every other text as it was typed, apart from the
// line, which is rewritten; from a protocol of another kind, whose numbers wait
// for it to come back; and from a to port that repeats the from port.
func TestEditKeepsOtherTexts(t *testing.T) {
	fields := []Field{FieldProtocol, FieldFrom, FieldTo, FieldSource, FieldNote}
	texts := typedTexts()
	rapid.Check(t, func(t *rapid.T) {
		d := drafts(texts).Draw(t, "draft")
		f := rapid.SampledFrom(fields).Draw(t, "field")
		before := d.Entries()[0]
		after := d.Edit(0, f, texts[f].Draw(t, "text")).Entries()[0]
		for _, other := range fields {
			kept := before.Text(other) == after.Text(other)
			numbers := other == FieldFrom || other == FieldTo
			switch {
			case other == f || kept:
			case numbers && before.Range() != after.Range():
			case other == FieldTo && f == FieldFrom && before.Text(FieldTo) == before.Text(FieldFrom):
			default:
				t.Fatalf("editing %s of %q changed %s to %q", f, fieldTexts(before), other, after.Text(other))
			}
		}
		back := d.Edit(0, FieldProtocol, "tcp").Edit(0, FieldProtocol, "icmp").Edit(0, FieldProtocol, "all")
		switch before.Range() {
		case RangePorts:
			back = back.Edit(0, FieldProtocol, "udp")
		case RangeICMP:
			back = back.Edit(0, FieldProtocol, "icmpv6")
		}
		if e := back.Entries()[0]; e.Text(FieldFrom) != before.Text(FieldFrom) || e.Text(FieldTo) != before.Text(FieldTo) {
			t.Fatalf("%q did not come back: %q", fieldTexts(before), fieldTexts(e))
		}
	})
}

// No word of a line is lost to an edit of another field. (An open quote takes
// in what is written after it until it is closed.)
func TestEditKeepsWordsOfTheLine(t *testing.T) {
	line := typedTexts()[FieldLine]
	rapid.Check(t, func(t *rapid.T) {
		typed := line.Filter(func(line string) bool { return strings.Count(line, `"`)%2 == 0 }).Draw(t, "line")
		read := readLine(typed)
		e := NewDraft().Edit(0, FieldLine, typed).Edit(0, FieldNote, "x").Entries()[0]
		again := readLine(e.Text(FieldLine))
		if len(again.protocols) != len(read.protocols) || !slices.Equal(again.sources, read.sources) {
			t.Fatalf("%q was rewritten as %q", typed, e.Text(FieldLine))
		}
	})
}

// What is sent is new to the group and has no duplicate, and every wanted rule
// has its verdict.
func TestPlanSendsOnlyWhatIsNew(t *testing.T) {
	few := rapid.Map(rapid.IntRange(0, 8), func(port int) Rule {
		r, _ := NewRule(TCP, port, port, anySource())
		return r
	})
	rapid.Check(t, func(t *rapid.T) {
		g := vpcWebServers()
		for _, r := range rapid.SliceOfDistinct(few, func(r Rule) Rule { return r }).Draw(t, "held") {
			g.Rules = append(g.Rules, GroupRule{Rule: r})
		}
		var wanted []Wanted
		for _, r := range rapid.SliceOf(few).Draw(t, "wanted") {
			wanted = append(wanted, Wanted{Rule: r})
		}
		plan := NewPlan("op", []Group{g}, [][]Wanted{wanted}, DefaultLimits())
		sent := map[Rule]bool{}
		for _, w := range plan.Changes[0].Send() {
			if _, held := g.Find(w.Rule); held || sent[w.Rule] {
				t.Fatalf("%v is sent though it is held or sent", w)
			}
			sent[w.Rule] = true
		}
		for _, w := range wanted {
			if _, held := g.Find(w.Rule); !held && !sent[w.Rule] {
				t.Fatalf("%v is neither held nor sent", w)
			}
		}
		if n := plan.Count(New) + plan.Count(AlreadyThere) + plan.Count(Repeated); n != len(wanted) {
			t.Fatalf("%d verdicts for %d rules", n, len(wanted))
		}
	})
}

// The permissions of a call carry every rule once, in groups that agree on
// protocol and range and never mix source groups with CIDRs.
func TestPermissionsCarryEveryRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wanted []Wanted
		for _, r := range rapid.SliceOf(rules()).Draw(t, "rules") {
			wanted = append(wanted, Wanted{Rule: r})
		}
		var carried []string
		for _, p := range Permissions(wanted) {
			for _, w := range p.Rules {
				if w.Spec() != (Spec{p.Protocol, p.From, p.To}) || w.source.isGroup() != p.Rules[0].source.isGroup() {
					t.Fatalf("%v in a permission for %v", w, p.Rules[0])
				}
				carried = append(carried, w.String())
			}
		}
		want := rulesOf(wanted)
		slices.Sort(want)
		slices.Sort(carried)
		if !slices.Equal(want, carried) {
			t.Fatalf("wanted %q, carried %q", want, carried)
		}
	})
}

// A revision does not depend on the order in which an answer tells the rules,
// and no other set of rules has it.
func TestRevisionIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := vpcWebServers()
		for i, r := range rapid.SliceOfNDistinct(rules(), 1, 8, func(r Rule) Rule { return r }).Draw(t, "rules") {
			g.Rules = append(g.Rules, GroupRule{Rule: r, Description: fmt.Sprint(i % 2)})
		}
		shuffled := g
		shuffled.Rules = slices.Clone(g.Rules)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(shuffled.Rules), func(i, j int) {
			shuffled.Rules[i], shuffled.Rules[j] = shuffled.Rules[j], shuffled.Rules[i]
		})
		if g.Revision() != shuffled.Revision() {
			t.Fatal("the order moved the revision")
		}
		shuffled.Rules = shuffled.Rules[1:]
		if g.Revision() == shuffled.Revision() {
			t.Fatal("a rule less has the same revision")
		}
	})
}
