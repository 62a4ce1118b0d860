package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sluice/cmd/internal/logfile"
)

// execute runs the command that the arguments name. Errors are for the caller
// to show.
func (p program) execute(ctx context.Context, args []string) error {
	root := p.root()
	root.Version = version()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.errs)
	if p.served != nil {
		hideServers(root)
	}
	began := time.Now()
	cmd, err := root.ExecuteContextC(ctx)
	if log := logfile.From(cmd.Context()); log != nil {
		log.Info("ended", "code", exitCode(err), "took", time.Since(began), logfile.Reason(err))
	}
	return err
}

// hideServers takes what only the server may say out of the help of commands that
// are run over SSH: they would refuse it.
func hideServers(c *cobra.Command) {
	for name := range (backendFlags{}).servers() {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			if f := set.Lookup(name); f != nil {
				f.Hidden = true
			}
		}
	}
	for _, sub := range c.Commands() {
		hideServers(sub)
	}
}

// nameArguments writes what the options of all commands take in capitals, as the
// arguments of the commands themselves are.
func nameArguments(c *cobra.Command) {
	for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			if parts := strings.Split(f.Usage, "`"); len(parts) == 3 {
				f.Usage = parts[0] + "`" + strings.ToUpper(parts[1]) + "`" + parts[2]
			}
		})
	}
	for _, sub := range c.Commands() {
		nameArguments(sub)
	}
}
