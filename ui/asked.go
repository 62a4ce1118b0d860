package ui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// askedKeys are those of a plan that was asked for.
type askedKeys struct{ Done, Form, Copy, Help key.Binding }

func newAskedKeys() askedKeys {
	return askedKeys{
		Done: bind("enter", "back to the list", "enter"), Form: bind("esc", "back", "esc"),
		Copy: bind("y", "copy the operation's id", "y"), Help: newListKeys().Help,
	}
}

// askedScreen says that a plan waits for approval, and what happens next.
type askedScreen struct {
	*canvas
	phase model.Asking
	keys  askedKeys
}

func (s askedScreen) bindings() bindings {
	k := s.keys
	b := bindings{title: "Waiting for approval", help: k.Help, all: []key.Binding{k.Done, k.Form, k.Copy}}
	switch {
	case s.phase.Call != 0:
		b.now = []key.Binding{k.Help}
	case s.phase.Quiet != 0:
		b.now = []key.Binding{k.Help, k.Copy}
	case s.phase.Failure != nil:
		b.now = []key.Binding{k.Form, k.Help}
	default:
		b.now = []key.Binding{k.Done, k.Form, k.Help, k.Copy}
	}
	return b
}

func (askedScreen) fit() {}

func (s askedScreen) update(press tea.KeyPressMsg) []model.Msg {
	return facts(press, meaning{s.keys.Done, model.BackAsked{}}, meaning{s.keys.Form, model.FormAsked{}}, meaning{s.keys.Copy, model.IDCopied{}})
}

func (s askedScreen) view() view {
	body := []string{" " + s.headline(), ""}
	for _, text := range s.next() {
		body = append(body, indent(plain(safe.Clean(text).String(), s.size.w-6), 3)...)
	}
	body = append(body, "")
	for _, c := range s.phase.Plan.Changes {
		if len(c.Send()) > 0 {
			body = append(body, "   "+s.groupName(c.Group)+"  "+s.theme.dim.Render(ingress.Count(len(c.Send()), "rule")))
		}
	}
	if room := s.size.body() - 2; len(body) > room {
		body = append(body[:max(room-1, 0)], s.theme.dim.Render("   …"))
	}
	if s.phase.Notice != "" {
		body = append(body, "", " "+s.theme.accent.Render(safe.Clean(s.phase.Notice).Cut(s.size.w-2).String()))
	}
	return view{title: "approval", body: body}
}

func (s askedScreen) headline() string {
	rules := ingress.Count(s.phase.Plan.Sends(), "rule")
	switch {
	case s.phase.Call != 0:
		return s.theme.bold.Render("Asking for approval of " + rules + " …")
	case s.phase.Failure != nil:
		return s.theme.danger.Render("Not asked: nothing was sent, and nothing waits")
	case s.phase.Decision != nil && s.phase.Decision.Kind == ingress.Approved:
		return s.theme.good.Render("Approved: ") + s.theme.bold.Render(rules)
	case s.phase.Decision != nil:
		return s.theme.danger.Render("Not sent: " + s.phase.Decision.Kind.String())
	}
	return s.theme.warn.Render("Waits for approval: ") + s.theme.bold.Render(rules) + ", nothing was sent"
}

// next are paragraphs on what happens next.
func (s askedScreen) next() []string {
	switch {
	case s.phase.Call != 0:
		return nil
	case s.phase.Failure != nil:
		return []string{s.phase.Failure.Error()}
	case s.phase.Decision != nil && s.phase.Decision.Kind == ingress.Approved:
		return []string{s.phase.Decision.Words() + ", and sends it: h in the list shows what came of it."}
	case s.phase.Decision != nil:
		return []string{s.phase.Decision.Words()}
	}
	w := s.phase.Waiting
	return []string{
		fmt.Sprintf("Its severity is %s, and from %s on another person has to approve it. Whoever may send changes here finds it in the list with o, planned again for the groups as they are then.", w.Severity, s.model.Approves()),
		fmt.Sprintf("As soon as one approves it, it is sent, once, as operation %s: your name is on it, and theirs.", w.ID),
		fmt.Sprintf("It expires at %s. Until then x, in the same place, takes it back.", s.clock(w.Expires())),
	}
}
