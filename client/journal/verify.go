package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"sluice/client/sqlite"
)

// Verification is what a walk along the audit log found.
type Verification struct {
	Path  string // of the file, or the database's address
	Lines int    // that are as they were written, from the first on
	Bad   *BadLine
}

// BadLine is the first line of an audit log that is not as it was written.
type BadLine struct {
	Number int // from 1
	Why    string
}

// Verify walks along the audit log and holds every line to the hash that it ends in, to the line before, and to what
// the database knows: a line that was changed, taken out, put in or moved shows, and so does an end that is missing. Then
// it holds the records of the database to the lines. The log tells of tampering; it cannot keep somebody who writes both
// the log and the database from it. The error says that the log could not be read.
func (j *Journal) Verify(ctx context.Context) (v Verification, err error) {
	if j.log == nil {
		err = j.read(ctx, func(t *transaction) error {
			v, err = j.walkAll(ctx, t)
			return err
		})
		return v, err
	}
	err = j.locked(ctx, func(t *transaction) error {
		if err := j.catchUp(ctx, t); err != nil && !tampered(err) {
			return err
		}
		v, err = j.walkAll(ctx, t)
		return err
	})
	return v, err
}

// walkAll verifies a log, the database's lines and its records while they do not change.
func (j *Journal) walkAll(ctx context.Context, t *transaction) (v Verification, err error) {
	if j.log != nil {
		if v, err = walk(j.log.path, j.log.lines(), t.head, nil); err != nil || v.Bad != nil {
			return v, err
		}
	}
	expected := expectedRows{}
	if v, err = walk(j.where, t.stored(ctx), t.head, &expected); err != nil || v.Bad != nil {
		return v, err
	}
	v.Bad, err = expected.difference(ctx, t)
	if j.log != nil && v.Bad == nil {
		v.Path = j.log.path
	}
	return v, err
}

// walk holds lines to each other and to the head, and adds those that are as they were written to expected.
func walk(path string, lines iter.Seq2[string, error], end head, expected *expectedRows) (Verification, error) {
	v := Verification{Path: path}
	at := emptyLog()
	bad := func(why string) (Verification, error) {
		v.Bad = &BadLine{v.Lines + 1, why}
		return v, nil
	}
	for sealed, err := range lines {
		if err != nil {
			return v, err
		}
		if at.seq == end.seq {
			return bad("it comes after the last line that was written")
		}
		l, hash, err := unseal(sealed)
		if err == nil {
			at, err = at.next(l, hash, len(sealed))
		}
		if err != nil {
			return bad(err.Error())
		}
		v.Lines++
		if expected != nil {
			expected.add(l)
		}
	}
	if at != end {
		return bad(fmt.Sprintf("it is missing: %d lines were written", end.seq))
	}
	return v, nil
}

// stored are the lines in the database.
func (t *transaction) stored(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		stop := errors.New("stop")
		err := t.each(ctx, func(row scanner) error {
			var sealed string
			if err := row.Scan(&sealed); err != nil {
				return err
			}
			if !yield(sealed, nil) {
				return stop
			}
			return nil
		}, "SELECT line FROM journal_line ORDER BY seq")
		if err != nil && !errors.Is(err, stop) {
			yield("", err)
		}
	}
}

// expectedRows are the rows that follow from the lines of a log.
type expectedRows struct {
	rows   map[int64]*row
	newest map[[2]string]*row // by operation and group
	waits  map[string]*approvalRow
}

func (w *expectedRows) add(l line) {
	if w.rows == nil {
		w.rows, w.newest, w.waits = map[int64]*row{}, map[[2]string]*row{}, map[string]*approvalRow{}
	}
	key := [2]string{string(l.Operation), string(l.Group)}
	switch {
	case l.Intent != nil:
		w.rows[l.Seq] = rowOf(l.Seq, l, "")
		w.newest[key] = w.rows[l.Seq]
	case l.Outcome != nil && w.newest[key] != nil:
		w.newest[key].finish(l.Seq, *l.Outcome)
	case l.Asked != nil:
		w.waits[string(l.Operation)] = approvalRowOf(l.Seq, l)
	case l.Decided != nil && w.waits[string(l.Operation)] != nil:
		w.waits[string(l.Operation)].decided = sql.NullInt64{Int64: l.Seq, Valid: true}
	}
}

// difference is the first row of the database that does not follow from the lines, or nil.
func (w *expectedRows) difference(ctx context.Context, t *transaction) (*BadLine, error) {
	bad, err := w.recordDifference(ctx, t)
	if err != nil {
		return bad, err
	}
	other, err := w.approvalDifference(ctx, t)
	if bad == nil || other != nil && other.Number < bad.Number {
		bad = other
	}
	return bad, err
}

// approvalDifference is [expectedRows.difference] for plans that wait.
func (w *expectedRows) approvalDifference(ctx context.Context, t *transaction) (*BadLine, error) {
	var bad *BadLine
	err := t.each(ctx, func(rows scanner) error {
		var r approvalRow
		if err := rows.Scan(r.into()...); err != nil {
			return err
		}
		want := w.waits[r.id]
		delete(w.waits, r.id)
		if bad == nil && (want == nil || *want != r) {
			bad = &BadLine{int(r.asked), "the database says something else of the plan that waits"}
		}
		return nil
	}, "SELECT "+approvalColumns+" FROM journal_approval a ORDER BY a.asked")
	for _, want := range w.waits {
		if bad == nil || int(want.asked) < bad.Number {
			bad = &BadLine{int(want.asked), "the database knows nothing of the plan that waits"}
		}
	}
	return bad, err
}

// recordDifference is [expectedRows.difference] for records.
func (w *expectedRows) recordDifference(ctx context.Context, t *transaction) (*BadLine, error) {
	var bad *BadLine
	err := t.each(ctx, func(rows scanner) error {
		var r row
		if err := rows.Scan(r.into()...); err != nil {
			return err
		}
		want := w.rows[r.seq]
		delete(w.rows, r.seq)
		r.program = ""
		if bad == nil && (want == nil || *want != r) {
			bad = &BadLine{int(r.seq), "the database's record says something else"}
		}
		return nil
	}, "SELECT "+columns+" FROM journal_record r ORDER BY r.seq")
	for seq := range w.rows {
		if bad == nil || int(seq) < bad.Number {
			bad = &BadLine{int(seq), "the database has no record of it"}
		}
	}
	return bad, err
}

// inspect finds out, when a journal is opened, whether its log may be written to.
func (j *Journal) inspect(ctx context.Context) error {
	return j.locked(ctx, func(t *transaction) error {
		err := j.catchUp(ctx, t)
		if err == nil && t.head.length <= sqlite.Thoroughly {
			var v Verification
			if v, err = walk(j.log.path, j.log.lines(), t.head, nil); err == nil && v.Bad != nil {
				err = j.log.mismatch(fmt.Sprintf("line %d: %s", v.Bad.Number, v.Bad.Why))
			}
		}
		if tampered(err) {
			j.damage, err = err, nil
		}
		return err
	})
}

// tampered says of an error that the log or the database is not as it was written.
func tampered(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Remedy == remedyEvidence
}
