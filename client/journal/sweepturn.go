package journal

import (
	"context"
	"time"

	"sluice/model/ingress"
)

// sweepTurn is a keeper's turn at what is due in a group, among all programs that share the journal: its revoke begins only
// where no other one has begun. It stands in for the journal of the keeper's guard.
type sweepTurn struct {
	*Journal
	taken bool // another program's keeper has the turn
}

var _ ledger = (*sweepTurn)(nil)

// Begin makes the intent durable, unless another keeper's revoke at the group is under way.
func (s *sweepTurn) Begin(ctx context.Context, r ingress.Record) error {
	s.taken = false
	return s.begin(ctx, r, func(t *transaction) error {
		var err error
		if s.taken, err = s.swept(ctx, t, r); err == nil && s.taken {
			err = &ingress.Failure{Message: "another sweep of the group is under way"}
		}
		return err
	})
}

// swept reports whether another program that lives sweeps a group. One whose request can be under way no more has had
// its turn.
func (j *Journal) swept(ctx context.Context, t *transaction, r ingress.Record) (bool, error) {
	var programs []string
	err := t.each(ctx, func(row scanner) error {
		var program string
		err := row.Scan(&program)
		programs = append(programs, program)
		return err
	}, `SELECT DISTINCT program FROM journal_record WHERE outcome IS NULL AND group_id = ? AND in_by = ? AND at > ? AND program <> ?
		AND endpoint = ? AND account = ? AND region = ?`,
		r.Change.Group.ID, fold(SweptBy), j.stamp().Add(-inFlight).UnixMicro(), j.program, r.Site.Endpoint, r.Site.Account, r.Site.Region)
	if err != nil {
		return false, err
	}
	for _, program := range programs {
		if lives, err := j.living.lives(ctx, program); err != nil || lives {
			return lives, err
		}
	}
	return false, nil
}

// sweptElsewhere is how often it is looked whether another program's turn is over.
const sweptElsewhere = 200 * time.Millisecond
