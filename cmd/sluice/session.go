package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"sluice/client/journal"
	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/logfile"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
	"sluice/ui"
	"sluice/ui/gate"
	"sluice/ui/plain"
	"sluice/ui/safe"
)

// session runs the TUI where there is a terminal to draw on, and lists the
// groups in plain lines where there is none.
func (p program) session(ctx context.Context, at backend.Backend, newOperation func() string) error {
	if !p.interactive() {
		return plain.Groups(p.out, at.Reader.Groups(ctx))
	}
	config, err := p.config()
	if err != nil {
		return err
	}
	world := perform.World{Reader: at.Reader, Writer: at.Writer, NewOperation: newOperation, Address: findAddress(config.myIPURL), Observer: logfile.Observer(ctx)}
	if at.Session.Sandbox {
		world.Address = sandboxAddress
	}
	if p.env("SSH_CONNECTION") == "" {
		world.Clipboard = clipboard.WriteAll
	}
	planner := ingress.Planner{Limits: at.Limits, Settings: config.settings, By: at.By}
	keep := func(context.Context, func(journal.News)) {}
	if at.Journal != nil {
		world.History = at.Journal
	}
	if at.Journal != nil && at.Raw != nil && at.Journal.Damage() == nil && !at.NoUpkeep {
		keep = at.Keeper(planner).Run
	}
	if at.Unrecorded != nil {
		fmt.Fprintln(p.errs, "sluice: "+safe.Error(at.Unrecorded).String())
	}
	return p.tui(ctx, ui.New(ctx, at.Session, ui.Plans{Planner: planner, QuotaGiven: at.QuotaGiven}, world), keep)
}

// keeping runs a keeper beside a session, which is told the news. It ends when
// end returns.
func keeping(ctx context.Context, keep func(context.Context, func(journal.News)), send func(tea.Msg)) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		keep(ctx, func(n journal.News) {
			for _, msg := range backend.UpkeepMessages(n) {
				send(msg)
			}
			if n.Err != nil {
				send(model.UpkeepFailed{Why: backend.UpkeepFailure(n.Err)})
			}
		})
	}()
	return func() {
		cancel()
		<-ended
	}
}

// tui runs one session to its end, and says what it sent once the screen is
// gone. A terminal that is lost ends the session, never a write: its outcome is
// waited for.
func (p program) tui(ctx context.Context, app *ui.App, keep func(context.Context, func(journal.News))) error {
	input := p.input()
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithInput(input), tea.WithOutput(p.out), tea.WithoutSignalHandler()}
	if p.env("NO_COLOR") != "" {
		// Any value counts (no-color.org); left to itself Bubble Tea asks for one that means true.
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	session := tea.NewProgram(app, options...)
	defer keeping(ctx, keep, session.Send)()
	_, err := session.Run()
	_ = input.Close() // the next key belongs to the next program
	if app.Model().Busy() {
		fmt.Fprintln(p.errs, "sluice: a write is under way, waiting for its outcome …")
	}
	plain.Receipts(p.out, app.Wait())
	if ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled) {
		return nil // it was asked to end
	}
	return err
}

// input is the keys, gated: who writes to a terminal's input is not always its
// user.
func (p program) input() io.ReadCloser {
	if f, ok := p.in.(term.File); ok {
		return gate.NewTerminal(f, gate.Options{})
	}
	return gate.New(p.in, gate.Options{})
}
