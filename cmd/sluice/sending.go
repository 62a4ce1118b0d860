package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sluice/cmd/internal/backend"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/plain"
)

// waitsError is how a command ends whose plan waits for approval: all is said.
type waitsError struct{ plan ingress.Waiting }

func (e waitsError) Error() string {
	return "nothing was sent: the plan waits for another person's approval, as " + e.plan.ID
}

// shown is where a plan and its outcome are told: beside the JSON, where that is
// asked for.
func (f applyFlags) shown(p program) io.Writer {
	if f.json {
		return p.errs
	}
	return p.out
}

// carryOut plans what is asked for, shows the plan, and sends it once it is
// confirmed. Where it is only to be shown it ends there.
func (p program) carryOut(ctx context.Context, at backend.Backend, r model.Request, f undoFlags, a asked) error {
	shown := f.shown(p)
	l, err := p.begin(ctx, at, r, f.planFlags, a)
	if err != nil {
		return err
	}
	l.offerUntagged()
	d := l.proposal()
	// Nothing is sent that was not shown.
	if _, err := io.WriteString(shown, plain.Asked(d.waiting, d.Plan.Plan)+d.Table()+plain.Kept(d.kept)); err != nil {
		return fmt.Errorf("nothing was sent: the plan could not be shown: %w", err)
	}
	var receipts []ingress.Receipt
	if f.dry {
		err = errors.New("--plan: nothing was sent")
	} else if receipts, err = l.send(ctx, d, f.applyFlags, shown); err == nil {
		err = errors.Join(l.remains(shown), keptError(d.kept))
	}
	if f.json {
		if _, lost := io.WriteString(p.out, plain.JSON(l.outcome(d, receipts, err))); lost != nil {
			return errors.Join(err, lost)
		}
	}
	switch {
	case f.dry && d.Plan.Plan.Empty():
		return nil
	case f.dry:
		return exitStatus(exitDiff)
	}
	return errors.Join(incomplete(receipts), err)
}

// remains says that what was not sent of an approved plan waits again, or why it
// does not.
func (l *planning) remains(shown io.Writer) error {
	finished, _ := l.model.Phase.(model.Finished)
	if finished.Rest.ID != "" {
		fmt.Fprintln(shown, "What was not sent waits for approval again, as "+finished.Rest.ID+".")
		return nil
	}
	if finished.Notice != "" {
		return errors.New(finished.Notice)
	}
	return nil
}

// outcome is what came of a plan for programs.
func (l *planning) outcome(d proposal, receipts []ingress.Receipt, why error) any {
	finished, _ := l.model.Phase.(model.Finished)
	waits := finished.Rest.ID
	if waiting, is := errors.AsType[waitsError](why); is {
		waits = waiting.plan.ID
	}
	told := plain.OutcomeOf(d.Plan.Plan, receipts, waits, why)
	if d.Undoes == "" {
		return told
	}
	return plain.UndoOf(told, d.kept)
}

// keptError is an error where something cannot be taken back.
func keptError(kept []ingress.Kept) error {
	if len(kept) == 0 {
		return nil
	}
	return fmt.Errorf("%s could not be taken back", ingress.Count(len(kept), "rule"))
}

// send sends a plan if it may be sent and is confirmed. The error says why
// nothing was.
func (l *planning) send(ctx context.Context, d proposal, f applyFlags, shown io.Writer) ([]ingress.Receipt, error) {
	if d.Plan.Plan.Empty() {
		return nil, nil
	}
	if d.Obstacle != "" {
		return nil, errors.New("nothing was sent: " + d.Obstacle)
	}
	does, waits := "send", l.model.Waits(l.preview())
	switch {
	case d.waiting.ID != "":
		does = "approve and send"
	case waits:
		does = "ask for approval of"
	}
	if err := l.confirm(ctx, d.Plan.Plan, does, f, shown); err != nil {
		return nil, fmt.Errorf("nothing was sent: %w", err)
	}
	l.shown = shown
	receipts, err := l.submit(ctx)
	if waiting, waits := errors.AsType[waitsError](err); waits {
		_, _ = io.WriteString(shown, plain.Waits(waiting.plan, l.at.Approval)) // it waits, whoever reads that
	}
	for _, r := range receipts {
		if r.Count(ingress.Applied) > 0 {
			fmt.Fprintln(shown, "To take it back: sluice undo "+d.Plan.Plan.Operation)
			break
		}
	}
	return receipts, err
}

// show prints the outcomes that are known, in the plan's order.
func (l *planning) show(m model.Model) {
	var known []ingress.Receipt
	switch phase := m.Phase.(type) {
	case model.Submitting:
		for _, s := range phase.Sends {
			if !s.Done {
				break
			}
			known = append(known, s.Receipt)
		}
	case model.Finished:
		known = phase.Receipts
	default: // nothing is sent
	}
	if len(known) > l.told {
		plain.Receipts(l.shown, known[l.told:])
		l.told = len(known)
	}
}

// incomplete is an error where a rule was not added, revoked or changed by this.
func incomplete(receipts []ingress.Receipt) error {
	all, added := 0, 0
	for _, r := range receipts {
		all += len(r.Rules)
		added += r.Count(ingress.Applied)
	}
	if added == all {
		return nil
	}
	return fmt.Errorf("%d of %d rules were %s", added, all, receipts[0].Kind.Done())
}
