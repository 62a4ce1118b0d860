package main

import (
	"strings"
	"testing"
)

func TestServedSandboxesOfTheirOwn(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine, "bob": operatorLine}, "--sandbox", "per-user")
	if _, errs, code := s.run("ann", invocation("apply")); code != exitOK {
		t.Fatalf("apply: code %d, %q", code, errs)
	}
	if out, _, _ := s.run("ann", "history"); !strings.Contains(out, "1 added") {
		t.Errorf("ann's history: %q", out)
	}
	if out, errs, _ := s.run("bob", "history"); out != "" || !strings.Contains(errs, "No operations") {
		t.Errorf("bob's history: %q, %q", out, errs)
	}
}

// TestServedApprovalIsNeededByCommandsToo sends what another person has to approve.
func TestServedApprovalIsNeededByCommandsToo(t *testing.T) {
	s := serving(t, map[string]string{"ann": adminLine}, "--require-approval", "high")
	command := "apply tcp/22 from 0.0.0.0/0 --yes --group " + websrvID + " --confirm " + websrvID
	out, errs, code := s.run("ann", command)
	if code != exitWaits || !strings.Contains(out+errs, "another person has to approve it") {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	if _, errs, code := s.run("ann", invocation("apply")); code != exitOK {
		t.Errorf("what needs no approval: code %d, %q", code, errs)
	}
}
