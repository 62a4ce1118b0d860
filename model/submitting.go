package model

import (
	"fmt"
	"slices"

	"sluice/model/ingress"
)

// atOnce is how many groups are written at the same time: enough to hide the
// round trips, few enough for EC2's small write buckets.
const atOnce = 4

// submit starts the writes of a plan: one per group that something is new for.
func (m Model) submit(p Previewing) (Model, []Effect) {
	s := Submitting{Back: p, Leaving: m.command}
	for _, c := range p.Plan.Changes {
		if len(c.Send()) > 0 {
			s.Sends = append(s.Sends, Send{Change: c})
		}
	}
	return m.sendNext(s)
}

// sendNext starts waiting writes while there is room. The sends are the caller's
// own: they are changed in place.
func (m Model) sendNext(s Submitting) (Model, []Effect) {
	room := atOnce - s.count(Send.underWay)
	var effects []Effect
	for i := range s.Sends {
		if send := &s.Sends[i]; send.waiting() && len(effects) < room {
			send.Call = m.mint()
			effects = append(effects, Submit{Call: send.Call, Operation: s.Back.Plan.Operation, Change: send.Change})
		}
	}
	m.Phase = s
	return m, effects
}

func (s Send) waiting() bool  { return s.Call == 0 && !s.Done }
func (s Send) underWay() bool { return s.Call != 0 && !s.Done }
func (s Send) done() bool     { return s.Done }

func (s Submitting) count(is func(Send) bool) int {
	n := 0
	for _, send := range s.Sends {
		if is(send) {
			n++
		}
	}
	return n
}

// underWay is the write of a call that has no answer yet, or -1.
func (s Submitting) underWay(call Call) int {
	return slices.IndexFunc(s.Sends, func(send Send) bool { return send.underWay() && call.answers(send.Call) })
}

func (m Model) updateSubmitting(s Submitting, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case ChangeSubmitted:
		return m.sent(s, msg)
	case WriteRepeated:
		return m.repeated(s, msg)
	case BackAsked:
		return m.stop(s)
	case QuitAsked:
		s.Leaving = true
		s.Notice = "quitting as soon as the outcome is known"
		return m.in(s)
	}
	return m, nil
}

// repeated notes that a write is tried again, and listens on.
func (m Model) repeated(s Submitting, msg WriteRepeated) (Model, []Effect) {
	i := s.underWay(msg.Call)
	if i < 0 {
		return m, nil
	}
	s.Sends = slices.Clone(s.Sends)
	s.Sends[i].Attempt = msg.Attempt
	m.Phase = s
	return m, []Effect{AwaitWrite{msg.Call}}
}

// stop keeps back what was not sent yet. What is under way is asked to stop,
// which it does only where it provably did not run: its answer says which.
func (m Model) stop(s Submitting) (Model, []Effect) {
	s.Sends = slices.Clone(s.Sends)
	why := &ingress.Failure{Message: "stopped before its turn: nothing was sent"}
	stopped := 0
	var effects []Effect
	for i := range s.Sends {
		switch send := &s.Sends[i]; {
		case send.waiting():
			send.Done, send.Receipt = true, send.Change.NotSent(s.Back.Plan.Operation, why)
			stopped++
		case send.underWay() && !send.Stopping:
			send.Stopping = true
			effects = append(effects, StopWrite{send.Call})
		}
	}
	switch {
	case stopped > 0:
		s.Notice = fmt.Sprintf("%s not sent any more; what was sent cannot be called back", ingress.Count(stopped, "group"))
	case s.Notice == "" || s.Leaving:
		s.Notice = "a write that was sent cannot be called back: its outcome is coming"
	}
	m.Phase = s
	return m, effects
}

// sent takes one group's receipt, and ends the phase with the last one.
func (m Model) sent(s Submitting, msg ChangeSubmitted) (Model, []Effect) {
	i := s.underWay(msg.Call)
	if i < 0 {
		return m, nil
	}
	s.Sends = slices.Clone(s.Sends)
	s.Sends[i].Done, s.Sends[i].Receipt = true, msg.Receipt
	m, reread := m.renew(s, s.Sends[i])
	m, effects := m.sendNext(s)
	if s.count(Send.done) == len(s.Sends) {
		m, effects = m.finish(s)
	}
	return m, append(effects, reread...)
}

// renew brings the group of a write that ended up to date in the list.
func (m Model) renew(s Submitting, send Send) (Model, []Effect) {
	switch now := send.Receipt.Moved; {
	case now != nil:
		return m.withRead(*now), nil
	case s.Leaving:
		return m, nil
	}
	read := m.read(send.Change.Group.ID)
	return m, []Effect{read}
}

// finish shows the outcome. Where every group moved since the preview, nothing
// was sent at all: the preview comes back, made anew.
func (m Model) finish(s Submitting) (Model, []Effect) {
	f := Finished{Back: s.Back.Back, Plan: s.Back.Plan}
	for _, send := range s.Sends {
		f.Receipts = append(f.Receipts, send.Receipt)
	}
	m = m.spent(f)
	f, effects := f.putBack(&m, s.Leaving)
	m.Phase = f
	if _, typed := f.Back.(Editing); typed {
		m.kept = nil // it is in the outcome's form now
	}
	if undoable := f.Undoable(); undoable != "" {
		m.newest = undoable
	}
	switch before := f.moved(); {
	case s.Leaving:
		return m, append(effects, Quit{})
	case len(before) == len(s.Sends):
		return m.preview(Previewing{Back: f.Back, Moved: true, Before: before})
	}
	m, shows := m.showOutcome(f)
	return m, append(effects, shows...)
}

// Progress says how far the writes are: "1 of 3 groups answered".
func (s Submitting) Progress() string {
	if len(s.Sends) == 1 {
		return ingress.Count(1, "group")
	}
	return fmt.Sprintf("%d of %d groups answered", s.count(Send.done), len(s.Sends))
}
