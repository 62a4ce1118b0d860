package model_test

import (
	"errors"
	"fmt"
	"maps"

	"sluice/model"
	"sluice/model/ingress"
)

// write is one group of one operation: what may be sent once.
type write struct{ operation, group string }

// ledger follows a program from outside and holds it to the promise: what was
// previewed is exactly what is sent, once, by a key that can be meant.
type ledger struct {
	wait      model.Call               // the newest quiet period, while no key was pressed since
	quiet     string                   // the operation whose plan had its quiet period
	confirmed map[write]ingress.Change // what was on the confirmed previews, and may be sent
	sent      map[write]model.Call
	answered  map[model.Call]bool
}

func newLedger() ledger {
	return ledger{confirmed: map[write]ingress.Change{}, sent: map[write]model.Call{}, answered: map[model.Call]bool{}}
}

func (l ledger) clone() ledger {
	l.confirmed, l.sent, l.answered = maps.Clone(l.confirmed), maps.Clone(l.sent), maps.Clone(l.answered)
	return l
}

// enter takes one step of the program.
func (l *ledger) enter(before model.Model, msg model.Msg, after model.Model, effects []model.Effect) error {
	preview, previewing := before.Phase.(model.Previewing)
	switch msg := msg.(type) {
	case model.QuietPassed:
		if previewing && msg.Call == l.wait && l.wait != 0 {
			l.quiet = preview.Plan.Operation
		}
	case model.KeyPressed, model.Confirmed, model.ReloadAsked, model.BackAsked:
		l.wait = 0
	case model.ChangeSubmitted:
		l.answered[msg.Call] = true
	}
	if !before.Busy() && after.Busy() {
		if err := l.confirm(before, msg); err != nil {
			return err
		}
	}
	for _, effect := range effects {
		switch e := effect.(type) {
		case model.WaitQuiet:
			l.wait = e.Call
		case model.Submit:
			if err := l.send(e); err != nil {
				return err
			}
		case model.Quit:
			if l.underWay() > 0 {
				return errors.New("quit while a write is under way")
			}
		}
	}
	if n := l.underWay(); n > 4 {
		return fmt.Errorf("%d writes at once", n)
	}
	if before.Busy() && !after.Busy() && (l.underWay() > 0 || len(l.sent) < len(l.confirmed)) {
		return errors.New("the outcome was shown before it was known")
	}
	return nil
}

func (l *ledger) confirm(before model.Model, msg model.Msg) error {
	p, previewing := before.Phase.(model.Previewing)
	confirmed, _ := msg.(model.Confirmed)
	switch {
	case !previewing || !confirmed.Seen:
		return errors.New("a write without a confirmation of a plan that was seen")
	case l.quiet != p.Plan.Operation || !p.Armed:
		return errors.New("a confirmation without its quiet period")
	case before.Where.ReadOnly:
		return errors.New("a write in a read-only program")
	case p.Plan.Empty() || p.Plan.Blocked() != "":
		return fmt.Errorf("a plan that cannot be sent: %d new, %s", p.Plan.Count(ingress.New), p.Plan.Blocked())
	}
	for _, c := range p.Plan.Changes {
		if len(c.Send()) > 0 {
			l.confirmed[write{p.Plan.Operation, c.Group.ID}] = c
		}
	}
	return nil
}

func (l *ledger) send(e model.Submit) error {
	w := write{e.Operation, e.Change.Group.ID}
	previewed, ok := l.confirmed[w]
	_, again := l.sent[w]
	switch {
	case !ok:
		return fmt.Errorf("%v was sent without having been confirmed", w)
	case again:
		return fmt.Errorf("%v was sent twice", w)
	}
	l.sent[w] = e.Call
	if diff := diff(previewed, e.Change); diff != "" {
		return fmt.Errorf("what was sent is not what was previewed: -previewed +sent\n%s", diff)
	}
	return nil
}

// underWay is the number of writes that were sent and not answered.
func (l *ledger) underWay() int {
	n := 0
	for _, call := range l.sent {
		if !l.answered[call] {
			n++
		}
	}
	return n
}
