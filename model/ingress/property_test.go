package ingress

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

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
			if want[0][i].Lifetime != got[0][i].Lifetime {
				t.Fatalf("lifetime %q, in the line %q", want[0][i].Lifetime, got[0][i].Lifetime)
			}
		}
	})
}

// An edit of a field leaves every other text as it was typed, apart from the
// line, which is rewritten; from a protocol of another kind, whose numbers wait
// for it to come back; and from a to port that repeats the from port.
func TestEditKeepsOtherTexts(t *testing.T) {
	fields := []Field{FieldProtocol, FieldFrom, FieldTo, FieldSource, FieldExpires, FieldNote}
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
		plan := newPlan("op", []Group{g}, [][]Wanted{wanted}, DefaultLimits())
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
