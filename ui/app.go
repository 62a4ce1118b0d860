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
	model   model.Model
	start   []model.Effect
	world   *perform.Performer
	size    size
	theme   theme
	keys    anywhereKeys
	help    bool
	helpTop int // the first line of help that shows
	list    listScreen
	detail  detailScreen
	form    formScreen
	reach   reachScreen
	history historyScreen
	review  reviewScreen
	preview previewScreen
	result  resultScreen
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
func New(ctx context.Context, where ingress.Where, plans Plans, world perform.World) *App {
	where.ReadOnly = where.ReadOnly || world.Writer == nil
	where.Unrecorded = where.Unrecorded || world.History == nil
	performer := perform.New(ctx, world)
	plans.Planner.Now = performer.Now()
	m, start := model.New(where, plans.Planner, plans.QuotaGiven)
	if world.Approvals != nil {
		var more []model.Effect
		m, more = m.WithApprovals(plans.Approval, world.Approvals.Me())
		start = append(start, more...)
	}
	a := &App{
		model: m, start: start, world: performer,
		size: size{80, 24}, theme: newTheme(true), keys: newAnywhereKeys(),
		list: newListScreen(), detail: newDetailScreen(), form: newFormScreen(), reach: newReachScreen(), history: newHistoryScreen(), review: newReviewScreen(), preview: newPreviewScreen(), result: newResultScreen(),
	}
	if where.ReadOnly {
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
		a.helpTop = 0
		a.size = size{max(msg.Width, 0), max(msg.Height, 0)}
		return a, a.tell(model.SightLost{})
	case tea.BackgroundColorMsg:
		a.theme = newTheme(msg.IsDark())
		a.settle()
		return a, nil
	case tea.KeyPressMsg:
		return a, a.press(msg)
	case tea.PasteMsg:
		return a, a.paste(msg.Content)
	case model.Msg:
		return a, a.tell(msg)
	}
	return a, nil
}

// tell gives facts to the model, and performs what follows.
func (a *App) tell(msgs ...model.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, msg := range msgs {
		next, effects := a.model.Update(msg)
		a.world.Entered(a.model.Phase, next.Phase)
		a.model = next
		cmds = append(cmds, a.commands(effects))
	}
	a.settle()
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

// settle fits what only the screens know, scroll offsets and carets, to the
// model and the size as they are now.
func (a *App) settle() {
	switch phase := a.model.Phase.(type) {
	case model.Listing:
		a.list.settle(a.model, phase, a.groupRows())
		a.detail.settle(a.model, phase, a.size)
	case model.Editing:
		a.form.settle(phase)
	case model.Reaching:
		a.reach.settle(phase, a.size)
	case model.History:
		past, _ := phase.At()
		a.history.settle(phase, a.size, len(a.operationLines(past)))
	case model.Reviewing:
		a.review.settle(a.model, phase, a.size)
	case model.Previewing:
		a.preview.settle(newScrolled(a.previewBlocks(phase)), a.size, a.previewRows(phase), phase)
	case model.Finished:
		a.result.settle(newScrolled(a.resultBlocks(phase)), a.size)
	}
}

// press routes a key: quitting works everywhere, help covers the screen, and
// on a terminal too small to judge a plan on, nothing else works.
func (a *App) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, a.keys.Quit):
		return a.tell(model.QuitAsked{})
	case a.size.tooSmall():
		return nil
	case a.help:
		if a.scrollHelp(msg) {
			return nil
		}
		a.help, a.helpTop = false, 0
		return a.tell(model.SightLost{})
	}
	switch phase := a.model.Phase.(type) {
	case model.Listing:
		if a.detail.open {
			return a.pressDetail(msg)
		}
		if phase.Filtering {
			return a.pressFilter(msg)
		}
		return a.pressList(msg)
	case model.Editing:
		return a.pressForm(phase, msg)
	case model.Reaching:
		return a.pressReach(msg)
	case model.History:
		return a.pressHistory(phase, msg)
	case model.Reviewing:
		return a.pressReview(phase, msg)
	case model.Asking:
		return a.pressAsked(msg)
	case model.Previewing:
		return a.pressPreview(phase, msg)
	case model.Submitting:
		return a.pressSubmitting(msg)
	case model.Finished:
		return a.pressResult(phase, msg)
	}
	return nil
}

// paste takes a bracketed paste: it is text for the field that has the focus,
// and never a key.
func (a *App) paste(text string) tea.Cmd {
	if a.size.tooSmall() || a.help {
		return nil
	}
	switch phase := a.model.Phase.(type) {
	case model.Listing:
		if phase.Filtering && !a.detail.open {
			return a.editFilter(tea.PasteMsg{Content: text})
		}
	case model.Editing:
		return a.pasteForm(phase, text)
	case model.Reaching:
		return a.editReach(tea.PasteMsg{Content: text})
	case model.History:
		if phase.Filtering {
			return a.editHistoryFilter(tea.PasteMsg{Content: text})
		}
	case model.Reviewing:
		if phase.Deciding {
			return a.editWhy(tea.PasteMsg{Content: text})
		}
	case model.Previewing:
		if phase.Typing {
			return a.typeID(tea.PasteMsg{Content: text})
		}
		return a.tell(model.KeyPressed{})
	}
	return nil
}
