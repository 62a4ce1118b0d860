package remote_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

// proxyV2 begins a header of the PROXY protocol, version 2.
const proxyV2 = "\r\n\r\n\x00\r\nQUIT\n"

// proxied is a header for TCP over IPv4 from an address of four bytes.
func proxied(from string) string {
	return proxyV2 + "\x21\x11\x00\x0c" + from + "\x7f\x00\x00\x01" + "\x30\x39\x00\x16"
}

// peer connects from an address of this machine, and says something.
func (w *world) peer(from, says string) net.Conn {
	w.t.Helper()
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).Dial("tcp", w.addr)
	if err == nil {
		w.t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(patience))
		_, err = io.WriteString(c, says)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// greeted waits for the server's first line: the connection is one of a stranger.
func greeted(t *testing.T, c net.Conn) {
	t.Helper()
	if line, err := bufio.NewReader(c).ReadString('\n'); !strings.HasPrefix(line, "SSH-2.0-sluice") {
		t.Fatalf("the server says %q, %v", line, err)
	}
}

// dropped waits until the server has closed the connection.
func dropped(t *testing.T, c net.Conn) {
	t.Helper()
	_, err := io.Copy(io.Discard, c)
	if timeout, is := errors.AsType[net.Error](err); is && timeout.Timeout() {
		t.Error("the server keeps the connection")
	}
}

// login signs in on a connection, and says whom the server takes it for.
func (w *world) login(raw net.Conn, key ssh.Signer) string {
	w.t.Helper()
	conn, channels, requests, err := ssh.NewClientConn(raw, w.addr, &ssh.ClientConfig{User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)},
		HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		return err.Error()
	}
	c := ssh.NewClient(conn, channels, requests)
	defer c.Close()
	out, _, _ := w.run(c, "whoami", "")
	return out
}

// TestSilentPeersKeepNobodyOut has 300 silent peers of one address, of which 4 may
// stay: people from there and from elsewhere sign in all the same, and those who
// are signed in are not touched. Behind a load balancer it is the client's address
// that counts.
func TestSilentPeersKeepNobodyOut(t *testing.T) {
	const most, mostFrom = 6, 4
	limits := func(o *remote.Options) {
		o.Limits.Strangers, o.Limits.StrangersFrom, o.Limits.Handshake = most, mostFrom, patience
	}
	direct := start(t, limits)
	behind := start(t, func(o *remote.Options) { limits(o); o.TrustedProxies = prefixes("127.0.0.0/8") })
	for _, tt := range []struct {
		name                string
		w                   *world
		from                [3]string // addresses to connect from
		noisy, else1, else2 string    // what is said first
	}{
		{"direct", direct, [3]string{"127.0.0.1", "127.0.0.2", "127.0.0.3"}, "", "", ""},
		{"behind a load balancer", behind, [3]string{"127.0.0.1", "127.0.0.1", "127.0.0.1"}, proxied("\xcb\x00\x71\x07"), proxied("\xcb\x00\x71\x08"),
			proxied("\xcb\x00\x71\x09")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inside := tt.w.peer(tt.from[0], tt.noisy)
			first, channels, requests, err := ssh.NewClientConn(inside, tt.w.addr,
				&ssh.ClientConfig{User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(tt.w.bob)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
			if err != nil {
				t.Fatal(err)
			}
			defer first.Close()
			quiet := tt.w.peer(tt.from[1], tt.else1)
			greeted(t, quiet)
			var silent []net.Conn
			for range 300 {
				c := tt.w.peer(tt.from[0], tt.noisy)
				greeted(t, c)
				silent = append(silent, c)
			}
			for _, c := range silent[:300-mostFrom] {
				dropped(t, c)
			}
			// One stranger too many from elsewhere: the noisy address gives way.
			greeted(t, tt.w.peer(tt.from[1], tt.else1))
			if got := tt.w.login(tt.w.peer(tt.from[2], tt.else2), tt.w.alice); !strings.HasPrefix(got, "alice admin") {
				t.Errorf("somebody from elsewhere: %s", got)
			}
			if got := tt.w.login(tt.w.peer(tt.from[0], tt.noisy), tt.w.carol); !strings.HasPrefix(got, "carol viewer") {
				t.Errorf("somebody from the noisy address: %s", got)
			}
			dropped(t, silent[300-mostFrom])
			if got := tt.w.login(quiet, tt.w.alice); !strings.Contains(got, "version") {
				t.Errorf("the quiet one, who was greeted: %s", got)
			}
			if out, _, _ := tt.w.run(ssh.NewClient(first, channels, requests), "whoami", ""); !strings.HasPrefix(out, "bob operator") {
				t.Errorf("who was inside all the time: %q", out)
			}
		})
	}
}

// TestProxyHeadersThatAreNone are closed at once; those who could sign in behind a
// good one are not let in.
func TestProxyHeadersThatAreNone(t *testing.T) {
	w := start(t, func(o *remote.Options) {
		o.TrustedProxies, o.Limits.Handshake = prefixes("127.0.0.0/8"), 10*patience
	})
	for name, says := range map[string]string{
		"none":                "SSH-2.0-client\r\n",
		"garbage":             "\x00\xff\r\n\r\n GET / HTTP/1.1\r\n\r\n",
		"version 1":           "PROXY TCP4 203.0.113.7 127.0.0.1 12345 22\r\n",
		"version 3":           proxyV2 + "\x31\x11\x00\x0c" + strings.Repeat("x", 12),
		"an unknown command":  proxyV2 + "\x22\x11\x00\x0c" + strings.Repeat("x", 12),
		"an unknown family":   proxyV2 + "\x21\x51\x00\x0c" + strings.Repeat("x", 12),
		"a socket's name":     proxyV2 + "\x21\x31\x00\xd8" + strings.Repeat("x", 216),
		"no address":          proxyV2 + "\x21\x00\x00\x00",
		"half an address":     proxyV2 + "\x21\x11\x00\x06" + "\xcb\x00\x71\x07\x7f\x00",
		"an oversized header": proxyV2 + "\x21\x11\xff\xff" + strings.Repeat("x", 100),
	} {
		c := w.peer("127.0.0.1", says)
		got, err := io.ReadAll(c) // to its end, or its reset where something was left unread
		if timeout, is := errors.AsType[net.Error](err); len(got) > 0 || is && timeout.Timeout() {
			t.Errorf("%s: the server says %q, %v", name, got, err)
		}
	}
	cut := w.peer("127.0.0.1", proxyV2[:5])
	_ = cut.(*net.TCPConn).CloseWrite()
	dropped(t, cut)
}

// TestLoadBalancersOwnChecks: a balancer that looks whether the server lives is
// answered, cannot sign in, and leaves no line in the log.
func TestLoadBalancersOwnChecks(t *testing.T) {
	var left atomic.Int32
	w := start(t, func(o *remote.Options) {
		o.TrustedProxies = prefixes("127.0.0.0/8")
		o.Refused = func(why remote.Refusal) {
			if why == remote.RefusedSignIn {
				left.Add(1)
			}
		}
	})
	for _, local := range []string{proxyV2 + "\x20\x00\x00\x00", proxyV2 + "\x20\x11\x00\x0c" + "\xcb\x00\x71\x07\x7f\x00\x00\x01\x30\x39\x00\x16"} {
		c := w.peer("127.0.0.1", local)
		greeted(t, c)
		_ = c.Close()
	}
	_ = w.peer("127.0.0.1", "").Close() // it only connects
	if got := w.login(w.peer("127.0.0.1", proxyV2+"\x20\x00\x00\x00"), w.alice); !strings.Contains(got, "unable to authenticate") {
		t.Errorf("for itself it signs in as %s", got)
	}
	w.eventually("the refusal", func() bool { return strings.Contains(w.log.String(), "speaks for itself") })
	w.eventually("the end of the sign-in", func() bool { return left.Load() == 1 })
	if n := strings.Count(w.log.String(), "msg="); n != 1 {
		t.Errorf("the log has %d lines, want the one of the key:\n%s", n, w.log)
	}
}
