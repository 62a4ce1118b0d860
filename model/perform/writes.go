package perform

import (
	"context"
	"slices"
	"sync"

	"sluice/model"
	"sluice/model/ingress"
)

// writes are those of a session. Each runs in a goroutine of its own, that lives
// however the session ends.
type writes struct {
	mu       sync.Mutex
	going    map[model.Call]*writing
	running  sync.WaitGroup
	receipts []ingress.Receipt // of those that ended, in the order of their ends
}

// writing is one write that goes on.
type writing struct {
	news    chan ingress.Attempt // the newest repetition that was not told yet
	done    chan struct{}        // closed with the outcome
	receipt ingress.Receipt      // once done
	stop    context.CancelFunc
}

func newWrites() *writes { return &writes{going: map[model.Call]*writing{}} }

// begin starts a write. Its deadline is the writer's own: a lost terminal ends
// the session's context, and must not end a write half known. It is under way
// when begin returns, so that whoever waits for all of them waits for it.
func (ws *writes) begin(ctx context.Context, writer ingress.Writer, e model.Submit) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	w := &writing{news: make(chan ingress.Attempt, 1), done: make(chan struct{}), stop: stop}
	ws.mu.Lock()
	ws.going[e.Call] = w
	ws.mu.Unlock()
	ws.running.Go(func() {
		defer stop()
		w.receipt = writer.Send(ingress.WithAttempts(ctx, w.tell), e.Operation, e.Change)
		if ctx.Err() != nil && w.receipt.Moved == nil && w.receipt.Count(ingress.NotSent) == len(w.receipt.Rules) {
			w.receipt.Failure = &ingress.Failure{Message: "stopped before it ran: nothing was sent"}
		}
		ws.mu.Lock()
		ws.receipts = append(ws.receipts, w.receipt)
		ws.mu.Unlock()
		close(w.done)
	})
}

// tell keeps the newest repetition. It does not wait: nobody may be listening.
func (w *writing) tell(a ingress.Attempt) {
	select {
	case <-w.news:
	default:
	}
	w.news <- a // there is room: a write tells from one goroutine
}

// next waits for the next news of a write, or for its outcome.
func (ws *writes) next(call model.Call) model.Msg {
	w := ws.of(call)
	if w == nil {
		return nil
	}
	select {
	case a := <-w.news:
		return model.WriteRepeated{Call: call, Attempt: a}
	case <-w.done:
	}
	ws.mu.Lock()
	delete(ws.going, call)
	ws.mu.Unlock()
	return model.ChangeSubmitted{Call: call, Receipt: w.receipt}
}

// stop ends a write where it provably did not run yet: that is up to the writer.
func (ws *writes) stop(call model.Call) {
	if w := ws.of(call); w != nil {
		w.stop()
	}
}

func (ws *writes) of(call model.Call) *writing {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return ws.going[call]
}

// wait returns when no write is under way any more, with all receipts.
func (ws *writes) wait() []ingress.Receipt {
	ws.running.Wait()
	ws.mu.Lock()
	defer ws.mu.Unlock()
	return slices.Clone(ws.receipts)
}
