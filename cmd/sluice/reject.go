package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sluice/ui/safe"
)

// rejectCommand refuses another person's plan, or takes one's own back.
func (p program) rejectCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reject PLAN REASON…",
		Short: "Reject another person's plan that waits, or take your own back",
		Long: "Reject ends the waiting of a plan that sluice waiting lists: nothing of it is sent. Of\n" +
			"another person's plan it needs a reason, which who asked will read; your own is taken\n" +
			"back. PLAN is its id, or a beginning of it that no other has.",
		Example: "  ssh sluice.example.com reject 5f0c12ab34cd not on a Friday",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.reject(cmd.Context(), args[0], strings.Join(args[1:], " "))
		},
	}
}

func (p program) reject(ctx context.Context, id, why string) error {
	at, err := p.approvals()
	if err != nil {
		return err
	}
	w, err := findWaiting(ctx, at, id)
	if err != nil {
		return err
	}
	decide := at.Approvals.Reject
	if w.By.Same(at.Approvals.Me()) {
		decide = at.Approvals.Withdraw
	}
	decided, err := decide(ctx, w.ID, why)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, safe.Clean("Plan "+decided.ID+": "+decided.Words()+". Nothing of it was sent."))
	return err
}
