package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/plain"
)

// waitingCommand lists the plans that wait for approval.
func (p program) waitingCommand() *cobra.Command {
	var json bool
	cmd := &cobra.Command{
		Use:   "waiting",
		Short: "List the plans that wait for another person's approval",
		Long: "Waiting lists the plans that were asked for and that nobody decided on yet, the newest\n" +
			"first: the id that sluice approve and sluice reject take, when and by whom it was asked\n" +
			"for, until when it waits, its severity, and group by group what it would do. Plans wait\n" +
			"on a server only, one that sluice serve runs with --require-approval: ssh HOST waiting.\n\n" +
			"--json prints one object, whose \"version\" is 1, with plans. One has id, by, asked,\n" +
			"expires, severity, mine (whether you asked for it: then another person has to approve\n" +
			"it), rest and why (the approved operation that it is left of, and what kept it from\n" +
			"being sent, or empty) and groups. A group has id, name, kind (add, revoke, edit) and\n" +
			"rules. Nothing is ever null.",
		Example: "  ssh sluice.example.com waiting\n  ssh sluice.example.com waiting --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.waiting(cmd.Context(), json) },
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON, for programs")
	return cmd
}

func (p program) waiting(ctx context.Context, json bool) error {
	at, err := p.approvals()
	if err != nil {
		return err
	}
	plans, err := at.Approvals.Waiting(ctx)
	if err != nil {
		return err
	}
	if json {
		_, err = io.WriteString(p.out, plain.JSON(plain.WaitingOf(plans, at.Approvals.Me())))
		return err
	}
	if len(plans) == 0 {
		fmt.Fprintln(p.errs, "No plan waits.")
		return nil
	}
	return plain.Waiting(p.out, plans)
}

// approvals is the backend of a command about plans that wait.
func (p program) approvals() (backend.Backend, error) {
	switch {
	case p.served == nil:
		return backend.Backend{}, errors.New("no plan waits here: plans wait on a server that asks for approval: ssh HOST waiting")
	case p.served.Approvals == nil:
		return backend.Backend{}, errors.New("no plan waits here: this server asks for no approval, and each plan is sent by who made it")
	}
	return *p.served, nil
}

// findWaiting finds a plan that waits by its id, or by a beginning of it that no
// other has.
func findWaiting(ctx context.Context, at backend.Backend, id string) (found ingress.Waiting, err error) {
	plans, err := at.Approvals.Waiting(ctx)
	if err != nil {
		return found, err
	}
	return ingress.FindWaiting(plans, id)
}
