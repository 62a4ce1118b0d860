package main

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"sluice/client/journal"
	"sluice/model/ingress"
)

// killed runs a session and kills it while its write waits on the way.
func killed(t *testing.T, s *stand, env []string, on func(wait func()) passage) (release func()) {
	t.Helper()
	arrived, gate := make(chan struct{}), make(chan struct{})
	once, open := sync.OnceFunc(func() { close(arrived) }), sync.OnceFunc(func() { close(gate) })
	t.Cleanup(open)
	s.by(on(func() { once(); <-gate }))
	term := sluice(t, env, "--endpoint-url", s.URL)
	planned(t, term)
	term.press("enter")
	arrival(t, "the write", arrived)
	term.signal(syscall.SIGKILL)
	if code := term.exit(); code != -1 {
		t.Fatalf("the program ended with code %d", code)
	}
	return open
}

// wantOutcomes checks what the journal has of each operation, the newest first, and
// that nothing is open.
func wantOutcomes(t *testing.T, env []string, want ...string) {
	t.Helper()
	told := historyOf(t, env)
	if len(told) != len(want) {
		t.Fatalf("the journal has %d operations, not %d", len(told), len(want))
	}
	for i, o := range told {
		if r := o.Records[0]; !r.Settled || r.Rules[0].Outcome != want[i] {
			t.Errorf("operation %d, settled: %v, is %q, not %q", i+1, r.Settled, r.Rules[0].Outcome, want[i])
		}
	}
	if open := historyOf(t, env, "--open"); len(open) > 0 {
		t.Errorf("%d operations are open", len(open))
	}
}

// writesMore adds another rule in a session that told of the last run.
func writesMore(t *testing.T, term *terminal) {
	t.Helper()
	term.openForm("websrv")
	term.fill("Rule", portRule(8200))
	term.preview("1 rule to websrv")
	term.confirm("Done: 1 added")
	term.quit()
}

// TestKilledAfterItsWriteWasApplied has the next start find it by read-back, and
// tell, before anything new is sent.
func TestKilledAfterItsWriteWasApplied(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	release := killed(t, s, env, func(wait func()) passage { return afterWrite(wait, false) })
	if open := historyOf(t, env, "--open"); len(open) != 1 || open[0].Records[0].Settled {
		t.Fatalf("the journal does not have the write as open: %+v", open)
	}
	release()
	s.by(straight)
	term := sluice(t, env, "--endpoint-url", s.URL)
	term.waitFor("last run: 1 rule added to websrv (found by read-back)")
	wantOutcomes(t, env, "applied")
	wantWrites(t, s.recorder, 1)
	writesMore(t, term)
	wantOutcomes(t, env, "applied", "applied")
	wantWrites(t, s.recorder, 2)
}

// TestKilledBeforeItsWriteIsApplied applies the write of a dead program late: the
// start after tells, and nothing said before that it was not added.
func TestKilledBeforeItsWriteIsApplied(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	applied := make(chan struct{})
	release := killed(t, s, env, func(wait func()) passage {
		return tellingOf(beforeWrite(wait, false), applied)
	})
	out, _, code := piped(t, env, "sweep", "--verbose", "--endpoint-url", s.URL)
	if code != exitOK || out != "No rule's time is up.\n" {
		t.Errorf("while the write is on its way, sweep ended with code %d and wrote %q", code, out)
	}
	if open := historyOf(t, env, "--open"); len(open) != 1 {
		t.Errorf("while the write is on its way, %d operations are open", len(open))
	}
	release()
	arrival(t, "the endpoint to carry the write out", applied)
	s.by(straight)
	term := sluice(t, env, "--endpoint-url", s.URL)
	term.waitFor("last run: 1 rule added to websrv (found by read-back)")
	term.quit()
	wantOutcomes(t, env, "applied")
	wantWrites(t, s.recorder, 1)
}

// tellingOf is a passage that tells when a write went through.
func tellingOf(way passage, told chan<- struct{}) passage {
	return func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		way(endpoint, w, req.WithContext(context.WithoutCancel(req.Context())), params)
		if isWrite(params) {
			close(told)
		}
	}
}

// TestLastRunNeverSent finds an intent of a run that ended before its request left,
// longer ago than any request may take.
func TestLastRunNeverSent(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	id := s.opened(t, websrvID, 80)
	wanted := ingress.Wanted{Rule: s.ruleAt(t, websrvID, 80).Rule}
	s.ask(t, "RevokeSecurityGroupIngress", "GroupId="+websrvID, "SecurityGroupRuleId.1="+id)
	plan := ingress.Planner{Limits: ingress.DefaultLimits()}.Plan("0123456789ab", []ingress.Group{s.group(t, websrvID)}, [][]ingress.Wanted{{wanted}})
	past := func() time.Time { return time.Now().Add(-time.Hour) }
	j, err := journal.Open(t.Context(), journal.Options{Dir: filepath.Join(filepath.Dir(stateFile(env)), "journal"), Now: past})
	if err != nil {
		t.Fatal(err)
	}
	site := ingress.Site{Endpoint: s.URL, Account: "111122223333", Region: "us-east-1"}
	if err := j.Begin(t.Context(), ingress.Record{Operation: plan.Operation, By: "kim", Site: site, Change: plan.Changes[0]}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	term := sluice(t, env, "--endpoint-url", s.URL)
	term.waitFor("last run: 1 rule not added to websrv")
	writesMore(t, term)
	wantOutcomes(t, env, "applied", "refused")
	wantWrites(t, s.recorder, 1)
}
