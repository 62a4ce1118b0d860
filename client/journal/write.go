package journal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sluice/model/ingress"
)

// finishing is how long [Journal.Finish] tries.
const finishing = 30 * time.Second

// Begin makes an intent durable: when it returns nil, the change may be sent. Of the change it keeps the rules that are
// to be sent; At and Receipt of the record are not looked at. The error is an [*Error], or that of ctx; nothing may be
// sent then. It is an error to begin for a group what the same operation has begun and not finished, or finished with an
// unknown outcome. For an operation that waited for approval, it is an [*ingress.Failure] that it is not approved by who
// sends it, or was sent to the group already.
func (j *Journal) Begin(ctx context.Context, r ingress.Record) error {
	return j.begin(ctx, r, func(*transaction) error { return nil })
}

// begin is [Journal.Begin] where allowed has nothing against it.
func (j *Journal) begin(ctx context.Context, r ingress.Record, allowed func(*transaction) error) error {
	change, err := formOfChange(r.Change)
	switch {
	case err != nil:
		return j.refuse(err.Error())
	case r.Operation == "" || r.Change.Group.ID == "":
		return j.refuse("a record needs an operation and a group")
	}
	return j.write(ctx, func(t *transaction) error {
		if err := j.living.fence(ctx, t); err != nil {
			return err
		}
		before, found, err := t.newest(ctx, r.Operation, r.Change.Group.ID)
		if err != nil {
			return err
		}
		if found && before.open() {
			return j.refuse(fmt.Sprintf("operation %s is under way for %s, or its outcome is not known", r.Operation, r.Change.Group.ID))
		}
		if err := j.checkApproval(ctx, t, r); err != nil {
			return err
		}
		if err := allowed(t); err != nil {
			return err
		}
		l := line{
			Time: j.stamp(), By: text(r.By), Operation: text(r.Operation), Group: text(r.Change.Group.ID),
			Intent: &intentForm{text(r.Site.Endpoint), text(r.Site.Account), text(r.Site.Region), text(r.ApprovedBy), change},
		}
		seq, err := t.append(ctx, l)
		if err != nil {
			return j.refuse(err.Error())
		}
		return t.insert(ctx, rowOf(seq, l, j.program))
	})
}

// refuse is the error for what cannot be written down.
func (j *Journal) refuse(problem string) error {
	return &Error{Path: j.where, Problem: "nothing was written: " + problem}
}

// stamp is the time as a journal keeps it.
func (j *Journal) stamp() time.Time { return j.now().UTC().Truncate(time.Microsecond) }

// Finish makes the outcome of what [Journal.Begin] began durable, for the operation's newest record of the group. It is
// called again when an unknown outcome becomes known; an unknown outcome does not replace a known one. It goes on after
// ctx is done, for up to 30 s: an outcome is not to be lost with the session that asked for it. The error is an [*Error].
func (j *Journal) Finish(ctx context.Context, operation, groupID string, receipt ingress.Receipt) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	outcome, err := formOfReceipt(receipt)
	if err != nil {
		return j.refuse(err.Error())
	}
	return j.write(ctx, func(t *transaction) error {
		before, found, err := t.newest(ctx, operation, groupID)
		switch {
		case err != nil:
			return err
		case !found:
			return j.refuse(fmt.Sprintf("operation %s was not begun for %s", operation, groupID))
		case !before.open() && receipt.Count(ingress.Unknown) > 0:
			return nil
		}
		var intent string
		if _, err := t.one(ctx, []any{&intent}, "SELECT line FROM journal_line WHERE seq = ?", before.seq); err != nil {
			return err
		}
		began, _, err := unseal(intent)
		if err != nil {
			return j.damaged(before.seq, err)
		}
		l := line{Time: j.stamp(), By: began.By, Operation: began.Operation, Group: began.Group, Outcome: &outcome}
		seq, err := t.append(ctx, l)
		if err != nil {
			return j.refuse(err.Error())
		}
		before.finish(seq, outcome)
		return t.update(ctx, before)
	})
}

// damaged is the error for a line that the database holds.
func (j *Journal) damaged(seq int64, err error) error {
	return &Error{Path: j.where, Problem: fmt.Sprintf("line %d is damaged: %v", seq, err), Remedy: remedyEvidence, Err: err}
}

// fold is text as it is looked for: in small letters, without what a database cannot keep.
func fold(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd"))
}
