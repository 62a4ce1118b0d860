// Package access reads the file that says who may sign in, and as what: lines in
// the syntax of sshd's authorized_keys, with what Sluice adds to it as options.
//
//	sluice-role="operator",sluice-ports="443",from="10.0.0.0/8" ssh-ed25519 AAAA… alice@example.com
//
// It fails closed, line by line: a line that is not understood in full admits
// nobody, says why, and leaves the others as they are. These options of sshd are
// known: from, expiry-time, restrict, pty, no-pty, cert-authority, principals,
// and those that forbid what there is not here anyway (no-agent-forwarding,
// no-port-forwarding, no-X11-forwarding, no-user-rc). No option may come twice.
package access
