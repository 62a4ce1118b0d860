package remote_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

// swapped offers one key and signs with another.
type swapped struct {
	ssh.Signer
	offered ssh.PublicKey
}

func (s swapped) PublicKey() ssh.PublicKey { return s.offered }

func TestSignIn(t *testing.T) {
	stranger, expired, elsewhere, broken, ca, anyone := newSigner(t), newSigner(t), newSigner(t), newSigner(t), newSigner(t), newSigner(t)
	w := start(t, nil,
		`expiry-time="20200101" `+keyLine(expired), `from="192.0.2.0/24" `+keyLine(elsewhere), `sluice-rol="admin" `+keyLine(broken),
		`cert-authority,principals="ops",sluice-role="operator" `+keyLine(ca),
		`cert-authority,sluice-role="admin" `+keyLine(anyone))
	certifiedBy := func(ca ssh.Signer, change func(*ssh.Certificate)) ssh.Signer {
		holder := newSigner(t)
		cert := &ssh.Certificate{
			Key: holder.PublicKey(), CertType: ssh.UserCert, KeyId: "dave", ValidPrincipals: []string{"ops"}, ValidBefore: ssh.CertTimeInfinity,
			Permissions: ssh.Permissions{Extensions: map[string]string{"permit-pty": ""}},
		}
		change(cert)
		if err := cert.SignCert(rand.Reader, ca); err != nil {
			t.Fatal(err)
		}
		signer, err := ssh.NewCertSigner(cert, holder)
		if err != nil {
			t.Fatal(err)
		}
		return signer
	}
	certified := func(change func(*ssh.Certificate)) ssh.Signer { return certifiedBy(ca, change) }
	tests := []struct {
		name string
		key  ssh.Signer
		who  string // "" for nobody
	}{
		{"admin", w.alice, "alice admin"},
		{"operator", w.bob, "bob operator"},
		{"viewer", w.carol, "carol viewer"},
		{"certificate", certified(func(*ssh.Certificate) {}), "dave operator"},
		{"stranger", stranger, ""},
		{"key swap, admin's offered", swapped{stranger, w.alice.PublicKey()}, ""},
		{"key swap, admin's offered by a viewer", swapped{w.carol, w.alice.PublicKey()}, ""},
		{"expired", expired, ""},
		{"wrong source", elsewhere, ""},
		{"refused line", broken, ""},
		{"authority's own key", ca, ""},
		{"host certificate", certified(func(c *ssh.Certificate) { c.CertType = ssh.HostCert }), ""},
		{"no principals", certified(func(c *ssh.Certificate) { c.ValidPrincipals = nil }), ""},
		{"another principal", certified(func(c *ssh.Certificate) { c.ValidPrincipals = []string{"someone"} }), ""},
		{"the user's name, by an authority without principals", certifiedBy(anyone, func(c *ssh.Certificate) { c.ValidPrincipals = []string{"someone"} }), ""},
		{"expired certificate", certified(func(c *ssh.Certificate) { c.ValidBefore = 1 }), ""},
		{"certificate of a wrong source", certified(func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "192.0.2.0/24"}
		}), ""},
		{"forced command", certified(func(c *ssh.Certificate) { c.CriticalOptions = map[string]string{"force-command": "x"} }), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := w.dial("someone", tt.key)
			if err != nil {
				if tt.who != "" {
					t.Errorf("not signed in: %v", err)
				}
				return
			}
			defer c.Close()
			if tt.who == "" {
				t.Fatal("signed in")
			}
			if out, _, _ := w.run(c, "whoami", ""); !strings.HasPrefix(out, tt.who+" 127.0.0.1") {
				t.Errorf("signed in as %q", out)
			}
		})
	}
}

// TestIdentityIsWhoSigned offers the admin's key, which is found to be known,
// and then signs with the viewer's: the session is the viewer's.
func TestIdentityIsWhoSigned(t *testing.T) {
	w := start(t, nil)
	c, err := w.dial("alice", changing{w.carol, &changingKey{PublicKey: w.carol.PublicKey(), first: w.alice.PublicKey()}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if out, _, _ := w.run(c, "whoami", ""); !strings.HasPrefix(out, "carol viewer") {
		t.Errorf("signed in as %q", out)
	}
	known := `msg="key known".*` + regexp.QuoteMeta(ssh.FingerprintSHA256(w.alice.PublicKey()))
	if !regexp.MustCompile(known).MatchString(w.log.String()) {
		t.Errorf("the admin's key was not offered, or not known; the log:\n%s", w.log)
	}
}

// changing is a viewer's signer whose public key is another's while it is offered.
type changing struct {
	ssh.Signer
	key *changingKey
}

func (c changing) PublicKey() ssh.PublicKey { return c.key }

// changingKey is one key while it is offered, and another from then on.
type changingKey struct {
	ssh.PublicKey
	first ssh.PublicKey
	sent  int
}

func (k *changingKey) Marshal() []byte {
	if k.sent++; k.sent <= 2 { // the offer, and the check of its answer
		return k.first.Marshal()
	}
	return k.PublicKey.Marshal()
}

func prefixes(texts ...string) []netip.Prefix {
	found := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		found[i] = netip.MustParsePrefix(text)
	}
	return found
}

// TestOtherWaysIn: there are none without a key.
func TestOtherWaysIn(t *testing.T) {
	w := start(t, nil)
	asked := 0
	for name, auth := range map[string][]ssh.AuthMethod{
		"none":        nil,
		"password":    {ssh.Password("")},
		"interactive": {ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { asked++; return nil, nil })},
	} {
		c, err := ssh.Dial("tcp", w.addr, &ssh.ClientConfig{User: "root", Auth: auth, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience})
		if err == nil {
			_ = c.Close()
			t.Errorf("%s: signed in", name)
		} else if !strings.Contains(err.Error(), "unable to authenticate") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if asked > 0 {
		t.Error("it asks questions")
	}
}

// TestKeyFlood: a client may try three keys, and the fourth is not looked at.
func TestKeyFlood(t *testing.T) {
	w := start(t, nil)
	keys := []ssh.Signer{newSigner(t), newSigner(t), newSigner(t), w.alice}
	if c, err := w.dial("x", keys...); err == nil {
		_ = c.Close()
		t.Error("the fourth key signed in")
	}
	if c, err := w.dial("x", keys[1:]...); err != nil {
		t.Errorf("the third key: %v", err)
	} else {
		_ = c.Close()
	}
	if got := strings.Count(w.log.String(), `msg="key refused"`); got != 5 {
		t.Errorf("the log tells of %d keys, want 3 and 2", got)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*remote.Options){
		"no keys":     func(o *remote.Options) { o.Access = nil },
		"no host key": func(o *remote.Options) { o.HostKey = nil },
		"no listener": func(o *remote.Options) { o.Listener = nil },
		"nothing":     func(o *remote.Options) { o.NewSession = nil },
		"no exec":     func(o *remote.Options) { o.Exec = nil },
	} {
		start(t, func(o *remote.Options) {
			broken := *o
			change(&broken)
			if s, err := remote.New(broken); err == nil || s != nil {
				t.Errorf("%s: a server was made", name)
			}
		})
	}
}

func TestHostKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "hostkey")
	if _, _, err := remote.HostKey(path); err == nil || !strings.Contains(err.Error(), "no folder") {
		t.Errorf("without its folder: %v", err)
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	first, created, err := remote.HostKey(path)
	if err != nil || !created || first.PublicKey().Type() != ssh.KeyAlgoED25519 {
		t.Fatalf("the first start: %v, %v", created, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	again, created, err := remote.HostKey(path)
	if err != nil || created || ssh.FingerprintSHA256(again.PublicKey()) != ssh.FingerprintSHA256(first.PublicKey()) {
		t.Errorf("the second start: %v, %v", created, err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); len(files) != 1 || err != nil {
		t.Errorf("beside the key there are %v", files)
	}
}

// TestHostKeyRefused holds what cannot be a host key to a reason, and to being left as it is.
func TestHostKeyRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hostkey")
	if _, _, err := remote.HostKey(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := remote.HostKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others may read: %v", err)
	}
	if _, _, err := remote.HostKey(filepath.Dir(path)); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("a folder: %v", err)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	locked, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range []string{"", string(pem.EncodeToMemory(locked)), "-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n"} {
		if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := remote.HostKey(path); err == nil {
			t.Errorf("%q is a key", broken)
		}
		if left, err := os.ReadFile(path); string(left) != broken || err != nil {
			t.Errorf("%q was replaced", broken)
		}
	}
}

// TestProxy: a trusted load balancer says whom it speaks for, and must; nobody
// else may.
func TestProxy(t *testing.T) {
	const v2 = "\r\n\r\n\x00\r\nQUIT\n"
	header := v2 + "\x21\x11\x00\x0c" + "\xcb\x00\x71\x07" + "\x7f\x00\x00\x01" + "\x30\x39\x00\x16" // TCP over IPv4, from 203.0.113.7
	zeros := strings.Repeat("\x00", 10)
	v6, mapped := "\x20\x01\x0d\xb8"+zeros+"\x00\x07"+strings.Repeat("\x00", 16), zeros+"\xff\xff\xcb\x00\x71\x07"+strings.Repeat("\x00", 16)
	away := newSigner(t)
	trusting := start(t, func(o *remote.Options) { o.TrustedProxies = prefixes("127.0.0.0/8") }, `from="203.0.113.7",sluice-name="away" `+keyLine(away))
	plain := start(t, nil)
	distrusting := start(t, func(o *remote.Options) { o.TrustedProxies = prefixes("192.0.2.0/24") })
	tests := []struct {
		name   string
		w      *world
		key    ssh.Signer
		header string
		who    string // "" for nobody
	}{
		{"trusted", trusting, trusting.alice, header, "alice admin 203.0.113.7"},
		{"trusted, from the right source", trusting, away, header, "away viewer 203.0.113.7"},
		{"trusted, from another source", trusting, away, strings.Replace(header, "\x71\x07", "\x71\x08", 1), ""},
		{"trusted, without a header", trusting, trusting.alice, "", ""},
		{"trusted, version 1", trusting, trusting.alice, "PROXY TCP4 203.0.113.7 127.0.0.1 12345 22\r\n", ""},
		{"trusted, for itself", trusting, trusting.alice, v2 + "\x20\x00\x00\x00", ""},
		{"trusted, over IPv6", trusting, trusting.alice, v2 + "\x21\x21\x00\x24" + v6 + "\x30\x39\x00\x16", "alice admin 2001:db8::7"},
		{"trusted, IPv4 in IPv6", trusting, away, v2 + "\x21\x21\x00\x24" + mapped + "\x30\x39\x00\x16", "away viewer 203.0.113.7"},
		{"trusted, with more in the header", trusting, away, strings.Replace(header, "\x00\x0c", "\x00\x10", 1) + "\x04\x00\x01\x00", "away viewer 203.0.113.7"},
		{"trusted, over UDP", trusting, trusting.alice, strings.Replace(header, "\x21\x11", "\x21\x12", 1), ""},
		{"trusted, for nobody", trusting, trusting.alice, v2 + "\x21\x00\x00\x00", ""},
		{"no proxies", plain, plain.alice, header, ""},
		{"another proxy", distrusting, distrusting.alice, header, ""},
		{"beside another proxy", distrusting, distrusting.alice, "", "alice admin 127.0.0.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := net.Dial("tcp", tt.w.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			if _, err := raw.Write([]byte(tt.header)); err != nil {
				t.Fatal(err)
			}
			_ = raw.SetDeadline(time.Now().Add(patience))
			conn, channels, requests, err := ssh.NewClientConn(raw, tt.w.addr, &ssh.ClientConfig{User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(tt.key)},
				HostKeyCallback: ssh.InsecureIgnoreHostKey()})
			if err != nil {
				if tt.who != "" {
					t.Errorf("not signed in: %v", err)
				}
				return
			}
			c := ssh.NewClient(conn, channels, requests)
			defer c.Close()
			if out, _, _ := tt.w.run(c, "whoami", ""); tt.who == "" || !strings.HasPrefix(out, tt.who) {
				t.Errorf("signed in as %q, want %q", out, tt.who)
			}
		})
	}
}
