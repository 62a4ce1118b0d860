package model

import "sluice/model/ingress"

// pasteLines puts rule lines on the draft: the first into the rule that is shown,
// where that is empty, the others each as a rule of its own.
func (m Model) pasteLines(e Editing, paste LinesPasted) Editing {
	if e.Edits != "" && len(paste.Lines) > 1 {
		e.Notice = "an edit changes one rule: paste one"
		return e
	}
	e.Notice = paste.Notice
	for _, line := range paste.Lines {
		if e.Edits == "" {
			e = m.addRule(e)
		}
		e.Draft = e.Draft.Edit(e.Rule, ingress.FieldLine, line)
	}
	e.Focus = ingress.FieldLine
	return m.refreshed(e)
}

// findMe asks for the user's own address where a source is "me". It is asked for
// when the field is left: a name that begins with it may be being typed.
func (m Model) findMe(e Editing) (Model, []Effect) {
	if !e.Draft.NamesMe() || m.side.address != 0 {
		return m.in(e)
	}
	e.Notice = "finding your own address …"
	m.side.address = m.mint()
	m.Phase = m.refreshed(e)
	return m, []Effect{FindAddress{m.side.address}}
}

// updateAddress puts the found address into the form, where it is seen before it
// is used.
func (m Model) updateAddress(msg Msg) (Model, []Effect, bool) {
	e, editing := m.Phase.(Editing)
	switch msg := msg.(type) {
	case AddressKnown:
		if !msg.Call.answers(m.side.address) {
			return m, nil, true
		}
		m.side.address = 0
		if editing {
			e.Draft, e.Notice = e.Draft.WithMe(msg.Address), "you are "+msg.Address.String()+", "+msg.Source
			m.Phase = m.refreshed(e)
		}
		m = m.withMe(msg)
	case AddressUnknown:
		if !msg.Call.answers(m.side.address) {
			return m, nil, true
		}
		m.side.address = 0
		if editing {
			e.Notice = "your own address is not known, type it: " + msg.Failure.Error()
			m.Phase = m.refreshed(e)
		}
		m = m.unread(&ingress.Failure{Message: "your own address is not known, write it in the place of me: " + msg.Failure.Error()})
	}
	return m, nil, true
}
