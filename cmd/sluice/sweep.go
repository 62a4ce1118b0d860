package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sluice/client/journal"
	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// sweepFlags are those of sweep.
type sweepFlags struct {
	backend       *backendFlags
	json, verbose bool
}

// sweepCommand revokes what has expired, for cron.
func (p program) sweepCommand() *cobra.Command {
	f := sweepFlags{backend: p.global}
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Revoke the rules whose time is up",
		Long: "Sweep revokes the rules of the region that were added for a time (\"for 2h\", \"until 18:00\")\n" +
			"that is up. It takes off only rules that sluice tagged with an operation and an end, and it\n" +
			"finds out what came of writes that an earlier run left open. Sluice does the same while it\n" +
			"runs; sweep is for cron. Where nothing is due it prints nothing, unless --verbose is given.\n\n" +
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
	at, err := p.writing(ctx, *f.backend, "sluice history shows what expires")
	if err != nil {
		return err
	}
	defer at.Close()
	shown := p.out
	if f.json {
		shown = io.Discard
	}
	p.reconcile(ctx, &at, shown)
	receipts, err := keeperOf(&at).Sweep(ctx)
	plain.Receipts(shown, receipts)
	if err == nil {
		err = unswept(receipts)
	}
	switch {
	case f.json:
		if _, lost := io.WriteString(p.out, plain.JSON(plain.OutcomeOf(ingress.Plan{}, receipts, "", err))); lost != nil {
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
	return fmt.Errorf("%s not revoked", ingress.Count(left, "rule"))
}

// writing opens a backend that is sent to, with its journal. hint says what to do
// without a writer.
func (p program) writing(ctx context.Context, f backendFlags, hint string) (backend.Backend, error) {
	at, err := p.open(ctx, f)
	if err != nil {
		return backend.Backend{}, err
	}
	if at.Writer == nil && at.Grant != nil && !at.Grant.Role.Writes() {
		return backend.Backend{}, errors.New(at.Grant.RefusesAction(ingress.ActAuthorize) + "; " + hint)
	}
	if at.Writer == nil {
		at.Close()
		return backend.Backend{}, errors.New("--read-only: nothing can be sent; " + hint)
	}
	p.record(ctx, &at, f)
	if err := at.JournalError(); err != nil {
		at.Close()
		return backend.Backend{}, err
	}
	return at, nil
}

// keeperOf looks after what commands leave: it plans nothing that a user's settings
// would judge.
func keeperOf(at *backend.Backend) journal.Keeper {
	return at.Keeper(ingress.Planner{Limits: at.Limits, Settings: ingress.DefaultSettings(), By: at.By})
}

// reconcile finds out what came of writes that an earlier run left without an
// outcome, and says it.
func (p program) reconcile(ctx context.Context, at *backend.Backend, shown io.Writer) {
	receipts, err := keeperOf(at).Reconcile(ctx)
	if len(receipts) > 0 {
		fmt.Fprintln(shown, "An earlier run ended before it knew what came of its writes:")
		plain.Receipts(shown, receipts)
	}
	if err != nil {
		fmt.Fprintln(p.errs, "sluice: "+safe.Error(err).String())
	}
}
