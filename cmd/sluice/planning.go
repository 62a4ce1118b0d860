package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"time"

	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/logfile"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/ingress/notation"
	"sluice/model/perform"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// planning is a command's one plan on its way through the model, as a session's
// goes.
type planning struct {
	program
	at    backend.Backend
	asked asked // what the command line asks for, where it adds rules
	world *perform.Performer
	model model.Model
	notes []string  // what is to be told beside the plan
	shown io.Writer // where outcomes are printed as they come
	told  int       // how many were
}

// proposal is a plan as it is shown, and what becomes of it.
type proposal struct {
	plain.Plan
	kept    []ingress.Kept  // what an undo cannot take back
	waiting ingress.Waiting // the plan that this one is, made anew to be approved; or none
}

// begin makes the plan that a command line asks for.
func (p program) begin(ctx context.Context, at backend.Backend, r model.Request, f planFlags, a asked) (*planning, error) {
	if slices.Contains(f.groups, "") {
		return nil, errors.New("--group is empty: give a security group's id, such as sg-0a5d8e02, or its name")
	}
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	c := model.Command{
		Session: at.Session, QuotaGiven: at.QuotaGiven, For: r,
		Planner: ingress.Planner{Limits: at.Limits, Settings: config.settings, IncludeCovered: f.covered, By: at.By, Grant: at.Grant},
	}
	c.Session.ReadOnly, c.Session.Unrecorded = at.Writer == nil, at.Journal == nil
	world := perform.World{
		Reader: at.Reader, Writer: at.Writer, NewOperation: backend.NewOperation, Address: f.finder(at, config), Observer: logfile.Observer(ctx),
		Quiet: func(context.Context, time.Duration) {}, // the question has a quiet time of its own
	}
	if at.Journal != nil {
		world.History = at.Journal
	}
	if at.Approvals != nil {
		world.Approvals, c.Threshold, c.Me = at.Approvals, at.Approval, at.Approvals.Me()
	}
	l := &planning{program: p, at: at, asked: a, world: perform.New(ctx, world), notes: slices.Clone(a.notes)}
	m, effects := c.Start()
	l.model = l.world.Run(m, effects, l.watch)
	return l, l.failure()
}

// tell gives the model a fact, and waits for all that follows.
func (l *planning) tell(msg model.Msg) {
	m, effects := l.model.Update(msg)
	l.model = l.world.Run(m, effects, l.watch)
}

// watch tells what is worth telling of what the model learns.
func (l *planning) watch(m model.Model, msg model.Msg) {
	switch msg := msg.(type) {
	case model.AddressKnown:
		l.notes = append(l.notes, meNote(msg.Address, msg.Source))
	case model.WriteRepeated:
		s, _ := m.Phase.(model.Submitting)
		for _, send := range s.Sends {
			if a := msg.Attempt; send.Call == msg.Call {
				text := fmt.Sprintf("%s: %s; attempt %d in %s", send.Change.Group.Name, a.Cause, a.Number, a.Wait.Round(100*time.Millisecond))
				fmt.Fprintln(l.errs, "sluice: "+safe.Clean(text).String())
			}
		}
	case model.ChangeSubmitted:
		l.show(m)
	}
}

// failure is why there is no plan, or nil.
func (l *planning) failure() error {
	switch phase := l.model.Phase.(type) {
	case model.Requesting:
		if phase.Failure == nil { // an effect was not answered: its context ended
			return errors.New("interrupted")
		}
		if phase.Group != "" {
			return fmt.Errorf("--group %q: %w", phase.Group, phase.Failure)
		}
		return phase.Failure
	case model.Editing:
		err := l.asked.complain(phase.Problems)
		if l.model.Load.Failure != nil { // a name may be that of a group that could not be listed
			return complaints{err, l.model.Load.Failure}
		}
		return err
	case model.Previewing:
		if phase.Failure != nil {
			return phase.Failure
		}
	default: // beyond the plan
	}
	return nil
}

// preview is the plan as the model has it.
func (l *planning) preview() model.Previewing {
	p, _ := l.model.Phase.(model.Previewing)
	return p
}

// proposal is the plan with what is told of it.
func (l *planning) proposal() proposal {
	p := l.preview()
	d := proposal{kept: p.Kept, Plan: plain.Plan{
		Session: l.at.Session, File: l.at.File, Plan: p.Plan, Permits: p.Permits, Obstacle: l.model.Obstacle(p), Notes: slices.Clone(l.notes),
	}}
	switch from := p.Back.(type) {
	case model.Undo:
		d.Undoes = from.Operation.ID
	case model.Approving:
		d.waiting = from.Waiting
	}
	if d.Obstacle == "" && p.AsksUntagged() {
		d.Obstacle = "denied for the tags alone: sluice apply can send the rules without, with --untagged"
	}
	d.Notes = append(d.Notes, otherTargets(l.asked.targets, p.Plan)...)
	for _, id := range l.model.UnreadLists(p.Plan) {
		d.Notes = append(d.Notes, unreadNote(id))
	}
	return d
}

// offerUntagged has the plan send without tags what EC2 denies for them alone.
// Whether it is sent is for the user to say.
func (l *planning) offerUntagged() {
	if l.preview().AsksUntagged() {
		l.tell(model.UntaggedAgreed{})
	}
}

// submit confirms the plan, which the user did, and waits for what comes of it. The
// error says why nothing was sent: a [waitsError] where it waits for approval.
func (l *planning) submit(ctx context.Context) ([]ingress.Receipt, error) {
	stop := context.AfterFunc(ctx, func() { fmt.Fprintln(l.errs, "sluice: a write is under way, waiting for its outcome …") })
	defer stop()
	l.tell(model.Confirmed{Seen: true})
	if p := l.preview(); p.Typing {
		l.tell(model.IDTyped{Text: p.Plan.ConfirmID()})
		l.tell(model.Confirmed{Seen: true})
	}
	switch phase := l.model.Phase.(type) {
	case model.Finished:
		return phase.Receipts, nil
	case model.Asking:
		if phase.Failure != nil {
			return nil, phase.Failure
		}
		return nil, waitsError{phase.Waiting}
	default: // it was not sent: the model says why
	}
	return nil, errors.New("nothing was sent: " + l.preview().Notice)
}

// finder is how the user's own address is found on a backend.
func (f planFlags) finder(at backend.Backend, c config) func(context.Context) (netip.Addr, string, error) {
	switch {
	case at.Address != nil:
		return at.Address
	case f.existing != "":
		return offlineAddress
	case at.Session.Sandbox:
		return sandboxAddress
	}
	return findAddress(c.myIPURL)
}

func offlineAddress(context.Context) (netip.Addr, string, error) {
	return netip.Addr{}, "", fmt.Errorf("--existing asks nobody")
}

// otherTargets notes the groups that a text is for and the plan is not.
func otherTargets(named []notation.Target, plan ingress.Plan) (notes []string) {
	for _, target := range named {
		if !slices.ContainsFunc(plan.Changes, func(c ingress.Change) bool { return c.Group.ID == target.ID || c.Group.Name == target.Name }) {
			notes = append(notes, "the text names the group "+target.ID+target.Name+": its rules are planned for --group all the same")
		}
	}
	return notes
}

func unreadNote(list string) string {
	return "the prefix list " + list + " could not be read: it counts as one rule, and what it lets in is not known"
}

func meNote(address netip.Addr, source string) string {
	return fmt.Sprintf("me is %s, %s", address.Unmap(), source)
}
