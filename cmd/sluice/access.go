package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"sluice/ui/plain"
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
	var json bool
	check := &cobra.Command{
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
			"A line with an option that is not known admits nobody. The exit code is 1 where a line is\n" +
			"refused or none is there, and 0 otherwise: that a line has expired is no fault.\n\n" +
			"--json prints one object, whose \"version\" is 1, with lines. One has line (its number),\n" +
			"state (in force, expired, refused), words, key (its fingerprint), authority, principals,\n" +
			"name, role, groups, ports, max_ttl_seconds, from and until. No limit is empty, or 0.\n" +
			"Nothing is ever null.",
		Example: "  sluice access check /etc/sluice/access\n  sluice access check access --json",
		Args:    one("FILE"),
		RunE:    func(_ *cobra.Command, args []string) error { return p.checkAccess(args[0], json, time.Now()) },
	}
	check.Flags().BoolVar(&json, "json", false, "print JSON, for programs")
	cmd.AddCommand(check)
	return cmd
}

// checkAccess explains a file, one line of words for each of its lines.
func (p program) checkAccess(path string, json bool, now time.Time) error {
	f, err := access.Read(path)
	if err != nil {
		return err
	}
	if err := p.printAccess(f, json, now); err != nil {
		return err
	}
	switch refused := len(f.Lines) - f.Usable(); {
	case len(f.Lines) == 0:
		return fmt.Errorf("access file %s: it holds no keys, so nobody could sign in", path)
	case refused > 0:
		return fmt.Errorf("access file %s: %d of %d lines admit nobody", path, refused, len(f.Lines))
	}
	return nil
}

func (p program) printAccess(f *access.File, json bool, now time.Time) error {
	if json {
		_, err := io.WriteString(p.out, accessJSON(f, now))
		return err
	}
	for _, l := range f.Lines {
		if _, err := fmt.Fprintf(p.out, "line %d: %s\n", l.Number, safe.Clean(l.Words(now))); err != nil {
			return err
		}
	}
	return nil
}

// accessOutJSON is what access check prints for programs.
type accessOutJSON struct {
	Version int              `json:"version"`
	Lines   []accessLineJSON `json:"lines"`
}

type accessLineJSON struct {
	Line       int      `json:"line"`
	State      string   `json:"state"`
	Words      string   `json:"words"`
	Key        string   `json:"key"`
	Authority  bool     `json:"authority"`
	Principals []string `json:"principals"`
	Name       string   `json:"name"`
	Role       string   `json:"role"`
	Groups     []string `json:"groups"`
	Ports      []string `json:"ports"`
	MaxTTL     int      `json:"max_ttl_seconds"`
	From       []string `json:"from"`
	Until      string   `json:"until"`
}

func accessJSON(f *access.File, now time.Time) string {
	told := accessOutJSON{Version: plain.Version, Lines: []accessLineJSON{}}
	for _, l := range f.Lines {
		line := accessLineJSON{
			Line: l.Number, State: lineState(l, now), Words: l.Words(now), Key: l.Fingerprint(), Authority: l.Authority,
			Principals: append([]string{}, l.Principals...), Groups: append([]string{}, l.Grant.Groups...), Ports: []string{}, From: []string{},
			MaxTTL: int(l.Grant.MaxTTL.Seconds()),
		}
		if l.Refused == "" {
			line.Name, line.Role = l.Holder(), l.Grant.Role.String()
		}
		for _, traffic := range l.Grant.Ports {
			line.Ports = append(line.Ports, traffic.String())
		}
		for _, from := range l.From {
			line.From = append(line.From, from.String())
		}
		if !l.Until.IsZero() {
			line.Until = l.Until.UTC().Format(time.RFC3339)
		}
		told.Lines = append(told.Lines, line)
	}
	return plain.JSON(told)
}

func lineState(l access.Line, now time.Time) string {
	switch {
	case l.Refused != "":
		return "refused"
	case l.Expired(now):
		return "expired"
	}
	return "in force"
}
