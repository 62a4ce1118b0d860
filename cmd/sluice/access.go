package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"sluice/ui/remote/access"
	"sluice/ui/safe"
)

// accessCommand looks at files that say who may sign in over SSH.
func (p program) accessCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "access",
		Short: "Look at a file that says who may sign in over SSH, and as what",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "check FILE",
		Short: "Explain an access file line by line",
		Long: "Check says of every line of an access file whom it admits, and as what, or why it admits\n" +
			"nobody. The file has the syntax of sshd's authorized_keys. Of its options there are from,\n" +
			"expiry-time, restrict, pty, cert-authority and principals, and beside them:\n\n" +
			"sluice-role=\"viewer\", \"operator\" or \"admin\"; without it, a viewer.\n\n" +
			"sluice-name=\"…\", what the person is called; without it, the key's comment, where it\n" +
			"is 1 to 64 of ASCII letters, digits, spaces and + - = . _ : / @; else the fingerprint.\n\n" +
			"sluice-groups=\"web-*,sg-0a5d8e02\", the groups that may be changed, by names or ids.\n\n" +
			"sluice-ports=\"443 udp/53\", the traffic that rules may open and close. A bare\n" +
			"port is TCP's; UDP and ICMP are opened by lines that say so: udp/443, icmp.\n\n" +
			"sluice-max-ttl=\"2h\", how long a rule may last at most.\n\n" +
			"cert-authority needs principals=\"oncall,ops\": which certificates of the authority sign in. The\n" +
			"user name of ssh says nothing: there are no accounts.\n\n" +
			"A line with an option that is not known admits nobody. The exit code is 0 where every line\n" +
			"is in force, and 1 otherwise.",
		Example: "  sluice access check /etc/sluice/access",
		Args:    one("FILE"),
		RunE:    func(_ *cobra.Command, args []string) error { return p.checkAccess(args[0], time.Now()) },
	})
	return cmd
}

// checkAccess explains a file, one line of words for each of its lines.
func (p program) checkAccess(path string, now time.Time) error {
	f, err := access.Read(path)
	if err != nil {
		return err
	}
	for _, l := range f.Lines {
		if _, err := fmt.Fprintf(p.out, "line %d: %s\n", l.Number, safe.Clean(l.Words(now))); err != nil {
			return err
		}
	}
	switch refused := len(f.Lines) - f.Usable(); {
	case len(f.Lines) == 0:
		return fmt.Errorf("access file %s: it holds no keys, so nobody could sign in", path)
	case refused > 0:
		return fmt.Errorf("access file %s: %d of %d lines admit nobody", path, refused, len(f.Lines))
	}
	return nil
}
