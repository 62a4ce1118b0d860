package main

import (
	"strings"
	"testing"
)

// TestServedWords: commands offer what the person may, and tell nothing of the
// server's own.
func TestServedWords(t *testing.T) {
	s := serving(t, map[string]string{"vic": viewerLine, "eve": adminLine})
	_, errs, code := s.run("vic", "ls")
	if code != exitError || !strings.Contains(errs, "ls is not offered here. Without a terminal you may run: plan, history, reach.") {
		t.Errorf("a viewer's ls: code %d, %q", code, errs)
	}
	if _, errs, _ := s.run("eve", "ls"); !strings.Contains(errs, "apply, undo") || !strings.Contains(errs, "sweep") {
		t.Errorf("an admin's ls: %q", errs)
	}
	for _, command := range s.offeredTo("eve") {
		out, errs, code := s.run("eve", command+" --help")
		if code != exitOK || !strings.Contains(out, "sluice "+command) {
			t.Errorf("%s --help: code %d, %q", command, code, errs)
		}
		_, flags, found := strings.Cut(out, "Flags:\n")
		if !found {
			t.Errorf("the help of %s has no flags:\n%s", command, out)
		}
		for flag := range (backendFlags{}).servers() {
			if strings.Contains(flags, "--"+flag+" ") {
				t.Errorf("the help of %s offers --%s", command, flag)
			}
		}
	}
	if _, errs, code := s.run("eve", invocation("apply")); code != exitOK {
		t.Fatalf("apply: code %d, %q", code, errs)
	}
	out, errs, code := s.run("vic", "history --verify")
	if code != exitOK || !strings.Contains(out, "the audit log: ") || strings.Contains(out+errs, s.state) || strings.Contains(out+errs, "/") {
		t.Errorf("history --verify: code %d, %q, %q", code, out, errs)
	}
}

// offeredTo are the commands that somebody is told of.
func (s *served) offeredTo(name string) []string {
	s.t.Helper()
	_, errs, _ := s.run(name, "ls")
	_, list, found := strings.Cut(strings.TrimRight(errs, ".\n"), "you may run: ")
	if !found {
		s.t.Fatalf("%s is offered nothing: %q", name, errs)
	}
	return strings.Split(list, ", ")
}
