package main

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// expiresIn is the tag of a rule whose time is up after a while.
func expiresIn(after time.Duration) string { return time.Now().Add(after).UTC().Format(time.RFC3339) }

// TestSessionSweeps runs a session while rules expire: it revokes its own program's
// and says so, and leaves alone what somebody else tagged.
func TestSessionSweeps(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	if _, errs, code := piped(t, env, "apply", portRule(8401)+" for 1h", "--group", "websrv", "--yes", "--endpoint-url", s.URL); code != exitOK {
		t.Fatal(errs)
	}
	ours := s.ruleAt(t, websrvID, 8401).ID
	s.tag(t, ours, ingress.TagExpires, expiresIn(2*time.Second))
	foreign := s.opened(t, websrvID, 8402, ingress.TagExpires, expiresIn(-time.Hour))
	later := s.opened(t, websrvID, 8403, ingress.TagOperation, "0123456789ab", ingress.TagExpires, expiresIn(time.Hour))
	term := sluice(t, env, "--endpoint-url", s.URL)
	term.waitFor("time is up: 1 rule revoked from websrv")
	term.quit()
	if s.has(t, websrvID, ours) || !s.has(t, websrvID, foreign) || !s.has(t, websrvID, later) {
		t.Errorf("after the sweep the group has %v", s.group(t, websrvID).Rules)
	}
	last := historyOf(t, env, "-n", "1")[0].Records[0]
	if last.By != "sluice sweep" || last.Kind != "revoke" || last.Rules[0].RuleID != ours || last.Rules[0].Outcome != "applied" {
		t.Errorf("the journal has %+v", last)
	}
}

// TestTwoSweepsDoNotFight runs two at once, which both read before either revokes:
// both succeed, and each rule is revoked by one of them.
func TestTwoSweepsDoNotFight(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	var due []string
	for _, group := range []string{websrvID, "sg-77aa01bc", "sg-140ba4c8"} {
		for port := 8501; port <= 8504; port++ {
			due = append(due, s.opened(t, group, port, ingress.TagOperation, "0123456789ab", ingress.TagExpires, expiresIn(-time.Minute)))
		}
	}
	foreign := s.opened(t, websrvID, 8505, ingress.TagExpires, expiresIn(-time.Minute))
	s.by(together(2))
	var sweeps sync.WaitGroup
	outs, codes := make([]string, 2), make([]int, 2)
	for i := range outs {
		sweeps.Go(func() {
			out, errs, code := piped(t, env, "sweep", "--endpoint-url", s.URL)
			outs[i], codes[i] = out+errs, code
		})
	}
	sweeps.Wait()
	both := strings.Join(outs, "")
	var revoked []string
	for _, found := range regexp.MustCompile(`(?m)revoked  (sgr-[0-9a-f]+)`).FindAllStringSubmatch(both, -1) {
		revoked = append(revoked, found[1])
	}
	slices.Sort(due)
	slices.Sort(revoked)
	if diff := cmp.Diff(due, revoked); diff != "" || !slices.Equal(codes, []int{exitOK, exitOK}) {
		t.Errorf("the sweeps ended with %v and revoked (-due +revoked):\n%s\n%s", codes, diff, both)
	}
	if !s.has(t, websrvID, foreign) {
		t.Error("a rule that somebody else tagged is gone")
	}
	if open := historyOf(t, env, "--open"); len(open) > 0 {
		t.Errorf("%d operations are open", len(open))
	}
}

// together lets nobody revoke before so many have asked which rules expire.
func together(programs int) passage {
	var mu sync.Mutex
	asked, all := 0, make(chan struct{})
	return func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		switch {
		case params.Get("Filter.1.Name") == "tag-key":
			mu.Lock()
			if asked++; asked == programs {
				close(all)
			}
			mu.Unlock()
		case params.Get("Action") == "RevokeSecurityGroupIngress":
			<-all
		}
		endpoint.ServeHTTP(w, req)
	}
}
