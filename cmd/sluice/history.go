package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sluice/client/journal"
	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// historyFlags choose operations of the journal.
type historyFlags struct {
	backend                      *backendFlags
	group, by, since, until, out string
	open, verify, json           bool
	most                         int
}

// historyCommand lists what was sent, and what came of it.
func (p program) historyCommand() *cobra.Command {
	f := historyFlags{backend: p.global}
	cmd := &cobra.Command{
		Use:   "history",
		Short: "List the operations of the journal and what came of them",
		Long: "History lists the operations that were sent from here, the newest first: the id that\n" +
			"sluice undo takes, when, by whom, to which groups, and what came of their rules. BY is who\n" +
			"asked for it; where another person had to approve it, WHAT says who did.\n\n" +
			"--since and --until take a time, such as 2026-11-24 or 2026-11-24T18:00, or how long ago:\n" +
			"2h, 7d. --verify holds every line of the audit log to the line before it and to the\n" +
			"journal, and names the first that is not as it was written; the exit code is then 1. The\n" +
			"log shows that somebody tampered with it; it cannot keep anyone from it.\n\n" +
			"--json prints one object, whose \"version\" is 1, with operations. One has id, undone_by and\n" +
			"records; a record has by (who asked), approved_by (the other person who approved it, or\n" +
			"empty), at, endpoint, account, region, kind (add, revoke, edit), undoes, group, name,\n" +
			"settled (whether its outcome is known), failure and rules. A rule has rule, description,\n" +
			"outcome (applied, was-there, refused, unknown, not-sent, or empty while it is\n" +
			"not known), rule_id and expires. Nothing is ever null.",
		Example: "  sluice history\n  sluice history --group websrv --since 7d --json\n  sluice history --verify",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.history(cmd.Context(), f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.group, "group", "", "only operations on groups whose name or id holds this `text`")
	set.StringVar(&f.by, "by", "", "only those of people whose name holds this `text`")
	set.StringVar(&f.since, "since", "", "only those from this `time` on")
	set.StringVar(&f.until, "until", "", "only those before this `time`")
	set.StringVar(&f.out, "outcome", "", "only those with a rule of this `outcome`: applied, was-there, refused, unknown, not-sent")
	set.BoolVar(&f.open, "open", false, "only those whose outcome is not known yet, or for good")
	set.IntVarP(&f.most, "most", "n", 50, "at most so many `operations`")
	set.BoolVar(&f.verify, "verify", false, "check the audit log")
	set.BoolVar(&f.json, "json", false, "print JSON, for programs")
	_ = cmd.RegisterFlagCompletionFunc("outcome", cobra.FixedCompletions(ingress.OutcomeNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (p program) history(ctx context.Context, f historyFlags) error {
	filter, err := f.filter(time.Now())
	if err != nil {
		return err
	}
	j, closeIt, err := p.openHistory(ctx, *f.backend)
	if err != nil {
		return err
	}
	var operations []ingress.Operation
	defer closeIt()
	if j != nil {
		if f.verify {
			return p.verify(ctx, j)
		}
		if operations, err = j.Operations(ctx, filter); err != nil {
			return err
		}
	}
	if f.json {
		_, err = io.WriteString(p.out, plain.JSON(plain.HistoryOf(operations)))
		return err
	}
	if len(operations) == 0 {
		fmt.Fprintln(p.errs, "No operations.")
		return nil
	}
	return plain.History(p.out, operations, p.served != nil) // the clock is the server's
}

// openHistory opens a journal to read it: nil where none has been made.
func (p program) openHistory(ctx context.Context, f backendFlags) (j *journal.Journal, closeIt func(), err error) {
	if p.served != nil {
		at, err := p.servedBackend(f)
		return at.Journal, func() {}, err
	}
	options, err := p.options(f).JournalOptions()
	if err != nil || !backend.Exists(options) {
		return nil, func() {}, err
	}
	if j, err = journal.Open(ctx, options); err != nil {
		return nil, func() {}, err
	}
	return j, func() { _ = j.Close() }, nil
}

func (p program) verify(ctx context.Context, j *journal.Journal) error {
	v, err := j.Verify(ctx)
	switch {
	case err != nil && p.served != nil:
		return errors.New("the audit log cannot be read: who runs the server can, with sluice history --verify")
	case err != nil:
		return err
	}
	where := v.Path
	if p.served != nil {
		where = "the audit log" // where it is on the server is nobody's business
	}
	if v.Bad != nil {
		return fmt.Errorf("%s, line %d: %s", where, v.Bad.Number, v.Bad.Why)
	}
	fmt.Fprintln(p.out, safe.Clean(fmt.Sprintf("%s: %s, each as it was written", where, ingress.Count(v.Lines, "line"))))
	return nil
}

// filter is what the flags choose.
func (f historyFlags) filter(now time.Time) (filter ingress.HistoryFilter, err error) {
	filter = ingress.HistoryFilter{Group: f.group, By: f.by, Open: f.open, Most: f.most}
	if f.most < 1 {
		return filter, fmt.Errorf("-n %d: it is 1 or more", f.most)
	}
	if filter.Since, err = readTime("--since", f.since, now); err != nil {
		return filter, err
	}
	if filter.Until, err = readTime("--until", f.until, now); err != nil {
		return filter, err
	}
	if f.out != "" {
		i := slices.Index(ingress.OutcomeNames(), f.out)
		if i < 0 {
			return filter, fmt.Errorf("--outcome %q: it is one of %s", f.out, strings.Join(ingress.OutcomeNames(), ", "))
		}
		o := ingress.Outcome(i)
		filter.Outcome = &o
	}
	return filter, nil
}

// readTime reads a date, a date and a time, or how long ago: 2h, 7d. "" is the
// zero time.
func readTime(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02 15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	ago, err := ingress.ReadLifetime("for " + text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q: give a time such as 2026-11-24 or 2026-11-24T18:00, or how long ago: 2h, 7d", flag, text)
	}
	end, err := ago.At(now)
	return now.Add(-end.Sub(now.Truncate(time.Second))), err
}

// completeOperation offers the ids of the last operations.
func (p program) completeOperation(ctx context.Context, f backendFlags) (ids []string) {
	ctx, cancel := context.WithTimeout(ctx, completionPatience)
	defer cancel()
	j, closeIt, err := p.openHistory(ctx, f)
	if err != nil || j == nil {
		return nil
	}
	defer closeIt()
	operations, err := j.Operations(ctx, ingress.HistoryFilter{Most: 50})
	if err != nil {
		return nil
	}
	for _, o := range operations {
		var names []string
		for _, r := range o.Records {
			names = append(names, r.Change.Kind.String()+" "+r.Change.Group.Name)
		}
		ids = append(ids, safe.Clean(o.ID).String()+"\t"+safe.Clean(strings.Join(names, ", ")).String())
	}
	return ids
}
