package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/plain"
)

// reachCommand tells which rules admit an address.
func (p program) reachCommand() *cobra.Command {
	flags := planFlags{backend: p.global}
	cmd := &cobra.Command{
		Use:   "reach ADDRESS PROTOCOL/PORT",
		Short: "Show the rules of all groups that admit an address",
		Long: "Reach lists the rules of all security groups that let an address or CIDR in, with their\n" +
			"groups. A rule that names a source group counts where a rule of that group lets the\n" +
			"address in to whatever port: one step, and not on from there. \"in part\" is said of rules\n" +
			"that admit only some of what is asked about. The exit code is 0 for an answer, which may\n" +
			"be that there is none, and 1 for an error.\n\n" +
			"--json prints one object, whose \"version\" is 1. Beside it are from and traffic (what was\n" +
			"asked, in canonical form), rules and unread (ids of prefix lists that could not be read,\n" +
			"and that may admit it too). A rule has group, name, vpc (empty for EC2-Classic), owner,\n" +
			"rule, description, via (the id of the source group, or empty), via_name and part. Nothing\n" +
			"is ever null.",
		Example: "  sluice reach 203.0.113.7 tcp/22\n" +
			"  sluice reach me https --profile work --region eu-central-1\n" +
			"  sluice reach 10.0.0.0/8 tcp/5432 --json",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.reach(cmd.Context(), args, flags)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return []string{"me\tyour own address"}, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"tcp/", "udp/", "icmp", "icmpv6", "all"}, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		},
	}
	flags.registerExisting(cmd, "look offline")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print JSON, for programs")
	return cmd
}

func (p program) reach(ctx context.Context, args []string, f planFlags) error {
	if len(args) != 2 {
		return errors.New("who reaches what? Give an address and a protocol with its port, such as 203.0.113.7 tcp/22")
	}
	at, err := p.openForPlan(ctx, f)
	if err != nil {
		return err
	}
	defer at.Close()
	query, notes, err := p.query(ctx, at, args, f)
	if err != nil {
		return err
	}
	groups, failure := listAll(ctx, at.Reader)
	lists, unread := prefixLists(ctx, at.Reader, groups)
	for _, id := range unread {
		notes = append(notes, unreadNote(id))
	}
	answer := ingress.NewReach(groups, lists).Ask(query)
	text := plain.Reach(query, answer, notes)
	if f.json {
		text = plain.JSON(plain.ReachOf(query, answer))
	}
	if _, err := io.WriteString(p.out, text); err != nil {
		return err
	}
	if failure != nil {
		return fmt.Errorf("not all groups could be read, so there may be more: %w", failure)
	}
	return nil
}

// listAll reads all groups, or those before a failure.
func listAll(ctx context.Context, reader ingress.Reader) (groups []ingress.Group, err error) {
	for page, err := range reader.Groups(ctx) {
		if err != nil {
			return groups, err
		}
		groups = append(groups, page...)
	}
	return groups, nil
}

// prefixLists reads those that the rules of groups name. Unread are the ids of those
// that could not be read.
func prefixLists(ctx context.Context, reader ingress.Reader, groups []ingress.Group) (known ingress.PrefixLists, unread []string) {
	named := map[string]bool{}
	for _, g := range groups {
		for _, id := range (ingress.Change{Group: g}).PrefixListIDs() {
			named[id] = true
		}
	}
	if len(named) == 0 {
		return nil, nil
	}
	lists, _ := reader.PrefixLists(ctx, slices.Sorted(maps.Keys(named))) // what is missing is unread
	known = ingress.PrefixLists{}
	for _, list := range lists {
		known[list.ID] = list
		delete(named, list.ID)
	}
	return known, slices.Sorted(maps.Keys(named))
}

// query reads the arguments. "me" is the user's own address, which is noted.
func (p program) query(ctx context.Context, at backend.Backend, args []string, f planFlags) (q ingress.Query, notes []string, err error) {
	from := args[0]
	if strings.EqualFold(from, "me") {
		config, err := p.config()
		if err != nil {
			return q, nil, err
		}
		address, source, err := f.finder(at, config)(ctx)
		if err != nil {
			return q, nil, fmt.Errorf("your own address is not known, write it in the place of me: %w", err)
		}
		from, notes = address.Unmap().String(), []string{meNote(address, source)}
	}
	q, err = ingress.NewQuery(from, args[1])
	return q, notes, err
}
