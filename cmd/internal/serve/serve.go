// Package serve is the server behind sluice serve: it lets people sign in over SSH,
// and gives each the screens, or runs their commands, on the backend of their tenant.
// A tenant is all who sign in, or each person with a sandbox of their own.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"sluice/ui/remote"
	"sluice/ui/remote/access"
	"sluice/ui/safe"
)

// Run serves until it is told to end by a signal.
func Run(ctx context.Context, o Options) error {
	signals, stopSignals := serverSignals()
	defer stopSignals()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := o.check(); err != nil {
		return err
	}
	proxies, err := prefixes(o.TrustedProxies)
	if err != nil {
		return err
	}
	source, err := access.Open(o.Access)
	if err != nil {
		return err
	}
	key, err := o.hostKey()
	if err != nil {
		return err
	}
	s, err := New(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return notListening("--listen", o.Listen, err)
	}
	server, err := remote.New(remote.Options{
		Listener: listener, HostKey: key, Access: source, NewSession: s.Session, Commands: o.Commands, May: s.may, Exec: s.Exec,
		TrustedProxies: proxies, Refused: s.counts.notLetIn, Log: o.Log,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.ssh.Store(server)
	end, err := s.serveMetrics(ctx, o.Metrics)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer end()
	fmt.Fprintln(o.Out, "SSH on "+listener.Addr().String()+" · stop with ctrl+c")
	return run(ctx, server, source, signals, o.Log)
}

// hostKey is the server's key; a new one is said.
func (o Options) hostKey() (gossh.Signer, error) {
	dir, err := o.Backend.StateDir()
	if err != nil && o.HostKey == "" {
		return nil, err
	}
	path := cmp.Or(o.HostKey, filepath.Join(dir, "host_key"))
	if o.HostKey == "" { // in the state's folder, which is the server's to make
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
	fmt.Fprintln(o.Out, safe.Clean(fingerprint))
	return key, nil
}
