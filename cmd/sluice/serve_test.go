package main

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"sluice/model/ingress"
)

const (
	viewerLine   = `sluice-role="viewer"`
	operatorLine = `sluice-role="operator"`
	adminLine    = `sluice-role="admin"`
)

// TestServedFlow adds a rule by typed keys over SSH, while another person's list
// on another terminal hears of it.
func TestServedFlow(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine, "bob": viewerLine})
	bob := s.screens("bob", size{100, 30}, "NO_COLOR=1")
	bob.waitFor("10 groups", "read-only", "bob")
	bob.press("/")
	bob.write("websrv")
	bob.waitFor("1 of ")
	bob.press("enter", "enter")
	bob.waitFor("websrv", websrvID)
	before := bob.text()

	ann := s.screens("ann", usual())
	ann.waitFor("10 groups", "ann")
	ann.openForm("websrv")
	ann.write("tcp/8443 from me")
	ann.waitFor("tcp/8443 from me", "Custom TCP")
	ann.press("ctrl+s") // asks for the address first
	ann.waitFor("you are 127.0.0.1, as this server sees you", "127.0.0.1/32  new")
	ann.preview("1 rule")
	ann.confirm("added")
	bob.until("the rule that ann added", func(screen string) bool {
		return screen != before && strings.Contains(screen, "8443")
	})
	if strings.Contains(bob.output(), "\x1b[38;") {
		t.Error("bob asked for no colours")
	}
	out, _, code := s.run("bob", "history --json")
	if code != exitOK || !strings.Contains(out, `"ann `+ssh.FingerprintSHA256(s.keys["ann"].PublicKey())+`"`) {
		t.Errorf("history ended with code %d and does not say who it was:\n%s", code, out)
	}
	ann.quit()
	bob.quit()
}

// invocation is a way to call a command that would do something if it were
// allowed.
func invocation(command string) string {
	switch command {
	case "plan", "apply":
		line := command + " tcp/4443 from 192.0.2.0/24 --group " + websrvID
		if command == "apply" {
			line += " --yes"
		}
		return line
	case "undo":
		return "undo 000000000000 --yes"
	case "history", "sweep", "waiting":
		return command
	case "approve":
		return "approve 000000000000 --yes"
	case "reject":
		return "reject 000000000000 no"
	case "reach":
		return "reach 192.0.2.1 tcp/443"
	}
	return ""
}

// TestServedRoles tries each command in each role. What is denied changes nothing
// and says so.
func TestServedRoles(t *testing.T) {
	roles := map[string]ingress.Role{"vic": ingress.Viewer, "ann": ingress.Operator, "eve": ingress.Admin}
	s := serving(t, map[string]string{"vic": viewerLine, "ann": operatorLine, "eve": adminLine})
	denied := 0
	for _, command := range (program{}).servedCommands() {
		if invocation(command) == "" {
			t.Errorf("no test calls %s", command)
			continue
		}
		for name, role := range roles {
			_, errs, code := s.run(name, invocation(command))
			refused := strings.Contains(errs, "not allowed for your role")
			if allowed := role.May(program{}.needs(command)); refused == allowed || refused && code != exitError {
				t.Errorf("%s %s: code %d, %q; want it allowed: %v", role, command, code, errs, allowed)
			}
			if refused {
				denied++
			}
		}
	}
	if denied != 7 {
		t.Errorf("%d pairs were denied, want 7", denied)
	}
	if out, _, _ := s.run("vic", "history --by vic"); strings.Contains(out, "vic") {
		t.Errorf("a viewer sent something:\n%s", out)
	}
}

// TestServedCommandsKeepToTheServersPlace tries to get at what is the server's own.
func TestServedCommandsKeepToTheServersPlace(t *testing.T) {
	s := serving(t, map[string]string{"ann": operatorLine + `,sluice-groups="web*",sluice-ports="4443"`})
	group := " --group " + websrvID
	for _, tt := range []struct{ command, why string }{
		{"version", "not offered"},
		{"sh -c id", "not offered"},
		{"serve --access /dev/null", "not offered"},
		{"history --state /etc", "for the server to say"},
		{"history --journal /etc", "for the server to say"},
		{"plan ssh from me --profile x" + group, "for the server to say"},
		{"plan ssh from me --endpoint-url http://192.0.2.1" + group, "for the server to say"},
		{"plan ssh from me --backend sandbox" + group, "for the server to say"},
		{"plan --ip-permissions /etc/passwd" + group, "files are not read over SSH"},
		{"plan ssh from me --existing /etc/passwd" + group, "files are not read over SSH"},
		{"apply tcp/22 from 192.0.2.0/24 --yes" + group, "not allowed for your role"},
		{"apply tcp/4443 from 192.0.2.0/24 --yes --group sg-0a5d8e02", "not allowed for your role"},
		{"apply tcp/4443 from 192.0.2.0/24 --yes --read-only" + group, "--read-only"},
	} {
		out, errs, code := s.run("ann", tt.command)
		if code != exitError || !strings.Contains(out+errs, tt.why) {
			t.Errorf("%s: code %d, want %d and %q:\n%s%s", tt.command, code, exitError, tt.why, out, errs)
		}
	}
	if out, _, _ := s.run("ann", "history --json"); strings.Contains(out, "applied") {
		t.Errorf("something was applied:\n%s", out)
	}
	if _, errs, code := s.run("ann", "apply tcp/4443 from 198.51.100.0/28 --yes"+group); code != exitOK {
		t.Errorf("what is allowed: code %d, %q", code, errs)
	}
}

// heldWrites makes writes to a stand wait at the endpoint until they are let go.
func heldWrites(s *stand) (arrived <-chan struct{}, release func()) {
	came, gate := make(chan struct{}, 100), make(chan struct{})
	s.by(func(endpoint http.Handler, w http.ResponseWriter, req *http.Request, params url.Values) {
		if params.Get("Action") == "AuthorizeSecurityGroupIngress" && params.Get("DryRun") != "true" {
			came <- struct{}{}
			<-gate
		}
		endpoint.ServeHTTP(w, req)
	})
	return came, sync.OnceFunc(func() { close(gate) })
}

// TestServedWriteOutlivesItsConnection loses a terminal in the middle of a write,
// and shows what came of it when the person signs in again.
func TestServedWriteOutlivesItsConnection(t *testing.T) {
	endpoint := newStand(t)
	s := serving(t, map[string]string{"ann": operatorLine}, "--endpoint-url", endpoint.URL)
	arrived, release := heldWrites(endpoint)
	t.Cleanup(release)
	ann := s.screens("ann", usual())
	ann.waitFor("10 groups")
	ann.openForm("websrv")
	ann.fill("Rule", "tcp/8443 from 192.0.2.0/24")
	ann.preview("1 rule")
	ann.press("enter")
	arrival(t, "the write", arrived)
	ann.stop()
	release()
	again := s.screens("ann", usual())
	again.until("the outcome, or its absence", func(screen string) bool { return strings.Contains(screen, "10 groups") })
	if !strings.Contains(again.text(), "your last session: 1 rule added to websrv") {
		// It ended after this one began: the one after it tells.
		endpoint.ruleAt(t, websrvID, 8443)
		again.stop()
		again = s.screens("ann", usual())
		again.waitFor("your last session: 1 rule added to websrv")
	}
	again.quit()
	once := s.screens("ann", usual())
	once.waitFor("10 groups")
	if strings.Contains(once.text(), "your last session") {
		t.Errorf("it is told again:\n%s", once.text())
	}
}
