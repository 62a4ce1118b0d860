package main

import (
	"encoding/base64"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestServedCopy copies over SSH: the text goes to the person's own clipboard, by
// OSC 52, and not to the server's.
func TestServedCopy(t *testing.T) {
	s := serving(t, map[string]string{"ann": viewerLine})
	ann := s.screens("ann", usual())
	ann.waitFor("10 groups")
	ann.press("/")
	ann.write("websrv")
	ann.waitFor("1 of ")
	ann.press("enter", "y")
	ann.waitFor("copied " + websrvID)
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(websrvID))
	ann.until("the sequence that copies", func(string) bool { return strings.Contains(ann.output(), want) })
	ann.quit()
}

// TestServedSuspends presses what suspends a program at home: here it would stop
// everybody's.
func TestServedSuspends(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine, "bob": viewerLine})
	ann, bob := s.screens("ann", usual()), s.screens("bob", usual())
	ann.waitFor("10 groups")
	bob.waitFor("10 groups")
	ann.press("ctrl+z", "/")
	ann.write("websrv")
	ann.waitFor("1 of ")
	if state := s.processState(); state == "T" {
		t.Error("the server is stopped")
	}
	bob.press("/")
	bob.write("websrv")
	bob.waitFor("1 of ")
	ann.press("enter")
	ann.quit()
	bob.press("enter")
	bob.quit()
}

// processState is the letter that the kernel has for what the server does: T for a
// process that was stopped (proc(5)).
func (s *served) processState() string {
	s.t.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/stat")
	if err != nil {
		s.t.Skip("there is no /proc here: ", err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return rest[:1]
}
