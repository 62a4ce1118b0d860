package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"sluice/client/journal"
	"sluice/cmd/internal/logfile"
	"sluice/model"
	"sluice/model/ingress"
	"sluice/model/perform"
	"sluice/ui"
	"sluice/ui/gate"
	"sluice/ui/safe"
)

// session runs the TUI where there is a terminal to draw on, and lists the
// groups in plain lines where there is none.
func (p program) session(ctx context.Context, at place, newOperation func() string) error {
	if !p.interactive() {
		return p.printGroups(ctx, at)
	}
	config, err := p.config()
	if err != nil {
		return err
	}
	world := perform.World{Reader: at.reader, Writer: at.writer, NewOperation: newOperation, Address: findAddress(config.myIPURL), Observer: logfile.Observer(ctx)}
	if at.where.Sandbox {
		world.Address = sandboxAddress
	}
	if p.env("SSH_CONNECTION") == "" {
		world.Clipboard = clipboard.WriteAll
	}
	planner := ingress.Planner{Limits: at.limits, Settings: config.settings, By: at.by}
	keep := func(context.Context, func(journal.News)) {}
	if at.journal != nil {
		world.History = at.journal
	}
	if at.journal != nil && at.raw != nil && at.journal.Damage() == nil && !at.still {
		keep = at.keeper(planner).Run
	}
	if at.unrecorded != nil {
		fmt.Fprintln(p.errs, "sluice: "+safe.Error(at.unrecorded).String())
	}
	return p.tui(ctx, ui.New(ctx, at.where, ui.Plans{Planner: planner, QuotaGiven: at.quotaGiven}, world), keep)
}

// keeping runs a keeper beside a session, which is told the news. It ends when
// end returns.
func keeping(ctx context.Context, keep func(context.Context, func(journal.News)), send func(tea.Msg)) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		keep(ctx, func(n journal.News) {
			send(model.LeftoversOpen{Records: n.Open})
			if len(n.Settled) > 0 {
				send(model.LeftoversSettled{Receipts: n.Settled})
			}
			if len(n.Swept) > 0 {
				send(model.RulesSwept{Receipts: n.Swept})
			}
			if n.Err != nil {
				send(model.UpkeepFailed{Why: upkeepWhy(n.Err)})
			}
		})
	}()
	return func() {
		cancel()
		<-ended
	}
}

// upkeepWhy is what went wrong in a keeper's round on one line, each reason once:
// settling and sweeping often fail for the same one.
func upkeepWhy(err error) string {
	return strings.Join(slices.Compact(strings.Split(err.Error(), "\n")), "; ")
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
	printReceipts(p.out, app.Wait())
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

// newOperation mints the id of an operation: 12 hex digits.
func newOperation() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program first
	return hex.EncodeToString(b[:])
}
