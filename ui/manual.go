package ui

import (
	"context"

	"charm.land/bubbles/v2/key"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
)

// ScreenHelp is what help says of one screen.
type ScreenHelp struct {
	Title    string
	Bindings []key.Binding
}

// Help is the help of every screen that has one, in the order in which a user
// comes to them, and last of what works on all.
func Help() []ScreenHelp {
	writes := perform.World{Writer: struct{ ingress.Writer }{}} // nothing is asked of it
	a := New(context.Background(), ingress.Session{}, Plans{}, writes)
	var all []ScreenHelp
	add := func(phase model.Phase) {
		a.model.Phase = phase
		b := a.screen().bindings()
		all = append(all, ScreenHelp{b.title, b.all})
	}
	add(model.Listing{})
	a.detail.open = true
	add(model.Listing{})
	for _, phase := range []model.Phase{
		model.Editing{}, model.Previewing{}, model.Finished{}, model.History{}, model.History{Opened: true},
		model.Reaching{}, model.Asking{}, model.Reviewing{},
	} {
		add(phase)
	}
	return append(all, ScreenHelp{"Everywhere", []key.Binding{a.list.keys.Help, a.form.keys.Help, a.keys.Quit}})
}
