// Package perform performs the effects of package model on a [World]: EC2 by the
// interfaces of model/ingress, the journal, the clock. It knows no terminal: the
// screens and the commands both stand on it.
package perform

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"sluice/model"
	"sluice/model/ingress"
)

// World is what effects are performed on.
type World struct {
	Reader ingress.Reader
	Writer ingress.Writer // nil for a read-only program: a viewer is never given one
	// History is the record of operations; nil where none is kept: nothing can be
	// undone then.
	History ingress.History
	// Approvals are where plans wait for another person; nil where none does, or
	// for a viewer. [model.WaitingChanged], sent to the session, tells what changed.
	Approvals ingress.Approvals
	// NewOperation mints the id of a plan's operation.
	NewOperation func() string
	// Address finds the user's own address, and says who told it. Nil where
	// nobody can be asked.
	Address func(ctx context.Context) (address netip.Addr, source string, err error)
	// Clipboard puts text on this machine's own clipboard; nil for a session whose
	// user sits elsewhere. A terminal is asked as well, by whoever draws on it.
	Clipboard func(text string) error
	// Observer hears of what the session does, for a log; nil for nobody.
	Observer Observer
	// Now is the time, in the user's zone. Nil is this machine's clock.
	Now func() time.Time
	// Tick waits for a countdown's next number. It is false where the context ended
	// first. Nil waits for real.
	Tick func(ctx context.Context, d time.Duration) bool
	// Quiet waits for a preview's quiet period. Nil waits for real.
	Quiet func(ctx context.Context, d time.Duration)
}

// Performer performs the effects of one model. It is the only thing between the
// model and the world.
type Performer struct {
	ctx   context.Context
	world World

	writes *writes

	mu    sync.Mutex
	lists map[model.Call]*listing
}

// New performs on a world. The context ends everything but writes, which
// [Performer.Wait] waits for.
func New(ctx context.Context, w World) *Performer {
	if w.Quiet == nil {
		w.Quiet = wait
	}
	if w.Now == nil {
		w.Now = time.Now
	}
	if w.Tick == nil {
		w.Tick = func(ctx context.Context, d time.Duration) bool { wait(ctx, d); return ctx.Err() == nil }
	}
	return &Performer{ctx: ctx, world: w, writes: newWrites(), lists: map[model.Call]*listing{}}
}

// wait returns after d, or when the context is done.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Perform begins an effect, and returns what waits for its answer: nil where it
// has none. What only a terminal can do, [model.Copy] to it and [model.Quit], is for
// whoever holds the terminal.
func (p *Performer) Perform(effect model.Effect) (answer func() model.Msg) {
	switch e := effect.(type) {
	case model.LoadGroups:
		p.open(e.Call)
	case model.Submit:
		p.writes.begin(p.ctx, p.world.Writer, e)
	case model.StopWrite:
		p.writes.stop(e.Call)
		return nil
	case model.Copy:
		if p.world.Clipboard == nil {
			return nil
		}
	case model.Quit:
		return nil
	default: // begins when it is waited for
	}
	return func() model.Msg { return p.observed(effect) }
}

// answer waits for the answer to an effect that was begun.
func (p *Performer) answer(effect model.Effect) model.Msg {
	switch e := effect.(type) {
	case model.LoadGroups, model.LoadMore, model.StopLoading:
		return p.list(e)
	case model.LoadAccount:
		return p.account(e)
	case model.ReadGroup:
		return p.readGroup(e)
	case model.ReadTargets:
		return p.readTargets(e)
	case model.ReadOperation:
		return p.readOperation(e)
	case model.LoadHistory:
		return p.history(e)
	case model.LoadExpiring:
		return p.expiring(e)
	case model.LoadQuota:
		return p.quota(e)
	case model.ReadPrefixLists:
		return p.prefixLists(e)
	case model.FindAddress:
		return p.address(e)
	case model.WaitTick:
		return p.tick(e)
	case model.WaitQuiet:
		return p.quiet(e)
	case model.AskPermit, model.Submit, model.AwaitWrite, model.Reconcile:
		return p.write(e)
	case model.LoadWaiting, model.AskApproval, model.RejectPlan, model.WithdrawPlan, model.PutBack:
		return p.approve(e)
	case model.Copy:
		_ = p.world.Clipboard(e.Text) // the terminal was asked as well
	case model.StopWrite, model.Quit: // done when they were begun
	}
	return nil
}

// list performs an effect that is about listing the groups.
func (p *Performer) list(effect model.Effect) model.Msg {
	switch e := effect.(type) {
	case model.LoadGroups:
		return p.page(e.Call)
	case model.LoadMore:
		return p.page(e.Call)
	case model.StopLoading:
		p.close(e.Call)
	default: // the others are not given to this
	}
	return nil
}

// write performs an effect that a writer answers.
func (p *Performer) write(effect model.Effect) model.Msg {
	switch e := effect.(type) {
	case model.AskPermit:
		return model.PermitKnown{Call: e.Call, Permit: p.world.Writer.Permit(p.ctx, e.Change)}
	case model.Submit:
		return p.writes.next(e.Call)
	case model.AwaitWrite:
		return p.writes.next(e.Call)
	case model.Reconcile:
		return model.ChangeReconciled{Call: e.Call, Receipt: p.world.Writer.Reconcile(p.ctx, e.Operation, e.Change)}
	default: // the others are not given to this
		return nil
	}
}

func (p *Performer) quiet(e model.WaitQuiet) model.Msg {
	p.world.Quiet(p.ctx, e.For)
	return model.QuietPassed{Call: e.Call}
}

// Now is the world's time, in the user's zone.
func (p *Performer) Now() time.Time { return p.world.Now() }

// Wait returns when no write is under way any more, with the receipts of all that
// were sent, in the order of their ends.
func (p *Performer) Wait() []ingress.Receipt { return p.writes.wait() }

func (p *Performer) account(e model.LoadAccount) model.Msg {
	account, err := p.world.Reader.Account(p.ctx)
	if err != nil {
		return model.AccountFailed{Call: e.Call, Failure: failure(err)}
	}
	return model.AccountKnown{Call: e.Call, Account: account}
}

func (p *Performer) readGroup(e model.ReadGroup) model.Msg {
	g, err := p.world.Reader.Group(p.ctx, e.ID)
	if err != nil {
		return model.GroupUnread{Call: e.Call, ID: e.ID, Failure: failure(err)}
	}
	return model.GroupRead{Call: e.Call, Group: g}
}

func (p *Performer) readTargets(e model.ReadTargets) model.Msg {
	groups := make([]ingress.Group, 0, len(e.IDs))
	for _, id := range e.IDs {
		g, err := p.world.Reader.Group(p.ctx, id)
		switch {
		case err == nil:
			groups = append(groups, g)
		case e.Present && failure(err).Code == groupGone:
		default:
			return model.TargetsFailed{Call: e.Call, Failure: failure(err)}
		}
	}
	return model.TargetsRead{Call: e.Call, At: p.world.Now(), Operation: p.world.NewOperation(), Groups: groups}
}

// groupGone is EC2's code for a group that does not exist (EC2 API reference,
// error codes).
const groupGone = "InvalidGroup.NotFound"

func (p *Performer) readOperation(e model.ReadOperation) model.Msg {
	if p.world.History == nil {
		return model.OperationUnread{Call: e.Call, Failure: &ingress.Failure{Message: "operations are not recorded here"}}
	}
	o, err := p.world.History.Operation(p.ctx, e.ID)
	if err != nil {
		return model.OperationUnread{Call: e.Call, Failure: failure(err)}
	}
	return model.OperationRead{Call: e.Call, Operation: o}
}

// failure is the failure that an error of a reader is.
func failure(err error) *ingress.Failure {
	if f, ok := errors.AsType[*ingress.Failure](err); ok {
		return f
	}
	return &ingress.Failure{Message: err.Error()}
}
