package serve

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"sluice/client/grant"
	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/serve/servetest"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// websrvID is the id of the group that the tests write to.
const websrvID = "sg-5b1c22de"

// patience is how long a test waits for something that is bound to come.
const patience = time.Minute

// trial is one person at a server of their own, and somebody else who may do all.
type trial struct {
	*testing.T
	server  *Server
	tenant  *tenant
	who     remote.Visitor
	backend backend.Backend // as the person has it
	reached *servetest.Reached
	rules   servetest.Rules
	column  int // of the person in the matrix
}

// attempt is an action that a trial's person tries.
type attempt = servetest.Attempt[*trial]

// newServer is one that everybody shares a sandbox of.
func newServer(t *testing.T, o Options) *Server {
	t.Helper()
	state := t.TempDir()
	o.Sandbox, o.Log, o.Settings = SandboxShared, slog.New(slog.DiscardHandler), ingress.DefaultSettings()
	o.Backend.Env = func(name string) string { return map[string]string{"XDG_STATE_HOME": state}[name] }
	s, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func newTrial(t *testing.T, column int) *trial {
	t.Helper()
	who, reached := servetest.Visitors(t)[column], servetest.NewReached()
	s := newServer(t, Options{RequireApproval: "high", Open: func(ctx context.Context, o backend.Options) (backend.Backend, error) {
		b, err := backend.Open(ctx, o)
		return reached.Counting(b, who.Name), err
	}})
	c := &trial{T: t, server: s, who: who, reached: reached, column: column}
	var err error
	if c.tenant, err = s.tenant(""); err != nil {
		t.Fatal(err)
	}
	c.backend = c.backendOf(who)
	return c
}

// backendOf is the backend as a visitor has it.
func (c *trial) backendOf(v remote.Visitor) backend.Backend {
	c.Helper()
	b, _, err := c.tenant.backendOf(c.Context(), c.server, v)
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// added is a rule that somebody else added, and the operation that did.
func (c *trial) added() (ingress.GroupRule, ingress.Operation) {
	c.Helper()
	b, plan := c.backendOf(servetest.SomebodyElse()), c.planned(c.rules.New())
	receipt := b.Writer.Send(c.Context(), plan.Operation, plan.Changes[0])
	if receipt.Count(ingress.Applied) != 1 {
		c.Fatalf("somebody else's rule was not added: %+v", receipt)
	}
	operation, err := b.Journal.Operation(c.Context(), plan.Operation)
	if err != nil {
		c.Fatal(err)
	}
	id := receipt.Rules[0].RuleID
	rule, there := c.group().RuleByID(id)
	if !there {
		c.Fatalf("%s is not there", id)
	}
	return rule, operation
}

func (c *trial) group() ingress.Group {
	c.Helper()
	g, err := c.tenant.backend.Reader.Group(c.Context(), websrvID)
	if err != nil {
		c.Fatal(err)
	}
	return g
}

// planner plans without a grant, as nobody's client would.
func (c *trial) planner() ingress.Planner {
	return ingress.Planner{Limits: c.backend.Limits, Settings: c.server.o.Settings, Now: time.Now(), By: c.backend.By}
}

// planned is a plan that adds a rule.
func (c *trial) planned(line string) ingress.Plan {
	c.Helper()
	groups := []ingress.Group{c.group()}
	wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse(groups, groups)
	if len(problems) > 0 {
		c.Fatalf("%s: %v", line, problems)
	}
	return c.planner().Plan(backend.NewOperation(), groups, wanted)
}

// approvals are a visitor's, as a session has them.
func (c *trial) approvals(v remote.Visitor) ingress.Approvals {
	c.Helper()
	return grant.LimitApprovals(c.tenant.approvals(c.server, c.backendOf(v), v), v.Grant)
}

// risky is a plan of a severity that waits.
func (c *trial) risky() ingress.Plan { return c.planned(c.rules.Risky()) }

// waits is a plan that somebody else asked for.
func (c *trial) waits() ingress.Waiting { return c.askedBy(servetest.SomebodyElse()) }

// asked is a plan that the person asked for while their role allowed it.
func (c *trial) asked() ingress.Waiting {
	return c.askedBy(servetest.Visitor(c.who.Name, ingress.Grant{Role: ingress.Admin}))
}

func (c *trial) askedBy(v remote.Visitor) ingress.Waiting {
	c.Helper()
	w, err := c.approvals(v).Ask(c.Context(), c.risky())
	if err != nil {
		c.Fatal(err)
	}
	return w
}

// waiting are the plans that wait.
func (c *trial) waiting() []ingress.Waiting {
	c.Helper()
	all, err := c.approvals(servetest.SomebodyElse()).Waiting(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return all
}

func (c *trial) waitsFor(id string) bool {
	return slices.ContainsFunc(c.waiting(), func(w ingress.Waiting) bool { return w.ID == id })
}
