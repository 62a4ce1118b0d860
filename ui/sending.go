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

// sendingScreen is a write under way. Escape asks for its end; no key ends what was
// sent.
type sendingScreen struct {
	*canvas
	phase model.Submitting
	back  key.Binding
}

func (sendingScreen) bindings() bindings {
	return bindings{says: "esc stops what was not sent yet; sent calls cannot be called back"}
}

func (sendingScreen) fit() {}

func (s sendingScreen) update(press tea.KeyPressMsg) []model.Msg {
	return facts(press, meaning{s.back, model.BackAsked{}})
}

func (s sendingScreen) view() view {
	body := []string{" " + s.theme.bold.Render("Sending: "+s.phase.Progress()+" …"), ""}
	for _, send := range s.phase.Sends {
		name := safe.Clean(send.Change.Group.Name)
		body = append(body, "   "+name.Fit(min(24, s.size.w/3))+"  "+padTo(ingress.Count(len(send.Change.Send()), "rule"), 10)+s.sendWord(send))
	}
	room := s.size.body() - 2
	if len(body) > room {
		body = append(body[:room-1], s.theme.dim.Render(fmt.Sprintf("   … %d more groups", len(s.phase.Sends)-room+3)))
	}
	if s.phase.Notice != "" {
		body = append(body, "", " "+s.theme.warn.Render("! "+s.phase.Notice))
	}
	return view{title: "sending", body: body}
}

// sendWord is how far a group's write is.
func (s sendingScreen) sendWord(send model.Send) string {
	switch {
	case send.Done:
		return s.receiptWord(send.Receipt)
	case send.Attempt.Number > 0:
		return s.theme.warn.Render(attemptText(send.Attempt))
	case send.Call != 0:
		return s.theme.accent.Render("sent, waiting for the answer")
	}
	return s.theme.dim.Render("waiting")
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

// receiptWord is the worst that came of a group's rules.
func (c *canvas) receiptWord(r ingress.Receipt) string {
	worst := ingress.Worst(r.Count)
	style, text := c.outcomeStyle(worst), worst.Sign(r.Kind)+" "+worst.Words(r.Kind)
	switch {
	case r.Moved != nil:
		text += ": the group changed since the preview"
	case worst == ingress.Applied && r.Failure != nil:
		style, text = c.theme.warn, text+", but the outcome isn't recorded"
	}
	return style.Render(text)
}
