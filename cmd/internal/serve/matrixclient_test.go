package serve

import (
	"strings"
	"testing"

	"sluice/cmd/internal/backend"
	"sluice/cmd/internal/serve/servetest"
	"sluice/model/ingress"
)

// sent tells whether a receipt is that of a change which reached the endpoint.
func (c *trial) sent(method string, write func(ingress.Writer) *ingress.Failure) (bool, string) {
	if c.backend.Writer == nil {
		return false, c.who.Grant.RefusesAction(ingress.ActAuthorize)
	}
	before := c.reached.Of(method)
	failure := write(c.backend.Writer)
	if failure == nil {
		failure = &ingress.Failure{}
	}
	return c.reached.Of(method) > before, failure.Error()
}

func (c *trial) authorize(change ingress.Change) (bool, string) {
	return c.sent("Authorize", func(w ingress.Writer) *ingress.Failure {
		return w.Send(c.Context(), backend.NewOperation(), change).Failure
	})
}

func (c *trial) revoke(change ingress.Change) (bool, string) {
	return c.sent("Revoke", func(w ingress.Writer) *ingress.Failure {
		return w.Send(c.Context(), backend.NewOperation(), change).Failure
	})
}

// decided tells whether a decision, or its refusal by who keeps the plans, came back.
func (c *trial) decided(ask func(ingress.Approvals) error) (bool, string) {
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
			g, err := c.backend.Reader.Group(c.Context(), websrvID)
			return err == nil && g.ID == websrvID, ""
		},
		ingress.ActHistory: func(c *trial) (bool, string) {
			_, o := c.added()
			got, err := c.backend.Journal.Operation(c.Context(), o.ID)
			return err == nil && got.ID == o.ID, ""
		},
		ingress.ActAuthorize: func(c *trial) (bool, string) { return c.authorize(c.planned(c.rules.New()).Changes[0]) },
		ingress.ActRevoke: func(c *trial) (bool, string) {
			rule, _ := c.added()
			plan, _ := c.planner().Revoke(backend.NewOperation(), c.group(), []string{rule.ID})
			return c.revoke(plan.Changes[0])
		},
		ingress.ActModify: func(c *trial) (bool, string) {
			rule, _ := c.added()
			wanted := c.planned(strings.TrimSuffix(c.rules.New(), " for 1h")).Changes[0].Rules[0].Wanted
			plan, _ := c.planner().Edit(backend.NewOperation(), c.group(), rule.ID, wanted)
			return c.sent("Modify", func(w ingress.Writer) *ingress.Failure {
				return w.Send(c.Context(), backend.NewOperation(), plan.Changes[0]).Failure
			})
		},
		ingress.ActPermit: func(c *trial) (bool, string) {
			return c.sent("Permit", func(w ingress.Writer) *ingress.Failure {
				return w.Permit(c.Context(), c.planned(c.rules.New()).Changes[0]).Failure
			})
		},
		ingress.ActReconcile: func(c *trial) (bool, string) {
			return c.sent("Reconcile", func(w ingress.Writer) *ingress.Failure {
				return w.Reconcile(c.Context(), backend.NewOperation(), c.planned(c.rules.New()).Changes[0]).Failure
			})
		},
		ingress.ActUndo: func(c *trial) (bool, string) {
			_, o := c.added()
			plan, _ := c.planner().Undo(backend.NewOperation(), []ingress.Group{c.group()}, o)
			return c.revoke(plan.Changes[0])
		},
		ingress.ActRetry: func(c *trial) (bool, string) {
			change := c.planned(c.rules.New()).Changes[0]
			c.reached.RefuseNext(c.who.Grant.Refuses(change) == "")
			c.authorize(change)
			again, _ := c.planner().Anew(backend.NewOperation(), change)
			return c.authorize(again)
		},
		ingress.ActWaiting: func(c *trial) (bool, string) {
			return c.decided(func(a ingress.Approvals) error { _, err := a.Waiting(c.Context()); return err })
		},
		ingress.ActAsk: func(c *trial) (bool, string) {
			return c.decided(func(a ingress.Approvals) error { _, err := a.Ask(c.Context(), c.risky()); return err })
		},
		ingress.ActReject: func(c *trial) (bool, string) {
			w := c.waits()
			return c.decided(func(a ingress.Approvals) error { _, err := a.Reject(c.Context(), w.ID, "no"); return err })
		},
		ingress.ActWithdraw: func(c *trial) (bool, string) { // asked for while the person's role allowed it
			w := c.asked()
			return c.decided(func(a ingress.Approvals) error { _, err := a.Withdraw(c.Context(), w.ID, ""); return err })
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
	servetest.Try(t, newTrial, byClient(), map[ingress.Action]string{
		ingress.ActPlan:    "a plan is made of what is read: the client has no call for it",
		ingress.ActSweep:   "the client has no call for it: a keeper revokes",
		ingress.ActHost:    "the client has no call for it",
		ingress.ActPutBack: "what is put back was approved: tried with the approvals of one who may not",
	})
}
