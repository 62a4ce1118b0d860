package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/model"
	"sluice/model/ingress/notation"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// planFlags say what to plan, and on which groups.
type planFlags struct {
	backend       *backendFlags
	groups        []string
	ipPermissions string
	covered       bool
	json          bool
	// Only of plans:
	existing string
	form     string
}

// formTable is the form of a plan for people.
const formTable = "table"

// planCommand prints a plan, and sends nothing.
func (p program) planCommand() *cobra.Command {
	var flags planFlags
	cmd := &cobra.Command{
		Use:   "plan RULE… --group ID",
		Short: "Show what adding rules would do, and send nothing",
		Long:  planHelp(),
		Example: "  sluice plan tcp/22 from 203.0.113.7 --group sg-140ba4c8\n" +
			"  sluice plan \"tcp/80,443 from 0.0.0.0/0 ::/0 # site\" \"ssh from me\" --group sg-140ba4c8 --group websrv\n" +
			"  sluice plan --ip-permissions permissions.json --group sg-140ba4c8 --form terraform\n" +
			"  aws ec2 describe-security-groups | sluice plan tcp/22 from 10.0.0.0/8 --existing - --group sg-140ba4c8 --json",
		ValidArgsFunction: completeRule,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.plan(cmd.Context(), args, flags)
		},
	}
	flags.register(p, cmd)
	set := cmd.Flags()
	flags.registerExisting(cmd, "plan offline")
	set.StringVar(&flags.form, "form", formTable, "`form` to print the plan in: table, "+strings.Join(formNames(), ", "))
	cmd.MarkFlagsMutuallyExclusive("json", "form")
	_ = cmd.RegisterFlagCompletionFunc("form", cobra.FixedCompletions(append([]string{formTable}, formNames()...), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func planHelp() string {
	return "Plan compares rules with what security groups hold, and says for each rule what it would\n" +
		"mean: its verdict, what it exposes, the group's quota, and whether EC2 lets you. The exit\n" +
		"code is 0 where there is nothing to do, 2 where there is, 1 for an error.\n\n" +
		"Unquoted arguments are one rule together; an argument with its own \"from\" is a rule by\n" +
		"itself. Quote what the shell would take: names with spaces, and # and all after it.\n\n" +
		"--json prints one object, whose \"version\" is 1. Version 1 may come to have more fields;\n" +
		"those that are here keep their meaning. Beside it are summary, sends (the number of rules),\n" +
		"severity (none, note, low, medium, high, critical), confirm (the group id that apply asks\n" +
		"for, or empty), blocked (why the plan cannot be sent, or empty), notes, and groups. A group\n" +
		"has id, name, vpc (empty for EC2-Classic), owner, revision, quota (limit, and before and\n" +
		"after of ipv4 and ipv6, or of rules where they are counted together), permission (answer:\n" +
		"allowed, denied, unknown or not-asked; why) and rules. A rule has rule (its canonical\n" +
		"form), description, verdict (new, already-there, repeated, covered, covered-together,\n" +
		"makes-redundant, overlaps, useless), words, sent, related (ids of rules of the group),\n" +
		"findings (check, severity, ids, words, ignored) and notes. Nothing is ever null.\n\n" + ruleHelp()
}

// ruleHelp is how a rule is written: in help, and in the manual page.
func ruleHelp() string {
	return "A RULE is PROTOCOL… from SOURCE… [for DURATION | until TIME] [# NOTE], such as\n" +
		"tcp/22,443 udp/53 from 10.0.0.0/8 sg-0a5d8e02 for 2h # note. It opens every protocol to\n" +
		"every source.\n\n" +
		"A PROTOCOL is tcp/ or udp/ with ports (22, 8080-8081, 22,80 or *), icmp or icmpv6, each\n" +
		"alone or with /TYPE or /TYPE:CODE by name or number, a protocol number, all, or a name\n" +
		"such as ssh or https. A SOURCE is a CIDR, an address, me (your own), an sg-… or pl-… id, a\n" +
		"group's name, ACCOUNT/sg-…, or ACCOUNT/NAME for EC2-Classic. A DURATION is such as 30m,\n" +
		"1h30m or 2d, a TIME such as 18:00 or 2026-11-24T18:00, with Z or +01:00 for a zone. The\n" +
		"NOTE is the rule's description."
}

// register defines what plan and apply have in common.
func (f *planFlags) register(p program, cmd *cobra.Command) {
	f.backend = p.global
	set := cmd.Flags()
	set.StringArrayVar(&f.groups, "group", nil, "`id` or name of a security group to add the rules to; give it again for more groups")
	set.StringVar(&f.ipPermissions, "ip-permissions", "", "read rules from a `file`: the AWS CLI's JSON or shorthand, a command or request, Terraform, or lines; - reads the standard input")
	set.BoolVar(&f.covered, "include-covered", false, "send rules too that other rules cover")
	set.BoolVar(&f.json, "json", false, "print JSON, for programs")
	_ = cmd.MarkFlagRequired("group")
	_ = cmd.RegisterFlagCompletionFunc("group", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return p.completeGroup(cmd.Context(), *f), cobra.ShellCompDirectiveNoFileComp
	})
}

// registerExisting defines --existing.
func (f *planFlags) registerExisting(cmd *cobra.Command, does string) {
	cmd.Flags().StringVar(&f.existing, "existing", "", does+", on the groups in the `file` that aws ec2 describe-security-groups printed; - reads the standard input")
}

// completionPatience is how long a shell may wait for the groups.
const completionPatience = 5 * time.Second

// completeGroup offers the groups of the backend, with their names; none where they
// cannot be listed.
func (p program) completeGroup(ctx context.Context, f planFlags) (ids []string) {
	ctx, cancel := context.WithTimeout(ctx, completionPatience)
	defer cancel()
	at, err := p.openForPlan(ctx, f)
	if err != nil {
		return nil
	}
	defer at.Close()
	for page, err := range at.Reader.Groups(ctx) {
		if err != nil {
			break // what cannot be listed is not offered
		}
		for _, g := range page {
			ids = append(ids, safe.Clean(g.ID).String()+"\t"+safe.Clean(g.Name+" in "+g.Network()).String())
		}
	}
	return ids
}

func (p program) openForPlan(ctx context.Context, f planFlags) (backend.Backend, error) {
	if f.existing != "" {
		return p.existing(f)
	}
	return p.open(ctx, *f.backend)
}

// existing is the backend of a plan on the groups of a file. Nothing can be sent.
func (p program) existing(f planFlags) (backend.Backend, error) {
	for _, online := range []struct{ flag, value string }{
		{"profile", f.backend.Profile}, {"region", f.backend.Region}, {"endpoint-url", f.backend.Endpoint}, {"backend", f.backend.Kind}, {"state", f.backend.State},
	} {
		if online.value != "" {
			return backend.Backend{}, errors.New("--existing and --" + online.flag + " do not go together: a file is the place of such a plan")
		}
	}
	text, err := p.readText(f.existing)
	if err != nil {
		return backend.Backend{}, err
	}
	b, err := backend.FromFile(fileName(f.existing), text)
	b.Limits, b.QuotaGiven = f.backend.Limits(), f.backend.RulesPerGroup > 0
	return b, err
}

func (p program) plan(ctx context.Context, args []string, f planFlags) error {
	write, err := f.writing()
	if err != nil {
		return err
	}
	a, err := p.asked(args, f.ipPermissions)
	if err != nil {
		return err
	}
	at, err := p.openForPlan(ctx, f)
	if err != nil {
		return err
	}
	defer at.Close()
	l, err := p.begin(ctx, at, model.AddRequest{Draft: a.draft, Groups: f.groups}, f, a)
	if err != nil {
		return err
	}
	d := l.proposal()
	if _, err := io.WriteString(p.out, write(d.Plan)); err != nil {
		return err
	}
	if d.Plan.Plan.Empty() {
		return nil
	}
	return exitStatus(exitDiff)
}

// writing is how the flags want a plan written.
func (f planFlags) writing() (func(plain.Plan) string, error) {
	switch {
	case f.existing == stdin && f.ipPermissions == stdin:
		return nil, errors.New("--existing and --ip-permissions cannot both be the standard input")
	case f.json:
		return plain.Plan.JSON, nil
	case f.form == formTable:
		return plain.Plan.Table, nil
	}
	form, err := notation.ParseForm(f.form)
	if err != nil {
		return nil, fmt.Errorf("--form: %w, or %s", err, formTable)
	}
	return func(p plain.Plan) string { return plain.Form(form, p.Plan) }, nil
}

func formNames() (names []string) {
	for _, f := range notation.Forms() {
		names = append(names, f.String())
	}
	return names
}
