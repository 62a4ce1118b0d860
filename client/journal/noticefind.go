package journal

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"sluice/model/ingress"
)

// undelivered is a condition on the number of a line, which comes before it and after it: the line is one that people
// are told, and the person was not told it.
const undelivered = ` > (SELECT coalesce(max(line), 0) FROM journal_notice WHERE person = '')
	AND NOT EXISTS (SELECT 1 FROM journal_notice n WHERE n.person = ? AND n.claimed_by IS NULL AND n.line = `

// find puts what the person can be told into the notice, and gives the lines of it.
func (n *Notice) find(ctx context.Context, t *transaction, site ingress.Site) (lines []int64, err error) {
	n.Receipts, n.Decisions = nil, nil
	since, who := n.journal.stamp().Add(-noticeFor), n.person.String()
	found, err := n.journal.approvals(ctx, t,
		"a.endpoint = ? AND a.account = ? AND a.region = ? AND a.decided"+undelivered+"a.decided) ORDER BY a.decided DESC LIMIT ?",
		site.Endpoint, site.Account, site.Region, n.person.Key, decidedAtMost)
	if err != nil {
		return nil, err
	}
	for _, a := range slices.Backward(found) {
		if d := a.ruling; !d.Asker.Same(n.person) || d.By.Same(n.person) || !d.At.After(since) {
			continue
		}
		free, err := n.free(ctx, t, a.decided)
		if err != nil {
			return nil, err
		}
		if lines = append(lines, free...); len(free) > 0 {
			n.Decisions = append(n.Decisions, *a.ruling)
		}
	}
	type outcome struct {
		line    int64
		receipt ingress.Receipt
	}
	var outcomes []outcome
	err = n.journal.records(ctx, t, func(r ingress.Record, found *row) {
		if r.By == who || r.ApprovedBy == who {
			outcomes = append(outcomes, outcome{found.outcome.Int64, *r.Receipt})
		}
	}, `(r.in_by = ? OR r.operation IN (SELECT id FROM journal_approval WHERE decided IS NOT NULL)) AND r.at > ?
		AND r.endpoint = ? AND r.account = ? AND r.region = ? AND r.outcome`+undelivered+"r.outcome) ORDER BY r.first DESC, r.seq",
		fold(who), since.UnixMicro(), site.Endpoint, site.Account, site.Region, n.person.Key)
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		free, err := n.free(ctx, t, o.line)
		if err != nil {
			return nil, err
		}
		if lines = append(lines, free...); len(free) > 0 {
			n.Receipts = append(n.Receipts, o.receipt)
		}
	}
	return lines, nil
}

// free gives a line back if the person was not told it, and no session is about to tell it.
func (n *Notice) free(ctx context.Context, t *transaction, line int64) ([]int64, error) {
	var program sql.NullString
	found, err := t.one(ctx, []any{&program}, "SELECT claimed_by FROM journal_notice WHERE person = ? AND line = ?", n.person.Key, line)
	if err != nil {
		return nil, err
	}
	if found {
		if !program.Valid {
			return nil, nil
		}
		// What a session of this program claims, and could not give up because the database was away, is free.
		claimed := n.journal.claims.has(n.person, line)
		if program.String != n.journal.program {
			if claimed, err = n.journal.living.lives(ctx, program.String); err != nil {
				return nil, err
			}
		}
		if claimed {
			return nil, nil
		}
	}
	return []int64{line}, nil
}

// claims are the lines that sessions of this program are about to tell. The zero value is ready for use.
type claims struct {
	mu   sync.Mutex
	held map[claimKey]bool
}

type claimKey struct {
	key  string // the fingerprint of the person's
	line int64
}

func (c *claims) begin(who ingress.Person, lines []int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = map[claimKey]bool{}
	}
	for _, line := range lines {
		c.held[claimKey{who.Key, line}] = true
	}
}

func (c *claims) end(who ingress.Person, lines []int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range lines {
		delete(c.held, claimKey{who.Key, line})
	}
}

func (c *claims) has(who ingress.Person, line int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held[claimKey{who.Key, line}]
}
