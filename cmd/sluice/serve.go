package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"sluice/ui/remote"
	"sluice/ui/remote/access"
	"sluice/ui/safe"
)

// serveFlags are those of a server.
type serveFlags struct {
	place           *placeFlags
	listen, access  string
	hostKey         string
	sandbox         string
	metrics         string
	trustedProxies  []string
	requireApproval string
}

// Who shares a sandbox.
const (
	sandboxShared  = "shared"
	sandboxPerUser = "per-user"
)

// serveCommand serves the TUI over SSH.
func (p program) serveCommand() *cobra.Command {
	f := serveFlags{place: p.global}
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
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(context.WithoutCancel(cmd.Context()), f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.listen, "listen", ":2222", "`address` and port to listen on")
	set.StringVar(&f.access, "access", "", "`file` of those who may sign in, as sluice access check explains it")
	set.StringVar(&f.hostKey, "host-key", "", "`file` of the server's own key (default: host_key in the state's folder)")
	set.StringVar(&f.sandbox, "sandbox", sandboxShared, "`who` shares a sandbox: all of them (shared), or nobody (per-user)")
	set.StringVar(&f.place.role, "assume-role", "", "`ARN` of a role to work as; each person's name is in its sessions")
	set.StringArrayVar(&f.trustedProxies, "trusted-proxy", nil, "`address` or CIDR of a load balancer that speaks PROXY protocol v2; give it again for more")
	set.StringVar(&f.requireApproval, "require-approval", "", "`severity` from which on another person must approve a plan: low, medium, high or critical")
	set.StringVar(&f.metrics, "metrics", "", "loopback `address` and port for /healthz and /metrics")
	_ = cmd.MarkFlagFilename("access")
	_ = cmd.MarkFlagFilename("host-key")
	_ = cmd.RegisterFlagCompletionFunc("sandbox", cobra.FixedCompletions([]string{sandboxShared, sandboxPerUser}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("require-approval", cobra.FixedCompletions([]string{"low", "medium", "high", "critical"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// serve serves until it is told to end by a signal.
func (p program) serve(ctx context.Context, f serveFlags) error {
	signals, stopSignals := serverSignals()
	defer stopSignals()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := f.check(p.env); err != nil {
		return err
	}
	proxies, err := prefixes(f.trustedProxies)
	if err != nil {
		return err
	}
	source, err := access.Open(f.access)
	if err != nil {
		return err
	}
	key, err := p.hostKey(f)
	if err != nil {
		return err
	}
	log := p.logger()
	g, err := p.newGatehouse(ctx, f, log)
	if err != nil {
		return err
	}
	defer g.close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return notListening("--listen", f.listen, err)
	}
	server, err := remote.New(remote.Options{
		Listener: listener, HostKey: key, Access: source, NewSession: g.session, Commands: g.servedCommands(), May: g.may, Exec: g.exec,
		TrustedProxies: proxies, Refused: g.counts.notLetIn, Log: log,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	g.server.Store(server)
	end, err := g.serveMetrics(ctx, f.metrics)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer end()
	fmt.Fprintln(p.out, "SSH on "+listener.Addr().String()+" · stop with ctrl+c")
	return p.run(ctx, server, source, signals, log)
}

// hostKey is the server's key; a new one is said.
func (p program) hostKey(f serveFlags) (gossh.Signer, error) {
	dir, err := p.stateDir(f.place.state)
	if err != nil && f.hostKey == "" {
		return nil, err
	}
	path := cmp.Or(f.hostKey, filepath.Join(dir, "host_key"))
	if f.hostKey == "" { // in the state's folder, which is the server's to make
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("host key: %w", err)
		}
	}
	key, created, err := remote.HostKey(path)
	if err != nil {
		return nil, err
	}
	fingerprint := "host key " + gossh.FingerprintSHA256(key.PublicKey())
	if created {
		fingerprint = "new " + fingerprint + ", made in " + path + ": tell it to all who sign in"
	}
	fmt.Fprintln(p.out, safe.Clean(fingerprint))
	return key, nil
}

// logger writes to the standard error: lines for a person, JSON for programs.
func (p program) logger() *slog.Logger {
	if isTerminal(p.errs) {
		return slog.New(slog.NewTextHandler(p.errs, nil))
	}
	return slog.New(slog.NewJSONHandler(p.errs, nil))
}

// prefixes are addresses and CIDRs.
func prefixes(texts []string) (all []netip.Prefix, err error) {
	for _, text := range texts {
		if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
			all = append(all, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy %q: it is an address or a CIDR, such as 10.0.0.0/8", text)
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}
