package ingress

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestDiff(t *testing.T) {
	rule := func(id string, port int, description string, tags ...Tag) GroupRule {
		return GroupRule{ID: id, Rule: portRule(t, port), Description: description, Tags: tags}
	}
	before, after := vpcWebServers(), vpcWebServers()
	before.Rules = []GroupRule{rule("sgr-1", 1, "a"), rule("sgr-2", 2, "b"), rule("sgr-3", 3, ""), rule("sgr-4", 4, "d"), rule("", 5, "")}
	after.Rules = []GroupRule{
		rule("sgr-7", 7, "", Tag{TagBy, "kim"}), rule("sgr-6", 6, ""), rule("sgr-9", 1, "a"), rule("sgr-2", 2, "c"), rule("sgr-4", 40, ""),
		rule("sgr-5", 5, "", Tag{TagExpires, "2026-11-23T14:00:00Z"}),
	}
	want := []string{
		"changed sgr-2 (TCP 2 from 10.0.0.0/8), described “b” before and “c” now",
		"removed sgr-3 (TCP 3 from 10.0.0.0/8)",
		"changed sgr-4 (TCP 4 from 10.0.0.0/8) to TCP 40 from 10.0.0.0/8, described “d” before and with nothing now",
		"added sgr-6 (TCP 6 from 10.0.0.0/8)",
		"added sgr-7 (TCP 7 from 10.0.0.0/8) by kim",
	}
	var got []string
	for _, d := range Diff(before, after) {
		got = append(got, d.Words())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two readings of a group differ exactly where their revisions do; the order of
// an answer is no difference, and what is said does not depend on it.
func TestDiffIsTheRevisions(t *testing.T) {
	held := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) GroupRule {
		port := rapid.IntRange(1, 6).Draw(t, "port")
		return GroupRule{
			ID:          rapid.SampledFrom([]string{"", "sgr-1", "sgr-2", "sgr-3"}).Draw(t, "id"),
			Rule:        portRule(t, port),
			Description: rapid.SampledFrom([]string{"", "a"}).Draw(t, "description"),
		}
	}), 0, 5, func(r GroupRule) Rule { return r.Rule })
	rapid.Check(t, func(t *rapid.T) {
		before, after := vpcWebServers(), vpcWebServers()
		before.Rules, after.Rules = held.Draw(t, "before"), held.Draw(t, "after")
		words := func(differences []RuleDifference) (words []string) {
			for _, d := range differences {
				words = append(words, d.Words())
			}
			return words
		}
		differences := words(Diff(before, after))
		if (len(differences) == 0) != (before.Revision() == after.Revision()) {
			t.Fatalf("%v, revisions %s and %s", differences, before.Revision(), after.Revision())
		}
		if d := Diff(before, before); len(d) > 0 {
			t.Fatalf("a group differs from itself: %v", d)
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		unique := map[string]bool{}
		for _, g := range []Group{before, after} {
			ids := map[string]bool{}
			for _, r := range g.Rules {
				unique[r.ID] = unique[r.ID] || r.ID != "" && ids[r.ID]
				ids[r.ID] = true
			}
		}
		for _, twice := range unique {
			if twice {
				return // no group has an id twice
			}
		}
		random.Shuffle(len(after.Rules), func(i, j int) { after.Rules[i], after.Rules[j] = after.Rules[j], after.Rules[i] })
		random.Shuffle(len(before.Rules), func(i, j int) { before.Rules[i], before.Rules[j] = before.Rules[j], before.Rules[i] })
		if diff := cmp.Diff(differences, words(Diff(before, after))); diff != "" {
			t.Fatalf("in another order (-first +second):\n%s", diff)
		}
	})
}

func TestMissing(t *testing.T) {
	outcome := func(port int, o Outcome, id string) RuleOutcome {
		return RuleOutcome{Wanted: Wanted{Rule: portRule(t, port)}, Outcome: o, RuleID: id}
	}
	added := Receipt{Group: vpcWebServers(), Rules: []RuleOutcome{
		outcome(1, Applied, "sgr-1"), outcome(2, Refused, ""), outcome(3, Unknown, ""), outcome(4, NotSent, ""), outcome(5, WasThere, "sgr-5")}}
	revoked := Receipt{Kind: Revoking, Group: websrv(), Rules: []RuleOutcome{outcome(1, NotSent, "sgr-7")}}
	done := Receipt{Group: websrv(), Rules: []RuleOutcome{outcome(1, Applied, "sgr-8")}}
	o := Operation{Records: []Record{{Receipt: &added}, {Receipt: nil}, {Receipt: &revoked}, {Receipt: &done}}}
	var got []string
	for _, l := range o.Missing() {
		for i, w := range l.Wanted() {
			got = append(got, l.Group.Name+" "+w.Words()+" "+l.RuleIDs()[i])
		}
	}
	want := []string{"VpcWebServers TCP 2 from 10.0.0.0/8 ", "VpcWebServers TCP 4 from 10.0.0.0/8 ", "websrv TCP 1 from 10.0.0.0/8 sgr-7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
