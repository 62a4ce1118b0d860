package main

import (
	"context"
	"io"
	"runtime/debug"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	return root.ExecuteContext(ctx)
}

// hideServers takes what only the server may say out of the help of commands that
// are run over SSH: they would refuse it.
func hideServers(c *cobra.Command) {
	for name := range (placeFlags{}).servers() {
		if f := c.Flags().Lookup(name); f != nil {
			f.Hidden = true
		}
	}
	for _, sub := range c.Commands() {
		hideServers(sub)
	}
}

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
		Example: "  sluice man | man -l -",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, flowing(cmd.Root()))
			if err != nil {
				return err
			}
			_, err = io.WriteString(p.out, page.Build(roff.NewDocument()))
			return err
		},
	}
}

// flowing takes out of the texts of a command what they have for --help: the ends
// of their lines, and the marks at the words that stand for values.
func flowing(c *cobra.Command) *cobra.Command {
	paragraphs := strings.Split(c.Long, "\n\n")
	for i, paragraph := range paragraphs {
		paragraphs[i] = strings.ReplaceAll(paragraph, "\n", " ")
	}
	c.Long = strings.Join(paragraphs, "\n")
	c.Flags().VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") })
	for _, sub := range c.Commands() {
		flowing(sub)
	}
	return c
}
