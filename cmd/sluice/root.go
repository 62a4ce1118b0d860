package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sluice/model/ingress"
)

// program is what the commands share: the world outside the process.
type program struct {
	in        io.Reader
	out, errs io.Writer
	env       func(string) string
	served    *place      // of a session over SSH; nil for who sits at this machine
	global    *placeFlags // what the flags of all commands say
}

// placeFlags say which EC2 to work on, and where what is done is kept. They may
// stand before a command and after it.
type placeFlags struct {
	profile, region, endpoint, backend string
	state, journal, log                string
	role                               string // to assume; only of servers
	readOnly                           bool
	rulesPerGroup                      quota
}

// The backends that --backend and SLUICE_BACKEND name.
const (
	backendSandbox = "sandbox"
	backendAWS     = "aws"
)

func (p program) root() *cobra.Command {
	p.global = &placeFlags{}
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
			place, err := p.place(cmd.Context(), flags)
			if err != nil {
				return err
			}
			defer func() { place.close() }()
			place.quotaGiven = flags.rulesPerGroup > 0
			p.record(cmd.Context(), &place, flags)
			return p.session(cmd.Context(), place, newOperation)
		},
	}
	p.global.register(root)
	for _, c := range p.commands() {
		root.AddCommand(c.Command)
	}
	nameArguments(root)
	return root
}

func (f *placeFlags) register(cmd *cobra.Command) {
	set := cmd.PersistentFlags()
	set.StringVar(&f.profile, "profile", "", "`name` of the AWS profile to sign in with")
	set.StringVar(&f.region, "region", "", "`name` of the AWS region to work in, such as eu-central-1")
	set.StringVar(&f.endpoint, "endpoint-url", "", "`URL` of an EC2-compatible endpoint to use in place of AWS")
	set.StringVar(&f.backend, "backend", "", "`name` of the EC2 to work on: sandbox or aws (default: $SLUICE_BACKEND, or the sandbox)")
	set.StringVar(&f.state, "state", "", "`dir` for the sandbox's state and the journal (default: $XDG_STATE_HOME/sluice)")
	set.StringVar(&f.journal, "journal", "", "`dir` of the journal, or postgres://… (default: $SLUICE_JOURNAL, or journal in the state's folder)")
	set.BoolVar(&f.readOnly, "read-only", false, "show and plan, but never send")
	set.StringVar(&f.log, "log", "", "`file` to append to what the program does, for debugging; it holds no secrets and nothing that was typed")
	set.Var(&f.rulesPerGroup, "rules-per-group", "your account's quota of inbound `rules` per VPC group (default: 60)")
	_ = cmd.RegisterFlagCompletionFunc("backend", cobra.FixedCompletions([]string{backendSandbox, backendAWS}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.MarkPersistentFlagDirname("state")
	_ = cmd.MarkPersistentFlagFilename("log")
}

// chosen is the backend that the flags and the environment name. A flag that
// only AWS or an endpoint knows asks for it.
func (f placeFlags) chosen(env func(string) string) (string, error) {
	backend := f.backend
	if backend == "" && (f.endpoint != "" || f.profile != "" || f.region != "") {
		return backendAWS, nil
	}
	if backend == "" {
		backend = env("SLUICE_BACKEND")
	}
	switch {
	case backend == backendAWS:
		return backendAWS, nil
	case backend != "" && backend != backendSandbox:
		return "", fmt.Errorf("backend %q: it is sandbox or aws (--backend, or $SLUICE_BACKEND)", backend)
	case f.endpoint != "" || f.profile != "":
		return "", errors.New("--backend sandbox goes with neither --endpoint-url nor --profile: the sandbox is on this machine")
	}
	return backendSandbox, nil
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

// limits are the rule quotas that plans are held to.
func (f placeFlags) limits() ingress.Limits {
	limits := ingress.DefaultLimits()
	limits.VPC = cmp.Or(int(f.rulesPerGroup), limits.VPC)
	return limits
}

// stateDir is where the sandbox's state lives: --state, or sluice under the XDG
// state directory.
func (p program) stateDir(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	// The XDG specification has relative paths ignored.
	if dir := p.env("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sluice"), nil
	}
	home := p.env("HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", fmt.Errorf("no home directory to keep the state in: give --state DIR, or set XDG_STATE_HOME (%s)", strings.TrimPrefix(err.Error(), "user: "))
		}
	}
	return filepath.Join(home, ".local", "state", "sluice"), nil
}
