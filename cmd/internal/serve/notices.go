package serve

import (
	"context"
	"sync"

	"sluice/client/journal"
	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
	"sluice/ui/remote"
)

// earlier is what a visitor's earlier sessions could not tell, claimed from all servers
// of the journal for a session that does. A session without approvals does not tell
// what was decided on plans.
func (s *Server) earlier(ctx context.Context, b backend.Backend, v remote.Visitor) *journal.Notice {
	if b.Journal == nil {
		return &journal.Notice{}
	}
	claim := b.Journal.ClaimReceipts
	if b.Approvals != nil {
		claim = b.Journal.ClaimNotice
	}
	return s.claim(ctx, b, v, claim)
}

// earlierReceipts is [Server.earlier] for a command, which tells outcomes alone.
func (s *Server) earlierReceipts(ctx context.Context, b backend.Backend, v remote.Visitor) *journal.Notice {
	if b.Journal == nil {
		return &journal.Notice{}
	}
	return s.claim(ctx, b, v, b.Journal.ClaimReceipts)
}

func (s *Server) claim(
	ctx context.Context, b backend.Backend, v remote.Visitor, claim func(context.Context, ingress.Person, ingress.Site) (*journal.Notice, error),
) *journal.Notice {
	site, err := b.Site(ctx)
	notice := &journal.Notice{}
	if err == nil {
		notice, err = claim(ctx, v.Person(), site)
	}
	if err != nil {
		s.o.Log.Error("what came of earlier sessions is not known", "why", err.Error())
	}
	return notice
}

// end delivers a notice that its person was shown, and leaves it to their next session
// otherwise.
func (s *Server) end(ctx context.Context, n *journal.Notice, shown bool) {
	end := n.Release
	if shown {
		end = n.Delivered
	}
	s.mayTellTwice(end(ctx))
}

// deliver has no other session tell what this one told of itself.
func (s *Server) deliver(ctx context.Context, b backend.Backend, v remote.Visitor, n *sessionNews) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if b.Journal != nil {
		s.mayTellTwice(b.Journal.MarkDelivered(ctx, v.Person(), n.receipts, n.decisions))
	}
}

func (s *Server) mayTellTwice(err error) {
	if err != nil {
		s.o.Log.Error("outcomes may be told twice", "why", err.Error())
	}
}

// sessionNews are the outcomes of a session's own writes, and the decisions on plans
// that came while it ran.
type sessionNews struct {
	mu        sync.Mutex
	receipts  []ingress.Receipt
	decisions []ingress.Decision
}

func (n *sessionNews) add(receipts []ingress.Receipt, decisions []ingress.Decision) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.receipts, n.decisions = append(n.receipts, receipts...), append(n.decisions, decisions...)
}
