package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// served is the program at work as a server, in a process of its own.
type served struct {
	t       testing.TB
	cmd     *exec.Cmd
	env     []string
	state   string
	address string
	keys    map[string]key // by name

	mu  sync.Mutex
	log bytes.Buffer
	out bytes.Buffer
}

// key is a person's: to sign with, and the file that OpenSSH takes.
type key struct {
	ssh.Signer
	file string
}

// newKey makes a key of a person.
func newKey(t testing.TB) key {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return key{signer, file}
}

// serving starts a server for people: name and options of their lines.
func serving(t testing.TB, people map[string]string, args ...string) *served {
	t.Helper()
	return servingIn(t, newcomerEnv(t), people, args...)
}

// servingIn starts a server with an environment.
func servingIn(t testing.TB, env []string, people map[string]string, args ...string) *served {
	t.Helper()
	s := &served{t: t, env: env, state: t.TempDir(), keys: map[string]key{}}
	var file strings.Builder
	for name, options := range people {
		s.keys[name] = newKey(t)
		fmt.Fprintf(&file, "%s,sluice-name=%q %s", options, name, ssh.MarshalAuthorizedKey(s.keys[name].PublicKey()))
	}
	access := filepath.Join(s.state, "access")
	if err := os.WriteFile(access, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start(append([]string{"serve", "--listen", "127.0.0.1:0", "--access", access, "--state", s.state}, args...)...)
	return s
}

func (s *served) start(args ...string) {
	s.t.Helper()
	s.cmd = exec.Command(binary(s.t), args...)
	s.cmd.Env = s.env
	s.cmd.Stderr = writing{&s.mu, &s.log}
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		if s.t.Failed() {
			s.t.Logf("the server's log:\n%s", s.said())
		}
	})
	lines := bufio.NewScanner(out)
	for s.address == "" && lines.Scan() {
		_, _ = fmt.Fprintln(&s.out, lines.Text())
		if rest, found := strings.CutPrefix(lines.Text(), "SSH on "); found {
			s.address, _, _ = strings.Cut(rest, " ")
		}
	}
	if s.address == "" {
		s.t.Fatalf("the server did not start: %s", s.said())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

func (s *served) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// writing is a buffer of several goroutines.
type writing struct {
	mu  *sync.Mutex
	buf *bytes.Buffer
}

func (w writing) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(b)
}

// signIn connects as a person.
func (s *served) signIn(name string) *ssh.Client {
	s.t.Helper()
	client, err := s.dial(name)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = client.Close() })
	return client
}

func (s *served) dial(name string) (*ssh.Client, error) {
	return ssh.Dial("tcp", s.address, &ssh.ClientConfig{
		User: name, Auth: []ssh.AuthMethod{ssh.PublicKeys(s.keys[name])}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience,
	})
}

// run runs a command as a person.
func (s *served) run(name, command string) (out, errs string, code int) {
	s.t.Helper()
	client := s.signIn(name)
	defer client.Close()
	session, err := client.NewSession()
	if err != nil {
		s.t.Fatal(err)
	}
	var o, e bytes.Buffer
	session.Stdout, session.Stderr = &o, &e
	err = session.Run(command)
	exit := &ssh.ExitError{}
	if errors.As(err, &exit) {
		return o.String(), e.String(), exit.ExitStatus()
	}
	if err != nil {
		s.t.Fatalf("%s: %s: %v", name, command, err)
	}
	return o.String(), e.String(), 0
}

// screens signs in with OpenSSH's client on a terminal. It is skipped, visibly,
// where there is none.
func (s *served) screens(name string, at size, env ...string) *terminal {
	s.t.Helper()
	client, err := exec.LookPath("ssh")
	if err != nil {
		s.t.Skip("OpenSSH's ssh is not installed")
	}
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	return start(s.t, at, append([]string{"TERM=xterm-256color", "HOME=" + s.t.TempDir()}, env...), client,
		"-t", "-F", "none", "-i", s.keys[name].file, "-p", port, "-l", name, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "SendEnv=NO_COLOR", host)
}

// terminate tells the server to end, and waits until it did.
func (s *served) terminate() (code int) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	return s.ended()
}

func (s *served) ended() int {
	s.t.Helper()
	stuck := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer stuck.Stop()
	err := s.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return 0
}
