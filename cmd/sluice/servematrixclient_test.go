package main

import (
	"strings"
	"testing"

	"sluice/model/ingress"
)

const notAllowed = "not allowed for your role"

// attempt is an action tried in one way. It reports whether that got through to
// what the action is about, and what was said.
type attempt func(c *trial) (through bool, said string)

// trials tries attempts for every visitor, and holds them to the matrix. Actions
// without an attempt have to be excused by name, with what keeps them.
func trials(t *testing.T, attempts map[ingress.Action]attempt, excused map[ingress.Action]string) {
	t.Helper()
	people := visitors(t)
	for _, a := range ingress.Actions() {
		row, known := matrix()[a]
		if !known || len(row) != len(people) {
			t.Errorf("%s: the matrix does not say who may", a)
		}
		if (attempts[a] == nil) == (excused[a] == "") {
			t.Errorf("%s: it is tried, or excused: not both, and not neither", a)
		}
	}
	for i, who := range people {
		t.Run(who.Name, func(t *testing.T) {
			t.Parallel()
			c := newTrial(t, i)
			for _, a := range ingress.Actions() {
				if attempts[a] == nil {
					continue
				}
				through, said := attempts[a](c)
				if want := matrix()[a][i] == '+'; through != want {
					t.Errorf("to %s: it got through: %v, want %v; it said: %s", a, through, want, said)
				}
				if !through && !strings.Contains(said, notAllowed) {
					t.Errorf("to %s is refused with %q, which does not tell why", a, said)
				}
			}
		})
	}
}

// sent tells whether a receipt is that of a change which reached the endpoint.
func (c *trial) sent(method string, write func(ingress.Writer) *ingress.Failure) (bool, string) {
	if c.place.writer == nil {
		return false, c.who.Grant.RefusesAction(ingress.ActAuthorize)
	}
	before := c.reached.of(method)
	failure := write(c.place.writer)
	if failure == nil {
		failure = &ingress.Failure{}
	}
	return c.reached.of(method) > before, failure.Error()
}

func (c *trial) authorize(change ingress.Change) (bool, string) {
	return c.sent("Authorize", func(w ingress.Writer) *ingress.Failure {
		return w.Send(c.Context(), newOperation(), change).Failure
	})
}

func (c *trial) revoke(change ingress.Change) (bool, string) {
	return c.sent("Revoke", func(w ingress.Writer) *ingress.Failure {
		return w.Send(c.Context(), newOperation(), change).Failure
	})
}

// ruled tells whether a decision, or its refusal by who keeps the plans, came back.
func (c *trial) ruled(ask func(ingress.Approvals) error) (bool, string) {
	mine := c.approvals(c.who)
	if mine == nil {
		return false, c.who.Grant.RefusesAction(ingress.ActWaiting)
	}
	if err := ask(mine); err != nil {
		return false, err.Error()
	}
	return true, ""
}

// byClient calls what a session is given, past all screens and plans.
func byClient() map[ingress.Action]attempt {
	return map[ingress.Action]attempt{
		ingress.ActRead: func(c *trial) (bool, string) {
			g, err := c.place.reader.Group(c.Context(), websrvID)
			return err == nil && g.ID == websrvID, ""
		},
		ingress.ActHistory: func(c *trial) (bool, string) {
			_, o := c.added()
			got, err := c.place.journal.Operation(c.Context(), o.ID)
			return err == nil && got.ID == o.ID, ""
		},
		ingress.ActAuthorize: func(c *trial) (bool, string) { return c.authorize(c.planned(c.newRule()).Changes[0]) },
		ingress.ActRevoke: func(c *trial) (bool, string) {
			rule, _ := c.added()
			plan, _ := c.planner().Revoke(newOperation(), c.group(), []string{rule.ID})
			return c.revoke(plan.Changes[0])
		},
		ingress.ActModify: func(c *trial) (bool, string) {
			rule, _ := c.added()
			wanted := c.planned(strings.TrimSuffix(c.newRule(), " for 1h")).Changes[0].Rules[0].Wanted
			plan, _ := c.planner().Edit(newOperation(), c.group(), rule.ID, wanted)
			return c.sent("Modify", func(w ingress.Writer) *ingress.Failure {
				return w.Send(c.Context(), newOperation(), plan.Changes[0]).Failure
			})
		},
		ingress.ActPermit: func(c *trial) (bool, string) {
			return c.sent("Permit", func(w ingress.Writer) *ingress.Failure {
				return w.Permit(c.Context(), c.planned(c.newRule()).Changes[0]).Failure
			})
		},
		ingress.ActSettle: func(c *trial) (bool, string) {
			return c.sent("Settle", func(w ingress.Writer) *ingress.Failure {
				return w.Settle(c.Context(), newOperation(), c.planned(c.newRule()).Changes[0]).Failure
			})
		},
		ingress.ActUndo: func(c *trial) (bool, string) {
			_, o := c.added()
			plan, _ := c.planner().Undo(newOperation(), []ingress.Group{c.group()}, o)
			return c.revoke(plan.Changes[0])
		},
		ingress.ActRetry: func(c *trial) (bool, string) {
			change := c.planned(c.newRule()).Changes[0]
			c.reached.refuseNext(c.who.Grant.Refuses(change) == "")
			c.authorize(change)
			again, _ := c.planner().Anew(newOperation(), change)
			return c.authorize(again)
		},
		ingress.ActWaiting: func(c *trial) (bool, string) {
			return c.ruled(func(a ingress.Approvals) error { _, err := a.Waiting(c.Context()); return err })
		},
		ingress.ActAsk: func(c *trial) (bool, string) {
			return c.ruled(func(a ingress.Approvals) error { _, err := a.Ask(c.Context(), c.risky()); return err })
		},
		ingress.ActReject: func(c *trial) (bool, string) {
			w := c.waits()
			return c.ruled(func(a ingress.Approvals) error { _, err := a.Reject(c.Context(), w.ID, "no"); return err })
		},
		ingress.ActWithdraw: func(c *trial) (bool, string) { // asked for while the person's role allowed it
			w := c.asked()
			return c.ruled(func(a ingress.Approvals) error { _, err := a.Withdraw(c.Context(), w.ID, ""); return err })
		},
		ingress.ActApprove: func(c *trial) (bool, string) {
			w := c.waits()
			asked := w.Changes[0]
			asked.Group = c.group()
			for i, r := range asked.Rules {
				asked.Rules[i].Lifetime = ingress.Until(r.Expires)
			}
			change, _ := c.planner().Anew(w.ID, asked)
			change.Approval = w.ID
			return c.sent("Authorize", func(writer ingress.Writer) *ingress.Failure {
				return writer.Send(c.Context(), w.ID, change).Failure
			})
		},
	}
}

func TestMatrixAtTheClient(t *testing.T) {
	trials(t, byClient(), map[ingress.Action]string{
		ingress.ActPlan:    "a plan is made of what is read: the client has no call for it",
		ingress.ActSweep:   "the client has no call for it: a keeper revokes",
		ingress.ActHost:    "the client has no call for it",
		ingress.ActPutBack: "what is put back was approved: tried with the approvals of one who may not",
	})
}
