package serve

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
)

// check holds what a server was told to what it can do, before it leaves anything
// on the disk.
func (o Options) check() error {
	if o.Access == "" {
		return errors.New("give --access FILE, the file of those who may sign in: sluice access check explains one")
	}
	kind, err := o.Backend.Chosen()
	if err != nil {
		return err
	}
	if err := o.checkBackend(kind); err != nil {
		return err
	}
	if _, err := approvalFrom(o.RequireApproval); err != nil {
		return err
	}
	return o.checkAddresses()
}

// checkBackend holds what is asked for to the kind of what is served.
func (o Options) checkBackend(kind string) error {
	switch {
	case o.Sandbox != SandboxShared && o.Sandbox != SandboxPerUser:
		return fmt.Errorf("--sandbox %q: it is %s or %s", o.Sandbox, SandboxShared, SandboxPerUser)
	case o.Sandbox == SandboxPerUser && (kind != backend.Sandbox || o.Backend.Journal != ""):
		return fmt.Errorf("--sandbox %s goes with no other backend, and with no --journal: each sandbox has its own", SandboxPerUser)
	case o.Sandbox == SandboxPerUser && o.RequireApproval != "":
		return fmt.Errorf("--require-approval goes with a sandbox that is shared: with --sandbox %s nobody sees what another asks for", SandboxPerUser)
	case o.Backend.Role != "" && !isRole(o.Backend.Role):
		return fmt.Errorf("--assume-role %q: give the role's ARN, such as arn:aws:iam::123456789012:role/sluice", o.Backend.Role)
	case o.Backend.Role != "" && kind != backend.AWS:
		return errors.New("--assume-role goes with AWS only: the sandbox has no roles")
	}
	return nil
}

// checkAddresses holds what is listened on to what can be.
func (o Options) checkAddresses() error {
	if at, err := netip.ParseAddrPort(o.Metrics); o.Metrics != "" && (err != nil || !at.Addr().IsLoopback()) {
		return fmt.Errorf("--metrics %q: it is a loopback address and a port, such as 127.0.0.1:9090", o.Metrics)
	}
	_, port, err := net.SplitHostPort(o.Listen)
	if n, notNumber := strconv.ParseUint(port, 10, 16); err != nil || notNumber != nil || n == 0 && port != "0" {
		return fmt.Errorf("--listen %q: it is an address and a port of 0 to 65535, such as 10.0.0.5:2222, or :2222 for all addresses", o.Listen)
	}
	return nil
}

// isRole reports whether a text is the ARN of a role (IAM user guide, "IAM
// identifiers").
func isRole(text string) bool {
	return regexp.MustCompile(`^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$`).MatchString(text)
}

// notListening says why an address cannot be listened on, and what to look at.
func notListening(flag, address string, err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	return fmt.Errorf("%s %s: %w; see that it is an address of this machine, that its port is free, and that you may use it", flag, address, err)
}

// approvalFrom reads the severity from which on plans wait; None for "".
func approvalFrom(text string) (ingress.Severity, error) {
	if text == "" {
		return ingress.None, nil
	}
	for s := ingress.Low; s <= ingress.Critical; s++ {
		if s.String() == text {
			return s, nil
		}
	}
	return ingress.None, fmt.Errorf("--require-approval %q: it is low, medium, high or critical", text)
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
