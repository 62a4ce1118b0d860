package perform

import (
	"sluice/model"
)

// Run performs effects, gives their answers to the model and performs what follows,
// until nothing is waited for any more. Each answer is shown to watch with the
// model that knows it. The end of the performer's context asks a write to stop where
// it provably did not run yet, and is waited for: no outcome is lost.
func (p *Performer) Run(m model.Model, effects []model.Effect, watch func(model.Model, model.Msg)) model.Model {
	answers, waiting := make(chan model.Msg), 0
	start := func(effects []model.Effect) {
		for _, e := range effects {
			if !m.May(model.Needs(e)) { // whatever asked for it
				continue
			}
			if answer := p.Perform(e); answer != nil {
				waiting++
				go func() { answers <- answer() }()
			}
		}
	}
	tell := func(msg model.Msg) {
		before := m.Phase
		m, effects = m.Update(msg)
		p.Entered(before, m.Phase)
		start(effects)
	}
	p.Entered(nil, m.Phase)
	start(effects)
	ended := p.ctx.Done()
	for waiting > 0 {
		select {
		case msg := <-answers:
			waiting--
			if msg != nil {
				tell(msg)
				watch(m, msg)
			}
		case <-ended:
			ended = nil
			if m.Busy() {
				tell(model.BackAsked{})
			}
		}
	}
	return m
}
