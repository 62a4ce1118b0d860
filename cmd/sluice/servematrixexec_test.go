package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/serve"
	"sluice/cmd/internal/serve/servetest"
	"sluice/model/ingress"
	"sluice/ui/plain"
	"sluice/ui/remote"
)

// trial is one person at a server of their own, and somebody else who may do all. Both
// run commands.
type trial struct {
	*testing.T
	server  *serve.Server
	who     remote.Visitor
	reached *servetest.Reached
	rules   servetest.Rules
}

// attempt is an action that a trial's person tries.
type attempt = servetest.Attempt[*trial]

func newTrial(t *testing.T, column int) *trial {
	t.Helper()
	who, reached, env := servetest.Visitors(t)[column], servetest.NewReached(), newcomerEnv(t)
	p := program{env: func(name string) string {
		for _, pair := range env {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	}}
	s, err := serve.New(t.Context(), p.serving(serve.Options{
		Backend: p.options(backendFlags{}), Sandbox: serve.SandboxShared, RequireApproval: "high",
		Settings: ingress.DefaultSettings(), Log: slog.New(slog.DiscardHandler),
		Open: func(ctx context.Context, o backend.Options) (backend.Backend, error) {
			b, err := backend.Open(ctx, o)
			return reached.Counting(b, who.Name), err
		},
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &trial{T: t, server: s, who: who, reached: reached}
}

// exec runs a command line as a visitor.
func (c *trial) exec(v remote.Visitor, args ...string) (said string, code int) {
	var out bytes.Buffer
	code = c.server.Exec(c.Context(), v, args, remote.Stdio{In: strings.NewReader(""), Out: &out, Err: &out})
	return out.String(), code
}

// told is what a command line of somebody else's says in JSON.
func (c *trial) told(into any, args ...string) {
	c.Helper()
	var out, errs bytes.Buffer
	stdio := remote.Stdio{In: strings.NewReader(""), Out: &out, Err: &errs}
	code := c.server.Exec(c.Context(), servetest.SomebodyElse(), append(args, "--json"), stdio)
	if err := json.Unmarshal(out.Bytes(), into); err != nil || code != exitOK {
		c.Fatalf("%v ended with code %d: %v: %s%s", args, code, err, &out, &errs)
	}
}

// added is the operation of somebody else who added a rule.
func (c *trial) added() (operation string) {
	c.Helper()
	said, code := c.exec(servetest.SomebodyElse(), "apply", c.rules.New(), "--group", websrvID, "--yes")
	if code != exitOK {
		c.Fatalf("apply ended with code %d: %s", code, said)
	}
	var history plain.HistoryJSON
	c.told(&history, "history", "-n", "1")
	return history.Operations[0].ID
}

// waiting are the ids of the plans that wait.
func (c *trial) waiting() (ids []string) {
	c.Helper()
	var waiting plain.WaitingJSON
	c.told(&waiting, "waiting")
	for _, plan := range waiting.Plans {
		ids = append(ids, plan.ID)
	}
	return ids
}

// waits is a plan that somebody else asked for.
func (c *trial) waits() string { return c.askedBy(servetest.SomebodyElse()) }

// asked is a plan that the person asked for while their role allowed it.
func (c *trial) asked() string {
	return c.askedBy(servetest.Visitor(c.who.Name, ingress.Grant{Role: ingress.Admin}))
}

func (c *trial) askedBy(v remote.Visitor) string {
	c.Helper()
	before := c.waiting()
	said, code := c.exec(v, "apply", c.rules.Risky(), "--group", websrvID, "--yes", "--confirm", websrvID)
	for _, id := range c.waiting() {
		if code == exitWaits && !slices.Contains(before, id) {
			return id
		}
	}
	c.Fatalf("no plan waits after apply ended with code %d: %s", code, said)
	return ""
}

// byCommand runs the commands that are served, without a terminal.
func byCommand() map[ingress.Action]attempt {
	runs := func(args func(c *trial) []string, through func(said string, code int) bool) attempt {
		return func(c *trial) (bool, string) {
			said, code := c.exec(c.who, args(c)...)
			return through(said, code), said
		}
	}
	done := func(_ string, code int) bool { return code == exitOK }
	sent := func(method string, args func(c *trial) []string) attempt {
		return func(c *trial) (bool, string) {
			line, before := args(c), c.reached.Of(method)
			said, _ := c.exec(c.who, line...)
			return c.reached.Of(method) > before, said
		}
	}
	return map[ingress.Action]attempt{
		ingress.ActRead: runs(func(*trial) []string { return []string{"reach", "192.0.2.1", "tcp/443"} },
			func(said string, _ int) bool { return !strings.Contains(said, servetest.NotAllowed) }),
		ingress.ActPlan: runs(func(c *trial) []string { return []string{"plan", c.rules.New(), "--group", websrvID} },
			func(said string, _ int) bool { return strings.Contains(said, "192.0.2.0/24") }),
		ingress.ActHistory:   runs(func(c *trial) []string { c.added(); return []string{"history"} }, done),
		ingress.ActAuthorize: sent("Authorize", func(c *trial) []string { return []string{"apply", c.rules.New(), "--group", websrvID, "--yes"} }),
		ingress.ActPermit:    sent("Permit", func(c *trial) []string { return []string{"apply", c.rules.New(), "--group", websrvID, "--yes"} }),
		ingress.ActUndo:      sent("Revoke", func(c *trial) []string { return []string{"undo", c.added(), "--yes"} }),
		ingress.ActWaiting:   runs(func(c *trial) []string { c.waits(); return []string{"waiting"} }, done),
		ingress.ActApprove: sent("Authorize", func(c *trial) []string {
			return []string{"approve", c.waits(), "--yes", "--confirm", websrvID}
		}),
		ingress.ActReject: func(c *trial) (bool, string) {
			w := c.waits()
			said, _ := c.exec(c.who, "reject", w, "no")
			return !slices.Contains(c.waiting(), w), said
		},
		ingress.ActWithdraw: func(c *trial) (bool, string) {
			w := c.asked()
			said, _ := c.exec(c.who, "reject", w, "no")
			return !slices.Contains(c.waiting(), w), said
		},
		ingress.ActAsk: func(c *trial) (bool, string) {
			before := len(c.waiting())
			said, _ := c.exec(c.who, "apply", c.rules.Risky(), "--group", websrvID, "--yes", "--confirm", websrvID)
			return len(c.waiting()) > before, said
		},
		ingress.ActSweep: runs(func(*trial) []string { return []string{"sweep"} }, done),
		ingress.ActHost:  runs(func(*trial) []string { return []string{"access", "check", "/dev/null"} }, done),
	}
}

func TestMatrixByCommands(t *testing.T) {
	excused := map[ingress.Action]string{}
	for a := ingress.ActRead; a <= ingress.ActAuthorize; a++ {
		if byCommand()[a] == nil {
			excused[a] = "no command does it"
		}
	}
	servetest.Try(t, newTrial, byCommand(), excused)
}

// TestCommandsAreTried holds the attempts to the commands that there are: what
// cobra itself adds is not served.
func TestCommandsAreTried(t *testing.T) {
	p := program{}
	for _, c := range p.root().Commands() {
		needs := p.needs(c.Name())
		if slices.Contains([]string{"help", "completion"}, c.Name()) {
			continue
		}
		if needs < ingress.ActRead || needs > ingress.ActAuthorize || byCommand()[needs] == nil {
			t.Errorf("%s: what it takes of a role is %d, and that no command is tried for", c.Name(), needs)
		}
		_, somebody := needs.Least()
		if served := slices.Contains(p.servedCommands(), c.Name()); served != somebody {
			t.Errorf("%s is served: %v", c.Name(), served)
		}
	}
	for _, name := range []string{"help", "completion", "version", "", "sh"} {
		if ingress.Admin.May(p.needs(name)) || slices.Contains(p.servedCommands(), name) {
			t.Errorf("%q is served", name)
		}
	}
}
