package access_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote/access"
)

// office is where the tests sign in from, and noon when.
func office() netip.Addr { return netip.MustParseAddr("10.1.2.3") }

func noon() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

// newKey is a fresh key, and its type and base64 as a line has them.
func newKey(t testing.TB) (ssh.Signer, string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, lineOf(signer.PublicKey())
}

func lineOf(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func weakKey(t *testing.T) string {
	t.Helper()
	t.Setenv("GODEBUG", "rsa1024min=0")
	private, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return lineOf(key)
}

func parse(t testing.TB, text string) *access.File {
	t.Helper()
	f, err := access.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// newCertificate is a certificate that is good for an hour around noon, for
// "ops", changed by what the test wants of it.
func newCertificate(t testing.TB, authority ssh.Signer, change func(*ssh.Certificate)) *ssh.Certificate {
	t.Helper()
	holder, _ := newKey(t)
	cert := &ssh.Certificate{
		Key: holder.PublicKey(), CertType: ssh.UserCert, KeyId: "alice@example.com", Serial: 7,
		ValidPrincipals: []string{"ops"},
		ValidAfter:      uint64(noon().Add(-time.Hour).Unix()), ValidBefore: uint64(noon().Add(time.Hour).Unix()),
		Permissions: ssh.Permissions{Extensions: map[string]string{"permit-pty": ""}},
	}
	change(cert)
	if err := cert.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	return cert
}

func noChange(*ssh.Certificate) {}
