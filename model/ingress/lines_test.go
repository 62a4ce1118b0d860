package ingress

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lineCase is a rule line for a group and all that comes of it: a rule a line,
// its description after #, its notes in brackets, or "! " and each problem.
type lineCase struct {
	name   string
	target func() Group
	line   string
	want   string
}

func lineCases() []lineCase {
	return slices.Concat(protocolLines(), portLines(), icmpLines(), addressLines(), groupLines(), classicLines(), lineLines())
}

func TestRuleLines(t *testing.T) {
	for _, c := range lineCases() {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outcome(c.line, c.target())); diff != "" {
				t.Errorf("%q for %s (-want +got):\n%s", c.line, c.target().Name, diff)
			}
		})
	}
}

// A line that makes rules, typed and then rewritten by the fields, makes the
// same rules.
func TestRuleLinesRewritten(t *testing.T) {
	for _, c := range lineCases() {
		d := NewDraft().Edit(0, FieldLine, c.line)
		if len(d.Problems(0)) > 0 {
			continue
		}
		rewritten := d.Edit(0, FieldNote, "another note").Entries()[0].Text(FieldLine)
		want, problems := d.Parse([]Group{c.target()}, knownGroups())
		if len(problems) > 0 {
			continue
		}
		got, problems := NewDraft().Edit(0, FieldLine, rewritten).Parse([]Group{c.target()}, knownGroups())
		if len(problems) > 0 {
			t.Errorf("%s: %q rewritten as %q: %v", c.name, c.line, rewritten, problems)
			continue
		}
		if diff := cmp.Diff(rulesOf(want[0]), rulesOf(got[0])); diff != "" {
			t.Errorf("%s: %q rewritten as %q (-typed +rewritten):\n%s", c.name, c.line, rewritten, diff)
		}
	}
}

func TestRuleLineNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range lineCases() {
		if seen[c.name] {
			t.Errorf("two cases are called %q", c.name)
		}
		seen[c.name] = true
	}
	if len(seen) < 200 {
		t.Errorf("%d cases: the table has shrunk", len(seen))
	}
}

func rulesOf(wanted []Wanted) []string {
	rules := make([]string, len(wanted))
	for i, w := range wanted {
		rules[i] = w.String()
	}
	return rules
}
