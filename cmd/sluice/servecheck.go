package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
)

// check holds what a server was told to what it can do, before it leaves anything
// on the disk.
func (f serveFlags) check(env func(string) string) error {
	if f.access == "" {
		return errors.New("give --access FILE, the file of those who may sign in: sluice access check explains one")
	}
	backend, err := f.place.chosen(env)
	if err != nil {
		return err
	}
	switch {
	case f.sandbox != sandboxShared && f.sandbox != sandboxPerUser:
		return fmt.Errorf("--sandbox %q: it is %s or %s", f.sandbox, sandboxShared, sandboxPerUser)
	case f.sandbox == sandboxPerUser && (backend != backendSandbox || f.place.journal != ""):
		return fmt.Errorf("--sandbox %s goes with no other backend, and with no --journal: each sandbox has its own", sandboxPerUser)
	case f.sandbox == sandboxPerUser && f.requireApproval != "":
		return fmt.Errorf("--require-approval goes with a sandbox that is shared: with --sandbox %s nobody sees what another asks for", sandboxPerUser)
	case f.place.role != "" && !isRole(f.place.role):
		return fmt.Errorf("--assume-role %q: give the role's ARN, such as arn:aws:iam::123456789012:role/sluice", f.place.role)
	case f.place.role != "" && backend != backendAWS:
		return errors.New("--assume-role goes with AWS only: the sandbox has no roles")
	}
	if _, err := approvalFrom(f.requireApproval); err != nil {
		return err
	}
	if at, err := netip.ParseAddrPort(f.metrics); f.metrics != "" && (err != nil || !at.Addr().IsLoopback()) {
		return fmt.Errorf("--metrics %q: it is a loopback address and a port, such as 127.0.0.1:9090", f.metrics)
	}
	_, port, err := net.SplitHostPort(f.listen)
	if n, notNumber := strconv.ParseUint(port, 10, 16); err != nil || notNumber != nil || n == 0 && port != "0" {
		return fmt.Errorf("--listen %q: it is an address and a port of 0 to 65535, such as 10.0.0.5:2222, or :2222 for all addresses", f.listen)
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
