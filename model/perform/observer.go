package perform

import (
	"reflect"

	"sluice/model"
)

// Observer hears of a model's phases and effects, for a log. Its methods are called
// by several goroutines at once.
type Observer interface {
	// Entered is called as the model comes to a phase of another type, and with the
	// one that it is in when it begins or goes on.
	Entered(model.Phase)
	// Began is called as an effect begins; what it returns is called with the answer,
	// nil where the effect has none.
	Began(model.Effect) (ended func(answer model.Msg))
}

// Entered tells the observer, where there is one, of a model's phase; before is the
// one that it was in, and nil at the start.
func (p *Performer) Entered(before, phase model.Phase) {
	if o := p.world.Observer; o != nil && reflect.TypeOf(before) != reflect.TypeOf(phase) {
		o.Entered(phase)
	}
}

// observed waits for the answer to an effect, and tells the observer of both.
func (p *Performer) observed(effect model.Effect) model.Msg {
	if p.world.Observer == nil {
		return p.answer(effect)
	}
	ended := p.world.Observer.Began(effect)
	answer := p.answer(effect)
	ended(answer)
	return answer
}
