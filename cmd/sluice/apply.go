package main

import (
	"context"

	"github.com/spf13/cobra"

	"sluice/model"
)

// applyFlags are those of a plan, and how it is confirmed.
type applyFlags struct {
	planFlags
	yes, untagged bool
	confirm       string
}

// applyCommand sends a plan once it is confirmed.
func (p program) applyCommand() *cobra.Command {
	var flags applyFlags
	cmd := &cobra.Command{
		Use:   "apply RULE… --group ID",
		Short: "Plan, confirm and add rules to security groups",
		Long: "Apply shows the plan, as sluice plan does, asks for a confirmation on the terminal, and\n" +
			"sends exactly what it showed, group by group, each in one call. A plan of high or critical\n" +
			"exposure is confirmed by a group's id; --yes alone does not confirm it. The exit code is 0\n" +
			"where every rule of the plan was added, 1 otherwise. A group that changed after the plan\n" +
			"is left alone. What is sent is in the journal, and sluice undo takes it back. A rule that\n" +
			"ends (\"for 2h\", \"until 18:00\") is revoked by a running sluice, or by sluice sweep. Where\n" +
			"EC2 lets you add rules but not tag them, apply says what is lost and asks; a script gives\n" +
			"--untagged.\n\n" +
			"Over SSH, a server may want another person's approval for such a plan. Then apply sends\n" +
			"nothing: the plan waits, the exit code is 4, and apply prints the plan's id, until when it\n" +
			"waits, and who may send it: sluice approve, or o in the list of groups.\n\n" +
			"--json prints one object, whose \"version\" is 1, and the plan goes to the standard error.\n" +
			"Beside it are operation, applied (whether all is as planned), reason (why nothing was\n" +
			"sent, or empty), waits (the id of the plan that waits for approval now, or empty) and\n" +
			"groups. A group has id, name, request_id, moved (it changed, so\n" +
			"nothing was sent to it), read_back (the outcome was found by reading the group), failure\n" +
			"(empty where there was none) and rules. A rule has rule, description, outcome (applied,\n" +
			"was-there, refused, unknown, not-sent) and rule_id. Nothing is ever null.\n\n" + ruleHelp(),
		Example: "  sluice apply tcp/443 from 0.0.0.0/0 --group sg-140ba4c8\n" +
			"  sluice apply \"tcp/22 from 203.0.113.7 # office\" --group sg-140ba4c8 --yes --json\n" +
			"  sluice apply ssh from 0.0.0.0/0 --group sg-140ba4c8 --yes --confirm sg-140ba4c8",
		ValidArgsFunction: completeRule,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.apply(cmd.Context(), args, flags)
		},
	}
	flags.register(p, cmd)
	flags.registerConsent(cmd)
	return cmd
}

// registerConsent defines how a plan is confirmed.
func (f *applyFlags) registerConsent(cmd *cobra.Command) {
	set := cmd.Flags()
	set.BoolVar(&f.yes, "yes", false, "send without asking, unless the exposure is high or critical")
	set.StringVar(&f.confirm, "confirm", "", "with --yes, send a plan of high or critical exposure too: the `id` of the group that it asks for")
	set.BoolVar(&f.untagged, "untagged", false, "with --yes, send rules without tags where EC2 denies the tags alone")
}

func (p program) apply(ctx context.Context, args []string, f applyFlags) error {
	a, err := p.asked(args, f.ipPermissions)
	if err != nil {
		return err
	}
	at, err := p.writing(ctx, *f.backend, "sluice plan shows what would be")
	if err != nil {
		return err
	}
	defer at.Close()
	p.reconcile(ctx, &at, f.shown(p))
	return p.carryOut(ctx, at, model.AddRequest{Draft: a.draft, Groups: f.groups}, undoFlags{applyFlags: f}, a)
}
