package journal

import (
	"context"
	"slices"
	"time"

	"sluice/model/ingress"
)

// WatchGroups calls tell with the ids of the groups of a site that other programs of the journal changed, or may have
// changed: soon after the outcome of such a write is durable, whichever program recorded it. It returns when ctx is done;
// tell is called from one goroutine. What cannot be read is tried again.
func (j *Journal) WatchGroups(ctx context.Context, site func(context.Context) (ingress.Site, error), tell func(groupIDs []string)) {
	ticker := time.NewTicker(j.poll)
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

// writtenSince are the ids of the groups of a site for which the log has an outcome of another program's write after the
// line seen; none where seen is negative. now is the number of the log's last line.
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
