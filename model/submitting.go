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
	s := Submitting{Back: p}
	for _, c := range p.Plan.Changes {
		if len(c.Send()) > 0 {
			s.Sends = append(s.Sends, Send{Change: c})
		}
	}
	return m.sendNext(s)
}

// sendNext starts waiting writes while there is room.
func (m Model) sendNext(s Submitting) (Model, []Effect) {
	var effects []Effect
	s.Sends = slices.Clone(s.Sends)
	under := 0
	for _, send := range s.Sends {
		if send.Call != 0 && !send.Done {
			under++
		}
	}
	for i := range s.Sends {
		if send := &s.Sends[i]; send.Call == 0 && under < atOnce {
			send.Call = m.mint()
			effects = append(effects, Submit{Call: send.Call, Operation: s.Back.Plan.Operation, Change: send.Change})
			under++
		}
	}
	m.Phase = s
	return m, effects
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
	i := slices.IndexFunc(s.Sends, func(send Send) bool { return send.Call == msg.Call && !send.Done })
	if i < 0 {
		return m, nil
	}
	s.Sends = slices.Clone(s.Sends)
	s.Sends[i].Done, s.Sends[i].Receipt = true, msg.Receipt
	if slices.ContainsFunc(s.Sends, func(send Send) bool { return !send.Done }) {
		return m.sendNext(s)
	}
	return m.finish(s)
}

// finish shows the outcome. Where every group moved since the preview, nothing
// was sent at all: the preview comes back, made anew.
func (m Model) finish(s Submitting) (Model, []Effect) {
	var receipts []ingress.Receipt
	moved := 0
	for _, send := range s.Sends {
		receipts = append(receipts, send.Receipt)
		if send.Receipt.Moved != nil {
			moved++
		}
	}
	if moved == len(s.Sends) && !s.Leaving {
		p := s.Back
		p.Moved = true
		return m.readTargets(p)
	}
	m.Phase = Finished{Back: s.Back.Back, Plan: s.Back.Plan, Receipts: receipts}
	var effects []Effect
	for _, r := range receipts {
		effects = append(effects, m.read(r.Group.ID))
	}
	if s.Leaving {
		effects = []Effect{Quit{}}
	}
	return m, effects
}

// Progress says how far the writes are: "1 of 3 groups".
func (s Submitting) Progress() string {
	done := 0
	for _, send := range s.Sends {
		if send.Done {
			done++
		}
	}
	if len(s.Sends) == 1 {
		return "1 group"
	}
	return fmt.Sprintf("%d of %d groups", done, len(s.Sends))
}
