package journal

import (
	"context"
	"slices"
	"sync"
	"time"

	"sluice/model/ingress"
)

// noticeTables are the statements that make the third version of the tables. Of what came before it nobody knows whom it
// was told: its last hour is told again, and the rest never.
func noticeTables() []string {
	return []string{
		`CREATE TABLE journal_notice (
			person TEXT NOT NULL, -- the fingerprint of their key; '' for the last line that nobody is told
			line BIGINT NOT NULL REFERENCES journal_line (seq), -- an outcome, or the ruling on a plan
			claimed_by TEXT, -- the program whose session tells it; NULL once it was delivered
			at BIGINT NOT NULL, -- when it was claimed
			PRIMARY KEY (person, line))`,
		`CREATE INDEX journal_record_by ON journal_record (in_by, at)`,
		`INSERT INTO journal_notice (person, line, at) SELECT '', old.seq, 0 FROM (SELECT coalesce((SELECT min(seq) - 1
			FROM journal_record WHERE at >= (SELECT max(at) - 3600000000 FROM journal_record)), seq) AS seq FROM journal_head) old WHERE old.seq > 0`,
		`UPDATE journal_head SET version = 3`,
	}
}

// noticeFor is how long after its intent an outcome, and how long a ruling, is told to who signs in.
const noticeFor = 7 * 24 * time.Hour

// decidedAtMost is how many rulings are looked at for those on a person's plans, the newest first.
const decidedAtMost = 100

// Notice is what one session tells a person: the outcomes of changes that they submitted or approved, and what others
// decided on their plans. While a session has claimed it, no other session of the person, on whatever server of the
// journal, tells it. [Notice.Delivered] and [Notice.Release] end that. Where a server ends without either, others may
// claim it as soon as they take the server for ended: a person may so be told twice, because an outcome that is never
// told does more harm. What a session writes itself is not claimed while it runs: nobody knows yet whether its terminal
// is still there, and a sign-in after a lost connection is to be told at once. See [Journal.MarkDelivered].
type Notice struct {
	Receipts  []ingress.Receipt  // the newest operation first
	Decisions []ingress.Decision // the oldest first

	journal *Journal
	person  ingress.Person
	mu      sync.Mutex
	lines   []int64 // of the log, that it claims
}

// ClaimNotice claims what a person was not told yet of a site, for a session that is about to tell it. For a person
// without a key that is nothing. The error is an [*ingress.Failure] of reading or writing the journal; nothing is claimed
// then, and the notice has nothing in it.
func (j *Journal) ClaimNotice(ctx context.Context, who ingress.Person, site ingress.Site) (*Notice, error) {
	return j.claimNotice(ctx, who, site, (*Notice).findDecisions, (*Notice).findReceipts)
}

// ClaimReceipts is [Journal.ClaimNotice] without the decisions, for a session that does not tell those.
func (j *Journal) ClaimReceipts(ctx context.Context, who ingress.Person, site ingress.Site) (*Notice, error) {
	return j.claimNotice(ctx, who, site, (*Notice).findReceipts)
}

// finder puts something that the person can be told into a notice, and gives the lines of it.
type finder func(*Notice, context.Context, *transaction, ingress.Site) ([]int64, error)

func (j *Journal) claimNotice(ctx context.Context, who ingress.Person, site ingress.Site, finders ...finder) (*Notice, error) {
	n := &Notice{journal: j, person: who}
	if who.Key == "" {
		return n, nil
	}
	find := func(t *transaction) (lines []int64, err error) {
		for _, find := range finders {
			found, err := find(n, ctx, t, site)
			if err != nil {
				return nil, err
			}
			lines = append(lines, found...)
		}
		return lines, nil
	}
	var due []int64
	err := j.read(ctx, func(t *transaction) (err error) {
		due, err = find(t)
		return err
	})
	if err == nil && len(due) > 0 { // mostly there is nothing, and a sign-in does not wait for writers
		err = n.claim(ctx, find)
	}
	if err != nil {
		return &Notice{journal: j, person: who}, failure(err)
	}
	return n, nil
}

// MarkDelivered makes it durable that a session of a person told outcomes of its own writes, and decisions that came
// while it ran: no sign-in tells them. An outcome is left alone that the journal does not have as the newest of its
// operation and group, and a decision on somebody else's plan. It goes on after ctx is done. The error is an
// [*ingress.Failure]: they may be told again.
func (j *Journal) MarkDelivered(ctx context.Context, who ingress.Person, receipts []ingress.Receipt, decisions []ingress.Decision) error {
	decisions = slices.DeleteFunc(slices.Clone(decisions), func(d ingress.Decision) bool { return !d.Asker.Same(who) })
	if who.Key == "" || len(receipts)+len(decisions) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	return failure(j.write(ctx, func(t *transaction) error {
		for _, r := range receipts {
			line, found, err := t.outcomeLine(ctx, r)
			if err == nil && found {
				err = t.mark(ctx, who, line, nil, j.stamp())
			}
			if err != nil {
				return err
			}
		}
		for _, d := range decisions {
			a, known, err := j.waitingAs(ctx, t, d.ID)
			if err == nil && known && a.ruling != nil {
				err = t.mark(ctx, who, a.decided, nil, j.stamp())
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// outcomeLine is the line of a receipt.
func (t *transaction) outcomeLine(ctx context.Context, r ingress.Receipt) (line int64, found bool, err error) {
	form, err := formOfReceipt(r)
	if err != nil {
		return 0, false, err
	}
	told := row{}
	told.finish(0, form)
	recorded, found, err := t.newest(ctx, r.Operation, r.Group.ID)
	return recorded.outcome.Int64, found && recorded.outcome.Valid && recorded.counts == told.counts, err
}

// mark notes that a program's session is about to tell a person a line; nil for the program says that it was delivered.
func (t *transaction) mark(ctx context.Context, who ingress.Person, line int64, program any, at time.Time) error {
	return t.exec(ctx, `INSERT INTO journal_notice (person, line, claimed_by, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (person, line) DO UPDATE SET claimed_by = excluded.claimed_by, at = excluded.at`, who.Key, line, program, at.UnixMicro())
}

// Delivered makes it durable that the person was told all that is claimed: nobody tells it again. As [Journal.Finish], it
// goes on after ctx is done. The error is an [*ingress.Failure]: it may be told again.
func (n *Notice) Delivered(ctx context.Context) error {
	return n.end(ctx, "UPDATE journal_notice SET claimed_by = NULL WHERE person = ? AND line = ? AND claimed_by = ?")
}

// Release gives up all that is claimed: the next sign-in tells it. It goes on after ctx is done. Where it fails, with an
// [*ingress.Failure], the sign-ins at this server can tell it, and those at others when this one has ended.
func (n *Notice) Release(ctx context.Context) error {
	return n.end(ctx, "DELETE FROM journal_notice WHERE person = ? AND line = ? AND claimed_by = ?")
}

// end runs a statement for every line that is claimed. Its parameters are the person, the line and the program.
func (n *Notice) end(ctx context.Context, statement string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.lines) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	err := n.journal.write(ctx, func(t *transaction) error {
		for _, line := range n.lines {
			if err := t.exec(ctx, statement, n.person.Key, line, n.journal.program); err != nil {
				return err
			}
		}
		return nil
	})
	n.journal.claims.end(n.person, n.lines)
	n.lines = nil
	return failure(err)
}

// claim claims the lines that find gives, in one transaction.
func (n *Notice) claim(ctx context.Context, find func(*transaction) ([]int64, error)) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	var lines []int64
	err := n.journal.write(ctx, func(t *transaction) (err error) {
		n.journal.claims.end(n.person, lines) // of an attempt before
		if lines, err = find(t); err != nil {
			return err
		}
		// Before the transaction ends: right after it another session of this program may look.
		n.journal.claims.begin(n.person, lines)
		for _, line := range lines {
			if err := t.mark(ctx, n.person, line, n.journal.program, n.journal.stamp()); err != nil {
				return err
			}
		}
		return t.exec(ctx, "DELETE FROM journal_notice WHERE person <> '' AND at < ?", n.journal.stamp().Add(-2*noticeFor).UnixMicro())
	})
	if err != nil {
		n.journal.claims.end(n.person, lines)
		return err
	}
	n.lines = append(n.lines, lines...)
	return nil
}
