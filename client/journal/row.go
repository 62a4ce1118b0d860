package journal

import (
	"context"
	"database/sql"
	"slices"
)

// row is a record as the database finds it. All of it but the program follows from the record's lines.
type row struct {
	seq                       int64 // of the intent
	operation, undoes, group  string
	program                   string
	endpoint, account, region string
	inGroup, inBy             string // folded
	at                        int64  // microseconds since 1970
	outcome                   sql.NullInt64
	counts                    [5]int64 // of rules by outcome
}

// open says that the outcome is not known.
func (r *row) open() bool { return !r.outcome.Valid || r.counts[4] > 0 }

func rowOf(seq int64, intent line, program string) *row {
	group := intent.Intent.Change.Group
	return &row{
		seq: seq, operation: string(intent.Operation), undoes: string(intent.Intent.Change.Undoes), group: string(intent.Group), program: program,
		endpoint: string(intent.Intent.Endpoint), account: string(intent.Intent.Account), region: string(intent.Intent.Region),
		inGroup: fold(string(group.ID) + "\n" + string(group.Name)), inBy: fold(string(intent.By)), at: intent.Time.UnixMicro(),
	}
}

func (r *row) finish(seq int64, outcome receiptForm) {
	r.outcome, r.counts = sql.NullInt64{Int64: seq, Valid: true}, [5]int64{}
	for _, rule := range outcome.Rules {
		if i := slices.Index(outcomes().names, rule.Outcome); i >= 0 {
			r.counts[i]++
		}
	}
}

const columns = "r.seq, r.operation, r.undoes, r.group_id, r.program, r.endpoint, r.account, r.region, r.in_group, r.in_by, r.at, " +
	"r.outcome, r.not_sent, r.applied, r.was_there, r.refused, r.unknown"

// into are the targets for [columns].
func (r *row) into() []any {
	return []any{&r.seq, &r.operation, &r.undoes, &r.group, &r.program, &r.endpoint, &r.account, &r.region, &r.inGroup, &r.inBy, &r.at,
		&r.outcome, &r.counts[0], &r.counts[1], &r.counts[2], &r.counts[3], &r.counts[4]}
}

// newest is the operation's newest record of a group.
func (t *transaction) newest(ctx context.Context, operation, group string) (*row, bool, error) {
	r := &row{}
	found, err := t.one(ctx, r.into(), "SELECT "+columns+" FROM journal_record r WHERE operation = ? AND group_id = ? ORDER BY seq DESC LIMIT 1", operation, group)
	return r, found, err
}

func (t *transaction) insert(ctx context.Context, r *row) error {
	first := r.seq
	var earliest sql.NullInt64
	if _, err := t.one(ctx, []any{&earliest}, "SELECT min(seq) FROM journal_record WHERE operation = ?", r.operation); err != nil {
		return err
	}
	if earliest.Valid {
		first = earliest.Int64
	}
	return t.exec(ctx, `INSERT INTO journal_record (seq, first, operation, undoes, group_id, program, endpoint, account, region, in_group, in_by, at,
		not_sent, applied, was_there, refused, unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)`,
		r.seq, first, r.operation, r.undoes, r.group, r.program, r.endpoint, r.account, r.region, r.inGroup, r.inBy, r.at)
}

func (t *transaction) update(ctx context.Context, r *row) error {
	return t.exec(ctx, "UPDATE journal_record SET outcome = ?, not_sent = ?, applied = ?, was_there = ?, refused = ?, unknown = ? WHERE seq = ?",
		r.outcome.Int64, r.counts[0], r.counts[1], r.counts[2], r.counts[3], r.counts[4], r.seq)
}
