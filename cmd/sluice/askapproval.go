package main

import (
	"context"
	"fmt"
	"io"

	"sluice/model/ingress"
)

// waitsError is how a command ends whose plan waits for approval: all is said.
type waitsError struct{ plan ingress.Waiting }

func (e waitsError) Error() string {
	return "nothing was sent: the plan waits for another person's approval, as " + e.plan.ID
}

// waits reports whether the plan is not sent, but waits for another person.
func (d proposal) waits() bool {
	return d.waiting.ID == "" && d.at.approvals != nil && d.plan.Severity() >= d.at.approval
}

// askApproval makes the plan wait, and says who may approve it and how. Its error
// is a [waitsError] where it waits.
func (d proposal) askApproval(ctx context.Context, shown io.Writer) error {
	w, err := d.at.approvals.Ask(ctx, d.plan)
	if err != nil {
		return err
	}
	var t textTable
	t.line("Waits for approval as " + w.ID + ": nothing was sent.")
	t.line(fmt.Sprintf("Its severity is %s, and from %s on another person has to approve it. Until %s", w.Severity, d.at.approval, minuteText(w.Expires())))
	t.line("any other operator may: ssh HOST approve " + w.ID + ", or o in the list of groups.")
	t.line("To take it back: ssh HOST reject " + w.ID)
	_, _ = io.WriteString(shown, t.text.String()) // it waits, whoever reads that
	return waitsError{w}
}
