package journal

import (
	"context"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// held is what groups hold: by rule id, the group and the rule. A rule that an operation added has it as its tag.
type held map[string]heldRule

type heldRule struct{ Group, Rule, Operation string }

// truth reads from the endpoint what groups hold.
func (w *world) truth(t testing.TB, groups []string) held {
	t.Helper()
	all := held{}
	for _, id := range groups {
		for _, r := range w.group(t, id).Rules {
			all[r.ID] = heldRule{id, r.Rule.String(), r.Tag(ingress.TagOperation)}
		}
	}
	return all
}

// after is what groups hold that held this before, if receipts tell the truth: what was applied counts, and nothing
// else does. Of a rule that was to be revoked, unknown says that it is gone, and not who took it off.
func (before held) after(t testing.TB, receipts []ingress.Receipt) held {
	t.Helper()
	now := maps.Clone(before)
	for _, r := range receipts {
		for _, rule := range r.Rules {
			if rule.Outcome != ingress.Applied || r.Kind != ingress.Adding {
				continue
			}
			if rule.RuleID == "" {
				t.Errorf("%s added %s, and knows no id of it", r.Operation, rule.Rule)
			}
			if _, there := now[rule.RuleID]; there {
				t.Errorf("%s added %s, which was there or is added twice", r.Operation, rule.RuleID)
			}
			now[rule.RuleID] = heldRule{r.Group.ID, rule.Rule.String(), r.Operation}
		}
	}
	for _, outcome := range []ingress.Outcome{ingress.Applied, ingress.Unknown} {
		for _, r := range receipts {
			for _, rule := range r.Rules {
				if r.Kind != ingress.Revoking || rule.Outcome != outcome {
					continue
				}
				if _, there := now[rule.RuleID]; !there && outcome == ingress.Applied {
					t.Errorf("%s revoked %s, which was not there or is revoked twice", r.Operation, rule.RuleID)
				}
				delete(now, rule.RuleID)
			}
		}
	}
	return now
}

// receiptsIn are the receipts of a journal's records, of which none may be open.
func receiptsIn(t testing.TB, j *Journal) (receipts []ingress.Receipt) {
	t.Helper()
	for _, r := range recordsIn(t, j) {
		if !decided(r) {
			t.Errorf("%s at %s is open", r.Operation, r.Change.Group.ID)
			continue
		}
		receipts = append(receipts, *r.Receipt)
	}
	return receipts
}

// tellsTheTruth checks that the groups hold what they held before and what the journal says, that it says what was
// acknowledged, and that its audit chain is whole.
func tellsTheTruth(t testing.TB, j *Journal, before, now held, acks []ack) {
	t.Helper()
	receipts := receiptsIn(t, j)
	if diff := cmp.Diff(before.after(t, receipts), now); diff != "" {
		t.Errorf("the journal and the endpoint differ (-journal +endpoint):\n%.3000s", diff)
	}
	known := map[[2]string]ack{}
	for _, r := range receipts {
		known[[2]string{r.Operation, r.Group.ID}] = ackOf(r)
	}
	for _, a := range acks {
		if diff := cmp.Diff(a, known[[2]string{a.Operation, a.Group}]); diff != "" {
			t.Errorf("an acknowledged outcome is another in the journal (-acknowledged +journal):\n%s", diff)
		}
	}
	v, err := j.Verify(context.Background())
	if err != nil || v.Bad != nil {
		t.Errorf("the audit log: %+v, %v", v.Bad, err)
	}
}
