package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
)

// screen shows one phase of the model, and answers its keys. It is a value made
// anew for each message, of the phase, what every screen is drawn from, and what
// only the terminal knows of this one: scroll offsets and carets.
type screen interface {
	// bindings are the screen's bindings, which help and the footer are made from.
	bindings() bindings
	// update takes a key. It changes what only the terminal knows, and
	// returns facts for the model.
	update(press tea.KeyPressMsg) []model.Msg
	// view is what stands between the header and the footer.
	view() view
	// fit fits what only the terminal knows to the model and the size as they are
	// now, and forgets what was about another phase.
	fit()
}

// bindings are the keys of a screen.
type bindings struct {
	title string        // over them in help
	all   []key.Binding // help lists them
	help  key.Binding   // opens help; one without keys where letters are text
	now   []key.Binding // the footer shows as many of them as fit
	right string        // at the right end of the footer
	says  string        // the footer where it shows no keys
}

// paster is a screen that takes pastes: text for what is typed, and never a key.
type paster interface {
	paste(msg tea.PasteMsg) []model.Msg
}

// view is what a screen shows.
type view struct {
	title  string      // at the right end of the header
	body   []string    // at most size.body() lines are shown
	cursor *tea.Cursor // relative to the body
}

// canvas is what every screen is drawn from.
type canvas struct {
	model model.Model
	size  size
	theme theme
}

// screen is what the user sees: help, where it is open, over the screen of the
// model's phase.
func (a *App) screen() screen {
	under := a.phaseScreen()
	if a.help.open {
		return helpScreen{&a.canvas, under, a.keys.Quit, &a.help}
	}
	return under
}

// phaseScreen is the screen of the model's phase, or of what is opened in it.
func (a *App) phaseScreen() screen {
	c := &a.canvas
	switch phase := c.model.Phase.(type) {
	case model.Listing:
		list := listScreen{c, phase, &a.list, &a.detail}
		if a.detail.open {
			return newDetailScreen(list)
		}
		return list
	case model.Editing:
		return formScreen{c, phase, &a.form}
	case model.Reaching:
		return reachScreen{c, phase, &a.reach}
	case model.History:
		history := historyScreen{c, phase, &a.history}
		if phase.Opened {
			past, _ := phase.At()
			return operationScreen{history, past}
		}
		return history
	case model.Reviewing:
		return reviewScreen{c, phase, &a.review}
	case model.Asking:
		return askedScreen{c, phase, a.asked}
	case model.Previewing:
		return previewScreen{c, phase, &a.preview}
	case model.Submitting:
		return sendingScreen{c, phase, a.preview.keys.Back}
	case model.Finished:
		return resultScreen{c, phase, &a.result}
	case model.Requesting: // of a command, which has no screen
	}
	return nil
}
