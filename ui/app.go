package ui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
)

// App is one session: a model, and what only this terminal knows. Several Apps
// with different terminals live in one process; none shares state with another.
type App struct {
	canvas
	start   []model.Effect
	world   *perform.Performer
	keys    anywhereKeys
	help    helpState
	list    listState
	detail  detailState
	form    formState
	reach   reachState
	history historyState
	review  reviewState
	asked   askedKeys
	preview previewState
	result  resultState
}

// Plans is what a session holds its plans to.
type Plans struct {
	Planner ingress.Planner
	// QuotaGiven says that the planner's quota is the user's own word: the
	// account's is not asked for.
	QuotaGiven bool
	// Approval is the severity from which on a plan waits for another person's
	// approval, where the [perform.World] has Approvals; None for no plan.
	Approval ingress.Severity
}

// New is a session in the given place. The context ends it; writes under way
// go on, and [App.Wait] waits for them.
func New(ctx context.Context, session ingress.Session, plans Plans, world perform.World) *App {
	session.ReadOnly = session.ReadOnly || world.Writer == nil
	session.Unrecorded = session.Unrecorded || world.History == nil
	performer := perform.New(ctx, world)
	plans.Planner.Now = performer.Now()
	m, start := model.New(session, plans.Planner, plans.QuotaGiven)
	if world.Approvals != nil {
		var more []model.Effect
		m, more = m.WithApprovals(plans.Approval, world.Approvals.Me())
		start = append(start, more...)
	}
	a := &App{
		canvas: canvas{m, size{80, 24}, newTheme(true)}, start: start, world: performer, keys: newAnywhereKeys(),
		list: listState{newListKeys(), newFilter()}, detail: detailState{keys: newDetailKeys()}, form: formState{keys: newFormKeys(), text: newInput()},
		reach:   reachState{keys: newReachKeys(), text: newInput()},
		history: historyState{keys: newHistoryKeys(), operation: newOperationKeys(), filter: newFilter()},
		review:  reviewState{keys: newReviewKeys(), whyKeys: newWhyKeys(), why: newInput()}, asked: newAskedKeys(),
		preview: previewState{keys: newPreviewKeys(), typed: newInput()}, result: resultState{keys: newResultKeys()},
	}
	if session.ReadOnly {
		a.list.keys.Add.SetHelp("a", "plan rules")
		a.detail.keys.Add.SetHelp("a", "plan rules")
	}
	return a
}

// Model is what the session knows.
func (a *App) Model() model.Model { return a.model }

// Wait returns when no write is under way any more, with the receipts of all
// that the session sent: it may not have lived to show the last ones.
func (a *App) Wait() []ingress.Receipt {
	return a.world.Wait()
}

// Init starts the session.
func (a *App) Init() tea.Cmd {
	a.world.Entered(nil, a.model.Phase)
	return tea.Batch(a.commands(a.start), tea.RequestBackgroundColor)
}

// Update takes a message of the terminal or the answer to an effect.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.help.top = 0
		a.size = size{max(msg.Width, 0), max(msg.Height, 0)}
		return a, a.tell(model.SightLost{})
	case tea.BackgroundColorMsg:
		a.theme = newTheme(msg.IsDark())
		return a, a.tell()
	case tea.KeyPressMsg:
		return a, a.press(msg)
	case tea.PasteMsg:
		return a, a.paste(msg)
	case model.Msg:
		return a, a.tell(msg)
	}
	return a, nil
}

// tell gives facts to the model, and performs what follows. The screen fits itself
// to what the model knows then.
func (a *App) tell(msgs ...model.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, msg := range msgs {
		next, effects := a.model.Update(msg)
		a.world.Entered(a.model.Phase, next.Phase)
		a.model = next
		cmds = append(cmds, a.commands(effects))
	}
	a.screen().fit()
	return tea.Batch(cmds...)
}

// commands performs effects. What the role may not do is not performed, whatever
// asked for it.
func (a *App) commands(effects []model.Effect) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(effects))
	for _, e := range effects {
		if a.model.May(model.Needs(e)) {
			cmds = append(cmds, a.perform(e))
		}
	}
	return tea.Batch(cmds...)
}

// perform is the command for an effect: those that only this terminal can do, and
// the world's.
func (a *App) perform(e model.Effect) tea.Cmd {
	var here tea.Cmd
	switch e := e.(type) {
	case model.Quit:
		return tea.Quit
	case model.Copy:
		here = tea.SetClipboard(e.Text)
	default: // the world's alone
	}
	answer := a.world.Perform(e)
	if answer == nil {
		return here
	}
	return tea.Batch(here, func() tea.Msg {
		if msg := answer(); msg != nil {
			return msg
		}
		return nil // not a nil model.Msg, which is something to Bubble Tea
	})
}

// press routes a key: quitting works everywhere, help covers the screen, and
// on a terminal too small to judge a plan on, nothing else works.
func (a *App) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, a.keys.Quit):
		return a.tell(model.QuitAsked{})
	case a.size.tooSmall():
		return nil
	}
	s := a.screen()
	if !a.help.open && key.Matches(msg, s.bindings().help) {
		a.help.open = true
	}
	return a.tell(s.update(msg)...)
}

// paste takes a bracketed paste: it is text for the field that has the focus,
// and never a key.
func (a *App) paste(msg tea.PasteMsg) tea.Cmd {
	s, takes := a.screen().(paster)
	if !takes || a.size.tooSmall() {
		return nil
	}
	return a.tell(s.paste(msg)...)
}
