package serve

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"sluice/cmd/internal/backend"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
	"sluice/ui"
	"sluice/ui/plain"
	"sluice/ui/remote"
	"sluice/ui/safe"
)

// Session makes the screens of a visitor.
func (s *Server) Session(ctx context.Context, v remote.Visitor) (remote.Session, error) {
	t, err := s.tenantOf(v)
	if err != nil {
		return remote.Session{}, err
	}
	b, outcomes, err := t.backendOf(ctx, s, v)
	if err != nil {
		return remote.Session{}, err
	}
	planner := ingress.Planner{Limits: b.Limits, Settings: s.o.Settings, By: b.By, Grant: b.Grant}
	world := perform.World{Reader: b.Reader, Writer: b.Writer, NewOperation: backend.NewOperation, Address: b.Address}
	if b.Journal != nil {
		world.History = b.Journal
	}
	world.Approvals = b.Approvals
	app := ui.New(ctx, b.Where, ui.Plans{Planner: planner, QuotaGiven: b.QuotaGiven, Approval: s.approval}, world)
	before := &resumed{missed: s.missed(ctx, b, v), decided: s.decided(ctx, t, b, v)}
	finish := func(out io.Writer) {
		shown := &checkedWriter{Writer: out}
		if app.Model().Busy() {
			fmt.Fprintln(shown, "sluice: a write is under way, waiting for its outcome …")
		}
		plain.Receipts(shown, app.Wait())
		if ctx.Err() == nil && shown.err == nil {
			s.notices.mark(v.Fingerprint, outcomes.list(), s.o.Log)
		}
		if before.read {
			s.notices.mark(v.Fingerprint, before.missed, s.o.Log)
		}
		if b.Approvals != nil && ctx.Err() == nil && shown.err == nil && (before.read || len(before.decided) == 0) {
			s.notices.markDecided(v.Fingerprint, s.o.Log) // those of this session, too
		}
	}
	return remote.Session{Model: screens{app, t, before}, Finish: finish}, nil
}

// Exec runs a command of a visitor, without a terminal.
func (s *Server) Exec(ctx context.Context, v remote.Visitor, args []string, stdio remote.Stdio) int {
	if why := v.Grant.RefusesAction(s.o.Needs(args[0])); why != "" {
		return s.o.Complain(stdio, fmt.Errorf("%s (%s)", why, safe.Clean(args[0])))
	}
	t, err := s.tenantOf(v)
	if err != nil {
		return s.o.Complain(stdio, err)
	}
	b, outcomes, err := t.backendOf(ctx, s, v)
	if err != nil {
		return s.o.Complain(stdio, err)
	}
	shown := &checkedWriter{Writer: stdio.Err}
	before := s.missed(ctx, b, v)
	if len(before) > 0 {
		fmt.Fprintln(shown, "sluice: what came of your last session:")
		plain.Receipts(shown, before)
	}
	code := s.o.Execute(ctx, b, args, stdio)
	if ctx.Err() == nil && shown.err == nil {
		s.notices.mark(v.Fingerprint, append(before, outcomes.list()...), s.o.Log)
	}
	return code
}

// screens are a session's, which get the messages for their tenant.
type screens struct {
	app    *ui.App
	tenant *tenant
	before *resumed // of the person's sessions
}

// tenantMsg is a message for the sessions of a tenant.
type tenantMsg struct {
	tenant *tenant
	msg    model.Msg
}

func (s screens) Init() tea.Cmd {
	if s.before.nothing() {
		return s.app.Init()
	}
	return tea.Batch(s.app.Init(), func() tea.Msg { return model.SessionResumed{Receipts: s.before.missed, Decided: s.before.decided} })
}

func (s screens) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m, is := msg.(tenantMsg); is {
		if m.tenant != s.tenant {
			return s, nil
		}
		msg = m.msg
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

func (s screens) View() tea.View {
	s.before.drawn = s.before.given
	return s.app.View()
}

// resumed are the outcomes that a session's screens tell of those before it.
type resumed struct {
	missed  []ingress.Receipt
	decided []ingress.Decision // on the person's plans, by others
	given   bool               // to the screens
	drawn   bool
	read    bool // a key was typed on a screen that shows them: somebody is there
}

func (r *resumed) nothing() bool { return len(r.missed)+len(r.decided) == 0 }

// checkedWriter is a writer that remembers whether it failed.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if err != nil {
		w.err = err
	}
	return n, err
}
