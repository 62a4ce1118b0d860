package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sluice/client/journal"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
	"sluice/ui"
	"sluice/ui/remote"
	"sluice/ui/safe"
)

// gatehouse is what a server serves: an EC2 for all, or a sandbox each.
type gatehouse struct {
	program
	flags    serveFlags
	approval ingress.Severity
	settings ingress.Settings
	ctx      context.Context // of what outlives sessions
	log      *slog.Logger
	seen     seen
	counts   *counts
	server   atomic.Pointer[remote.Server] // nil before it serves

	mu    sync.Mutex
	desks map[string]*desk // by whose they are; "" for all
}

// newGatehouse opens what is served to all, so that what is wrong with it shows
// at the start. ctx ends what goes on beside the sessions.
func (p program) newGatehouse(ctx context.Context, f serveFlags, log *slog.Logger) (*gatehouse, error) {
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	backend, err := f.place.chosen(p.env)
	if err != nil {
		return nil, err
	}
	dir, err := p.stateDir(f.place.state)
	if err != nil {
		return nil, err
	}
	approval, err := approvalFrom(f.requireApproval)
	if err != nil {
		return nil, err
	}
	g := &gatehouse{
		program: p, flags: f, approval: approval, settings: config.settings, ctx: ctx, log: log,
		seen: seen{dir: filepath.Join(dir, "seen")}, desks: map[string]*desk{},
	}
	g.counts = newCounts(func() int { return g.server.Load().Sessions() })
	if f.sandbox == sandboxShared {
		err = g.openShared(ctx, backend)
	}
	if err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

// openShared opens the desk for all. An AWS that does not know the server's
// credentials, or a region that there is none of, would serve nobody.
func (g *gatehouse) openShared(ctx context.Context, backend string) error {
	d, err := g.desk("")
	if err == nil && backend == backendAWS {
		_, err = d.at.site(ctx)
	}
	return err
}

// approvalFrom reads the severity from which on plans wait; None for "".
func approvalFrom(text string) (ingress.Severity, error) {
	if text == "" {
		return ingress.None, nil
	}
	for s := ingress.Low; s <= ingress.Critical; s++ {
		if s.String() == text {
			return s, nil
		}
	}
	return ingress.None, fmt.Errorf("--require-approval %q: it is low, medium, high or critical", text)
}

// deskFor is where a visitor works.
func (g *gatehouse) deskFor(v remote.Visitor) (*desk, error) {
	if g.flags.sandbox == sandboxPerUser {
		return g.desk(v.Fingerprint)
	}
	return g.desk("")
}

// desk opens one, or finds it opened.
func (g *gatehouse) desk(whose string) (*desk, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if d := g.desks[whose]; d != nil {
		return d, nil
	}
	flags := *g.flags.place
	if whose != "" {
		dir, err := g.stateDir(flags.state)
		if err != nil {
			return nil, err
		}
		flags.state = filepath.Join(dir, "sandboxes", fileOf(whose))
	}
	d, err := g.openDesk(g.ctx, flags)
	if err != nil {
		return nil, err
	}
	g.desks[whose] = d
	d.start(g)
	return d, nil
}

// close ends what goes on beside the sessions, and closes the journals.
func (g *gatehouse) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range g.desks {
		d.close()
	}
}

// tell gives news to the sessions of a desk.
func (g *gatehouse) tell(d *desk, msg model.Msg) {
	if server := g.server.Load(); server != nil {
		server.Send(news{d, msg})
	}
}

// session makes the screens of a visitor.
func (g *gatehouse) session(ctx context.Context, v remote.Visitor) (remote.Session, error) {
	d, err := g.deskFor(v)
	if err != nil {
		return remote.Session{}, err
	}
	at, err := d.placeOf(ctx, g, v)
	if err != nil {
		return remote.Session{}, err
	}
	planner := ingress.Planner{Limits: at.limits, Settings: g.settings, By: at.by, Grant: at.grant}
	world := perform.World{Reader: at.reader, Writer: at.writer, NewOperation: newOperation, Address: at.address}
	if at.journal != nil {
		world.History = at.journal
	}
	world.Approvals = at.approvals
	app := ui.New(ctx, at.where, ui.Plans{Planner: planner, QuotaGiven: at.quotaGiven, Approval: g.approval}, world)
	before := &resumed{missed: g.missed(ctx, at, v), ruled: g.ruled(ctx, d, at, v)}
	finish := func(out io.Writer) {
		told := &telling{Writer: out}
		if app.Model().Busy() {
			fmt.Fprintln(told, "sluice: a write is under way, waiting for its outcome …")
		}
		printReceipts(told, app.Wait())
		if ctx.Err() == nil && told.err == nil {
			g.seen.mark(v.Fingerprint, at.outcomes.list(), g.log)
		}
		if before.read {
			g.seen.mark(v.Fingerprint, before.missed, g.log)
		}
		if at.approvals != nil && ctx.Err() == nil && told.err == nil && (before.read || len(before.ruled) == 0) {
			g.seen.markRuled(v.Fingerprint, g.log) // those of this session, too
		}
	}
	return remote.Session{Model: seat{app, d, before}, Finish: finish}, nil
}

// exec runs a command of a visitor, without a terminal.
func (g *gatehouse) exec(ctx context.Context, v remote.Visitor, args []string, stdio remote.Stdio) int {
	p := program{in: stdio.In, out: stdio.Out, errs: stdio.Err, env: g.env}
	needs := p.needs(args[0])
	if why := v.Grant.RefusesAction(needs); why != "" {
		return p.code(fmt.Errorf("%s (%s)", why, safe.Clean(args[0])))
	}
	d, err := g.deskFor(v)
	if err != nil {
		return p.code(err)
	}
	at, err := d.placeOf(ctx, g, v)
	if err != nil {
		return p.code(err)
	}
	p.served = &at
	told := &telling{Writer: stdio.Err}
	before := g.missed(ctx, at, v)
	if len(before) > 0 {
		fmt.Fprintln(told, "sluice: what came of your last session:")
		printReceipts(told, before)
	}
	code := p.code(p.execute(ctx, args))
	if ctx.Err() == nil && told.err == nil {
		g.seen.mark(v.Fingerprint, append(before, at.outcomes.list()...), g.log)
	}
	return code
}

// seat is a session's screens, which hear the news of their desk.
type seat struct {
	app    *ui.App
	desk   *desk
	before *resumed // of the person's sessions
}

// news is for the sessions of a desk.
type news struct {
	desk *desk
	msg  model.Msg
}

func (s seat) Init() tea.Cmd {
	if s.before.nothing() {
		return s.app.Init()
	}
	return tea.Batch(s.app.Init(), func() tea.Msg { return model.SessionResumed{Receipts: s.before.missed, Decided: s.before.ruled} })
}

func (s seat) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if n, is := msg.(news); is {
		if n.desk != s.desk {
			return s, nil
		}
		msg = n.msg
	}
	switch msg.(type) {
	case model.SessionResumed:
		s.before.given = true
	case tea.KeyPressMsg:
		s.before.read = s.before.drawn
	}
	_, cmd := s.app.Update(msg)
	return s, cmd
}

func (s seat) View() tea.View {
	s.before.drawn = s.before.given
	return s.app.View()
}

// fileOf is a name as the name of a file.
func fileOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

// tellNews tells the sessions of a desk what its keeper did.
func (g *gatehouse) tellNews(d *desk, n journal.News) {
	g.tell(d, model.LeftoversOpen{Records: n.Open})
	if len(n.Settled) > 0 {
		g.tell(d, model.LeftoversSettled{Receipts: n.Settled})
	}
	if len(n.Swept) > 0 {
		g.counts.swept(n.Swept)
		g.tell(d, model.RulesSwept{Receipts: n.Swept})
	}
	if n.Err != nil {
		g.log.Error("keeper", "why", upkeepWhy(n.Err))
	}
}
