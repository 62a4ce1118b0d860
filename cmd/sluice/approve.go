package main

import (
	"context"

	"github.com/spf13/cobra"

	"sluice/model"
)

// approveCommand sends another person's plan.
func (p program) approveCommand() *cobra.Command {
	var f undoFlags
	cmd := &cobra.Command{
		Use:   "approve PLAN",
		Short: "Approve another person's plan that waits, and send it",
		Long: "Approve shows a plan that sluice waiting lists, made anew for its groups as they are now:\n" +
			"who asked for it, what changed in the groups since, and all that sluice plan says. It asks\n" +
			"for a confirmation as sluice apply does, and sends the plan, once. PLAN is its id, or a\n" +
			"beginning of it that no other has. Nobody approves a plan of their own, nor one with a\n" +
			"rule that they might not send themselves; of several who approve at once one does.\n\n" +
			"What was not sent to all groups waits for approval again, as a plan of its own. The exit\n" +
			"code is 0 where all was applied, 1 otherwise. --plan sends nothing: 0 where there is\n" +
			"nothing to do, 2 where there is. --json prints an object as sluice apply does; its waits\n" +
			"is the id of the plan that what was not sent waits as, or empty.",
		Example: "  ssh sluice.example.com approve 5f0c --plan\n" +
			"  ssh sluice.example.com approve 5f0c12ab34cd --yes --confirm sg-140ba4c8",
		Args: one("PLAN"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.approve(cmd.Context(), args[0], f) },
	}
	f.register(cmd)
	return cmd
}

func (p program) approve(ctx context.Context, id string, f undoFlags) error {
	at, err := p.approvals()
	if err != nil {
		return err
	}
	return p.carryOut(ctx, at, model.ApproveRequest{Plan: id}, f, asked{})
}
