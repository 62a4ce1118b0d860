package serve

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"sluice/client/journal"
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
	b, news, err := t.backendOf(ctx, s, v)
	if err != nil {
		return remote.Session{}, err
	}
	planner := ingress.Planner{Limits: b.Limits, Settings: s.o.Settings, By: b.By, Grant: b.Grant}
	world := perform.World{Reader: b.Reader, Writer: b.Writer, NewOperation: backend.NewOperation, Address: b.Address}
	if b.Journal != nil {
		world.History = b.Journal
	}
	world.Approvals = b.Approvals
	app := ui.New(ctx, b.Session, ui.Plans{Planner: planner, QuotaGiven: b.QuotaGiven, Approval: s.approval}, world)
	before := &resumed{notice: s.earlier(ctx, b, v)}
	finish := func(out io.Writer) {
		shown := &checkedWriter{Writer: out}
		if app.Model().Busy() {
			fmt.Fprintln(shown, "sluice: a write is under way, waiting for its outcome …")
		}
		plain.Receipts(shown, app.Wait())
		if ctx.Err() == nil && shown.err == nil {
			s.deliver(ctx, b, v, news)
		}
		s.end(ctx, before.notice, before.read)
	}
	return remote.Session{Model: screens{app, t, before, news}, Finish: finish}, nil
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
	b, news, err := t.backendOf(ctx, s, v)
	if err != nil {
		return s.o.Complain(stdio, err)
	}
	shown := &checkedWriter{Writer: stdio.Err}
	before := s.earlierReceipts(ctx, b, v)
	defer func() {
		told := ctx.Err() == nil && shown.err == nil
		if told {
			s.deliver(ctx, b, v, news)
		}
		s.end(ctx, before, told)
	}()
	if len(before.Receipts) > 0 {
		fmt.Fprintln(shown, "sluice: what came of your last session:")
		plain.Receipts(shown, before.Receipts)
	}
	return s.o.Execute(ctx, b, args, stdio)
}

// screens are a session's, which get the messages for their tenant.
type screens struct {
	app    *ui.App
	tenant *tenant
	before *resumed // of the person's sessions
	news   *sessionNews
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
	return tea.Batch(s.app.Init(), func() tea.Msg {
		return model.SessionResumed{Receipts: s.before.notice.Receipts, Decided: s.before.notice.Decisions}
	})
}

func (s screens) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m, is := msg.(tenantMsg); is {
		if m.tenant != s.tenant {
			return s, nil
		}
		msg = m.msg
	}
	switch msg := msg.(type) {
	case model.SessionResumed:
		s.before.given = true
	case tea.KeyPressMsg:
		s.before.read = s.before.drawn
	case model.WaitingChanged:
		s.news.add(nil, msg.Decided)
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
	notice *journal.Notice
	given  bool // to the screens
	drawn  bool
	read   bool // a key was typed on a screen that shows them: somebody is there
}

func (r *resumed) nothing() bool {
	return len(r.notice.Receipts)+len(r.notice.Decisions) == 0
}

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
