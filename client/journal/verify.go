package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
// the database knows: a line that was changed, taken out, put in or moved shows, and so does an end that is missing. The
// log tells of tampering; it cannot keep somebody who writes both the log and the database from it. The error says that
// the log could not be read.
func (j *Journal) Verify(ctx context.Context) (v Verification, err error) {
	err = j.locked(ctx, func(t *transaction) error {
		if j.log != nil {
			if err := j.log.settle(t.head); err != nil && !tampered(err) {
				return err
			}
		}
		v, err = j.walk(ctx, t)
		return err
	})
	return v, err
}

// walk verifies the log while nobody writes.
func (j *Journal) walk(ctx context.Context, t *transaction) (Verification, error) {
	v := Verification{Path: j.where}
	lines := j.stored(ctx, t)
	if j.log != nil {
		v.Path = j.log.path
		lines = j.log.lines()
	}
	at := emptyLog()
	for sealed, err := range lines {
		if err != nil {
			return v, err
		}
		if at.seq == t.head.seq { // what a crash left was cut off
			v.Bad = &BadLine{v.Lines + 1, "it comes after the last line that was written"}
			return v, nil
		}
		next, err := follows(sealed, at)
		if err != nil {
			v.Bad = &BadLine{v.Lines + 1, err.Error()}
			return v, nil
		}
		at = next
		v.Lines++
	}
	if at != t.head {
		v.Bad = &BadLine{v.Lines + 1, fmt.Sprintf("it is missing: %d lines were written", t.head.seq)}
	}
	return v, nil
}

// stored are the lines in the database.
func (j *Journal) stored(ctx context.Context, t *transaction) iter.Seq2[string, error] {
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

// inspect finds out, when a journal is opened, whether its log may be written to.
func (j *Journal) inspect(ctx context.Context) error {
	return j.locked(ctx, func(t *transaction) error {
		if j.log == nil {
			return nil
		}
		err := j.log.settle(t.head)
		if err == nil && t.head.length <= thoroughly {
			var v Verification
			if v, err = j.walk(ctx, t); err == nil && v.Bad != nil {
				err = j.log.unlike(fmt.Sprintf("line %d: %s", v.Bad.Number, v.Bad.Why))
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
