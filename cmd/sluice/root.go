package main

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
)

// program is what the commands share: the world outside the process.
type program struct {
	in        io.Reader
	out, errs io.Writer
	env       func(string) string
	served    *backend.Backend // of a session over SSH; nil for who sits at this machine
	global    *backendFlags    // what the flags of all commands say
}

// backendFlags say which EC2 to work on, and where what is done is kept. They may
// stand before a command and after it.
type backendFlags struct {
	backend.Options
	log string
}

func (p program) root() *cobra.Command {
	p.global = &backendFlags{}
	root := &cobra.Command{
		Use:   "sluice",
		Short: "Open EC2 security group ingress knowingly",
		Long: "Sluice shows EC2 security groups, takes ingress rules in a form, previews exactly\n" +
			"what will be sent, and sends it once.\n\n" +
			"Without flags it opens on the sandbox: an embedded EC2 on this machine. No account is\n" +
			"needed and nothing leaves the machine. Without a terminal, it lists the security groups\n" +
			"and their rules in plain lines.",
		Example: "  sluice\n  sluice --profile work --region eu-central-1\n  sluice --endpoint-url http://127.0.0.1:4580",
		Args:    cobra.NoArgs,

		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.before(cmd) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags := *p.global
			at, err := p.open(cmd.Context(), flags)
			if err != nil {
				return err
			}
			defer func() { at.Close() }()
			p.record(cmd.Context(), &at, flags)
			return p.session(cmd.Context(), at, backend.NewOperation)
		},
	}
	p.global.register(root)
	for _, c := range p.commands() {
		root.AddCommand(c.Command)
	}
	nameArguments(root)
	return root
}

func (f *backendFlags) register(cmd *cobra.Command) {
	set := cmd.PersistentFlags()
	set.StringVar(&f.Profile, "profile", "", "`name` of the AWS profile to sign in with")
	set.StringVar(&f.Region, "region", "", "`name` of the AWS region to work in, such as eu-central-1")
	set.StringVar(&f.Endpoint, "endpoint-url", "", "`URL` of an EC2-compatible endpoint to use in place of AWS")
	set.StringVar(&f.Kind, "backend", "", "`name` of the EC2 to work on: sandbox or aws (default: $SLUICE_BACKEND, or the sandbox)")
	set.StringVar(&f.State, "state", "", "`dir` for the sandbox's state and the journal (default: $XDG_STATE_HOME/sluice)")
	set.StringVar(&f.Journal, "journal", "", "`dir` of the journal, or postgres://… (default: $SLUICE_JOURNAL, or journal in the state's folder)")
	set.BoolVar(&f.ReadOnly, "read-only", false, "show and plan, but never send")
	set.StringVar(&f.log, "log", "", "`file` to append to what the program does, for debugging; it holds no secrets and nothing that was typed")
	set.Var((*quota)(&f.RulesPerGroup), "rules-per-group", "your account's quota of inbound `rules` per VPC group (default: 60)")
	_ = cmd.RegisterFlagCompletionFunc("backend", cobra.FixedCompletions([]string{backend.Sandbox, backend.AWS}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.MarkPersistentFlagDirname("state")
	_ = cmd.MarkPersistentFlagFilename("log")
}

// quota is the value of --rules-per-group; 0 is EC2's own.
type quota int

func (q *quota) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1000 {
		return errors.New("a quota is 1 to 1000 rules")
	}
	*q = quota(n)
	return nil
}

func (q *quota) String() string { return strconv.Itoa(int(*q)) }
func (q *quota) Type() string   { return "rules" }

// options are what the flags say, in this environment.
func (p program) options(f backendFlags) backend.Options {
	f.Env = p.env
	return f.Options
}

// place opens what the flags name.
func (p program) open(ctx context.Context, f backendFlags) (backend.Backend, error) {
	if p.served != nil {
		return p.servedBackend(f)
	}
	return backend.Open(ctx, p.options(f))
}

// record gives a backend its journal. That of a command over SSH has the server's.
func (p program) record(ctx context.Context, at *backend.Backend, f backendFlags) {
	if p.served == nil {
		at.Record(ctx, p.options(f))
	}
}

// servers are the flags, with their values, that only a server may be given.
func (f backendFlags) servers() map[string]string {
	return map[string]string{
		"profile": f.Profile, "region": f.Region, "endpoint-url": f.Endpoint, "backend": f.Kind, "state": f.State, "journal": f.Journal, "log": f.log,
	}
}

// servedBackend is the backend of a command that runs over SSH.
func (p program) servedBackend(f backendFlags) (backend.Backend, error) {
	at := *p.served
	if f.ReadOnly {
		at.Session.ReadOnly, at.Writer, at.Raw, at.Approvals = true, nil, nil, nil
	}
	if f.RulesPerGroup > 0 {
		at.Limits, at.QuotaGiven = f.Limits(), true
	}
	return at, nil
}
