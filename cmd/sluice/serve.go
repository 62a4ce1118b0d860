package main

import (
	"context"
	"log/slog"

	"github.com/spf13/cobra"

	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/serve"
	"sluice/ui/remote"
)

// serveCommand serves the TUI over SSH.
func (p program) serveCommand() *cobra.Command {
	var o serve.Options
	cmd := &cobra.Command{
		Use:   "serve --access FILE",
		Short: "Serve the screens and the commands to a team, over SSH",
		Long: "Serve lets those whom an access file names sign in by SSH, with their keys: the file has a\n" +
			"key and a role a line, see sluice access check. Each has the screens on a terminal, and\n" +
			"without one the commands plan, apply, undo, history, reach and, for an admin, sweep:\n" +
			"ssh -p 2222 host history --json. Nobody needs AWS credentials but the server.\n\n" +
			"Without --backend, --profile, --region or --endpoint-url all share a sandbox; --sandbox\n" +
			"per-user gives each a sandbox of their own, for workshops. Every change is in the journal\n" +
			"with the name and the key of who asked for it; several servers share a journal in\n" +
			"PostgreSQL with --journal postgres://…, and need the same --host-key.\n\n" +
			"The host key is made at the first start, and its fingerprint printed. The access file is\n" +
			"read again when it changes and on SIGHUP. One that is broken leaves the last in force: that\n" +
			"cannot be read, has no line in force, or is cut off in its last line. Of any other each\n" +
			"line counts for itself: one that is refused admits nobody any more, and the log names it.\n\n" +
			"A server that AWS does not know, or that cannot reach it, does not start. SIGTERM takes no\n" +
			"more sessions, waits up to 15 s for writes under way, and ends; a second one ends at once.",
		Example: "  sluice serve --listen :2222 --access /etc/sluice/access\n" +
			"  sluice serve --access access --region eu-central-1 --journal postgres://sluice@db/sluice --host-key /etc/sluice/host_key",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(context.WithoutCancel(cmd.Context()), o) },
	}
	set := cmd.Flags()
	set.StringVar(&o.Listen, "listen", ":2222", "`address` and port to listen on")
	set.StringVar(&o.Access, "access", "", "`file` of those who may sign in, as sluice access check explains it")
	set.StringVar(&o.HostKey, "host-key", "", "`file` of the server's own key (default: host_key in the state's folder)")
	set.StringVar(&o.Sandbox, "sandbox", serve.SandboxShared, "`who` shares a sandbox: all of them (shared), or nobody (per-user)")
	set.StringVar(&p.global.Role, "assume-role", "", "`ARN` of a role to work as; each person's name is in its sessions")
	set.StringArrayVar(&o.TrustedProxies, "trusted-proxy", nil, "`address` or CIDR of a load balancer that speaks PROXY protocol v2; give it again for more")
	set.StringVar(&o.RequireApproval, "require-approval", "", "`severity` from which on another person must approve a plan: low, medium, high or critical")
	set.StringVar(&o.Metrics, "metrics", "", "loopback `address` and port for /healthz and /metrics")
	_ = cmd.MarkFlagFilename("access")
	_ = cmd.MarkFlagFilename("host-key")
	_ = cmd.RegisterFlagCompletionFunc("sandbox", cobra.FixedCompletions([]string{serve.SandboxShared, serve.SandboxPerUser}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("require-approval", cobra.FixedCompletions([]string{"low", "medium", "high", "critical"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// serve serves until it is told to end by a signal.
func (p program) serve(ctx context.Context, o serve.Options) error {
	config, err := p.config()
	if err != nil {
		return err
	}
	o.Backend, o.Settings = p.options(*p.global), config.settings
	o.Out, o.Log = p.out, p.logger()
	return serve.Run(ctx, p.serving(o))
}

// serving gives a server the commands that are run over SSH.
func (p program) serving(o serve.Options) serve.Options {
	o.Commands, o.Needs = p.servedCommands(), p.needs
	o.Execute = func(ctx context.Context, b backend.Backend, args []string, stdio remote.Stdio) int {
		over := program{in: stdio.In, out: stdio.Out, errs: stdio.Err, env: p.env, served: &b}
		return over.code(over.execute(ctx, args))
	}
	o.Complain = func(stdio remote.Stdio, err error) int { return program{errs: stdio.Err}.code(err) }
	return o
}

// logger writes to the standard error: lines for a person, JSON for programs.
func (p program) logger() *slog.Logger {
	if isTerminal(p.errs) {
		return slog.New(slog.NewTextHandler(p.errs, nil))
	}
	return slog.New(slog.NewJSONHandler(p.errs, nil))
}
