package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A session's log tells its phases, effects and calls, with how long they took,
// and nothing that was typed.
func TestLogOfASession(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	term := start(t, usual(), newcomerEnv(t), binary(t), "--log", log)
	term.waitFor("websrv")
	term.openForm("websrv")
	term.fill("Rule", portRule(8702)+" # zebra")
	term.preview("1 rule to websrv")
	term.confirm("Done: 1 added")
	term.press("ctrl+c")
	term.exit()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range [][]string{
		{"msg=started ", "command=sluice ", "terminal=true"},
		{`msg="phase begun"`, "phase=Listing"},
		{`msg="phase ended"`, "phase=Editing", "took="},
		{`msg="effect begun"`, "effect=LoadGroups", "call="},
		{`msg="effect ended"`, "effect=LoadGroups", "took=", "answer=GroupsLoaded"},
		{`msg="effect ended"`, "effect=Submit", "operation=", "group=sg-", "took=", "answer=ChangeSubmitted", "applied=1", "of=1"},
		{`msg="call answered"`, "action=AuthorizeSecurityGroupIngress", "took=", "attempt=1", "status=200", "request_id="},
		{`msg="phase begun"`, "phase=Finished"},
		{"msg=ended ", "code=0"},
	} {
		if !hasLine(string(text), line) {
			t.Errorf("no line with %q", line)
		}
	}
	for _, typed := range []string{"zebra", "8702", "websrv"} {
		if strings.Contains(string(text), typed) {
			t.Errorf("the log has %q", typed)
		}
	}
	if t.Failed() {
		t.Logf("%s", text)
	}
}

// A server's own log stays on its standard error, as JSON; --log has its calls
// besides, and nobody's name. Over SSH nobody has a file written.
func TestLogOfAServer(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	s := serving(t, map[string]string{"giraffe": adminLine}, "--log", log)
	if _, errs, code := s.run("giraffe", invocation("apply")); code != exitOK {
		t.Fatalf("apply: code %d, %q", code, errs)
	}
	if _, errs, code := s.run("giraffe", "history --log "+log+"2"); code != exitError || !strings.Contains(errs, "--log is for the server to say, not over SSH") {
		t.Errorf("history --log: code %d, %q", code, errs)
	}
	if _, err := os.Stat(log + "2"); err == nil {
		t.Error("a visitor had a file written")
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range [][]string{
		{"msg=started ", `command="sluice serve"`},
		{`msg="call answered"`, "action=AuthorizeSecurityGroupIngress", "status=200"},
	} {
		if !hasLine(string(text), line) {
			t.Errorf("no line with %q:\n%s", line, text)
		}
	}
	if strings.Contains(string(text), "giraffe") {
		t.Errorf("the log names a person:\n%s", text)
	}
	if said := s.said(); !strings.Contains(said, "giraffe") || strings.Contains(said, "call answered") {
		t.Errorf("the server's own log: %s", said)
	}
}

func hasLine(text string, parts []string) bool {
	for line := range strings.Lines(text) {
		all := true
		for _, part := range parts {
			all = all && strings.Contains(line, part)
		}
		if all {
			return true
		}
	}
	return false
}
