package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestServedAccessLinesAreNamed: at the start and whenever the file is read again the
// log names each line that is refused.
func TestServedAccessLinesAreNamed(t *testing.T) {
	s := serving(t, map[string]string{"ann": viewerLine, "bob": `sluice-rol="admin"`})
	s.awaitLog("access file read", 1)
	s.wantAccess("access file read", 1, 1, "option sluice-rol")

	path := filepath.Join(s.state, "access")
	line := func(options, name string) string {
		return options + `,sluice-name="` + name + `" ` + string(ssh.MarshalAuthorizedKey(s.keys[name].PublicKey()))
	}
	text := "# two\n" + line(`cert-authority`, "ann") + line(viewerLine, "bob")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("access file taken", 1)
	s.wantAccess("access file taken", 1, 1, "option cert-authority")
	if client, err := s.dial("ann"); err == nil {
		_ = client.Close()
		t.Error("who is on a line that is refused now may sign in")
	}
	if _, errs, code := s.run("bob", "history"); code != exitOK {
		t.Errorf("who is on a line in force: code %d, %q", code, errs)
	}

	if err := os.WriteFile(path, []byte(text+line(viewerLine, "ann")[:80]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("the file may be cut off", 1)
	if _, errs, code := s.run("bob", "history"); code != exitOK {
		t.Errorf("with a file that is cut off: code %d, %q", code, errs)
	}
}

// wantAccess holds the log to its newest words on the access file, with one line
// before them for one that is refused.
func (s *served) wantAccess(msg string, inForce, refused int, why string) {
	s.t.Helper()
	type line struct {
		Level, Msg, File, Why string
		Line                  int
		InForce               int `json:"in_force"`
		Refused               int
	}
	var warned, last line
	for text := range strings.Lines(s.said()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			s.t.Fatalf("%v: %s", err, text)
		}
		switch {
		case strings.HasPrefix(l.Msg, "access line refused"):
			warned = l
		case l.Msg == msg:
			last = l
		}
	}
	path := filepath.Join(s.state, "access")
	if last.InForce != inForce || last.Refused != refused || last.File != path {
		s.t.Errorf("%s: %+v, want %d in force and %d refused", msg, last, inForce, refused)
	}
	if warned.Level != "WARN" || warned.Line == 0 || warned.File != path || !strings.Contains(warned.Why, why) {
		s.t.Errorf("of the line that is refused the log says %+v, want %q", warned, why)
	}
}
