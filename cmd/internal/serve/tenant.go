package serve

import (
	"context"
	"net/netip"
	"sync"

	"sluice/client/grant"
	"sluice/client/journal"
	"sluice/client/share"
	"sluice/cmd/internal/backend"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// tenant is one EC2 for the sessions that are served from it.
type tenant struct {
	backend backend.Backend
	reader  *share.Reader
	end     func()
	beside  sync.WaitGroup // what goes on beside the sessions
}

// openTenant opens an EC2 with its journal: a server without one sends nothing, so
// it does not start.
func (s *Server) openTenant(ctx context.Context, o backend.Options) (*tenant, error) {
	b, err := s.o.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	b.Record(ctx, o)
	if err := b.JournalError(); err != nil {
		b.Close()
		return nil, err
	}
	return &tenant{backend: b}, nil
}

// start begins what goes on beside the sessions: sharing, also with the servers of
// the same journal, reconciling and sweeping.
func (t *tenant) start(s *Server) {
	ctx, cancel := context.WithCancel(s.ctx)
	t.end = cancel
	t.reader = share.New(ctx, t.backend.Reader, share.Options{})
	t.backend.Site = backend.SiteOf(t.backend.Session, t.reader)
	t.reader.Watch(func(groups []ingress.Group) { s.send(t, model.GroupsPushed{Groups: groups}) })
	if t.backend.Journal != nil {
		t.beside.Go(func() { t.backend.Journal.WatchGroups(ctx, t.backend.Site, t.reader.Changed) })
	}
	if t.backend.Raw == nil {
		return
	}
	shared := t.backend
	shared.Reader, shared.Raw = t.reader, t.reader.Writer(t.backend.Raw)
	keeper := shared.Keeper(ingress.Planner{Limits: shared.Limits, Settings: s.o.Settings, By: journal.SweptBy})
	t.beside.Go(func() { keeper.Run(ctx, func(n journal.News) { s.sendNews(t, n) }) })
	if s.approval != ingress.None {
		t.beside.Go(func() {
			t.backend.Journal.WatchWaiting(ctx, t.backend.Site, func(waiting []ingress.Waiting, decided []ingress.Decision) {
				s.counts.decided(waiting, decided)
				s.send(t, model.WaitingChanged{Plans: waiting, Decided: decided})
			})
		})
	}
}

func (t *tenant) close() {
	t.end()
	t.beside.Wait()
	t.backend.Close()
}

// backendOf is the tenant's backend as one visitor has it, and what comes of the
// writes with it. A viewer is never given a writer.
func (t *tenant) backendOf(ctx context.Context, s *Server, v remote.Visitor) (backend.Backend, *sessionNews, error) {
	b := t.backend
	b.Session.Person, b.Session.Role = v.Person(), v.Grant.Role
	b.Reader, b.Writer, b.Raw, b.By, b.Grant = t.reader.Session(), nil, nil, v.By(), &v.Grant
	b.Close = func() {}
	b.Address = func(context.Context) (netip.Addr, string, error) {
		return v.Remote, "as this server sees you", nil
	}
	news := &sessionNews{}
	if t.backend.WriterOf == nil || !v.Grant.Role.Writes() {
		return b, news, nil
	}
	client, err := t.backend.WriterOf(ctx, v.Name, b.By)
	if err != nil {
		return backend.Backend{}, nil, err
	}
	limited := grant.Limit(client, v.Grant)
	guarded := journal.Guard(limited, t.backend.Journal, b.By, t.backend.Site)
	if s.approval != ingress.None {
		approvals := t.approvals(s, b, v)
		guarded = journal.RequireApproval(guarded, approvals)
		b.Approvals, b.Approval = grant.LimitApprovals(approvals, v.Grant), s.approval
	}
	b.Raw = t.reader.Writer(limited)
	b.Writer = counting{t.reader.Writer(guarded), s.counts, news}
	return b, news, nil
}

// approvals are a visitor's part in them.
func (t *tenant) approvals(s *Server, b backend.Backend, v remote.Visitor) journal.Approvals {
	return journal.Approvals{
		Journal: t.backend.Journal, Who: v.Person(), Threshold: s.approval,
		Planner: ingress.Planner{Limits: b.Limits, Settings: s.o.Settings, By: b.By, Grant: b.Grant}, Reader: t.reader, Site: t.backend.Site,
	}
}
