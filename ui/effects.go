package ui

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

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
	// user sits elsewhere. The terminal is asked as well, by OSC 52.
	Clipboard func(text string) error
	// Now is the time, in the user's zone. Nil is this machine's clock.
	Now func() time.Time
	// Tick waits for a countdown's next number. It is false where the context ended
	// first. Nil waits for real.
	Tick func(ctx context.Context, d time.Duration) bool
	// Quiet waits for a preview's quiet period. Nil waits for real.
	Quiet func(ctx context.Context, d time.Duration)
}

// performer turns effects into commands. It is the only part of the ui that
// touches the world.
type performer struct {
	ctx   context.Context
	world World

	writes *writes

	mu    sync.Mutex
	lists map[model.Call]*listing
}

func newPerformer(ctx context.Context, w World) *performer {
	if w.Quiet == nil {
		w.Quiet = wait
	}
	if w.Now == nil {
		w.Now = time.Now
	}
	if w.Tick == nil {
		w.Tick = func(ctx context.Context, d time.Duration) bool { wait(ctx, d); return ctx.Err() == nil }
	}
	return &performer{ctx: ctx, world: w, writes: newWrites(), lists: map[model.Call]*listing{}}
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

// perform is the command for an effect.
func (p *performer) perform(effect model.Effect) tea.Cmd {
	switch e := effect.(type) {
	case model.LoadAccount:
		return func() tea.Msg { return p.account(e) }
	case model.LoadGroups:
		p.open(e.Call)
		return func() tea.Msg { return p.page(e.Call) }
	case model.LoadMore:
		return func() tea.Msg { return p.page(e.Call) }
	case model.StopLoading:
		return func() tea.Msg { p.close(e.Call); return nil }
	case model.ReadGroup:
		return func() tea.Msg { return p.readGroup(e) }
	case model.ReadTargets:
		return func() tea.Msg { return p.readTargets(e) }
	case model.ReadOperation:
		return func() tea.Msg { return p.readOperation(e) }
	case model.WaitQuiet:
		return func() tea.Msg {
			p.world.Quiet(p.ctx, e.For)
			return model.QuietPassed{Call: e.Call}
		}
	case model.LoadHistory:
		return func() tea.Msg { return p.history(e) }
	case model.LoadExpiring:
		return func() tea.Msg { return p.expiring(e) }
	case model.WaitTick:
		return func() tea.Msg { return p.tick(e) }
	case model.LoadQuota:
		return func() tea.Msg { return p.quota(e) }
	case model.ReadPrefixLists:
		return func() tea.Msg { return p.prefixLists(e) }
	case model.FindAddress:
		return func() tea.Msg { return p.address(e) }
	case model.AskPermit:
		return func() tea.Msg {
			return model.PermitKnown{Call: e.Call, Permit: p.world.Writer.Permit(p.ctx, e.Change)}
		}
	case model.Submit:
		p.writes.begin(p.ctx, p.world.Writer, e)
		return func() tea.Msg { return p.writes.next(e.Call) }
	case model.AwaitWrite:
		return func() tea.Msg { return p.writes.next(e.Call) }
	case model.StopWrite:
		p.writes.stop(e.Call)
	case model.Settle:
		return func() tea.Msg {
			return model.ChangeSettled{Call: e.Call, Receipt: p.world.Writer.Settle(p.ctx, e.Operation, e.Change)}
		}
	case model.Copy:
		return p.copy(e.Text)
	case model.Quit:
		return tea.Quit
	case model.LoadWaiting, model.AskApproval, model.RejectPlan, model.WithdrawPlan, model.PutBack:
		return func() tea.Msg { return p.approve(e) }
	}
	return nil
}

func (p *performer) account(e model.LoadAccount) tea.Msg {
	account, err := p.world.Reader.Account(p.ctx)
	if err != nil {
		return model.AccountFailed{Call: e.Call, Failure: failure(err)}
	}
	return model.AccountKnown{Call: e.Call, Account: account}
}

func (p *performer) readGroup(e model.ReadGroup) tea.Msg {
	g, err := p.world.Reader.Group(p.ctx, e.ID)
	if err != nil {
		return model.GroupUnread{Call: e.Call, ID: e.ID, Failure: failure(err)}
	}
	return model.GroupRead{Call: e.Call, Group: g}
}

func (p *performer) readTargets(e model.ReadTargets) tea.Msg {
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

func (p *performer) readOperation(e model.ReadOperation) tea.Msg {
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
