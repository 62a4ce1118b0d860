package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sluice/client/local"
)

// stateCommands are the subcommands of local that are about its state as a
// whole. open opens the endpoint that the flags of local name.
func (p program) stateCommands(open func(context.Context) (*local.Endpoint, error)) []*cobra.Command {
	with := func(do func(ctx context.Context, endpoint *local.Endpoint, args []string) error) func(*cobra.Command, []string) error {
		return func(cmd *cobra.Command, args []string) error {
			endpoint, err := open(cmd.Context())
			if err != nil {
				return err
			}
			defer endpoint.Close()
			return do(cmd.Context(), endpoint, args)
		}
	}
	return []*cobra.Command{{
		Use:   "export",
		Short: "Write the sandbox's state as JSON to standard output",
		Long: "Export writes the groups, rules, VPCs, prefix lists, peerings and tags of all accounts\n" +
			"and regions as JSON. What it writes, import reads.",
		Example: "  sluice local export > before.json",
		Args:    cobra.NoArgs,
		RunE: with(func(ctx context.Context, endpoint *local.Endpoint, _ []string) error {
			return endpoint.Export(ctx, p.out)
		}),
	}, {
		Use:   "import FILE",
		Short: "Take in exported state, or groups that the AWS CLI describes",
		Long: "Import reads FILE, or standard input for -. An exported state replaces what there is. The\n" +
			"output of aws ec2 describe-security-groups is added: its groups replace those with the\n" +
			"same ids. It takes in everything, or nothing.",
		Example: "  sluice local import before.json\n  aws ec2 describe-security-groups | sluice local import -",
		Args:    one("FILE"),
		RunE: with(func(ctx context.Context, endpoint *local.Endpoint, args []string) error {
			return p.importState(ctx, endpoint, args[0])
		}),
	}, {
		Use:   "reset",
		Short: "Put the sample groups in the place of everything in the sandbox",
		Long: "Reset removes everything from the sandbox, of all accounts and regions, and puts the\n" +
			"sample groups there. Export before, if it may be wanted again.",
		Args: cobra.NoArgs,
		RunE: with(func(ctx context.Context, endpoint *local.Endpoint, _ []string) error {
			if err := endpoint.Reset(ctx); err != nil {
				return err
			}
			fmt.Fprintln(p.out, "The sandbox has the sample groups again.")
			return nil
		}),
	}}
}

// importState takes in a file, or standard input if its name is "-", and tells
// what came of it.
func (p program) importState(ctx context.Context, endpoint *local.Endpoint, name string) error {
	input, from := p.in, "standard input"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		input, from = f, name
	}
	got, err := endpoint.Import(ctx, input)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", from, err)
	}
	tellImported(p.out, got)
	return nil
}

func tellImported(out io.Writer, got local.Imported) {
	fmt.Fprintf(out, "Imported groups: %d, rules: %d\n", got.Groups, got.Rules)
	for _, home := range got.Homes {
		fmt.Fprintf(out, "Account %s in %s: sluice local --account %s --region %s\n", home.Account, home.Region, home.Account, home.Region)
	}
	if len(got.MadeVPCs) > 0 {
		fmt.Fprintf(out, "Made VPCs, with an address range of no meaning: %s\n", strings.Join(got.MadeVPCs, " "))
	}
	if len(got.MadeLists) > 0 {
		fmt.Fprintf(out, "Made prefix lists, without entries: %s\n", strings.Join(got.MadeLists, " "))
	}
}
