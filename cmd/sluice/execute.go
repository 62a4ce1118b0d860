package main

import (
	"context"
	"io"
	"runtime/debug"
	"slices"

	"charm.land/fang/v2"
	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

// execute runs the command that the arguments name. Errors are for the caller
// to show.
//
// Fang draws the help, and nothing else goes through it: it asks the terminal
// for its colours and waits for the answer, even on the way to an error.
func (p program) execute(ctx context.Context, args []string) error {
	root := p.root()
	root.Version = version()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.errs)
	if !slices.ContainsFunc(args, asksForHelp) || !p.draws() || p.env("NO_COLOR") != "" {
		return root.ExecuteContext(ctx)
	}
	silent := func(io.Writer, fang.Styles, error) {}
	return fang.Execute(ctx, root, fang.WithVersion(root.Version), fang.WithErrorHandler(silent), fang.WithoutManpage())
}

func asksForHelp(arg string) bool { return arg == "-h" || arg == "--help" || arg == "help" }

// version is the module's version as the Go command built it in: v1.2.3, or
// (devel) for a work tree.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// manCommand prints the manual page, made from the commands and their flags.
func (p program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "sluice man | man -l -",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return err
			}
			_, err = io.WriteString(p.out, page.Build(roff.NewDocument()))
			return err
		},
	}
}
