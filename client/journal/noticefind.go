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

// findDecisions puts the rulings of others on the person's plans into the notice, the oldest first, and gives their lines.
func (n *Notice) findDecisions(ctx context.Context, t *transaction, site ingress.Site) (lines []int64, err error) {
	n.Decisions = nil
	found, err := n.journal.approvals(ctx, t,
		"a.endpoint = ? AND a.account = ? AND a.region = ? AND a.decided"+undelivered+"a.decided) ORDER BY a.decided DESC LIMIT ?",
		site.Endpoint, site.Account, site.Region, n.person.Key, decidedAtMost)
	for _, a := range slices.Backward(found) {
		d := a.ruling
		if err != nil || !d.Asker.Same(n.person) || d.By.Same(n.person) || !d.At.After(n.journal.stamp().Add(-noticeFor)) {
			continue
		}
		var free bool
		if free, err = n.free(ctx, t, a.decided); free {
			lines, n.Decisions = append(lines, a.decided), append(n.Decisions, *d)
		}
	}
	return lines, err
}

// findReceipts puts the outcomes of what the person submitted or approved into the notice, the newest operation first,
// and gives their lines.
func (n *Notice) findReceipts(ctx context.Context, t *transaction, site ingress.Site) (lines []int64, err error) {
	n.Receipts = nil
	who := n.person.String()
	receipts := map[int64]ingress.Receipt{}
	var found []int64
	err = n.journal.records(ctx, t, func(r ingress.Record, row *row) {
		if r.By == who || r.ApprovedBy == who {
			found, receipts[row.outcome.Int64] = append(found, row.outcome.Int64), *r.Receipt
		}
	}, `(r.in_by = ? OR r.operation IN (SELECT id FROM journal_approval WHERE decided IS NOT NULL)) AND r.at > ?
		AND r.endpoint = ? AND r.account = ? AND r.region = ? AND r.outcome`+undelivered+"r.outcome) ORDER BY r.first DESC, r.seq",
		fold(who), n.journal.stamp().Add(-noticeFor).UnixMicro(), site.Endpoint, site.Account, site.Region, n.person.Key)
	for _, line := range found {
		var free bool
		if err == nil {
			free, err = n.free(ctx, t, line)
		}
		if free {
			lines, n.Receipts = append(lines, line), append(n.Receipts, receipts[line])
		}
	}
	return lines, err
}

// free reports whether the person was not told a line, and no session is about to tell it.
func (n *Notice) free(ctx context.Context, t *transaction, line int64) (bool, error) {
	var program sql.NullString
	found, err := t.one(ctx, []any{&program}, "SELECT claimed_by FROM journal_notice WHERE person = ? AND line = ?", n.person.Key, line)
	switch {
	case err != nil || !found:
		return err == nil, err
	case !program.Valid:
		return false, nil
	case program.String == n.journal.program:
		// What a session of this program claimed, and could not give up because the database was away, is free.
		return !n.journal.claims.has(n.person, line), nil
	}
	lives, err := n.journal.living.lives(ctx, program.String)
	return err == nil && !lives, err
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
