package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"sync"
	"sync/atomic"

	"sluice/client/journal"
	"sluice/cmd/internal/backend"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// Server is what is served: an EC2 for all, or a sandbox each.
type Server struct {
	o        Options
	approval ingress.Severity
	ctx      context.Context // of what outlives sessions
	counts   *counts
	ssh      atomic.Pointer[remote.Server] // nil before it serves

	mu      sync.Mutex
	tenants map[string]*tenant // by whose they are; "" for all
}

// New opens what is served to all, so that what is wrong with it shows at the start.
// ctx ends what goes on beside the sessions.
func New(ctx context.Context, o Options) (*Server, error) {
	if o.Open == nil {
		o.Open = backend.Open
	}
	approval, err := approvalFrom(o.RequireApproval)
	if err != nil {
		return nil, err
	}
	s := &Server{
		o: o, approval: approval, ctx: ctx, tenants: map[string]*tenant{},
	}
	s.counts = newCounts(func() int {
		if ssh := s.ssh.Load(); ssh != nil {
			return ssh.Sessions()
		}
		return 0 // nobody can sign in yet
	})
	if o.Sandbox == SandboxShared {
		err = s.openShared(ctx)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// openShared opens the tenant for all. An AWS that does not know the server's
// credentials, or a region that there is none of, would serve nobody.
func (s *Server) openShared(ctx context.Context) error {
	t, err := s.tenant("")
	if err == nil {
		_, err = t.backend.Site(ctx)
	}
	return err
}

// tenantOf is where a visitor works.
func (s *Server) tenantOf(v remote.Visitor) (*tenant, error) {
	if s.o.Sandbox == SandboxPerUser {
		return s.tenant(v.Fingerprint)
	}
	return s.tenant("")
}

// tenant opens one, or finds it opened.
func (s *Server) tenant(whose string) (*tenant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tenants[whose]; t != nil {
		return t, nil
	}
	o := s.o.Backend
	if whose != "" {
		dir, err := o.StateDir()
		if err != nil {
			return nil, err
		}
		o.State = filepath.Join(dir, "sandboxes", fileOf(whose))
	}
	t, err := s.openTenant(s.ctx, o)
	if err != nil {
		return nil, err
	}
	s.tenants[whose] = t
	t.start(s)
	return t, nil
}

// Close ends what goes on beside the sessions, and closes the journals.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tenants {
		t.close()
	}
}

// send gives a message to the sessions of a tenant.
func (s *Server) send(t *tenant, msg model.Msg) {
	if server := s.ssh.Load(); server != nil {
		server.Send(tenantMsg{t, msg})
	}
}

// sendNews gives what a tenant's keeper did to its sessions.
func (s *Server) sendNews(t *tenant, n journal.News) {
	for _, msg := range backend.UpkeepMessages(n) {
		s.send(t, msg)
	}
	s.counts.swept(n.Swept)
	if n.Err != nil {
		s.o.Log.Error("keeper", "why", backend.UpkeepFailure(n.Err))
	}
}

// may reports whether a visitor may run a command at all.
func (s *Server) may(v remote.Visitor, command string) bool {
	return v.Grant.RefusesAction(s.o.Needs(command)) == ""
}

// fileOf is a name as the name of a file.
func fileOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}
