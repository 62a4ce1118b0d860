package journal

import (
	"context"

	"sluice/model/ingress"
)

// LeftOver are the records of a site that nobody is at work on and whose outcome is not known, the oldest first: those
// without an outcome whose program does not have the journal open any more, or whose guard gave them up, and those with an
// unknown one. Errors are those of reading the journal, an [*Error] where one can be mended.
func (j *Journal) LeftOver(ctx context.Context, site ingress.Site) ([]ingress.Record, error) {
	type candidate struct {
		record ingress.Record
		row    row
	}
	var candidates []candidate
	err := j.read(ctx, func(t *transaction) error {
		candidates = nil
		return j.records(ctx, t, func(r ingress.Record, found *row) {
			candidates = append(candidates, candidate{r, *found})
		}, "(r.outcome IS NULL OR r.unknown > 0) AND r.endpoint = ? AND r.account = ? AND r.region = ? ORDER BY r.seq", site.Endpoint, site.Account, site.Region)
	})
	if err != nil {
		return nil, err
	}
	alive := map[string]bool{}
	var left []ingress.Record
	for _, c := range candidates {
		lives, asked := alive[c.row.program]
		if !asked {
			if lives, err = j.living.lives(ctx, c.row.program); err != nil {
				return nil, err
			}
			alive[c.row.program] = lives
		}
		givenUp := c.row.program == j.program && !j.turns.busy(c.row.group)
		if !lives || givenUp || c.record.Receipt != nil {
			left = append(left, c.record)
		}
	}
	return left, nil
}

// newlyEnded reports whether a program ended that began writes, recorded no outcome for them, and is not in known. It adds
// such programs to known, so that each is reported once. Where the journal cannot be read it is false: the next call
// finds them.
func (j *Journal) newlyEnded(ctx context.Context, known map[string]bool) (found bool) {
	var programs []string
	err := j.read(ctx, func(t *transaction) error {
		programs = nil
		return t.each(ctx, func(row scanner) error {
			var program string
			err := row.Scan(&program)
			programs = append(programs, program)
			return err
		}, "SELECT DISTINCT program FROM journal_record WHERE outcome IS NULL")
	})
	if err != nil {
		return false
	}
	for _, program := range programs {
		if known[program] || program == j.program {
			continue
		}
		if lives, err := j.living.lives(ctx, program); err == nil && !lives {
			known[program], found = true, true
		}
	}
	return found
}
