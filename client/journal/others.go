package journal

import (
	"context"
	"slices"
	"time"

	"sluice/model/ingress"
)

// WatchOthers tells of the groups of a site at which other programs that share the journal wrote, or may have: each by
// its id, soon after an outcome of theirs is durable, whoever found it out. It returns when ctx is done; tell is called
// from one goroutine. What cannot be read is tried again.
func (j *Journal) WatchOthers(ctx context.Context, site func(context.Context) (ingress.Site, error), tell func(groupIDs []string)) {
	ticker := time.NewTicker(j.look)
	defer ticker.Stop()
	for seen := int64(-1); ; {
		if at, err := site(ctx); err == nil {
			ids, now, err := j.writtenSince(ctx, seen, at)
			if err == nil {
				seen = now
			}
			if err == nil && len(ids) > 0 {
				tell(ids)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// writtenSince are the groups that other programs wrote at, by outcomes after a line of the log; none for a negative
// one. now is the log's last line.
func (j *Journal) writtenSince(ctx context.Context, seen int64, site ingress.Site) (ids []string, now int64, err error) {
	err = j.read(ctx, func(t *transaction) error {
		ids, now = nil, t.head.seq
		if seen < 0 || now == seen {
			return nil
		}
		var outcomes []line
		err := t.each(ctx, func(rows scanner) error {
			var sealed string
			err := rows.Scan(&sealed)
			// A line that is damaged is for who verifies the log.
			if l, _, damage := unseal(sealed); damage == nil && l.Outcome != nil {
				outcomes = append(outcomes, l)
			}
			return err
		}, "SELECT line FROM journal_line WHERE seq > ? ORDER BY seq", seen)
		for _, l := range outcomes {
			r, found, problem := t.newest(ctx, string(l.Operation), string(l.Group))
			if problem != nil {
				return problem
			}
			here := ingress.Site{Endpoint: r.endpoint, Account: r.account, Region: r.region} == site
			if found && here && r.program != j.program && !slices.Contains(ids, r.group) {
				ids = append(ids, r.group)
			}
		}
		return err
	})
	return ids, now, err
}

// bereft reports whether a program ended that left writes without an outcome, and is not among the known ones; it is
// from then on. What cannot be read is found the next time.
func (j *Journal) bereft(ctx context.Context, known map[string]bool) (found bool) {
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
