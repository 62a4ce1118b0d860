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
	w, command := openssh(t, nil)
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
	if !strings.Contains(w.log.String(), `msg="not offered" what=subsystem`) {
		t.Errorf("the log does not tell of it:\n%s", w.log)
	}
}

// with puts options before those that a command has; ssh takes the first of each.
func with(cmd *exec.Cmd, options ...string) *exec.Cmd {
	cmd.Args = append(cmd.Args[:1:1], append(options, cmd.Args[1:]...)...)
	return cmd
}

// TestOpenSSHForwarding asks for each kind of forwarding: it is refused, and the log
// names it.
func TestOpenSSHForwarding(t *testing.T) {
	w, command := openssh(t, nil)
	wantDenied := func(what string) {
		t.Helper()
		w.eventually("a line of the log about "+what, func() bool {
			for line := range strings.Lines(w.log.String()) {
				if strings.Contains(line, `msg="not offered"`) && strings.Contains(line, what) && strings.Contains(line, "user=olga") &&
					strings.Contains(line, "key=SHA256:") {
					return true
				}
			}
			return false
		})
	}
	dir := t.TempDir()

	agent, err := net.Listen("unix", filepath.Join(dir, "agent"))
	if err != nil {
		t.Fatal(err)
	}
	defer agent.Close()
	go func() { // one that knows nothing
		for c, err := agent.Accept(); err == nil; c, err = agent.Accept() {
			_ = c.Close()
		}
	}()
	out, err := with(command("whoami"), "-A", "-o", "IdentityAgent="+agent.Addr().String()).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 7 || !strings.HasPrefix(string(out), "olga ") {
		t.Errorf("whoami with an agent: %q, %v", out, err)
	}
	wantDenied("auth-agent-req@openssh.com")

	out, err = with(command(), "-N", "-R", "0:127.0.0.1:9", "-o", "ExitOnForwardFailure=yes").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "remote port forwarding failed") {
		t.Errorf("-R: %q, %v", out, err)
	}
	wantDenied("tcpip-forward")

	socket := filepath.Join(dir, "local")
	forwarding := with(command(), "-N", "-L", socket+":"+w.addr)
	if err := forwarding.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = forwarding.Process.Kill()
		_ = forwarding.Wait()
	}()
	var through net.Conn
	w.eventually("a local socket", func() bool {
		through, err = net.Dial("unix", socket)
		return err == nil
	})
	defer through.Close()
	_ = through.SetDeadline(time.Now().Add(patience))
	if got, err := io.ReadAll(through); len(got) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("-L leads to %q, %v", got, err)
	}
	wantDenied("a channel of type direct-tcpip")
}

// TestOpenSSHTerminal types into OpenSSH's client on a terminal, resizes it, and
// quits.
func TestOpenSSHTerminal(t *testing.T) {
	w, command := openssh(t, nil)
	cmd := with(command(), "-t")
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
