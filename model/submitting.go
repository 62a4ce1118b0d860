package model

import (
	"fmt"
	"slices"
)

// atOnce is how many groups are written at the same time: enough to hide the
// round trips, few enough for EC2's small write buckets.
const atOnce = 4

// submit starts the writes of a plan: one per group that something is new for.
func (m Model) submit(p Previewing) (Model, []Effect) {
	s := Submitting{Back: p}
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
		if send := &s.Sends[i]; send.Call == 0 && len(effects) < room {
			send.Call = m.mint()
			effects = append(effects, Submit{Call: send.Call, Operation: s.Back.Plan.Operation, Change: send.Change})
		}
	}
	m.Phase = s
	return m, effects
}

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

func (m Model) updateSubmitting(s Submitting, msg Msg) (Model, []Effect) {
	switch msg := msg.(type) {
	case ChangeSubmitted:
		return m.sent(s, msg)
	case BackAsked:
		s.Notice = "a write that was sent cannot be called back: its outcome is coming"
		return m.in(s)
	case QuitAsked:
		s.Leaving = true
		s.Notice = "quitting as soon as the outcome is known"
		return m.in(s)
	}
	return m, nil
}

// sent takes one group's receipt, and ends the phase with the last one.
func (m Model) sent(s Submitting, msg ChangeSubmitted) (Model, []Effect) {
	i := slices.IndexFunc(s.Sends, func(send Send) bool { return !send.Done && msg.Call.answers(send.Call) })
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
	moved := 0
	for _, send := range s.Sends {
		f.Receipts = append(f.Receipts, send.Receipt)
		if send.Receipt.Moved != nil {
			moved++
		}
	}
	m.Phase = f
	if _, typed := f.Back.(Editing); typed {
		m.kept = nil // it is in the outcome's form now
	}
	switch {
	case s.Leaving:
		return m, []Effect{Quit{}}
	case moved == len(s.Sends):
		return m.preview(Previewing{Back: f.Back, Moved: true})
	}
	return m, nil
}

// Progress says how far the writes are: "1 of 3 groups answered".
func (s Submitting) Progress() string {
	if len(s.Sends) == 1 {
		return "1 group"
	}
	return fmt.Sprintf("%d of %d groups answered", s.count(Send.done), len(s.Sends))
}
