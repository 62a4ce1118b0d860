package model

// Update takes a fact and returns the model that knows it, and what is to be
// done. A message that has no meaning in the present phase changes nothing.
func (m Model) Update(msg Msg) (Model, []Effect) {
	next, effects := m.update(msg)
	next, effects = next.keepTime(m, effects)
	next, effects = next.keepHistory(m, effects)
	return next.keepRequest(effects)
}

func (m Model) update(msg Msg) (Model, []Effect) {
	whatever := []func(Model, Msg) (Model, []Effect, bool){ // the phase
		Model.updateLoad, Model.updateSide, Model.updateCountdown, Model.updateNews, Model.updateApprovals,
	}
	for _, update := range whatever {
		if next, effects, taken := update(m, msg); taken {
			return next, effects
		}
	}
	if _, quit := msg.(QuitAsked); quit && !m.Busy() {
		return m, []Effect{Quit{}}
	}
	switch phase := m.Phase.(type) {
	case Listing:
		return m.updateListing(phase, msg)
	case Editing:
		return m.updateEditing(phase, msg)
	case History:
		return m.updateHistory(phase, msg)
	case Reaching:
		return m.updateReaching(phase, msg)
	case Previewing:
		return m.updatePreviewing(phase, msg)
	case Submitting:
		return m.updateSubmitting(phase, msg)
	case Finished:
		return m.updateFinished(phase, msg)
	case Asking:
		return m.updateAsking(phase, msg)
	case Reviewing:
		return m.updateReviewing(phase, msg)
	case Requesting: // keepRequest goes on from it
	}
	return m, nil
}

// in returns the model in a phase, with no effects.
func (m Model) in(p Phase) (Model, []Effect) {
	m.Phase = p
	return m, nil
}
