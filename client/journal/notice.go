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
			at BIGINT NOT NULL, -- when it was claimed or delivered
			PRIMARY KEY (person, line))`,
		`CREATE INDEX journal_record_by ON journal_record (in_by, at)`,
		`INSERT INTO journal_notice (person, line, at) SELECT '', old.seq, 0 FROM (SELECT coalesce((SELECT min(seq) - 1
			FROM journal_record WHERE at >= (SELECT max(at) - 3600000000 FROM journal_record)), seq) AS seq FROM journal_head) old WHERE old.seq > 0`,
		`UPDATE journal_head SET version = 3`,
	}
}

// noticeFor is how long after its intent an outcome, and how long a ruling, is told to who signs in.
const noticeFor = 7 * 24 * time.Hour

// Notice is what one session tells a person: the outcomes of changes that they submitted or approved, and what others
// decided on their plans. While a session has claimed it, no other session of the person, on whatever server of the
// journal, tells it. [Notice.Delivered] and [Notice.Release] end that. Where a server ends without either, others may
// claim it as soon as they take the server for ended: a person may so be told twice, because an outcome that is never
// told does more harm. Its methods may be called from several goroutines.
type Notice struct {
	Receipts  []ingress.Receipt  // the newest operation first
	Decisions []ingress.Decision // the oldest first

	journal *Journal
	person  ingress.Person
	mu      sync.Mutex
	lines   []int64 // of the log, that it claims
}

// NewNotice is a notice with nothing in it, for what becomes known in a person's session: see [Notice.AddReceipt].
func (j *Journal) NewNotice(who ingress.Person) *Notice { return &Notice{journal: j, person: who} }

// ClaimNotice claims what a person was not told yet of a site, for a session that is about to tell it. For a person
// without a key that is nothing. The error is an [*ingress.Failure] of reading or writing the journal; nothing is claimed
// then, and the notice has nothing in it.
func (j *Journal) ClaimNotice(ctx context.Context, who ingress.Person, site ingress.Site) (*Notice, error) {
	n := j.NewNotice(who)
	if who.Key == "" {
		return n, nil
	}
	var due []int64
	err := j.read(ctx, func(t *transaction) (err error) {
		due, err = n.find(ctx, t, site)
		return err
	})
	if err == nil && len(due) > 0 { // mostly there is nothing, and a sign-in does not wait for writers
		err = n.claim(ctx, func(t *transaction) ([]int64, error) { return n.find(ctx, t, site) })
	}
	if err != nil {
		return j.NewNotice(who), failure(err)
	}
	return n, nil
}

// AddReceipt claims an outcome that the person's session is about to tell, so that a sign-in elsewhere does not. It is
// left alone where the journal does not have it as the newest of its operation and group. The error is an
// [*ingress.Failure] of writing the journal: the outcome may be told again.
func (n *Notice) AddReceipt(ctx context.Context, r ingress.Receipt) error {
	return failure(n.claim(ctx, func(t *transaction) ([]int64, error) {
		form, err := formOfReceipt(r)
		if err != nil {
			return nil, err
		}
		has, found, err := t.newest(ctx, r.Operation, r.Group.ID)
		told := row{}
		told.finish(0, form)
		if err != nil || !found || !has.outcome.Valid || has.counts != told.counts {
			return nil, err
		}
		return n.free(ctx, t, has.outcome.Int64)
	}))
}

// AddDecision is [Notice.AddReceipt] for what somebody decided on a plan. It does nothing for plans of others.
func (n *Notice) AddDecision(ctx context.Context, d ingress.Decision) error {
	if !d.Asker.Same(n.person) {
		return nil
	}
	return failure(n.claim(ctx, func(t *transaction) ([]int64, error) {
		a, known, err := n.journal.waitingAs(ctx, t, d.ID)
		if err != nil || !known || a.ruling == nil {
			return nil, err
		}
		return n.free(ctx, t, a.decided)
	}))
}

// Delivered makes it durable that the person was told all that is claimed: nobody tells it again. As [Journal.Finish], it
// goes on after ctx is done. The error is an [*ingress.Failure]: it may be told again.
func (n *Notice) Delivered(ctx context.Context) error {
	return n.end(ctx, "UPDATE journal_notice SET claimed_by = NULL, at = ? WHERE person = ? AND line = ? AND claimed_by = ?",
		n.journal.stamp().UnixMicro())
}

// Release gives up all that is claimed: the next sign-in tells it. It goes on after ctx is done. Where it fails, with an
// [*ingress.Failure], the sign-ins at this server can tell it, and those at others when this one has ended.
func (n *Notice) Release(ctx context.Context) error {
	return n.end(ctx, "DELETE FROM journal_notice WHERE person = ? AND line = ? AND claimed_by = ?")
}

// end runs a statement for every line that is claimed. Its last parameters are the person, the line and the program.
func (n *Notice) end(ctx context.Context, statement string, first ...any) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.lines) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	err := n.journal.write(ctx, func(t *transaction) error {
		for _, line := range n.lines {
			if err := t.exec(ctx, statement, append(slices.Clone(first), n.person.Key, line, n.journal.program)...); err != nil {
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
			if err := t.exec(ctx, `INSERT INTO journal_notice (person, line, claimed_by, at) VALUES (?, ?, ?, ?)
				ON CONFLICT (person, line) DO UPDATE SET claimed_by = excluded.claimed_by, at = excluded.at`,
				n.person.Key, line, n.journal.program, n.journal.stamp().UnixMicro()); err != nil {
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
