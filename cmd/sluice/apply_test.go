package main

import (
	"net/url"
	"sync"
	"syscall"
	"testing"
)

// applying starts apply on a terminal, and waits for its plan.
func applying(t *testing.T, endpoint *recorder, args ...string) *terminal {
	t.Helper()
	args = append([]string{"apply", "--endpoint-url", endpoint.URL}, args...)
	term := start(t, usual(), newcomerEnv(t), binary(t), args...)
	term.waitFor("Plan: ")
	return term
}

// wantApplied checks how many writes the endpoint got, dry runs aside, and apply's
// exit code.
func wantApplied(t *testing.T, term *terminal, endpoint *recorder, writes, code int) {
	t.Helper()
	if got := term.exit(); got != code {
		t.Errorf("it ended with code %d, not %d:\n%s", got, code, term.text())
	}
	sent := endpoint.writes()
	if len(sent) != writes {
		t.Errorf("the endpoint got %d writes, not %d", len(sent), writes)
	}
}

// TestApplyAsks answers the question of apply on a terminal.
func TestApplyAsks(t *testing.T) {
	safe := []string{"tcp/80", "from", "192.0.2.0/24", "--group", "websrv"}
	risky := []string{"ssh", "from", "0.0.0.0/0", "--group", "websrv"}
	const asksSafe, asksRisky = "y sends 1 rule to websrv, anything else does not:", "Type sg-5b1c22de to send 1 rule to websrv:"
	for name, test := range map[string]struct {
		args        []string
		asks, typed string
		writes      int
		says        string
	}{
		"y":                    {safe, asksSafe, "y\r", 1, "added  sgr-"},
		"Yes":                  {safe, asksSafe, " Yes \r", 1, "added  sgr-"},
		"enter alone":          {safe, asksSafe, "\r", 0, "nothing was sent: the plan was not confirmed"},
		"no":                   {safe, asksSafe, "n\r", 0, "nothing was sent: the plan was not confirmed"},
		"end of input":         {safe, asksSafe, "\x04", 0, "nothing was sent: the plan was not confirmed"},
		"the id":               {risky, asksRisky, "sg-5b1c22de\r", 1, "added  sgr-"},
		"y for a risky plan":   {risky, asksRisky, "y\r", 0, "nothing was sent: the plan was not confirmed"},
		"the name for the id":  {risky, asksRisky, "websrv\r", 0, "nothing was sent: the plan was not confirmed"},
		"--yes, and then id":   {append([]string{"--yes"}, risky...), asksRisky, "sg-5b1c22de\r", 1, "added  sgr-"},
		"--yes, and then no":   {append([]string{"--yes"}, risky...), asksRisky, "\r", 0, "nothing was sent: the plan was not confirmed"},
		"interrupt at the end": {safe, asksSafe, "\x03", 0, "nothing was sent: interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			endpoint := newRecorder(t)
			term := applying(t, endpoint, test.args...)
			term.waitFor(test.asks)
			term.write(test.typed)
			term.waitFor(test.says)
			code := exitError
			if test.writes > 0 {
				code = exitOK
			}
			wantApplied(t, term, endpoint, test.writes, code)
		})
	}
}

// TestApplyPassesTypeAhead answers before the question: that is no answer.
func TestApplyPassesTypeAhead(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	endpoint.holding(func(params url.Values) {
		if params.Get("DryRun") == "true" { // the plan is not shown yet
			close(arrived)
			<-release
		}
	})
	term := start(t, usual(), newcomerEnv(t), binary(t), "apply", "tcp/80", "from", "192.0.2.0/24", "--group", "websrv", "--endpoint-url", endpoint.URL)
	<-arrived
	endpoint.holding(func(url.Values) {})
	term.write("y\ry\r")
	close(release)
	term.waitFor("y sends 1 rule to websrv")
	term.write("n\r")
	wantApplied(t, term, endpoint, 0, exitError)
}

// TestApplyInterrupted interrupts apply while four writes are under way: their
// outcomes are waited for and told, in the plan's order, and the fifth group is
// left alone.
func TestApplyInterrupted(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	groups := []string{"websrv", "bastion", "database", "monitoring", "VpcWebServers"}
	args := []string{"tcp/8123", "from", "192.0.2.0/24"}
	for _, g := range groups {
		args = append(args, "--group", g)
	}
	term := applying(t, endpoint, args...)
	arrived, gate := make(chan struct{}, len(groups)), make(chan struct{})
	endpoint.holding(func(params url.Values) {
		if isWrite(params) {
			arrived <- struct{}{}
			<-gate
		}
	})
	release := sync.OnceFunc(func() { close(gate) })
	t.Cleanup(release)
	term.waitFor("y sends 5 rules to websrv, bastion, database, monitoring, VpcWebServers")
	term.write("y\r")
	for range 4 {
		<-arrived
	}
	term.signal(syscall.SIGINT)
	term.waitFor("a write is under way, waiting for its outcome")
	release()
	term.waitFor("websrv  sg-5b1c22de  tcp/8123 from 192.0.2.0/24  added  sgr-",
		"monitoring  sg-5e2b8f14  tcp/8123 from 192.0.2.0/24  added  sgr-",
		"VpcWebServers  sg-140ba4c8  tcp/8123 from 192.0.2.0/24  not sent",
		"stopped before its turn: nothing was sent", "4 of 5 rules were added")
	wantApplied(t, term, endpoint, 4, exitError)
}
