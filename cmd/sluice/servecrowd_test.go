package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestServedCrowd has as many sessions as a server takes, each with its person's
// name on the screen, and no other name.
func TestServedCrowd(t *testing.T) {
	const sessions = 200
	people := map[string]string{}
	for i := range sessions / 2 { // two each
		people[fmt.Sprintf("canary%03d", i)] = operatorLine
	}
	s := serving(t, people)
	before := s.memory()
	var mu sync.Mutex
	outputs, all := make([]bytes.Buffer, sessions), make([]*ssh.Session, sessions)
	for i := range sessions {
		session, err := s.signIn(fmt.Sprintf("canary%03d", i/2)).NewSession()
		if err == nil {
			session.Stdout, session.Stderr = writing{&mu, &outputs[i]}, writing{&mu, &outputs[i]}
			_, err = session.StdinPipe() // open: nothing is typed
		}
		if err == nil {
			err = session.RequestPty("xterm-256color", 40, 120, nil)
		}
		if err == nil {
			err = session.Shell()
		}
		if err != nil {
			t.Fatal(err)
		}
		all[i] = session
	}
	drawn := func(i int) string {
		mu.Lock()
		defer mu.Unlock()
		return outputs[i].String()
	}
	names := regexp.MustCompile(`canary\d{3}`)
	deadline := time.Now().Add(patience)
	for i := range sessions {
		for !strings.Contains(drawn(i), "VpcWebServers") {
			if time.Now().After(deadline) {
				t.Fatalf("session %d shows no list: %q", i, drawn(i))
			}
			breathe()
		}
		if found := slices.Compact(names.FindAllString(drawn(i), -1)); !slices.Equal(found, []string{fmt.Sprintf("canary%03d", i/2)}) {
			t.Errorf("session %d shows the names %q", i, found)
		}
	}
	t.Logf("%d sessions of 120×40: %.2f MB each (resident memory)", sessions, float64(s.memory()-before)/sessions/(1<<20))
	if code := s.terminate(); code != exitOK {
		t.Errorf("the server ended with code %d", code)
	}
}

// memory is the server's resident memory in bytes.
func (s *served) memory() int {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Skip("there is no /proc to read the server's memory from")
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kB, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				s.t.Fatal(err)
			}
			return kB << 10
		}
	}
	s.t.Fatal("no VmRSS")
	return 0
}
