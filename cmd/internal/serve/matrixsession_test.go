package serve

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sluice/cmd/internal/serve/servetest"
	"sluice/model"
	"sluice/model/ingress"
)

// sitting is a session's program without a terminal: messages are given to it one
// by one, and what follows comes back when the test waits for it.
type sitting struct {
	*trial
	screens screens
	mail    chan tea.Msg
}

// sit signs the person in, and waits for the groups.
func (c *trial) sit() *sitting {
	c.Helper()
	session, err := c.server.Session(c.Context(), c.who)
	if err != nil {
		c.Fatal(err)
	}
	s := &sitting{trial: c, screens: session.Model.(screens), mail: make(chan tea.Msg)}
	s.do(s.screens.Init())
	s.tell(tea.WindowSizeMsg{Width: 200, Height: 60})
	s.until("the groups", func(m model.Model) bool { return m.Catalog.Len() > 0 && !m.Load.Loading() })
	return s
}

// do runs a command beside the test, and all of a batch.
func (s *sitting) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, is := msg.(tea.BatchMsg); is {
			for _, cmd := range batch {
				s.do(cmd)
			}
			return
		}
		select {
		case s.mail <- msg:
		case <-s.Context().Done():
		}
	}()
}

func (s *sitting) tell(msgs ...tea.Msg) {
	for _, msg := range msgs {
		_, cmd := s.screens.Update(msg)
		s.do(cmd)
	}
}

func (s *sitting) model() model.Model { return s.screens.app.Model() }

// until gives the session what follows until it is as wanted. Quiet periods pass
// at once.
func (s *sitting) until(what string, wanted func(model.Model) bool) {
	s.Helper()
	for late := time.After(patience); ; {
		switch p := s.model().Phase.(type) {
		case model.Previewing:
			s.tell(model.QuietPassed{Call: p.Call})
		case model.Finished:
			s.tell(model.QuietPassed{Call: p.Call})
		case model.Asking:
			s.tell(model.QuietPassed{Call: p.Quiet})
		default: // says nothing here
		}
		if wanted(s.model()) {
			return
		}
		select {
		case msg := <-s.mail:
			s.tell(msg)
		case <-late:
			s.Fatalf("waited %v for %s; the screen:\n%s", patience, what, s.text())
		}
	}
}

func (s *sitting) text() string { return ansi.Strip(s.screens.View().Content) }

// finish confirms the plan that was asked for as soon as it is armed, and waits for what comes of it.
func (s *sitting) finish(h hand) string {
	s.Helper()
	s.until("the plan", func(m model.Model) bool {
		p, is := m.Phase.(model.Previewing)
		return !is || p.Armed && s.permitted(p) || p.Failure != nil
	})
	h.confirm(s)
	if p, is := s.model().Phase.(model.Previewing); is && p.Typing {
		h.identify(s, p.Plan.ConfirmID())
	}
	said := s.text()
	s.until("the outcome", func(m model.Model) bool {
		switch p := m.Phase.(type) {
		case model.Submitting:
			return false
		case model.Asking:
			return p.Call == 0 && p.Quiet == 0
		case model.Finished:
			return p.Call == 0
		default: // says nothing here
		}
		return true
	})
	return said + s.text()
}

// permitted reports that all dry runs are answered, where they are asked.
func (s *sitting) permitted(p model.Previewing) bool {
	return !s.model().May(ingress.ActPermit) || p.Plan.Empty() || p.Plan.Blocked() != "" || len(p.Permits) > 0
}

// bySession has a session do everything that a person could, by one hand.
func bySession(h hand) map[ingress.Action]attempt {
	sent := func(method string, ask func(s *sitting)) attempt {
		return func(c *trial) (bool, string) {
			s, before := c.sit(), c.reached.Of(method)
			h.find(s, "websrv")
			ask(s)
			said := s.finish(h)
			return c.reached.Of(method) > before, said
		}
	}
	return map[ingress.Action]attempt{
		ingress.ActRead: func(c *trial) (bool, string) {
			s := c.sit()
			return strings.Contains(s.text(), "websrv"), s.text()
		},
		ingress.ActPlan: func(c *trial) (bool, string) {
			s := c.sit()
			h.find(s, "websrv")
			h.add(s, c.rules.New())
			s.until("the plan", func(m model.Model) bool { p, is := m.Phase.(model.Previewing); return is && p.Armed })
			return strings.Contains(s.text(), c.rules.Port()), s.text()
		},
		ingress.ActHistory: func(c *trial) (bool, string) {
			_, o := c.added()
			s := c.sit()
			h.history(s)
			s.until("the history", func(m model.Model) bool { past, is := m.Phase.(model.History); return is && past.Cursor == o.ID })
			return strings.Contains(s.text(), "else"), s.text()
		},
		ingress.ActAuthorize: sent("Authorize", func(s *sitting) { h.add(s, s.rules.New()) }),
		ingress.ActRevoke:    sent("Revoke", func(s *sitting) { rule, _ := s.added(); h.revoke(s, rule) }),
		ingress.ActModify: sent("Modify", func(s *sitting) {
			rule, _ := s.added()
			h.change(s, rule, strings.TrimSuffix(s.rules.New(), " for 1h"))
		}),
		ingress.ActPermit: func(c *trial) (bool, string) {
			s, before := c.sit(), c.reached.Of("Permit")
			h.find(s, "websrv")
			h.add(s, c.rules.New())
			said := s.finish(h)
			return c.reached.Of("Permit") > before, said
		},
		ingress.ActUndo: sent("Revoke", func(s *sitting) { _, o := s.added(); h.undo(s, o.ID) }),
		ingress.ActRetry: func(c *trial) (bool, string) {
			s, before := c.sit(), c.reached.Of("Authorize")
			c.reached.RefuseNext(servetest.Matrix()[ingress.ActRetry][c.column] == '+')
			h.find(s, "websrv")
			h.add(s, c.rules.New())
			said := s.finish(h)
			h.retry(s)
			said += s.finish(h)
			return c.reached.Of("Authorize") > before+1, said
		},
		ingress.ActWaiting: func(c *trial) (bool, string) {
			w, s := c.waits(), c.sit()
			h.approvals(s)
			said := s.text()
			if _, reviews := s.model().Phase.(model.Reviewing); reviews {
				s.until("the plan that waits", func(m model.Model) bool { return len(m.Waiting()) > 0 })
			}
			return len(s.model().Waiting()) > 0 && s.model().Waiting()[0].ID == w.ID, said
		},
		ingress.ActAsk: func(c *trial) (bool, string) {
			s, before := c.sit(), len(c.waiting())
			h.find(s, "websrv")
			h.add(s, c.rules.Risky())
			said := s.finish(h)
			return len(c.waiting()) > before, said
		},
		ingress.ActReject: func(c *trial) (bool, string) {
			w, s := c.waits(), c.sit()
			said := s.review(h, w)
			h.reject(s)
			s.until("the decision", func(m model.Model) bool { r, is := m.Phase.(model.Reviewing); return !is || r.Call == 0 })
			return !c.waitsFor(w.ID), said + s.text()
		},
		ingress.ActApprove: func(c *trial) (bool, string) {
			w := c.waits()
			s, before := c.sit(), c.reached.Of("Authorize")
			said := s.review(h, w)
			h.open(s)
			said += s.finish(h)
			return c.reached.Of("Authorize") > before, said
		},
		ingress.ActWithdraw: func(c *trial) (bool, string) {
			w := c.asked()
			s := c.sit()
			said := s.review(h, w)
			h.reject(s)
			s.until("the decision", func(m model.Model) bool { r, is := m.Phase.(model.Reviewing); return !is || r.Call == 0 })
			return !c.waitsFor(w.ID), said + s.text()
		},
	}
}

// review goes to the plans that wait, and waits for one where they show at all.
func (s *sitting) review(h hand, w ingress.Waiting) string {
	s.Helper()
	h.approvals(s)
	if _, reviews := s.model().Phase.(model.Reviewing); reviews {
		s.until("the plan that waits", func(m model.Model) bool {
			r, is := m.Phase.(model.Reviewing)
			return is && r.Cursor == w.ID
		})
	}
	return s.text()
}

func TestMatrixByKeys(t *testing.T) {
	servetest.Try(t, newTrial, bySession(keys{}), excusedOfSessions())
}
func TestMatrixByFacts(t *testing.T) {
	servetest.Try(t, newTrial, bySession(facts{}), excusedOfSessions())
}

func excusedOfSessions() map[ingress.Action]string {
	return map[ingress.Action]string{
		ingress.ActReconcile: "a session finds out only about what it sent, and who may not is never given a writer: tried at the client",
		ingress.ActSweep:     "the server's keeper does it, not a session: tried as a command",
		ingress.ActHost:      "no key does it: tried as a command",
		ingress.ActPutBack:   "it follows an approval that was not sent: tried with the approvals of one who may not",
	}
}
