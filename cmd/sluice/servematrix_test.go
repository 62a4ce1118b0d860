package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sluice/client/grant"
	"sluice/model/ingress"
	"sluice/ui/remote"
	"sluice/ui/remote/access"
)

// matrix is who may do what, once more and by hand: a column a person, see
// visitors. What is within the limits of "within" is outside of one limit of each
// of the three after them.
func matrix() map[ingress.Action]string {
	return map[ingress.Action]string{
		// viewer, operator, within, groups, ports, time, admin
		ingress.ActRead: "+++++++", ingress.ActPlan: "+++++++", ingress.ActHistory: "+++++++",
		ingress.ActAuthorize: "-++---+", ingress.ActModify: "-++---+", ingress.ActRevoke: "-++--++",
		ingress.ActPermit: "-++---+", ingress.ActRetry: "-++---+", ingress.ActAsk: "-++---+", ingress.ActApprove: "-++---+",
		ingress.ActUndo: "-++--++", ingress.ActSettle: "-++++++", ingress.ActWaiting: "-++++++",
		ingress.ActReject: "-++++++", ingress.ActWithdraw: "-++++++", ingress.ActPutBack: "-++++++",
		ingress.ActSweep: "------+", ingress.ActHost: "-------",
	}
}

func visitors(t *testing.T) []remote.Visitor {
	t.Helper()
	var all []remote.Visitor
	for _, line := range []struct {
		name   string
		role   ingress.Role
		groups string
		ports  string
		ttl    time.Duration
	}{
		{"viewer", ingress.Viewer, "", "", 0}, {"operator", ingress.Operator, "", "", 0},
		{"within", ingress.Operator, "websrv", "3306,3389,4000-4999,5432,6379,9200,27017", 2 * time.Hour}, {"groups", ingress.Operator, "db*", "", 0},
		{"ports", ingress.Operator, "", "443", 0}, {"time", ingress.Operator, "", "", 30 * time.Minute}, {"admin", ingress.Admin, "", "", 0},
	} {
		g := ingress.Grant{Role: line.role, MaxTTL: line.ttl}
		var err error
		if line.groups != "" {
			g.Groups, err = ingress.ParseGroupPatterns(line.groups)
		}
		if line.ports != "" && err == nil {
			g.Ports, err = ingress.ParsePortLimits(line.ports)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, visitor(line.name, g))
	}
	return all
}

func visitor(name string, g ingress.Grant) remote.Visitor {
	return remote.Visitor{
		Identity: access.Identity{Name: name, Fingerprint: "SHA256:" + name, Grant: g, Terminal: true},
		Remote:   netip.MustParseAddr("192.0.2.9"), Term: "xterm-256color",
	}
}

// reached counts what gets to the endpoint in all sessions of a person: what no
// limit kept.
type reached struct {
	mu     sync.Mutex
	calls  map[string]int
	refuse bool // the next Authorize
}

func (w *reached) refuseNext(refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = refuse
}

func (w *reached) count(method string) (refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[method]++
	refuse = w.refuse && method == "Authorize"
	w.refuse = w.refuse && !refuse
	return refuse
}

func (w *reached) of(methods ...string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range methods {
		n += w.calls[m]
	}
	return n
}

// endpoint is the writer of one session.
type endpoint struct {
	ingress.Writer
	*reached
}

func (w endpoint) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	call := map[ingress.Kind]string{ingress.Adding: "Authorize", ingress.Revoking: "Revoke", ingress.Editing: "Modify"}[c.Kind]
	if !w.count(call) {
		return w.Writer.Send(ctx, operation, c)
	}
	r := c.NotSent(operation, &ingress.Failure{Code: "RequestLimitExceeded", Message: "refused once"})
	r.Rules = c.Outcomes(ingress.Refused)
	return r
}

func (w endpoint) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	w.count("Permit")
	return w.Writer.Permit(ctx, c)
}

func (w endpoint) Settle(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	w.count("Settle")
	return w.Writer.Settle(ctx, operation, c)
}

// trial is one person at a server of their own, and somebody else who may do all.
type trial struct {
	*testing.T
	gate    *gatehouse
	desk    *desk
	who     remote.Visitor
	place   place // as the person has it
	reached *reached
	port    int // the newest that was used
	column  int // of the person in the matrix
	risks   int // how many rules of risk there were
}

func somebodyElse() remote.Visitor { return visitor("else", ingress.Grant{Role: ingress.Admin}) }

func newTrial(t *testing.T, column int) *trial {
	t.Helper()
	who, env := visitors(t)[column], newcomerEnv(t)
	p := program{in: strings.NewReader(""), out: io.Discard, errs: io.Discard, env: func(name string) string {
		for _, pair := range env {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	}}
	g, err := p.newGatehouse(t.Context(), serveFlags{sandbox: sandboxShared, requireApproval: "high"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.close)
	c := &trial{T: t, gate: g, who: who, reached: &reached{calls: map[string]int{}}, port: 4000, column: column}
	if c.desk, err = g.desk(""); err != nil {
		t.Fatal(err)
	}
	writerOf := c.desk.at.writerOf
	c.desk.at.writerOf = func(ctx context.Context, name, by string) (ingress.Writer, error) {
		w, err := writerOf(ctx, name, by)
		if name != who.Name || err != nil {
			return w, err
		}
		return endpoint{w, c.reached}, nil
	}
	if c.place, err = c.desk.placeOf(t.Context(), g, who); err != nil {
		t.Fatal(err)
	}
	return c
}

// newRule is a rule that nobody used yet: within the limits of "within".
func (c *trial) newRule() string {
	c.port++
	return fmt.Sprintf("tcp/%d from 192.0.2.0/24 for 1h", c.port)
}

// exec runs a command line as a visitor.
func (c *trial) exec(v remote.Visitor, args ...string) (said string, code int) {
	var out bytes.Buffer
	code = c.gate.exec(c.Context(), v, args, remote.Stdio{In: strings.NewReader(""), Out: &out, Err: &out})
	return out.String(), code
}

// added is a rule that somebody else added, and the operation that did.
func (c *trial) added() (ingress.GroupRule, ingress.Operation) {
	c.Helper()
	line := c.newRule()
	if said, code := c.exec(somebodyElse(), "apply", line, "--group", websrvID, "--yes"); code != exitOK {
		c.Fatalf("apply %s ended with code %d: %s", line, code, said)
	}
	operations, err := c.desk.at.journal.Operations(c.Context(), ingress.HistoryFilter{Most: 1})
	if err != nil || len(operations) != 1 {
		c.Fatalf("%d operations, %v", len(operations), err)
	}
	id := operations[0].Records[0].Receipt.Rules[0].RuleID
	rule, there := c.group().RuleByID(id)
	if !there {
		c.Fatalf("%s is not there", id)
	}
	return rule, operations[0]
}

func (c *trial) group() ingress.Group {
	c.Helper()
	g, err := c.desk.at.reader.Group(c.Context(), websrvID)
	if err != nil {
		c.Fatal(err)
	}
	return g
}

// planner plans without a grant, as nobody's client would.
func (c *trial) planner() ingress.Planner {
	return ingress.Planner{Limits: c.place.limits, Settings: c.gate.settings, Now: time.Now(), By: c.place.by}
}

// planned is a plan that adds a rule.
func (c *trial) planned(line string) ingress.Plan {
	c.Helper()
	groups := []ingress.Group{c.group()}
	wanted, problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Parse(groups, groups)
	if len(problems) > 0 {
		c.Fatalf("%s: %v", line, problems)
	}
	return c.planner().Plan(newOperation(), groups, wanted)
}

// approvals are a visitor's, as a session has them.
func (c *trial) approvals(v remote.Visitor) ingress.Approvals {
	c.Helper()
	at, err := c.desk.placeOf(c.Context(), c.gate, v)
	if err != nil {
		c.Fatal(err)
	}
	return grant.LimitApprovals(c.desk.eyes(c.gate, at, v), v.Grant)
}

// riskyRule is a rule of a severity that waits, within the limits of "within".
func (c *trial) riskyRule() string {
	ports := []int{5432, 3306, 6379, 3389, 27017, 9200}
	c.risks++
	return fmt.Sprintf("tcp/%d from 0.0.0.0/0 for 1h", ports[c.risks%len(ports)])
}

// risky is a plan of that.
func (c *trial) risky() ingress.Plan { return c.planned(c.riskyRule()) }

// waits is a plan that somebody else asked for.
func (c *trial) waits() ingress.Waiting { return c.askedBy(somebodyElse()) }

// asked is a plan that the person asked for while their role allowed it.
func (c *trial) asked() ingress.Waiting {
	return c.askedBy(visitor(c.who.Name, ingress.Grant{Role: ingress.Admin}))
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
	all, err := c.approvals(somebodyElse()).Waiting(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	return all
}

func (c *trial) waitsFor(id string) bool {
	return slices.ContainsFunc(c.waiting(), func(w ingress.Waiting) bool { return w.ID == id })
}

func portOf(c *trial) string { return fmt.Sprint(c.port) }
