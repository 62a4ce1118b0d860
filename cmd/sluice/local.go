package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sluice/client/local"
)

// localCommand serves the embedded EC2 to other tools.
func (p program) localCommand() *cobra.Command {
	var listen, account, region, state string
	var memory bool
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Serve the embedded EC2 endpoint to other tools, on this machine only",
		Long: "Local serves the sandbox's EC2 over the EC2 Query protocol, for the AWS CLI, SDKs and\n" +
			"scripts. It listens on a loopback address only. Its state is the sandbox's own, unless\n" +
			"--memory or --state says otherwise.",
		Example: "  sluice local --listen 127.0.0.1:4580\n  aws ec2 describe-security-groups --endpoint-url http://127.0.0.1:4580",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := local.Options{Account: account, Region: region}
			if !memory {
				dir, err := p.stateDir(state)
				if err != nil {
					return err
				}
				o.Dir = dir
			}
			endpoint, err := local.Open(cmd.Context(), o)
			if err != nil {
				return err
			}
			defer endpoint.Close()
			server, err := endpoint.Listen(cmd.Context(), listen)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "EC2 endpoint on %s · stop with ctrl+c\n", server.URL())
			return server.Serve(cmd.Context())
		},
	}
	set := cmd.Flags()
	set.StringVar(&listen, "listen", "127.0.0.1:4580", "loopback `address` and port to listen on")
	set.StringVar(&account, "account", "", "account of the callers, 12 `digits` (default: 111122223333)")
	set.StringVar(&region, "region", "", "`region` of requests that name none (default: us-east-1)")
	set.StringVar(&state, "state", "", "`folder` for the state (default: $XDG_STATE_HOME/sluice)")
	set.BoolVar(&memory, "memory", false, "keep the state in memory, and forget it at the end")
	cmd.MarkFlagsMutuallyExclusive("memory", "state")
	_ = cmd.MarkFlagDirname("state")
	return cmd
}
