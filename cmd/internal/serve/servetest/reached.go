package servetest

import (
	"context"
	"sync"

	"sluice/cmd/internal/backend"
	"sluice/model/ingress"
)

// Reached counts what gets to the endpoint in all sessions of a person: what no
// limit kept.
type Reached struct {
	mu     sync.Mutex
	calls  map[string]int
	refuse bool // the next Authorize
}

// NewReached has counted nothing yet.
func NewReached() *Reached { return &Reached{calls: map[string]int{}} }

// Counting is a backend on which the writes of one person are counted.
func (w *Reached) Counting(b backend.Backend, name string) backend.Backend {
	writerOf := b.WriterOf
	b.WriterOf = func(ctx context.Context, who, by string) (ingress.Writer, error) {
		writer, err := writerOf(ctx, who, by)
		if who != name || err != nil {
			return writer, err
		}
		return endpoint{writer, w}, nil
	}
	return b
}

// RefuseNext has the next Authorize refused, or none.
func (w *Reached) RefuseNext(refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = refuse
}

func (w *Reached) count(method string) (refuse bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[method]++
	refuse = w.refuse && method == "Authorize"
	w.refuse = w.refuse && !refuse
	return refuse
}

// Of is how many calls of methods came.
func (w *Reached) Of(methods ...string) (n int) {
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
	*Reached
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

func (w endpoint) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	w.count("Reconcile")
	return w.Writer.Reconcile(ctx, operation, c)
}
