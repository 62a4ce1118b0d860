package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sluice/model/ingress"
)

// sweepFlags are those of sweep.
type sweepFlags struct {
	place         *placeFlags
	json, verbose bool
}

// sweepCommand revokes what has expired, for cron.
func (p program) sweepCommand() *cobra.Command {
	f := sweepFlags{place: p.global}
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Revoke the rules whose time is up",
		Long: "Sweep revokes the rules of the region that were added for a time (\"for 2h\", \"until 18:00\")\n" +
			"that is up. It takes off only rules that sluice tagged with an operation and an end, and it\n" +
			"settles what an earlier run left open. Sluice does the same while it runs; sweep is for\n" +
			"cron. Where nothing is due it prints nothing, unless --verbose is given.\n\n" +
			"The exit code is 0 where every rule that was due is gone, 1 where one is left, or where it\n" +
			"could not be found out. --json prints an object as sluice apply does, for the groups at\n" +
			"which something was revoked or tried.",
		Example: "  sluice sweep --profile work --region eu-central-1\n  */5 * * * *  sluice sweep --backend aws",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.sweep(cmd.Context(), f) },
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON, for programs")
	cmd.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "say so where nothing is due")
	return cmd
}

func (p program) sweep(ctx context.Context, f sweepFlags) error {
	at, err := p.writing(ctx, *f.place, "sluice history shows what expires")
	if err != nil {
		return err
	}
	defer at.close()
	shown := p.out
	if f.json {
		shown = io.Discard
	}
	planner := ingress.Planner{Limits: at.limits, Settings: ingress.DefaultSettings(), By: at.by}
	p.settle(ctx, &at, planner, shown)
	receipts, err := at.keeper(planner).Sweep(ctx)
	printReceipts(shown, receipts)
	if err == nil {
		err = unswept(receipts)
	}
	switch {
	case f.json:
		if _, lost := io.WriteString(p.out, outcomeJSON(ingress.Plan{}, receipts, err)); lost != nil {
			return errors.Join(err, lost)
		}
	case f.verbose && err == nil && len(receipts) == 0:
		fmt.Fprintln(p.out, "No rule's time is up.")
	}
	return err
}

// unswept is an error where a rule that was due may be there still.
func unswept(receipts []ingress.Receipt) error {
	left := 0
	for _, r := range receipts {
		left += len(r.Rules) - r.Count(ingress.Applied) - r.Count(ingress.WasThere)
	}
	if left == 0 {
		return nil
	}
	return fmt.Errorf("%s not revoked", count(left, "rule"))
}

// writing opens a place that is sent to, with its journal. hint says what to do
// without a writer.
func (p program) writing(ctx context.Context, f placeFlags, hint string) (place, error) {
	at, err := p.place(ctx, f)
	if err != nil {
		return place{}, err
	}
	if at.writer == nil && at.grant != nil && !at.grant.Role.Writes() {
		return place{}, errors.New(at.grant.RefusesAction(ingress.ActAuthorize) + "; " + hint)
	}
	if at.writer == nil {
		at.close()
		return place{}, errors.New("--read-only: nothing can be sent; " + hint)
	}
	p.record(ctx, &at, f)
	if err := at.unrecorded; err == nil && at.journal.Damage() != nil {
		at.unrecorded = at.journal.Damage()
	}
	if at.unrecorded != nil {
		at.close()
		return place{}, at.unrecorded
	}
	return at, nil
}
