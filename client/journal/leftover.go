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
