package journal

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"sluice/model/ingress"
)

// most is how many operations a filter without a number chooses.
const most = 1000

// Operations are those that have a record which all of the filter holds for, the newest first. Parts of names are
// looked for without regard to case. Errors are [*ingress.Failure].
func (j *Journal) Operations(ctx context.Context, f ingress.HistoryFilter) ([]ingress.Operation, error) {
	where, args := j.sql.condition(f)
	chosen := "SELECT c.operation FROM journal_record c WHERE " + where + " GROUP BY c.operation, c.first ORDER BY c.first DESC LIMIT ?"
	args = append(args, cmp.Or(max(f.Most, 0), most))
	operations, err := j.operations(ctx, "SELECT o.operation FROM ("+chosen+") o", args)
	return operations, failure(err)
}

// Operation finds one by its id, or by a beginning of it that no other has. Errors are [*ingress.Failure].
func (j *Journal) Operation(ctx context.Context, id string) (ingress.Operation, error) {
	id = strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), "")
	if id == "" {
		return ingress.Operation{}, &ingress.Failure{Message: "an operation needs its id, or the beginning of it", Remedy: "the history lists the ids"}
	}
	full, err := j.complete(ctx, id)
	if err != nil {
		return ingress.Operation{}, failure(err)
	}
	operations, err := j.operations(ctx, "?", []any{full})
	if err != nil || len(operations) == 0 {
		return ingress.Operation{}, failure(cmp.Or(err, unknownID(id)))
	}
	return operations[0], nil
}

func unknownID(id string) error {
	return &ingress.Failure{Message: fmt.Sprintf("no operation's id begins with %s", id), Remedy: "the history lists the ids"}
}

// complete is the id that has the given beginning.
func (j *Journal) complete(ctx context.Context, id string) (string, error) {
	var ids []string
	err := j.read(ctx, func(t *transaction) error {
		ids = nil
		return t.each(ctx, func(row scanner) error {
			var found string
			var other int
			err := row.Scan(&found, &other)
			ids = append(ids, found)
			return err
		}, "SELECT DISTINCT operation, CASE WHEN operation = ? THEN 0 ELSE 1 END AS other FROM journal_record WHERE substr(operation, 1, ?) = ? ORDER BY other, operation LIMIT 3",
			id, utf8.RuneCountInString(id), id)
	})
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", unknownID(id)
	case ids[0] != id && len(ids) > 1:
		return "", &ingress.Failure{Message: fmt.Sprintf("several operations' ids begin with %s, such as %s and %s", id, ids[0], ids[1]), Remedy: "give more of the id"}
	}
	return ids[0], nil
}

// condition is a filter in SQL, about a record c.
func (d dialect) condition(f ingress.HistoryFilter) (where string, args []any) {
	var all []string
	and := func(sql string, arg ...any) {
		all, args = append(all, sql), append(args, arg...)
	}
	and("1 = 1")
	if f.Group != "" {
		and(d.contains+"(c.in_group, ?) > 0", fold(f.Group))
	}
	if f.By != "" {
		and(d.contains+"(c.in_by, ?) > 0", fold(f.By))
	}
	if !f.Since.IsZero() {
		and("c.at >= ?", f.Since.Add(time.Microsecond-1).UnixMicro())
	}
	if !f.Until.IsZero() {
		and("c.at < ?", f.Until.Add(time.Microsecond-1).UnixMicro())
	}
	if f.Outcome != nil {
		switch *f.Outcome {
		case ingress.NotSent:
			and("c.not_sent > 0")
		case ingress.Applied:
			and("c.applied > 0")
		case ingress.WasThere:
			and("c.was_there > 0")
		case ingress.Refused:
			and("c.refused > 0")
		case ingress.Unknown:
			and("c.unknown > 0")
		}
	}
	if f.Open {
		and("(c.outcome IS NULL OR c.unknown > 0)")
	}
	return strings.Join(all, " AND "), args
}

// operations are those that a query chooses the ids of, the newest first.
func (j *Journal) operations(ctx context.Context, ids string, args []any) (operations []ingress.Operation, err error) {
	err = j.read(ctx, func(t *transaction) error {
		operations = nil
		at := map[string]int{}
		err := j.records(ctx, t, func(r ingress.Record, _ *row) {
			i, known := at[r.Operation]
			if !known {
				i, at[r.Operation] = len(operations), len(operations)
				operations = append(operations, ingress.Operation{ID: r.Operation})
			}
			operations[i].Records = append(operations[i].Records, r)
		}, "r.operation IN ("+ids+") ORDER BY r.first DESC, r.seq", args...)
		if err != nil {
			return err
		}
		return t.each(ctx, func(row scanner) error {
			var undone, by string
			var first int64
			err := row.Scan(&undone, &by, &first)
			if i, known := at[undone]; known {
				operations[i].UndoneBy = append(operations[i].UndoneBy, by)
			}
			return err
		}, `SELECT DISTINCT u.undoes, u.operation, u.first FROM journal_record u WHERE u.undoes IN (`+ids+`)
			AND (u.outcome IS NULL OR u.applied > 0 OR u.unknown > 0) ORDER BY u.first`, args...)
	})
	return operations, err
}

// records calls fn with the records r that a condition chooses.
func (j *Journal) records(ctx context.Context, t *transaction, fn func(ingress.Record, *row), where string, args ...any) error {
	return t.each(ctx, func(rows scanner) error {
		var found row
		var intent string
		var outcome sql.NullString
		if err := rows.Scan(append(found.into(), &intent, &outcome)...); err != nil {
			return err
		}
		record, err := j.record(&found, intent, outcome)
		if err == nil {
			fn(record, &found)
		}
		return err
	}, "SELECT "+columns+`, i.line, o.line FROM journal_record r JOIN journal_line i ON i.seq = r.seq
		LEFT JOIN journal_line o ON o.seq = r.outcome WHERE `+where, args...)
}

// record reads a record's lines, and holds its row to them.
func (j *Journal) record(r *row, intent string, outcome sql.NullString) (ingress.Record, error) {
	l, _, err := unseal(intent)
	if err != nil {
		return ingress.Record{}, j.damaged(r.seq, err)
	}
	record, err := l.record()
	if err != nil {
		return record, j.damaged(r.seq, err)
	}
	fromLines := rowOf(l.Seq, l, r.program)
	if outcome.Valid {
		o, _, err := unseal(outcome.String)
		if err == nil && o.Outcome == nil {
			err = fmt.Errorf("it is no outcome")
		}
		if err != nil {
			return record, j.damaged(r.outcome.Int64, err)
		}
		fromLines.finish(o.Seq, *o.Outcome)
		receipt, err := o.Outcome.receipt(record.Operation, record.Change)
		if err != nil {
			return record, j.damaged(r.outcome.Int64, err)
		}
		record.Receipt = &receipt
	}
	if *fromLines != *r {
		return record, j.damaged(r.seq, fmt.Errorf("the database says something else of it"))
	}
	return record, nil
}
