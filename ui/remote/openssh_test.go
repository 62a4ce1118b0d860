package remote_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/crypto/ssh"

	"sluice/ui/remote"
)

// openssh is OpenSSH's client with a key that the server knows as "olga", an
// operator. It is skipped, visibly, where there is no such client.
func openssh(t *testing.T, change func(*remote.Options)) (w *world, command func(args ...string) *exec.Cmd) {
	t.Helper()
	client, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("OpenSSH's ssh is not installed")
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	w = start(t, change, `sluice-role="operator",sluice-name="olga" `+keyLine(signer))
	host, port, err := net.SplitHostPort(w.addr)
	if err != nil {
		t.Fatal(err)
	}
	return w, func(args ...string) *exec.Cmd {
		return exec.CommandContext(t.Context(), client, append([]string{
			"-F", "none", "-i", path, "-p", port, "-l", "olga", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
			"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", host,
		}, args...)...)
	}
}

func TestOpenSSHCommand(t *testing.T) {
	_, command := openssh(t, nil)
	out, err := command("whoami", "'a b'").Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 7 || string(out) != `olga operator 127.0.0.1 ["a b"]`+"\n" {
		t.Errorf("whoami: %q, %v", out, err)
	}
	out, err = command("ls").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "ls is not offered here") {
		t.Errorf("ls: %q, %v", out, err)
	}
	out, err = command("-s", "sftp").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "subsystem request failed") {
		t.Errorf("sftp: %q, %v", out, err)
	}
}

// TestOpenSSHTerminal types into OpenSSH's client on a terminal, resizes it, and
// quits.
func TestOpenSSHTerminal(t *testing.T) {
	w, command := openssh(t, nil)
	cmd := command()
	cmd.Args = append(cmd.Args[:1:1], append([]string{"-t"}, cmd.Args[1:]...)...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	seen := &journal{}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(seen, tty)
	}()
	w.eventually("a first frame", func() bool { return strings.Contains(seen.String(), "I am olga, operator") })
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 30, Cols: 97}); err != nil {
		t.Fatal(err)
	}
	w.eventually("the new size", func() bool { return strings.Contains(seen.String(), "97x30") })
	fmt.Fprint(tty, "q")
	if err := cmd.Wait(); err != nil {
		t.Errorf("ssh: %v", err)
	}
	_ = tty.Close()
	<-read
	if out := seen.String(); strings.LastIndex(out, "\x1b[?1049h") > strings.LastIndex(out, "\x1b[?1049l") {
		t.Error("the terminal is left in the alternate screen")
	}
	select {
	case <-w.ended:
	case <-time.After(patience):
		t.Error("Finish was not called")
	}
}
