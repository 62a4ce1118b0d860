package main

import (
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// held makes the endpoint's writes wait. arrived is closed when the first one is
// there; release lets it run. Reads go on.
func held(t *testing.T, endpoint *recorder) (arrived <-chan struct{}, release func()) {
	t.Helper()
	came, gate := make(chan struct{}), make(chan struct{})
	once, open := sync.OnceFunc(func() { close(came) }), sync.OnceFunc(func() { close(gate) })
	endpoint.holding(func(params url.Values) {
		if isWrite(params) {
			once()
			<-gate
		}
	})
	t.Cleanup(open)
	return came, open
}

// TestSignalDuringWrite ends the program by a signal while a write is under way:
// the outcome is waited for, and told once the screen is gone.
func TestSignalDuringWrite(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{"hangup": syscall.SIGHUP, "termination": syscall.SIGTERM, "interrupt": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := newRecorder(t)
			arrived, release := held(t, endpoint)
			env := newcomerEnv(t)
			term := sluice(t, env, "--endpoint-url", endpoint.URL)
			planned(t, term)
			term.press("enter")
			<-arrived
			term.signal(signal)
			term.waitFor("a write is under way, waiting for its outcome")
			term.signal(signal) // a lost terminal is told of more than once
			release()
			term.waitFor("websrv  sg-5b1c22de  tcp/80 from 192.0.2.0/24  added  sgr-")
			if code := term.exit(); code != exitOK {
				t.Errorf("the program ended with code %d", code)
			}
			wantRuleOnce(t, env, endpoint)
		})
	}
}

// TestTerminalLostDuringWrite takes the terminal itself away.
func TestTerminalLostDuringWrite(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	arrived, release := held(t, endpoint)
	env := newcomerEnv(t)
	term := sluice(t, env, "--endpoint-url", endpoint.URL)
	planned(t, term)
	term.press("enter")
	<-arrived
	if err := term.pty.Close(); err != nil {
		t.Fatal(err)
	}
	release()
	term.exit()
	wantRuleOnce(t, env, endpoint)
}

// TestQuitDuringWrite presses Escape and ctrl+c while a write is under way.
func TestQuitDuringWrite(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	arrived, release := held(t, endpoint)
	env := newcomerEnv(t)
	term := sluice(t, env, "--endpoint-url", endpoint.URL)
	planned(t, term)
	term.press("enter")
	<-arrived
	term.press("esc")
	term.waitFor("a write that was sent cannot be called back")
	if screen := term.text(); strings.Contains(strings.ToLower(screen), "cancel") {
		t.Errorf("the screen speaks of cancelling:\n%s", screen)
	}
	term.press("ctrl+c")
	term.waitFor("quitting as soon as the outcome is known")
	release()
	if code := term.exit(); code != exitOK {
		t.Errorf("the program ended with code %d", code)
	}
	wantReceipts(t, term, "websrv  sg-5b1c22de  tcp/80 from 192.0.2.0/24  added  sgr-")
	wantRuleOnce(t, env, endpoint)
}

// wantRuleOnce checks that one write was made and that its rule is there once.
func wantRuleOnce(t *testing.T, env []string, endpoint *recorder) {
	t.Helper()
	wantWrites(t, endpoint, 1)
	out, _, _ := piped(t, env, "--endpoint-url", endpoint.URL)
	if n := strings.Count(out, "tcp/80 from 192.0.2.0/24"); n != 1 {
		t.Errorf("the endpoint has the rule %d times, not once:\n%s", n, out)
	}
}
