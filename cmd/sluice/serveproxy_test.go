package main

import (
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Headers of the PROXY protocol, version 2, for TCP from 203.0.113.7 and from
// 2001:db8::7.
const (
	fromV4 = "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xcb\x00\x71\x07\x7f\x00\x00\x01\x30\x39\x00\x16"
	fromV6 = "\r\n\r\n\x00\r\nQUIT\n\x21\x21\x00\x24\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07" +
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x30\x39\x00\x16"
)

// balanced signs in through a load balancer, which says whom it speaks for.
func (s *served) balanced(t *testing.T, name, header string) (*ssh.Client, error) {
	t.Helper()
	raw, err := net.Dial("tcp", s.address)
	if err == nil {
		_ = raw.SetDeadline(time.Now().Add(patience))
		_, err = io.WriteString(raw, header)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	conn, channels, requests, err := ssh.NewClientConn(raw, s.address, &ssh.ClientConfig{
		User: name, Auth: []ssh.AuthMethod{ssh.PublicKeys(s.keys[name])}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(conn, channels, requests), nil
}

// said is what a command on a connection writes to both its outputs.
func said(t *testing.T, c *ssh.Client, command string) string {
	t.Helper()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var mu writingBoth
	session.Stdout, session.Stderr = &mu, &mu
	_ = session.Run(command) // its exit code is of no interest here
	return mu.String()
}

// TestServedBehindALoadBalancer: the address that a trusted balancer names is what
// "me" stands for, what from= is held to, and what the log has.
func TestServedBehindALoadBalancer(t *testing.T) {
	people := map[string]string{"ann": operatorLine, "far": operatorLine + `,from="203.0.113.0/24,2001:db8::/32"`, "near": operatorLine + `,from="127.0.0.1"`}
	s := serving(t, people, "--trusted-proxy", "127.0.0.1")
	for _, tt := range []struct{ header, address string }{{fromV4, "203.0.113.7/32"}, {fromV6, "2001:db8::7/128"}} {
		for _, name := range []string{"ann", "far"} {
			c, err := s.balanced(t, name, tt.header)
			if err != nil {
				t.Errorf("%s for %s: %v", name, tt.address, err)
				continue
			}
			if out := said(t, c, "plan tcp/4443 from me --group "+websrvID); !strings.Contains(out, tt.address) {
				t.Errorf("%s is not %s:\n%s", name, tt.address, out)
			}
		}
	}
	for name, header := range map[string]string{"near": fromV4, "ann": "", "far": ""} {
		if c, err := s.balanced(t, name, header); err == nil {
			_ = c.Close()
			t.Errorf("%s signs in with the header %q", name, header)
		}
	}
	s.awaitLog(`"remote":"203.0.113.7"`, 2)
	s.awaitLog(`"remote":"2001:db8::7"`, 2)
	direct := serving(t, map[string]string{"ann": operatorLine}, "--trusted-proxy", "192.0.2.0/24")
	if c, err := direct.balanced(t, "ann", fromV4); err == nil {
		_ = c.Close()
		t.Error("a header of somebody who is no balancer is believed")
	}
}

// writingBoth is a buffer for both outputs of a session.
type writingBoth struct{ served }

func (w *writingBoth) Write(b []byte) (int, error) { return writing{&w.mu, &w.log}.Write(b) }
func (w *writingBoth) String() string              { return w.said() }

// TestServedLogIsOfItsOwnWords: whatever a client names, each line of the log is
// one object, with the client's words inside it, and nothing that a terminal obeys.
func TestServedLogIsOfItsOwnWords(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine})
	const hostile = "\x1b]0;pwned\a\x1b[31m\n{\"level\":\"INFO\",\"msg\":\"forged\"}\r\u202e"
	for _, pair := range []key{s.keys["ann"], newKey(t)} {
		c, err := ssh.Dial("tcp", s.address, &ssh.ClientConfig{
			User: "root" + hostile, Auth: []ssh.AuthMethod{ssh.PublicKeys(pair)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
			ClientVersion: "SSH-2.0-\"},{forged", Timeout: patience,
		})
		if pair != s.keys["ann"] && err != nil {
			continue // nobody knows it
		}
		if err != nil {
			t.Fatal(err)
		}
		if out := said(t, c, "history"+hostile); strings.ContainsAny(out, "\x1b\a\u202e") {
			t.Errorf("the client's words come back as they are: %q", out)
		}
		session, err := c.NewSession()
		if err == nil {
			err = session.RequestPty("xterm"+hostile, 24, 80, nil)
		}
		if err == nil {
			t.Error("a terminal of that name is taken")
		}
		_ = c.Close()
	}
	s.awaitLog("session ended", 1)
	s.awaitLog("key refused", 1)
	words := 0
	for line := range strings.Lines(s.said()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil || fields["msg"] == "forged" {
			t.Errorf("a line of the log: %q: %v", line, err)
		}
		if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
			t.Errorf("a line of the log is not plain: %q", line)
		}
		for _, name := range []string{"user", "client", "command"} {
			if text, _ := fields[name].(string); strings.Contains(text, "forged") {
				words++
			}
		}
	}
	if words < 4 {
		t.Errorf("%d of the client's words are in the log, want user twice, client and command", words)
	}
}
