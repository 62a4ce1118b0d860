package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/ui/plain"
)

// undone undoes an operation, and gives what the program says of it in a line each.
func undone(t *testing.T, s *stand, env []string, operation string, code int) (lines []string, undo string) {
	t.Helper()
	out, errs, got := piped(t, env, "undo", operation, "--yes", "--json", "--endpoint-url", s.URL)
	var told plain.UndoJSON
	if err := json.Unmarshal([]byte(out), &told); err != nil || got != code {
		t.Fatalf("undo ended with code %d, not %d: %v\n%s%s", got, code, err, out, errs)
	}
	for _, g := range told.Groups {
		for _, r := range g.Rules {
			lines = append(lines, r.Rule+" "+r.Outcome)
		}
	}
	for _, k := range told.Kept {
		lines = append(lines, "kept "+k.Rule+": "+k.Why)
	}
	return lines, told.Operation
}

// TestUndoAfterSomebodyElse undoes an operation of which somebody else changed some
// rules, and then the undo, and the undo of that.
func TestUndoAfterSomebodyElse(t *testing.T) {
	t.Parallel()
	s, env := newStand(t), newcomerEnv(t)
	if _, errs, code := piped(t, env, "apply", "tcp/8601,8603,8605,8607 from 192.0.2.0/24", "--group", "websrv", "--yes", "--endpoint-url",
		s.URL); code != exitOK {
		t.Fatal(errs)
	}
	at := func(port int) string { return s.ruleAt(t, websrvID, port).ID }
	s.ask(t, "UpdateSecurityGroupRuleDescriptionsIngress", "GroupId="+websrvID,
		"SecurityGroupRuleDescription.1.SecurityGroupRuleId="+at(8601), "SecurityGroupRuleDescription.1.Description=theirs")
	s.ask(t, "RevokeSecurityGroupIngress", "GroupId="+websrvID, "SecurityGroupRuleId.1="+at(8603))
	again := s.opened(t, websrvID, 8603)
	s.ask(t, "DeleteTags", "ResourceId.1="+at(8605), "Tag.1.Key=sluice:op")

	first := historyOf(t, env)[0].ID
	lines, undo := undone(t, s, env, first, exitError)
	kept := []string{
		"kept " + portRule(8601) + `: its description was changed since, from none to “theirs”`,
		"kept " + portRule(8603) + fmt.Sprintf(": it is gone; the same rule is there as %s, added by someone else", again),
		"kept " + portRule(8605) + ": it does not carry the operation's tag any more",
	}
	if diff := cmp.Diff(append([]string{portRule(8607) + " applied"}, kept...), lines); diff != "" {
		t.Errorf("the undo (-want +told):\n%s", diff)
	}
	wantPorts(t, s, "8601 8603 8605")

	lines, redo := undone(t, s, env, undo, exitOK)
	if diff := cmp.Diff([]string{portRule(8607) + " applied"}, lines); diff != "" {
		t.Errorf("the undo of the undo (-want +told):\n%s", diff)
	}
	wantPorts(t, s, "8601 8603 8605 8607")
	if by := s.ruleAt(t, websrvID, 8607).Tag("sluice:op"); by != redo {
		t.Errorf("the rule is back by %q, not %q", by, redo)
	}

	undone(t, s, env, redo, exitOK)
	wantPorts(t, s, "8601 8603 8605")
	told := historyOf(t, env)
	for i, by := range []string{"", told[0].ID, redo, undo} {
		if got := strings.Join(told[i].UndoneBy, " "); got != by {
			t.Errorf("operation %d of the history is undone by %q, not %q", i, got, by)
		}
	}
}

// wantPorts checks which of the ports from 8601 on the group has.
func wantPorts(t *testing.T, s *stand, want string) {
	t.Helper()
	var there []string
	for port := 8601; port <= 8607; port++ {
		if s.ruleAt(t, websrvID, port).ID != "" {
			there = append(there, fmt.Sprint(port))
		}
	}
	if got := strings.Join(there, " "); got != want {
		t.Errorf("the group has the ports %s, not %s", got, want)
	}
}
