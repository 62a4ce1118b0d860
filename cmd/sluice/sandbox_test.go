package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// piped runs the program without a terminal and gives what it wrote.
func piped(t *testing.T, env []string, args ...string) (out, errs string, code int) {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd := exec.Command(binary(t), args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &stdout, &stderr
	_ = cmd.Run() // what it wrote and its exit code tell
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// TestSandboxEndures adds a rule in the sandbox that opens without any flag, and
// finds it again in the next session and in the plain list.
func TestSandboxEndures(t *testing.T) {
	t.Parallel()
	env := newcomerEnv(t)
	term := sluice(t, env)
	term.waitFor("SANDBOX", "111122223333", "us-east-1")
	term.openForm("websrv")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24 # shop")
	term.preview("1 rule to websrv")
	term.confirm("Done: 1 added")
	wantRuleIDs(t, term, 1)
	term.quit()

	again := sluice(t, env)
	again.openForm("websrv")
	again.fill("Rule", "tcp/80 from 192.0.2.0/24")
	again.press("ctrl+s")
	again.waitFor("Plan: nothing to add, 1 already there", "already there (sgr-")
	again.quit()

	out, errs, code := piped(t, env)
	if code != exitOK || errs != "" {
		t.Errorf("the plain list ended with code %d and said %q", code, errs)
	}
	if !strings.Contains(out, "tcp/80 from 192.0.2.0/24") {
		t.Errorf("the plain list misses the rule:\n%s", out)
	}
	info, err := os.Stat(stateFile(env))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the state file has mode %o, not 600", mode)
	}
}

// TestReadOnlySendsNothing goes as far as it can with --read-only.
func TestReadOnlySendsNothing(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--read-only", "--endpoint-url", endpoint.URL)
	term.waitFor("read-only")
	term.openFormBy("websrv", "a plan rules")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24")
	term.press("ctrl+s")
	term.waitFor("Read-only: nothing can be sent.")
	term.press("enter")
	term.quit() // keys are taken in order: by then the other was
	wantWrites(t, endpoint, 0)
}

// wantWrites checks how many writes the endpoint got.
func wantWrites(t *testing.T, endpoint *recorder, n int) {
	t.Helper()
	if got := len(endpoint.writes()); got != n {
		t.Errorf("the endpoint got %d writes, not %d", got, n)
	}
}
