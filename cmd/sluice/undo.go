package main

import (
	"context"

	"github.com/spf13/cobra"

	"sluice/model"
)

// undoFlags are how an undo is confirmed, and whether it is only shown.
type undoFlags struct {
	applyFlags
	dry bool
}

// undoCommand takes an operation back.
func (p program) undoCommand() *cobra.Command {
	var f undoFlags
	f.backend = p.global
	cmd := &cobra.Command{
		Use:   "undo OPERATION",
		Short: "Take back an operation: revoke what it added, add back what it revoked",
		Long: "Undo shows what it would send, asks for a confirmation on the terminal, and sends it. The\n" +
			"operation is one that sluice history lists, or a beginning of its id that no other has.\n" +
			"What it added is revoked by id, where it still carries the operation's tag and is\n" +
			"unchanged; what it revoked is added again; what it edited gets back what it was. Whatever\n" +
			"cannot be taken back is listed with the reason. An undo is an operation itself, and can be\n" +
			"undone.\n\n" +
			"The exit code is 0 where all of the operation was taken back, 1 otherwise. --plan sends\n" +
			"nothing: 0 where there is nothing to do, 2 where there is. Where the undo\n" +
			"itself needs another person's approval it waits, as with sluice apply: 4. --json prints an object as\n" +
			"sluice apply does, with kept besides: group, name, rule, rule_id and why.",
		Example: "  sluice undo 5f0c12ab34cd\n  sluice undo 5f0c --plan\n  sluice undo 5f0c12ab34cd --yes --json",
		Args:    one("OPERATION"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return p.completeOperation(cmd.Context(), *f.backend), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.undo(cmd.Context(), args[0], f) },
	}
	f.register(cmd)
	return cmd
}

// register defines how what is planned is shown, confirmed, or only shown.
func (f *undoFlags) register(cmd *cobra.Command) {
	set := cmd.Flags()
	set.BoolVar(&f.json, "json", false, "print JSON, for programs")
	set.BoolVar(&f.dry, "plan", false, "show what would be sent, and send nothing")
	f.registerConsent(cmd)
	cmd.MarkFlagsMutuallyExclusive("plan", "yes")
}

func (p program) undo(ctx context.Context, id string, f undoFlags) error {
	at, err := p.writing(ctx, *f.backend, "sluice history lists the operations")
	if err != nil {
		return err
	}
	defer at.Close()
	p.reconcile(ctx, &at, f.shown(p))
	return p.carryOut(ctx, at, model.UndoRequest{Operation: id}, f, asked{})
}
