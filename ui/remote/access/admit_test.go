package access_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/model/ingress"
)

func TestFrom(t *testing.T) {
	signer, key := newKey(t)
	tests := []struct {
		from  string
		addr  string
		admit bool
	}{
		{"10.0.0.0/8", "10.1.2.3", true},
		{"10.0.0.0/8", "::ffff:10.1.2.3", true},
		{"10.0.0.0/8", "11.1.2.3", false},
		{"10.0.0.0/8,!10.1.0.0/16", "10.1.2.3", false},
		{"!10.1.2.3, 10.*", "10.1.2.4", true},
		{"10.1.2.?", "10.1.2.3", true},
		{"10.1.2.?", "10.1.2.33", false},
		{"*", "2001:db8::1", true},
		{"2001:DB8::*", "2001:db8::1", true},
		{"2001:db8::/32", "2001:db9::1", false},
		{"fe80::1", "fe80::1%eth0", true},
		{"192.0.2.1", "", false},
		{"*", "", false},
	}
	for _, tt := range tests {
		f := parse(t, `from="`+tt.from+`" `+key)
		addr, _ := netip.ParseAddr(tt.addr)
		_, err := f.Admit(signer.PublicKey(), addr, noon())
		if (err == nil) != tt.admit {
			t.Errorf("from %q at %q: %v", tt.from, tt.addr, err)
		}
	}
}

func TestExpiry(t *testing.T) {
	signer, key := newKey(t)
	f := parse(t, `expiry-time="202606011200Z" `+key)
	if _, err := f.Admit(signer.PublicKey(), office(), noon().Add(-time.Second)); err != nil {
		t.Errorf("a second before: %v", err)
	}
	if _, err := f.Admit(signer.PublicKey(), office(), noon()); err == nil {
		t.Error("admitted at its end")
	}
}

func TestCertificates(t *testing.T) {
	ca, caLine := newKey(t)
	stranger, _ := newKey(t)
	tests := []struct {
		name    string
		options string
		signer  ssh.Signer
		change  func(*ssh.Certificate)
		refused string
	}{
		{name: "good", options: `,principals="dev,ops"`},
		{name: "of the source's", options: `,principals="ops"`, change: func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "192.0.2.1,10.0.0.0/8"}
		}},
		{name: "a line without principals", refused: "no line of the access file names the certificate's authority"},
		{name: "another principal", options: `,principals="dev"`, refused: "its authority's lines are for others"},
		{name: "unknown authority", options: `,principals="ops"`, signer: stranger, refused: "no line of the access file names the certificate's authority"},
		{name: "host certificate", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.CertType = ssh.HostCert }, refused: "a host's"},
		{name: "unknown kind", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.CertType = 3 }, refused: "not a user's"},
		{name: "no principals", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.ValidPrincipals = nil }, refused: "names no principals"},
		{name: "an empty principal", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.ValidPrincipals = []string{""} },
			refused: "names no principals"},
		{name: "expired", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.ValidBefore = uint64(noon().Unix()) }, refused: "cert has expired"},
		{name: "not valid yet", options: `,principals="ops"`, change: func(c *ssh.Certificate) { c.ValidAfter = uint64(noon().Unix()) + 1 },
			refused: "not yet valid"},
		{name: "forced command", options: `,principals="ops"`, change: func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"force-command": "ls"}
		}, refused: "critical option"},
		{name: "wrong source", options: `,principals="ops"`, change: func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "192.0.2.0/24"}
		}, refused: "does not admit its holder from 10.1.2.3"},
		{name: "source that can't be read", options: `,principals="ops"`, change: func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "10.0.0.0/8,office"}
		}, refused: "source-address"},
		{name: "no source", options: `,principals="ops"`, change: func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": ""}
		}, refused: "source-address"},
		{name: "the line's source", options: `,principals="ops",from="192.0.2.0/24"`, refused: "does not admit anybody from 10.1.2.3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.signer == nil {
				tt.signer = ca
			}
			if tt.change == nil {
				tt.change = noChange
			}
			f := parse(t, `cert-authority,sluice-role="operator"`+tt.options+" "+caLine)
			cert := newCertificate(t, tt.signer, tt.change)
			id, err := f.Admit(cert, office(), noon())
			switch {
			case tt.refused == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.refused == "":
				if id.Name != "alice@example.com" || id.Fingerprint != ssh.FingerprintSHA256(cert.Key) || id.Grant.Role != ingress.Operator || !id.Terminal ||
					id.Until.IsZero() {
					t.Errorf("admitted as %+v", id)
				}
			case err == nil:
				t.Errorf("admitted as %+v, want %q", id, tt.refused)
			case !strings.Contains(err.Error(), tt.refused):
				t.Errorf("refused with %q, want %q", err, tt.refused)
			}
		})
	}
}

// TestForgedCertificate changes a certificate after it was signed.
func TestForgedCertificate(t *testing.T) {
	ca, line := newKey(t)
	f := parse(t, `cert-authority,principals="ops" `+line)
	cert := newCertificate(t, ca, func(c *ssh.Certificate) { c.ValidPrincipals = []string{"dev"} })
	cert.ValidPrincipals = []string{"ops"}
	if id, err := f.Admit(cert, office(), noon()); err == nil {
		t.Errorf("admitted as %+v", id)
	}
}

// TestAuthorityIsNoUser has the key of an authority, and a certificate of a key
// that is listed by itself.
func TestAuthorityIsNoUser(t *testing.T) {
	ca, line := newKey(t)
	if id, err := parse(t, `cert-authority,principals="ops" `+line).Admit(ca.PublicKey(), office(), noon()); err == nil {
		t.Errorf("the authority's own key is admitted as %+v", id)
	}
	stranger, _ := newKey(t)
	cert := newCertificate(t, stranger, noChange)
	if id, err := parse(t, lineOf(cert.Key)).Admit(cert, office(), noon()); err == nil {
		t.Errorf("a stranger's certificate is admitted as %+v", id)
	}
}

// TestCertificateWithoutPty: a certificate's own permissions narrow the line's.
func TestCertificateWithoutPty(t *testing.T) {
	ca, line := newKey(t)
	cert := newCertificate(t, ca, func(c *ssh.Certificate) { c.Extensions = nil })
	id, err := parse(t, `cert-authority,principals="ops" `+line).Admit(cert, office(), noon())
	if err != nil || id.Terminal {
		t.Errorf("admitted as %+v, %v; want no terminal", id, err)
	}
}
