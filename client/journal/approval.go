package journal

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"sluice/model/ingress"
)

// approvalRow is a plan that waits or waited, as the database finds it. All of it follows from its lines.
type approvalRow struct {
	id                        string
	asked                     int64
	endpoint, account, region string
	decided                   sql.NullInt64
}

const approvalColumns = "a.id, a.asked, a.endpoint, a.account, a.region, a.decided"

func (r *approvalRow) into() []any {
	return []any{&r.id, &r.asked, &r.endpoint, &r.account, &r.region, &r.decided}
}

func approvalRowOf(seq int64, l line) *approvalRow {
	f := l.Asked
	return &approvalRow{id: string(l.Operation), asked: seq, endpoint: string(f.Endpoint), account: string(f.Account), region: string(f.Region)}
}

func (t *transaction) insertApproval(ctx context.Context, r *approvalRow) error {
	return t.exec(ctx, "INSERT INTO journal_approval (id, asked, endpoint, account, region) VALUES (?, ?, ?, ?, ?)",
		r.id, r.asked, r.endpoint, r.account, r.region)
}

func (t *transaction) decideApproval(ctx context.Context, id string, decided int64) error {
	return t.exec(ctx, "UPDATE journal_approval SET decided = ? WHERE id = ? AND decided IS NULL", decided, id)
}

// approval is a plan that waits, or waited: then with the ruling.
type approval struct {
	waiting ingress.Waiting
	ruling  *ingress.Decision
	decided int64 // the ruling's line
}

// approvals are those that a condition about a chooses.
func (j *Journal) approvals(ctx context.Context, t *transaction, where string, args ...any) (found []approval, err error) {
	err = t.each(ctx, func(rows scanner) error {
		var r approvalRow
		var asked string
		var decided sql.NullString
		if err := rows.Scan(append(r.into(), &asked, &decided)...); err != nil {
			return err
		}
		a, err := j.approval(&r, asked, decided)
		found = append(found, a)
		return err
	}, "SELECT "+approvalColumns+`, i.line, d.line FROM journal_approval a JOIN journal_line i ON i.seq = a.asked
		LEFT JOIN journal_line d ON d.seq = a.decided WHERE `+where, args...)
	return found, err
}

// approval reads the lines of a plan that waits, and holds its row to them.
func (j *Journal) approval(r *approvalRow, asked string, decided sql.NullString) (a approval, err error) {
	l, _, err := unseal(asked)
	if err == nil {
		a.waiting, err = l.waiting()
	}
	if err == nil {
		fromLine := approvalRowOf(l.Seq, l)
		fromLine.decided = r.decided
		if *fromLine != *r {
			err = fmt.Errorf("the database says something else of it")
		}
	}
	if err != nil || !decided.Valid {
		return a, j.damagedIf(r.asked, err)
	}
	l, _, err = unseal(decided.String)
	if err == nil && string(l.Operation) != r.id {
		err = fmt.Errorf("it is about something else")
	}
	if err == nil {
		var d ingress.Decision
		d, err = l.decision(a.waiting)
		a.ruling, a.decided = &d, r.decided.Int64
	}
	return a, j.damagedIf(r.decided.Int64, err)
}

func (j *Journal) damagedIf(seq int64, err error) error {
	if err == nil {
		return nil
	}
	return j.damaged(seq, err)
}

// waitingAs is the plan that waits, or waited, as an operation.
func (j *Journal) waitingAs(ctx context.Context, t *transaction, id string) (a approval, known bool, err error) {
	found, err := j.approvals(ctx, t, "a.id = ?", strings.ToValidUTF8(strings.ReplaceAll(id, "\x00", ""), ""))
	if err != nil || len(found) == 0 {
		return a, false, err
	}
	return found[0], true, nil
}

// ask makes a plan wait. It is returned as it is kept.
func (j *Journal) ask(ctx context.Context, w ingress.Waiting) (kept ingress.Waiting, err error) {
	if w.ID == "" || w.Rules() == 0 {
		return kept, j.refuse("a plan that waits needs an operation and a rule")
	}
	err = j.write(ctx, func(t *transaction) (err error) {
		if err := j.living.fence(ctx, t); err != nil {
			return err
		}
		if _, known, err := j.waitingAs(ctx, t, w.ID); err != nil || known {
			return cmp.Or(err, j.refuse("a plan was asked for as operation "+w.ID+" already"))
		}
		var sent int64
		if _, err := t.one(ctx, []any{&sent}, "SELECT count(*) FROM journal_record WHERE operation = ?", w.ID); err != nil || sent > 0 {
			return cmp.Or(err, j.refuse("operation "+w.ID+" was sent already"))
		}
		kept, err = j.wait(ctx, t, w, w.By)
		return err
	})
	if err == nil {
		j.waits.send()
	}
	return kept, err
}

// wait writes down that a plan waits from now on. by is whose doing that is.
func (j *Journal) wait(ctx context.Context, t *transaction, w ingress.Waiting, by ingress.Person) (kept ingress.Waiting, err error) {
	form, err := formOfAsked(w)
	if err != nil {
		return kept, j.refuse(err.Error())
	}
	l := line{Time: j.stamp(), By: text(by.String()), Operation: text(w.ID), Asked: &form}
	seq, err := t.append(ctx, l)
	if err != nil {
		return kept, j.refuse(err.Error())
	}
	if kept, err = l.waiting(); err != nil {
		return kept, j.refuse(err.Error())
	}
	return kept, t.insertApproval(ctx, approvalRowOf(seq, l))
}

// decide makes a ruling on a plan durable, if it still waits and allowed has nothing against it. Of several at once, on
// whatever server, one is the ruling. The error of the others is an [*ingress.Failure] that says what was decided, and
// by whom.
func (j *Journal) decide(ctx context.Context, id string, by ingress.Person, ruling ingress.DecisionKind, why string, allowed func(approval) error) (ingress.Decision, error) {
	var made ingress.Decision
	var late error // for the caller, although something was written: the plan expired
	err := j.write(ctx, func(t *transaction) error {
		late = nil
		if err := j.living.fence(ctx, t); err != nil {
			return err
		}
		a, known, err := j.waitingAs(ctx, t, id)
		switch {
		case err != nil:
			return err
		case !known:
			return &ingress.Failure{Message: "no plan waits as operation " + id}
		}
		now := j.stamp()
		if a.ruling == nil && ruling != ingress.Expired && !now.Before(a.waiting.Expires()) {
			made, err = t.writeDecision(ctx, a.waiting, now, ingress.Person{}, ingress.Expired, "")
			late = ruledAlready(made)
			return err
		}
		if err := allowed(a); err != nil {
			return err
		}
		if a.ruling != nil {
			made = *a.ruling
			return ruledAlready(made)
		}
		made, err = t.writeDecision(ctx, a.waiting, now, by, ruling, why)
		return err
	})
	if err == nil {
		j.waits.send()
		err = late
	}
	return made, err
}

// ruledAlready is the failure for who comes after a ruling.
func ruledAlready(d ingress.Decision) error {
	return &ingress.Failure{
		Message: fmt.Sprintf("nothing was done: the plan does not wait any more, %s at %s", d.Words(), d.At.UTC().Format(time.RFC3339)),
		Remedy:  "if it is still wanted, plan it again",
	}
}

// writeDecision writes down what was decided.
func (t *transaction) writeDecision(ctx context.Context, w ingress.Waiting, at time.Time, by ingress.Person, r ingress.DecisionKind, why string) (d ingress.Decision, err error) {
	name, err := decisionKinds().name(r)
	if err != nil {
		return d, err
	}
	l := line{Time: at, By: text(by.String()), Operation: text(w.ID), Decided: &decidedForm{formOfPerson(by), name, text(why)}}
	seq, err := t.append(ctx, l)
	if err != nil {
		return d, err
	}
	if err := t.decideApproval(ctx, w.ID, seq); err != nil {
		return d, err
	}
	return l.decision(w)
}

// checkApproval holds an intent to the approval that it is sent for: the very person whose ruling it was sends it, and at each
// group once. What provably was not sent does not count.
func (j *Journal) checkApproval(ctx context.Context, t *transaction, r ingress.Record) error {
	a, known, err := j.waitingAs(ctx, t, r.Operation)
	switch {
	case err != nil:
		return err
	case !known && r.Change.Approval == "":
		return nil
	case !known || r.Change.Approval != r.Operation:
		return &ingress.Failure{Message: "an approved plan is sent as the operation that waited, and nothing else is"}
	case a.ruling == nil || a.ruling.Kind != ingress.Approved || a.ruling.By.String() != r.ApprovedBy || a.waiting.By.String() != r.By || a.waiting.Site != r.Site:
		return &ingress.Failure{Message: "operation " + r.Operation + " is not approved by who sends it"}
	}
	if _, back, err := j.waitingAs(ctx, t, remainderID(r.Operation)); err != nil || back {
		return cmp.Or(err, error(&ingress.Failure{Message: "what was left of operation " + r.Operation + " waits for approval again, as " + remainderID(r.Operation)}))
	}
	var sent int64
	_, err = t.one(ctx, []any{&sent}, `SELECT count(*) FROM journal_record WHERE operation = ? AND group_id = ?
		AND (outcome IS NULL OR applied + was_there + refused + unknown > 0)`, r.Operation, r.Change.Group.ID)
	if err == nil && sent > 0 {
		err = &ingress.Failure{
			Message: fmt.Sprintf("operation %s was approved for one submission, and that was made at %s", r.Operation, r.Change.Group.ID),
			Remedy:  "what is left of it is planned again",
		}
	}
	return err
}

// waitingAt are the plans of a site that wait, the newest first.
func (j *Journal) waitingAt(ctx context.Context, site ingress.Site) (waiting []ingress.Waiting, err error) {
	err = j.read(ctx, func(t *transaction) error {
		waiting = nil
		found, err := j.approvals(ctx, t, "a.decided IS NULL AND a.endpoint = ? AND a.account = ? AND a.region = ? ORDER BY a.asked DESC",
			site.Endpoint, site.Account, site.Region)
		for _, a := range found {
			if j.stamp().Before(a.waiting.Expires()) {
				waiting = append(waiting, a.waiting)
			}
		}
		return err
	})
	return waiting, err
}

// expire makes it durable of the plans of a site whose time is up that nobody approved them.
func (j *Journal) expire(ctx context.Context, site ingress.Site) error {
	var ids []string
	err := j.read(ctx, func(t *transaction) error {
		ids = nil
		found, err := j.approvals(ctx, t, "a.decided IS NULL AND a.endpoint = ? AND a.account = ? AND a.region = ?", site.Endpoint, site.Account, site.Region)
		for _, a := range found {
			if !j.stamp().Before(a.waiting.Expires()) {
				ids = append(ids, a.waiting.ID)
			}
		}
		return err
	})
	for _, id := range ids {
		_, late := j.decide(ctx, id, ingress.Person{}, ingress.Expired, "", func(approval) error { return nil })
		if _, first := late.(*ingress.Failure); late != nil && !first && err == nil {
			err = late
		}
	}
	return err
}
