package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sluice/model/ingress"
	"sluice/ui/plain"
)

// riskyCommand opens a port of a group to everyone, with the word for it given.
func riskyCommand(command, group string) string {
	return command + " --yes --confirm " + group
}

// plansThatWait is what waiting --json says to a person.
func (s *served) plansThatWait(t *testing.T, name string) []plain.WaitingPlanJSON {
	t.Helper()
	out, errs, code := s.run(name, "waiting --json")
	var told plain.WaitingJSON
	if err := json.Unmarshal([]byte(out), &told); err != nil || code != exitOK {
		t.Fatalf("waiting: code %d, %q, %v:\n%s", code, errs, err, out)
	}
	return told.Plans
}

// TestServedApprovalByCommands asks for approval with apply, and gives it, all
// without a terminal. Nobody gets round it.
func TestServedApprovalByCommands(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{
		"ann": operatorLine, "bob": operatorLine, "vic": viewerLine, "dba": operatorLine + `,sluice-groups="db*"`,
	}, "--endpoint-url", endpoint.URL, "--require-approval", "high")
	apply := "apply tcp/22 from 0.0.0.0/0 --group " + websrvID
	wants := func(name, command string, code int, words ...string) (out string) {
		t.Helper()
		out, errs, got := s.run(name, command)
		if got != code {
			t.Errorf("%s: %s: code %d, want %d:\n%s%s", name, command, got, code, out, errs)
		}
		for _, text := range words {
			if !strings.Contains(out+errs, text) {
				t.Errorf("%s: %s does not say %q:\n%s%s", name, command, text, out, errs)
			}
		}
		return out
	}
	wants("ann", apply+" --yes", exitError, "--yes --confirm "+websrvID)
	wants("ann", "waiting", exitOK, "No plan waits")
	asked := wants("ann", riskyCommand(apply, websrvID)+" --json", exitWaits, "Waits for approval as ", "any other operator may", "from high on another person")
	var told plain.OutcomeJSON
	if err := json.Unmarshal([]byte(asked), &told); err != nil || told.Waits == "" || told.Applied ||
		!strings.Contains(told.Reason, "waits for another person's approval") {
		t.Fatalf("%v: %s", err, asked)
	}
	id := told.Waits
	if got := s.plansThatWait(t, "bob"); len(got) != 1 || got[0].ID != id || got[0].Mine || got[0].Severity != "critical" ||
		got[0].Groups[0].Rules[0] != "tcp/22 from 0.0.0.0/0" {
		t.Fatalf("what waits: %+v", got)
	}
	if got := s.plansThatWait(t, "ann"); len(got) != 1 || !got[0].Mine {
		t.Errorf("ann's own: %+v", got)
	}
	endpoint.opened(t, websrvID, 22) // somebody else is at the group, too
	wants("ann", riskyCommand("approve "+id, websrvID), exitError, "another person has to approve it")
	wants("dba", riskyCommand("approve "+id, websrvID), exitError, "not allowed for your role")
	wants("vic", riskyCommand("approve "+id, websrvID), exitError, "not allowed for your role")
	wants("vic", "waiting", exitError, "not allowed for your role")
	wants("bob", "approve "+id+" --yes", exitError, "--yes --confirm "+websrvID)
	wants("bob", "approve 000000000000 --yes", exitError, "no plan waits as 000000000000")
	wants("bob", "approve "+id[:6]+" --plan", exitDiff, "Asked for by ann SHA256:", "changed since it was asked for",
		"(TCP 22 from 192.0.2.0/24): it is about what this plan opens", "tcp/22 from 0.0.0.0/0")
	wants("bob", riskyCommand("approve "+id, websrvID), exitOK, "Asked for by ann", "added")
	wants("bob", riskyCommand("approve "+id, websrvID), exitError, "no plan waits as")
	if _, there := endpoint.group(t, websrvID).Find(mustRule(t, "tcp/22 from 0.0.0.0/0")); !there || len(s.plansThatWait(t, "bob")) != 0 {
		t.Error("it was not sent, or waits still")
	}
	table := wants("vic", "history", exitOK, "ann SHA256:", ", approved by bob SHA256:", "1 added")
	approvedInHistory(t, table, wants("vic", "history --json", exitOK))
}

// approvedInHistory looks for ann's operation, approved by bob, in the history's table and JSON.
func approvedInHistory(t *testing.T, table, asJSON string) {
	t.Helper()
	if !regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z+-]`).MatchString(table) {
		t.Errorf("its time has no zone: %s", table)
	}
	var history plain.HistoryJSON
	if err := json.Unmarshal([]byte(asJSON), &history); err != nil || len(history.Operations) != 1 {
		t.Fatalf("history: %v, %+v", err, history)
	}
	if r := history.Operations[0].Records[0]; !strings.HasPrefix(r.By, "ann SHA256:") || !strings.HasPrefix(r.Approved, "bob SHA256:") {
		t.Errorf("by %q, approved by %q", r.By, r.Approved)
	}
}

// TestServedRejection: what was asked for can be taken back, or be rejected, and is
// not sent then.
func TestServedRejection(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine, "bob": operatorLine}, "--endpoint-url", endpoint.URL, "--require-approval", "high")
	before := endpoint.group(t, websrvID).Revision()
	for _, tt := range []struct{ by, command, says string }{
		{"ann", "reject ID", "ann withdrew it. Nothing of it was sent."},
		{"bob", "reject ID not on a Friday", "bob rejected it: not on a Friday. Nothing of it was sent."},
	} {
		if _, errs, code := s.run("ann", riskyCommand("apply tcp/22 from 0.0.0.0/0 --group "+websrvID, websrvID)); code != exitWaits {
			t.Fatalf("code %d, %q", code, errs)
		}
		waiting := s.plansThatWait(t, "bob")
		if len(waiting) != 1 {
			t.Fatalf("%+v", waiting)
		}
		if _, errs, code := s.run("bob", "reject "+waiting[0].ID); code != exitError || !strings.Contains(errs, "a rejection needs a reason") {
			t.Errorf("without a reason: code %d, %q", code, errs)
		}
		if out, errs, code := s.run(tt.by, strings.Replace(tt.command, "ID", waiting[0].ID, 1)); code != exitOK || !strings.Contains(out, tt.says) {
			t.Errorf("%s: code %d, %q%q", tt.command, code, out, errs)
		}
		if _, errs, code := s.run("bob", riskyCommand("approve "+waiting[0].ID, websrvID)); code != exitError || !strings.Contains(errs, "no plan waits as") {
			t.Errorf("approved after that: code %d, %q", code, errs)
		}
	}
	if got := endpoint.group(t, websrvID).Revision(); got != before {
		t.Errorf("the group was changed: %s", got)
	}
	ann := s.screens("ann", usual())
	ann.waitFor("10 groups", "bob rejected it: not on a Friday")
	ann.quit()
	again := s.screens("ann", usual())
	again.waitFor("10 groups")
	if strings.Contains(again.text(), "rejected") {
		t.Errorf("it is told again:\n%s", again.text())
	}
	again.quit()
}

// TestServedRestWaitsAgain: what an approved plan did not add, to one of its two
// groups, waits again, and another approval sends it.
func TestServedRestWaitsAgain(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine, "bob": operatorLine, "eve": adminLine}, "--endpoint-url", endpoint.URL, "--require-approval", "high")
	const other = "sg-140ba4c8"
	apply := "apply tcp/22 from 0.0.0.0/0 --group " + websrvID + " --group " + other
	_, errs, _ := s.run("ann", apply+" --yes")
	_, confirm, _ := strings.Cut(errs, "--confirm ")
	confirm = strings.Fields(confirm)[0]
	if _, errs, code := s.run("ann", riskyCommand(apply, confirm)); code != exitWaits {
		t.Fatalf("code %d, %q", code, errs)
	}
	endpoint.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if params.Get("Action") == "AuthorizeSecurityGroupIngress" && params.Get("GroupId") == other && params.Get("DryRun") != "true" {
			refuse(w, "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
			return
		}
		endpoint.ServeHTTP(w, req)
	})
	first := s.plansThatWait(t, "bob")[0].ID
	out, errs, code := s.run("bob", riskyCommand("approve "+first, confirm))
	if code != exitError || !strings.Contains(out, "What was not sent waits for approval again, as ") {
		t.Fatalf("code %d:\n%s%s", code, out, errs)
	}
	waiting := s.plansThatWait(t, "eve")
	if len(waiting) != 1 || waiting[0].Rest != first || len(waiting[0].Groups) != 1 || waiting[0].Groups[0].ID != other ||
		!strings.Contains(waiting[0].Why, "RulesPerSecurityGroupLimitExceeded") {
		t.Fatalf("what waits: %+v", waiting)
	}
	endpoint.by(straight)
	if out, errs, code := s.run("eve", riskyCommand("approve "+waiting[0].ID, other)); code != exitOK || !strings.Contains(out, "It is what was left of "+first) {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	for _, id := range []string{websrvID, other} {
		if _, there := endpoint.group(t, id).Find(mustRule(t, "tcp/22 from 0.0.0.0/0")); !there {
			t.Errorf("%s was not opened", id)
		}
	}
}

// mustRule reads a rule of one line.
func mustRule(t *testing.T, line string) ingress.Rule {
	t.Helper()
	wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse([]ingress.Group{{ID: "sg-1", VPCID: "vpc-1"}}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return wanted[0][0].Rule
}
