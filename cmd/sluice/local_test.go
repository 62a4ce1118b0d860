package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// serveLocal runs sluice local on a free port and gives its URL, and a function
// that interrupts it and gives its exit code.
func serveLocal(t *testing.T, env []string, args ...string) (url string, interrupt func() int) {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"local", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env, cmd.Stderr = env, os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	line, found := strings.CutPrefix(line, "EC2 endpoint on ")
	if url, _, _ = strings.Cut(line, " "); !found || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("it announced %q", line)
	}
	return url, func() int {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its exit code tells
		return cmd.ProcessState.ExitCode()
	}
}

// TestLocalSharesTheSandbox serves the sandbox to another program while the
// sandbox itself is open: both see what the other adds.
func TestLocalSharesTheSandbox(t *testing.T) {
	t.Parallel()
	env := newcomerEnv(t)
	url, interrupt := serveLocal(t, env)
	term := sluice(t, env, "--endpoint-url", url)
	planned(t, term)
	term.confirm("Done: 1 added")
	term.quit()
	if out, errs, _ := piped(t, env); !strings.Contains(out, "tcp/80 from 192.0.2.0/24") {
		t.Errorf("the sandbox misses the rule: %s\n%s", errs, out)
	}
	if code := interrupt(); code != exitOK {
		t.Errorf("it ended with code %d", code)
	}
}

// TestLocalOfAnotherAccount starts an account of its own: it has its default VPC
// and nothing else.
func TestLocalOfAnotherAccount(t *testing.T) {
	t.Parallel()
	env := newcomerEnv(t)
	url, interrupt := serveLocal(t, env, "--memory", "--account", "222233334444")
	out, errs, code := piped(t, env, "--endpoint-url", url)
	if code != exitOK || errs != "" {
		t.Errorf("it ended with code %d and said %q", code, errs)
	}
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "default ") {
		t.Errorf("there is more than the default group:\n%s", out)
	}
	if _, err := os.Stat(stateFile(env)); err == nil {
		t.Error("--memory left a state file")
	}
	interrupt()
}
