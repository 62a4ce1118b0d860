package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"sluice/client/local"
	"sluice/cmd/internal/backend"
)

// endpointFlags say what the endpoint of the local command is.
type endpointFlags struct {
	listen, account, region, state string
	memory                         bool
	rehearsal                      rehearsal
}

// localCommand serves the embedded EC2 to other tools.
func (p program) localCommand() *cobra.Command {
	var flags endpointFlags
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Serve the embedded EC2 endpoint to other tools, on this machine only",
		Long: "Local serves the sandbox's EC2 over the EC2 Query protocol, for the AWS CLI, SDKs and\n" +
			"scripts. It listens on a loopback address only. Its state is the sandbox's own, unless\n" +
			"--memory or --state says otherwise." + rehearsalHelp,
		Example: "  sluice local --listen 127.0.0.1:4580\n  aws ec2 describe-security-groups --endpoint-url http://127.0.0.1:4580",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.serveLocal(cmd.Context(), flags) },
	}
	flags.register(cmd)
	flags.rehearsal.register(cmd)
	cmd.AddCommand(p.stateCommands(func(ctx context.Context) (*local.Endpoint, error) {
		dir, err := backend.Options{State: flags.state, Env: p.env}.StateDir()
		if err != nil {
			return nil, err
		}
		return local.Open(ctx, local.Options{Dir: dir, Region: flags.region})
	})...)
	return cmd
}

func (f *endpointFlags) register(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.listen, "listen", "127.0.0.1:4580", "loopback `address` and port to listen on")
	set.StringVar(&f.account, "account", "", "account of the callers, 12 `digits` (default: 111122223333)")
	set.BoolVar(&f.memory, "memory", false, "keep the state in memory, and forget it at the end")
	shared := cmd.PersistentFlags()
	shared.StringVar(&f.region, "region", "", "`region` of what names none (default: us-east-1)")
	shared.StringVar(&f.state, "state", "", "`folder` for the state (default: $XDG_STATE_HOME/sluice)")
	cmd.MarkFlagsMutuallyExclusive("memory", "state")
	_ = cmd.MarkPersistentFlagDirname("state")
}

// serveLocal serves until ctx ends.
func (p program) serveLocal(ctx context.Context, f endpointFlags) error {
	o := local.Options{Account: f.account, Region: f.region}
	if err := f.rehearsal.apply(&o); err != nil {
		return err
	}
	if !f.memory {
		dir, err := backend.Options{State: f.state, Env: p.env}.StateDir()
		if err != nil {
			return err
		}
		o.Dir = dir
	}
	endpoint, err := local.Open(ctx, o)
	if err != nil {
		return err
	}
	defer endpoint.Close()
	server, err := endpoint.Listen(ctx, f.listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "EC2 endpoint on %s · stop with ctrl+c\n", server.URL())
	err = server.Serve(ctx)
	f.rehearsal.report(p.out, endpoint)
	return err
}
