package ui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

func (a *App) pressAsked(msg tea.KeyPressMsg) tea.Cmd {
	k := a.review.asked
	switch {
	case key.Matches(msg, k.Done):
		return a.tell(model.BackAsked{})
	case key.Matches(msg, k.Form):
		return a.tell(model.FormAsked{})
	case key.Matches(msg, k.Copy):
		return a.tell(model.IDCopied{})
	case key.Matches(msg, k.Help):
		a.help = true
	}
	return nil
}

// askedView says that a plan waits, and what happens next.
func (a *App) askedView(phase model.Asking) screen {
	s := screen{title: "approval", footer: a.keyLine(a.askedKeys(phase), "")}
	s.body = []string{" " + a.askedHeadline(phase), ""}
	for _, text := range a.askedNext(phase) {
		for _, line := range safe.Lines(safe.Clean(text).String(), a.size.w-6) {
			s.body = append(s.body, "   "+line.String())
		}
	}
	s.body = append(s.body, "")
	for _, c := range phase.Plan.Changes {
		if len(c.Send()) > 0 {
			s.body = append(s.body, "   "+a.groupName(c.Group)+"  "+a.theme.dim.Render(plural(len(c.Send()), "rule")))
		}
	}
	if room := a.size.body() - 2; len(s.body) > room {
		s.body = append(s.body[:max(room-1, 0)], a.theme.dim.Render("   …"))
	}
	if phase.Notice != "" {
		s.body = append(s.body, "", " "+a.theme.accent.Render(safe.Clean(phase.Notice).Cut(a.size.w-2).String()))
	}
	return s
}

func (a *App) askedKeys(phase model.Asking) []key.Binding {
	k := a.review.asked
	switch {
	case phase.Call != 0:
		return []key.Binding{k.Help}
	case phase.Quiet != 0:
		return []key.Binding{k.Help, k.Copy}
	case phase.Failure != nil:
		return []key.Binding{k.Form, k.Help}
	}
	return []key.Binding{k.Done, k.Form, k.Help, k.Copy}
}

func (a *App) askedHeadline(phase model.Asking) string {
	rules := plural(phase.Plan.Sends(), "rule")
	switch {
	case phase.Call != 0:
		return a.theme.bold.Render("Asking for approval of " + rules + " …")
	case phase.Failure != nil:
		return a.theme.danger.Render("Not asked: nothing was sent, and nothing waits")
	case phase.Ruling != nil && phase.Ruling.Ruling == ingress.Approved:
		return a.theme.good.Render("Approved: ") + a.theme.bold.Render(rules)
	case phase.Ruling != nil:
		return a.theme.danger.Render("Not sent: " + phase.Ruling.Ruling.String())
	}
	return a.theme.warn.Render("Waits for approval: ") + a.theme.bold.Render(rules) + ", nothing was sent"
}

// askedNext are paragraphs on what happens next.
func (a *App) askedNext(phase model.Asking) []string {
	switch {
	case phase.Call != 0:
		return nil
	case phase.Failure != nil:
		return []string{phase.Failure.Error()}
	case phase.Ruling != nil && phase.Ruling.Ruling == ingress.Approved:
		return []string{phase.Ruling.Words() + ", and sends it: h in the list shows what came of it."}
	case phase.Ruling != nil:
		return []string{phase.Ruling.Words()}
	}
	w := phase.Waiting
	return []string{
		fmt.Sprintf("Its severity is %s, and from %s on another person has to approve it. Whoever may send changes here finds it in the list with o, planned again for the groups as they are then.", w.Severity, a.model.Approves()),
		fmt.Sprintf("As soon as one approves it, it is sent, once, as operation %s: your name is on it, and theirs.", w.ID),
		fmt.Sprintf("It expires at %s. Until then x, in the same place, takes it back.", a.clock(w.Expires())),
	}
}
