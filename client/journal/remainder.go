package journal

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"sluice/model/ingress"
)

// submitWithin is how long the session of who approved a plan has to send it. Any program then makes the part that was
// not sent wait again, because the session may be lost. If it is not, its later submissions are refused with that reason.
const submitWithin = 5 * time.Minute

// leftAtMost is how many approvals are looked at for what was left of them, the newest first.
const leftAtMost = 50

// remainderID is the operation that the part of an approved plan which was not sent waits as. It follows from the plan's
// own operation, so that only one of several programs that put it back at once succeeds.
func remainderID(id string) string {
	sum := sha256.Sum256([]byte("what is left of " + id))
	return hex.EncodeToString(sum[:6])
}

// putBack makes what provably was not sent, or was refused, of an approved plan wait again, asked for by the same
// person, if allowed has nothing against it. by is whose doing that is. Where nothing is left, it has no ID. What is
// under way, or unknown, is not put back.
func (j *Journal) putBack(ctx context.Context, id string, by ingress.Person, why string, allowed func(approval) error) (kept ingress.Waiting, err error) {
	put := false
	err = j.write(ctx, func(t *transaction) error {
		kept, put = ingress.Waiting{}, false
		if err := j.living.fence(ctx, t); err != nil {
			return err
		}
		a, known, err := j.waitingAs(ctx, t, id)
		switch {
		case err != nil:
			return err
		case !known || a.ruling == nil || a.ruling.Kind != ingress.Approved:
			return &ingress.Failure{Message: "no plan was approved as operation " + id}
		}
		if err := allowed(a); err != nil {
			return err
		}
		again, known, err := j.waitingAs(ctx, t, remainderID(id))
		if err != nil || known {
			if again.ruling == nil {
				kept = again.waiting
			}
			return err
		}
		rest, err := j.remainder(ctx, t, a)
		if err != nil || rest.Rules() == 0 {
			return err
		}
		rest.Why, put = why, true
		kept, err = j.wait(ctx, t, rest, by)
		return err
	})
	if err == nil && put {
		j.waits.send()
	}
	return kept, err
}

// remainder is what is left of an approved plan, as a plan of its own.
func (j *Journal) remainder(ctx context.Context, t *transaction, a approval) (ingress.Waiting, error) {
	newest := map[string]ingress.Record{}
	err := j.records(ctx, t, func(r ingress.Record, _ *row) { newest[r.Change.Group.ID] = r }, "r.operation = ? ORDER BY r.seq", a.waiting.ID)
	rest := a.waiting
	rest.ID, rest.Rest, rest.Changes, rest.Held = remainderID(a.waiting.ID), a.waiting.ID, nil, nil
	for _, c := range a.waiting.Changes {
		if sent, tried := newest[c.Group.ID]; tried {
			c.Rules = slices.DeleteFunc(slices.Clone(c.Rules), func(r ingress.PlannedRule) bool { return !notSent(sent, r) })
		}
		if len(c.Send()) == 0 {
			continue
		}
		rest.Changes = append(rest.Changes, c)
		if then, known := a.waiting.Then(c.Group.ID); known && !slices.ContainsFunc(rest.Held, func(g ingress.Group) bool { return g.ID == then.ID }) {
			rest.Held = append(rest.Held, then)
		}
	}
	return rest, err
}

// notSent reports whether it is known that a rule of a record is not in its group by it.
func notSent(r ingress.Record, rule ingress.PlannedRule) bool {
	return r.Receipt != nil && slices.ContainsFunc(r.Receipt.Rules, func(o ingress.RuleOutcome) bool {
		return o.Rule == rule.Rule && (o.Outcome == ingress.NotSent || o.Outcome == ingress.Refused)
	})
}

// putBackLost puts back what sessions that were lost left of the plans of a site that they approved.
func (j *Journal) putBackLost(ctx context.Context, site ingress.Site) error {
	var lost []string
	err := j.read(ctx, func(t *transaction) error {
		lost = nil
		found, err := j.approvals(ctx, t, "a.decided IS NOT NULL AND a.endpoint = ? AND a.account = ? AND a.region = ? ORDER BY a.decided DESC LIMIT ?",
			site.Endpoint, site.Account, site.Region, leftAtMost)
		for _, a := range found {
			if age := j.stamp().Sub(a.ruling.At); err != nil || a.ruling.Kind != ingress.Approved || age < submitWithin || age >= ingress.WaitsFor {
				continue
			}
			if _, known, again := j.waitingAs(ctx, t, remainderID(a.waiting.ID)); known || again != nil {
				err = cmp.Or(err, again)
				continue
			}
			rest, unread := j.remainder(ctx, t, a)
			if err = cmp.Or(err, unread); unread == nil && rest.Rules() > 0 {
				lost = append(lost, a.waiting.ID)
			}
		}
		return err
	})
	for _, id := range lost {
		_, failed := j.putBack(ctx, id, ingress.Person{Name: SweptBy}, "the session that approved it ended before it was all sent", func(approval) error { return nil })
		err = errors.Join(err, failed)
	}
	return err
}
