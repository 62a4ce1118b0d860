package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sluice/ui/plain"
)

// awaitLog waits until the server's log holds a text, so many times.
func (s *served) awaitLog(text string, times int) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); strings.Count(s.said(), text) < times; {
		if time.Now().After(deadline) {
			s.t.Fatalf("the log has no %q:\n%s", text, s.said())
		}
		breathe()
	}
}

// breathe lets the server go on before a condition is looked at again.
func breathe() { <-time.After(5 * time.Millisecond) }

// TestServedTermination ends a server with 50 sessions, 20 of which have a write
// under way: nobody is let in any more, and no outcome is lost.
func TestServedTermination(t *testing.T) {
	const sessions, writes = 50, 20
	endpoint := newStand(t)
	people := map[string]string{}
	for i := range sessions / 2 { // two each
		people[fmt.Sprint("p", i)] = operatorLine
	}
	s := serving(t, people, "--endpoint-url", endpoint.URL)
	arrived, release := heldWrites(endpoint)
	t.Cleanup(release)
	var running sync.WaitGroup
	var mu sync.Mutex
	said := map[string]int{}
	for i := range sessions {
		client := s.signIn(fmt.Sprint("p", i/2))
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		session.Stdout, session.Stderr = writing{&mu, &out}, writing{&mu, &out}
		if i < writes {
			err = session.Start(fmt.Sprintf("apply tcp/%d from 192.0.2.0/24 --yes --group %s", 9000+i, applyTo(i)))
		} else if err = session.RequestPty("xterm-256color", 30, 100, nil); err == nil {
			pipe, _ := session.StdinPipe() // open: nothing is typed
			_ = pipe
			err = session.Shell()
		}
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			err := session.Wait()
			mu.Lock()
			defer mu.Unlock()
			said[endHeard(i < writes, out.String(), err)]++
		})
	}
	s.awaitLog("session began", sessions)
	// Writes to one group take turns in the journal: one for each group arrives.
	for range applyGroups() {
		arrival(t, "a write", arrived)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("told to end", 1)
	if client, err := s.dial("p0"); err == nil {
		_ = client.Close()
		t.Error("somebody was let in after the end was told")
	}
	release()
	if code := s.ended(); code != exitOK {
		t.Errorf("the server ended with code %d, want %d", code, exitOK)
	}
	running.Wait()
	if said["told"] != sessions-writes || said["outcome"] != len(applyGroups()) || said["outcome"]+said["not sent"] != writes {
		t.Errorf("the sessions heard %v; want %d told, %d outcomes, and of the other writes that they were not sent", said, sessions-writes, len(applyGroups()))
	}
	operations := historyOf(t, s.env, "--state", s.state, "-n", "100")
	if begun := noOutcomeLost(t, operations); begun < len(applyGroups()) {
		t.Errorf("%d writes were begun, want %d at least", begun, len(applyGroups()))
	}
}

// endHeard names what a session was told at the server's end, or is all of it where that is not to be expected.
func endHeard(writes bool, text string, err error) string {
	switch {
	case !writes && strings.Contains(text, "the server stops"):
		return "told"
	case writes && strings.Contains(text, "  added  sgr-") && err == nil:
		return "outcome"
	case writes && errors.As(err, new(*ssh.ExitError)) && strings.Contains(text, "0 of 1 rules were added"):
		return "not sent" // its group moved by the write before it
	}
	return fmt.Sprintf("%v: %q", err, text[max(0, len(text)-200):])
}

// noOutcomeLost holds all that was begun to an outcome that is known, and counts it.
func noOutcomeLost(t *testing.T, operations []plain.OperationJSON) (begun int) {
	t.Helper()
	for _, o := range operations {
		for _, r := range o.Records {
			begun++
			for _, rule := range r.Rules {
				if rule.Outcome == "" || rule.Outcome == "unknown" {
					text, _ := json.Marshal(o)
					t.Errorf("an outcome is lost: %s", text)
				}
			}
		}
	}
	return begun
}

func applyGroups() []string { return []string{websrvID, "sg-140ba4c8", "sg-0a5d8e02"} }
func applyTo(i int) string  { return applyGroups()[i%len(applyGroups())] }

// TestServedTwiceTerminated does not wait for anything when it is told to end
// twice; the next server finds out what came of the write.
func TestServedTwiceTerminated(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine}, "--endpoint-url", endpoint.URL)
	arrived, release := heldWrites(endpoint)
	t.Cleanup(release)
	session, err := s.signIn("ann").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("apply tcp/9001 from 192.0.2.0/24 --yes --group " + websrvID); err != nil {
		t.Fatal(err)
	}
	arrival(t, "the write", arrived)
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("told to end", 1)
	if code := s.terminate(); code != exitError {
		t.Errorf("told to end twice, the server ended with code %d, want %d", code, exitError)
	}
	release()
	endpoint.by(straight)
	s.address = ""
	s.start("serve", "--listen", "127.0.0.1:0", "--access", filepath.Join(s.state, "access"), "--state", s.state, "--endpoint-url", endpoint.URL)
	var operations []plain.OperationJSON
	for deadline := time.Now().Add(patience); ; {
		operations = historyOf(t, s.env, "--state", s.state)
		if len(operations) == 1 && operations[0].Records[0].Settled || time.Now().After(deadline) {
			break
		}
		breathe()
	}
	if len(operations) != 1 || operations[0].Records[0].Rules[0].Outcome != "applied" {
		t.Errorf("the next server does not know what came of it: %+v", operations)
	}
}

// TestServedAccessIsReadAgain changes the access file under a server at work.
func TestServedAccessIsReadAgain(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine, "bob": viewerLine})
	path := filepath.Join(s.state, "access")
	if err := os.WriteFile(path, []byte("broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("the last one stays in force", 1)
	if _, errs, code := s.run("ann", "history"); code != exitOK {
		t.Errorf("with a broken new file: code %d, %q", code, errs)
	}
	session, err := s.signIn("ann").NewSession()
	if err == nil {
		err = session.RequestPty("xterm", 30, 100, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	session.Stdout = out
	keys, err := session.StdinPipe()
	if err == nil {
		err = session.Shell()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keys.Close() }()
	line := viewerLine + `,sluice-name="bob" ` + string(ssh.MarshalAuthorizedKey(s.keys["bob"].PublicKey()))
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	s.awaitLog("access file taken", 1)
	if err := session.Wait(); err != nil && !errors.As(err, new(*ssh.ExitError)) && !errors.As(err, new(*ssh.ExitMissingError)) && !errors.Is(err, io.EOF) {
		t.Errorf("the session ended with %v", err)
	}
	if !strings.Contains(out.String(), "you may not sign in any more: the access file has changed") {
		t.Errorf("the session was not told: %q", out)
	}
	if client, err := s.dial("ann"); err == nil {
		_ = client.Close()
		t.Error("ann may sign in still")
	}
}
