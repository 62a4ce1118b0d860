package serve

import (
	"context"
	"io"
	"log/slog"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// Options are what a server is told: by the flags of sluice serve, whose names its
// errors use.
type Options struct {
	Backend         backend.Options // of all, or of each tenant's sandbox beside its own folder
	Listen          string          // address and port
	Access          string          // the file of those who may sign in
	HostKey         string          // the file of the server's own key; "" for host_key in the state's folder
	Sandbox         string          // [SandboxShared] or [SandboxPerUser]
	Metrics         string          // loopback address and port of /healthz and /metrics, or ""
	TrustedProxies  []string        // addresses and CIDRs of load balancers
	RequireApproval string          // the severity from which on plans wait, or ""
	Settings        ingress.Settings

	Commands []string                            // those that are run without a terminal
	Needs    func(command string) ingress.Action // what running one takes of a role; 0 for what is none
	// Execute runs a command for a visitor on their backend, and returns its exit code.
	Execute func(ctx context.Context, b backend.Backend, args []string, stdio remote.Stdio) int
	// Complain says why a command was not run, and returns the exit code.
	Complain func(stdio remote.Stdio, err error) int

	Out io.Writer // where the addresses and the host key are told
	Log *slog.Logger
	// Open opens a tenant's backend, without its journal; nil for [backend.Open].
	Open func(context.Context, backend.Options) (backend.Backend, error)
}

// Who shares a sandbox.
const (
	SandboxShared  = "shared"
	SandboxPerUser = "per-user"
)
