package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
)

// submission is a change of one rule, to be sent.
func submission(t testing.TB) model.Submit {
	t.Helper()
	g := sampleGroups(t)[3]
	return model.Submit{Call: 7, Operation: "op-1", Change: ingress.Change{Group: g,
		Rules: []ingress.PlannedRule{{Wanted: wanted(t, g, "tcp/22 from 10.0.0.1")[0]}}}}
}

// TestWriteWhoseCommandNeverRuns: the session may end between an effect and its
// command. The write was begun, and is waited for.
func TestWriteWhoseCommandNeverRuns(t *testing.T) {
	w := newFakeWorld(sampleGroups(t)...)
	ctx, cancel := context.WithCancel(t.Context())
	app := New(ctx, sandbox(), plans(), w.world())
	app.perform(submission(t))
	cancel()
	if got := app.Wait(); len(got) != 1 || got[0].Count(ingress.Applied) != 1 {
		t.Errorf("Wait gives %+v", got)
	}
}

// throttledWriter is a writer whose calls are repeated until they are stopped.
type throttledWriter struct {
	ingress.Writer
	every time.Duration
	after int // attempts until the call goes through; 0 for never
}

func (w throttledWriter) Send(ctx context.Context, _ string, c ingress.Change) ingress.Receipt {
	for n := 2; ; n++ {
		if n-1 == w.after {
			return applied(c)
		}
		ingress.TellAttempt(ctx, ingress.Attempt{Number: n, Wait: w.every, Cause: "RequestLimitExceeded"})
		select {
		case <-time.After(w.every):
		case <-ctx.Done():
			return receipt(c, ingress.NotSent)
		}
	}
}

// TestRepetitionsAreTold: each repetition of a write comes as a message while
// someone listens, only the newest where nobody did, and then the outcome.
func TestRepetitionsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := newFakeWorld().world()
		world.Writer = throttledWriter{Writer: world.Writer, every: time.Second, after: 5}
		p := perform.New(t.Context(), world)
		next := p.Perform(submission(t))
		told := func(n int) {
			t.Helper()
			if msg, ok := next().(model.WriteRepeated); !ok || msg.Call != 7 || msg.Attempt.Number != n {
				t.Fatalf("told %+v, want attempt %d", msg, n)
			}
			next = p.Perform(model.AwaitWrite{Call: 7})
		}
		synctest.Wait()
		told(2)
		told(3)
		time.Sleep(2500 * time.Millisecond) // the next two attempts are told to nobody
		synctest.Wait()
		told(5)
		if msg, ok := next().(model.ChangeSubmitted); !ok || msg.Receipt.Count(ingress.Applied) != 1 {
			t.Errorf("ends with %+v", msg)
		}
	})
}

// TestStoppedWrite: stopping reaches the writer, and only that.
func TestStoppedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := newFakeWorld().world()
		world.Writer = throttledWriter{Writer: world.Writer, every: time.Second}
		ctx, cancel := context.WithCancel(t.Context())
		p := perform.New(ctx, world)
		p.Perform(submission(t))
		cancel() // the session's end stops no write
		time.Sleep(time.Minute)
		synctest.Wait()
		waited := make(chan []ingress.Receipt, 1)
		go func() { waited <- p.Wait() }()
		synctest.Wait()
		select {
		case <-waited:
			t.Error("the write ends with its session")
		default:
		}
		if cmd := p.Perform(model.StopWrite{Call: 7}); cmd != nil {
			t.Error("stopping is answered")
		}
		got := p.Wait()
		if len(got) != 1 || got[0].Count(ingress.NotSent) != 1 || got[0].Failure.Error() != "stopped before it ran: nothing was sent" {
			t.Errorf("ends with %+v", got)
		}
		p.Perform(model.StopWrite{Call: 99})
	})
}
