package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/client/journal"
	"sluice/client/journal/journaltest"
	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/plain"
)

// pair are two servers of one journal and one EC2.
type pair struct {
	a, b     *served
	endpoint *stand
	database *journaltest.Postgres
	journal  string // its URL or folder
}

// servingTwice starts two servers for people. They have the people and the host key in common besides.
func servingTwice(t *testing.T, database *journaltest.Postgres, endpoint *stand, people map[string]string, args ...string) pair {
	t.Helper()
	p := servingTwiceAt(t, database.Database(t), endpoint, people, args...)
	p.database = database
	return p
}

// servingTwiceAt is [servingTwice] with a journal anywhere.
func servingTwiceAt(t *testing.T, journal string, endpoint *stand, people map[string]string, args ...string) pair {
	t.Helper()
	p := pair{endpoint: endpoint, journal: journal}
	args = append(args, "--journal", p.journal, "--endpoint-url", p.endpoint.URL)
	p.a = serving(t, people, args...)
	p.b = &served{t: t, env: newcomerEnv(t), state: t.TempDir(), keys: p.a.keys}
	p.b.start(append([]string{
		"serve", "--listen", "127.0.0.1:0", "--access", filepath.Join(p.a.state, "access"), "--host-key", filepath.Join(p.a.state, "host_key"), "--state", p.b.state,
	}, args...)...)
	return p
}

// kill kills the first server with SIGKILL.
func (p pair) kill() {
	p.a.t.Helper()
	if err := p.a.cmd.Process.Kill(); err != nil {
		p.a.t.Fatal(err)
	}
	p.a.ended()
}

// lapse makes the lease of who wrote to the journal, the first server, older than it may be.
func (p pair) lapse() {
	p.a.t.Helper()
	p.database.Exec(p.a.t, p.journal, "UPDATE journal_program SET beat = beat - 21000 WHERE id IN (SELECT program FROM journal_record)")
}

// recordAt is the second server's record of a change to a port; n counts such records.
func (p pair) recordAt(port int, kind string) (id string, found plain.RecordJSON, n int) {
	p.b.t.Helper()
	out, errs, code := p.b.run("bob", "history --json")
	var told plain.HistoryJSON
	if err := json.Unmarshal([]byte(out), &told); err != nil || code != exitOK {
		p.b.t.Fatalf("history: code %d, %q, %v:\n%s", code, errs, err, out)
	}
	for _, o := range told.Operations {
		for _, r := range o.Records {
			if r.Kind == kind && r.Rules[0].Rule == portRule(port) {
				id, found = o.ID, r
				n++
			}
		}
	}
	return id, found, n
}

// awaitRecord waits until the second server's history has one record of a change to a port, with an outcome.
func (p pair) awaitRecord(port int, kind, outcome string) (id string, found plain.RecordJSON) {
	p.b.t.Helper()
	for deadline := time.Now().Add(patience); ; <-time.After(200 * time.Millisecond) {
		id, r, n := p.recordAt(port, kind)
		if n == 1 && r.Rules[0].Outcome == outcome {
			return id, r
		}
		if time.Now().After(deadline) {
			p.b.t.Fatalf("tcp/%d has %d records, the last %+v; want one that is %s", port, n, r, outcome)
		}
	}
}

// isRevoke tells the calls that revoke.
func isRevoke(params url.Values) bool { return params.Get("Action") == "RevokeSecurityGroupIngress" }

// lostWrites makes the answers of writes get lost, until they are let go; those that take effect do so before they
// arrive.
func lostWrites(s *stand, takeEffect bool) (arrived <-chan struct{}, release func()) {
	came, gate := make(chan struct{}, 100), make(chan struct{})
	s.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if !isWrite(params) {
			endpoint.ServeHTTP(w, req)
			return
		}
		if takeEffect {
			endpoint.ServeHTTP(discarded{http.Header{}}, req)
		}
		came <- struct{}{}
		<-gate
		panic(http.ErrAbortHandler)
	})
	return came, func() { close(gate) }
}

// discarded is an answer that nobody gets.
type discarded struct{ header http.Header }

func (d discarded) Header() http.Header         { return d.header }
func (d discarded) Write(b []byte) (int, error) { return len(b), nil }
func (d discarded) WriteHeader(int)             {}

// TestTwoServersOneKilled kills one of two servers while a write of it is under way, again and again. The other finds
// out what came of the write, sweeps what the dead one opened for a time, once, and takes back what it did.
func TestTwoServersOneKilled(t *testing.T) {
	t.Parallel()
	database := journaltest.Start(t)
	kills := 1 // of each kind
	if long {
		kills = 3
	}
	var took, tookNot []pair
	for range kills {
		for takesEffect, pairs := range map[bool]*[]pair{true: &took, false: &tookNot} {
			p := servingTwice(t, database, newStand(t), map[string]string{"ann": operatorLine, "bob": operatorLine})
			p.killedInWrite(takesEffect)
			p.lapse()
			*pairs = append(*pairs, p)
		}
	}
	for _, p := range took {
		p.sweptOnce()
		p.tellsApplied()
	}
	var late sync.WaitGroup
	for _, p := range tookNot {
		p.sweptOnce()
		record := p.tellsNothing()
		late.Go(func() { p.settlesLater(record) })
	}
	late.Wait()
	for _, p := range tookNot {
		if _, r := p.awaitRecord(hangs, "add", "refused"); !r.Settled {
			t.Errorf("the record is not settled: %+v", r)
		}
	}
}

// The ports of the rules that the first server adds: one that stays, one for a time, and one whose answer it never gets.
const (
	stays, ends, hangs = 9001, 9002, 9003
)

// killedInWrite has the first server killed in a write, with a rule of it whose time is up meanwhile.
func (p pair) killedInWrite(takesEffect bool) {
	t := p.a.t
	t.Helper()
	for _, rule := range []string{portRule(stays), portRule(ends) + " for 1h"} {
		if out, errs, code := p.a.run("ann", "apply '"+rule+"' --yes --group "+websrvID); code != exitOK {
			t.Fatalf("%s: code %d\n%s%s", rule, code, out, errs)
		}
	}
	arrived, release := lostWrites(p.endpoint, takesEffect)
	defer release()
	session, err := p.a.signIn("ann").NewSession()
	if err == nil {
		err = session.Start("apply " + portRule(hangs) + " --yes --group " + websrvID)
	}
	if err != nil {
		t.Fatal(err)
	}
	arrival(t, "the write", arrived)
	p.kill()
	if err := session.Wait(); err == nil || errors.As(err, new(*ssh.ExitError)) {
		t.Errorf("the session of the killed server ended with %v", err)
	}
	p.endpoint.tag(t, p.endpoint.ruleAt(t, websrvID, ends).ID, ingress.TagExpires, expiresIn(-time.Second))
}

// sweptOnce: the rule whose time is up is revoked by one call, and the journal knows it.
func (p pair) sweptOnce() {
	t := p.b.t
	t.Helper()
	if _, r := p.awaitRecord(ends, "revoke", "applied"); r.By != journal.SweptBy {
		t.Errorf("%q revoked it", r.By)
	}
	if n := len(p.endpoint.requested(isRevoke)); n != 1 {
		t.Errorf("%d calls to revoke, want 1", n)
	}
	if p.endpoint.ruleAt(t, websrvID, ends).ID != "" {
		t.Error("the rule is there still")
	}
}

// tellsApplied: the write took effect, so the second server says that it was applied, by whom, and can take it back.
func (p pair) tellsApplied() {
	t := p.b.t
	t.Helper()
	id, r := p.awaitRecord(hangs, "add", "applied")
	if want := "ann " + ssh.FingerprintSHA256(p.b.keys["ann"].PublicKey()); r.By != want || !r.Settled {
		t.Errorf("the record says it was %q, settled: %v; want %q", r.By, r.Settled, want)
	}
	stayed, _, _ := p.recordAt(stays, "add")
	for port, operation := range map[int]string{hangs: id, stays: stayed} {
		out, errs, code := p.b.run("bob", "undo "+operation+" --yes")
		if code != exitOK || p.endpoint.ruleAt(t, websrvID, port).ID != "" {
			t.Errorf("undo of what the other server did: code %d\n%s%s", code, out, errs)
		}
	}
	if n := len(p.endpoint.writes()); n != 3 {
		t.Errorf("%d writes were sent, want 3: none again", n)
	}
}

// tellsNothing: the write took no effect, but as long as its request may be on its way, the second server says nothing
// of its outcome.
func (p pair) tellsNothing() plain.RecordJSON {
	t := p.b.t
	t.Helper()
	_, r, n := p.recordAt(hangs, "add")
	if n != 1 || r.Settled || r.Rules[0].Outcome != "" {
		t.Errorf("while it may be on its way, the record is %+v", r)
	}
	return r
}

// settlesLater has a keeper of the journal find out, when the request can be on its way no more, what came of it.
func (p pair) settlesLater(r plain.RecordJSON) {
	t := p.b.t
	j, err := journal.Open(t.Context(), journal.Options{URL: p.journal})
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = j.Close() }()
	site := ingress.Site{Endpoint: r.Endpoint, Account: r.Account, Region: r.Region}
	late := journal.Keeper{
		Journal: j, Reader: p.endpoint.client, Writer: p.endpoint.client.Writer(journal.SweptBy), NewOperation: backend.NewOperation,
		Site: func(context.Context) (ingress.Site, error) { return site, nil },
		Now:  func() time.Time { return time.Now().Add(2 * time.Minute) },
	}
	if settled, err := late.Reconcile(t.Context()); err != nil || len(settled) != 1 {
		t.Errorf("%d records are settled, %v", len(settled), err)
	}
}
