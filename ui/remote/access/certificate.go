package access

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// sourceAddress is the one critical option that is kept: addresses and CIDRs with
// commas between (OpenSSH, PROTOCOL.certkeys).
const sourceAddress = "source-address"

// admitCertificate admits the holder of a certificate that an authority of the
// file signed.
func (f *File) admitCertificate(cert *ssh.Certificate, from netip.Addr, now time.Time) (Identity, error) {
	lines := f.authorities[string(cert.SignatureKey.Marshal())]
	if len(lines) == 0 {
		return Identity{}, errors.New("no line of the access file names the certificate's authority")
	}
	if err := usable(cert); err != nil {
		return Identity{}, err
	}
	for _, at := range lines {
		l := f.Lines[at]
		principal, ok := l.principal(cert)
		if !ok {
			continue
		}
		if err := l.open(from, now); err != nil {
			return Identity{}, err
		}
		if err := verify(cert, principal, from, now); err != nil {
			return Identity{}, err
		}
		return l.holder(cert, principal), nil
	}
	return Identity{}, fmt.Errorf("the certificate is for %q, and its authority's lines are for others", cert.ValidPrincipals)
}

// usable says why a certificate is none for users.
func usable(cert *ssh.Certificate) error {
	switch {
	case cert.CertType != ssh.UserCert:
		return errors.New("the certificate is a host's, not a user's")
	case len(cert.ValidPrincipals) == 0 || slices.Contains(cert.ValidPrincipals, ""):
		return errors.New("the certificate names no principals")
	case cert.Signature == nil || cert.Signature.Format == ssh.KeyAlgoRSA:
		return errors.New("the certificate is signed by SHA-1")
	}
	return weak(cert.Key)
}

// principal finds the name by which a line is about the holder of a certificate.
func (l Line) principal(cert *ssh.Certificate) (string, bool) {
	i := slices.IndexFunc(l.Principals, func(p string) bool { return slices.Contains(cert.ValidPrincipals, p) })
	if i < 0 {
		return "", false
	}
	return l.Principals[i], true
}

// verify checks the times, the critical options and the signature.
func verify(cert *ssh.Certificate, principal string, from netip.Addr, now time.Time) error {
	checker := ssh.CertChecker{SupportedCriticalOptions: []string{sourceAddress}, Clock: func() time.Time { return now }}
	if err := checker.CheckCert(principal, cert); err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "ssh: "))
	}
	list, limited := cert.CriticalOptions[sourceAddress]
	if !limited {
		return nil
	}
	patterns, err := parsePatterns(list)
	if err != nil {
		return fmt.Errorf("the certificate's %s: %w", sourceAddress, err)
	}
	for _, p := range patterns {
		if p.not || !p.prefix.IsValid() {
			return fmt.Errorf("the certificate's %s: %q is no address or CIDR", sourceAddress, p)
		}
	}
	if !admits(patterns, from) {
		return fmt.Errorf("the certificate does not admit its holder from %s", from)
	}
	return nil
}

// holder is who holds a certificate that was verified: by the line's name, the
// key id that the authority gave it, or the principal.
func (l Line) holder(cert *ssh.Certificate, principal string) Identity {
	id := Identity{Fingerprint: ssh.FingerprintSHA256(cert.Key), Grant: l.Grant, Until: l.Until, Line: l.Number}
	id.Name = id.Fingerprint
	for _, name := range []string{l.Name, cert.KeyId, principal} {
		if checkName(name) == nil {
			id.Name = name
			break
		}
	}
	if _, pty := cert.Extensions["permit-pty"]; pty {
		id.Terminal = l.Terminal
	}
	if cert.ValidBefore != ssh.CertTimeInfinity {
		ends := time.Unix(int64(cert.ValidBefore), 0)
		if id.Until.IsZero() || ends.Before(id.Until) {
			id.Until = ends
		}
	}
	return id
}
