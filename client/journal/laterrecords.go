package journal

import (
	"context"
	"slices"

	"sluice/model/ingress"
)

// withLaterRecords corrects the receipt of an operation that was read back from its group by what the journal recorded
// later. A later change that was planned from a rule with the operation's tag proves that the rule was added, even if the
// rule is gone by now, or another operation added it again. Where the journal cannot be read, the receipt stays as it is.
func (j *Journal) withLaterRecords(ctx context.Context, r ingress.Receipt) ingress.Receipt {
	if r.Kind != ingress.Adding || r.Count(ingress.Applied) == len(r.Rules) {
		return r
	}
	var later []ingress.Record
	err := j.read(ctx, func(t *transaction) error {
		later = nil
		return j.records(ctx, t, func(found ingress.Record, _ *row) { later = append(later, found) },
			`r.group_id = ? AND r.seq > (SELECT max(seq) FROM journal_record WHERE operation = ? AND group_id = ?) ORDER BY r.seq`,
			r.Group.ID, r.Operation, r.Group.ID)
	})
	if err != nil {
		return r
	}
	r.Rules = slices.Clone(r.Rules)
	for _, record := range later {
		for _, planned := range record.Change.Rules {
			if planned.Existing.Tag(ingress.TagOperation) != r.Operation {
				continue
			}
			i := slices.IndexFunc(r.Rules, func(o ingress.RuleOutcome) bool { return o.Rule == planned.Existing.Rule })
			if i >= 0 && r.Rules[i].Outcome != ingress.Applied {
				r.Rules[i].Outcome, r.Rules[i].RuleID = ingress.Applied, planned.Existing.ID
			}
			if i >= 0 && revoked(record, planned.Existing.ID) {
				r.Rules[i].Notes = []string{"revoked since, by operation " + record.Operation}
			}
		}
	}
	if r.Count(ingress.Applied) == len(r.Rules) {
		r.Failure = nil
	}
	return r
}

// revoked reports whether a record says that its operation revoked a rule.
func revoked(r ingress.Record, id string) bool {
	return r.Change.Kind == ingress.Revoking && r.Receipt != nil && slices.ContainsFunc(r.Receipt.Rules, func(o ingress.RuleOutcome) bool {
		return o.RuleID == id && o.Outcome == ingress.Applied
	})
}
