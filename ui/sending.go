package ui

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// pressSubmitting answers every key of a write under way: none of them ends what
// was sent.
func (a *App) pressSubmitting(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, a.preview.keys.Back) {
		return a.tell(model.BackAsked{})
	}
	return nil
}

func (a *App) submittingView(phase model.Submitting) screen {
	s := screen{title: "sending", footer: a.theme.dim.Render(" esc stops what was not sent yet; sent calls cannot be called back")}
	s.body = []string{" " + a.theme.bold.Render("Sending: "+phase.Progress()+" …"), ""}
	for _, send := range phase.Sends {
		name := safe.Clean(send.Change.Group.Name)
		s.body = append(s.body, "   "+name.Fit(min(24, a.size.w/3))+"  "+padTo(plural(len(send.Change.Send()), "rule"), 10)+a.sendWord(send))
	}
	room := a.size.body() - 2
	if len(s.body) > room {
		s.body = append(s.body[:room-1], a.theme.dim.Render(fmt.Sprintf("   … %d more groups", len(phase.Sends)-room+3)))
	}
	if phase.Notice != "" {
		s.body = append(s.body, "", " "+a.theme.warn.Render("! "+phase.Notice))
	}
	return s
}

// sendWord is how far a group's write is.
func (a *App) sendWord(send model.Send) string {
	switch {
	case send.Done:
		return a.receiptWord(send.Receipt)
	case send.Attempt.Number > 0:
		return a.theme.warn.Render(attemptText(send.Attempt))
	case send.Call != 0:
		return a.theme.accent.Render("sent, waiting for the answer")
	}
	return a.theme.dim.Render("waiting")
}

// attemptText says that a call is made again: it provably did not run.
func attemptText(at ingress.Attempt) string {
	text := fmt.Sprintf("attempt %d", at.Number)
	if at.Wait > 0 {
		text += " after " + at.Wait.Round(100*time.Millisecond).String()
	}
	if at.Cause != "" {
		text += ": " + safe.Clean(at.Cause).String()
	}
	return text
}

func (a *App) receiptWord(r ingress.Receipt) string {
	switch {
	case r.Moved != nil:
		return a.theme.warn.Render("- not sent: the group changed since the preview")
	case r.Count(ingress.Unknown) > 0:
		return a.theme.danger.Render("? sent, outcome unknown")
	case len(r.Rules) > 0 && r.Count(ingress.NotSent) == len(r.Rules):
		return a.theme.warn.Render("- not sent")
	case r.Failure != nil && len(r.Rules) > 0 && r.Count(ingress.Applied) == len(r.Rules):
		return a.theme.warn.Render("+ " + done(r.Kind) + ", but the outcome isn't recorded")
	case r.Failure != nil:
		return a.theme.danger.Render("- not " + done(r.Kind))
	}
	return a.theme.good.Render("+ " + done(r.Kind))
}
