package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Approvals are one person's part in approvals: what they ask for, and what they decide on others' plans. It is made for a
// session, by what signed it in.
type Approvals struct {
	Journal   *Journal
	Who       ingress.Person   // [Person.String] is what [Guard] is given as by
	Threshold ingress.Severity // what is as severe needs the approval of another person; None for nothing
	Planner   ingress.Planner  // its settings say how severe a change is, its grant what may be asked for
	// Reader reads the prefix lists that rules name; without it they count as they do where they cannot be read.
	Reader ingress.Reader
	Site   func(context.Context) (ingress.Site, error)
}

var _ ingress.Approvals = Approvals{}

// RequireApproval returns a writer that sends a change as severe as the threshold only for an approval. How severe it is is
// worked out from its group's rules, which its revision has to be that of, and from the rules that are sent: what the
// change says of findings does not count. A change that only closes access needs no approval.
//
// A change with an approval is sent as the operation that waits. It is refused unless another person, by their key,
// asked for these very rules at the group, or for more, and nobody else decided on it. The approval is durable before w
// is called. w is a [Guard] of the same journal: it lets through each group of an approved plan once.
func RequireApproval(w ingress.Writer, p Approvals) ingress.Writer {
	if w == nil || p.Threshold == ingress.None {
		return w
	}
	return approvalGate{inner: w, approvals: p}
}

// approvalGate does not embed the writer, so that a method which is added to writers has to be dealt with here.
type approvalGate struct {
	inner     ingress.Writer
	approvals Approvals
}

var _ ingress.Writer = approvalGate{}

func (f approvalGate) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return f.inner.Permit(ctx, c)
}

func (f approvalGate) Reconcile(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return f.inner.Reconcile(ctx, operation, c)
}

// Send sends what needs no approval, or has it.
func (f approvalGate) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	c.AskedBy = ""
	var err error
	switch unsendable := c.Unsendable(); {
	case unsendable != nil:
		err = unsendable
	case c.Approval != "":
		c.AskedBy, err = f.approvals.approve(ctx, operation, c)
	default:
		err = f.approvals.checkThreshold(ctx, c)
	}
	if err != nil {
		failed := asFailure(err)
		r := c.NotSent(operation, &failed)
		r.At = f.approvals.Journal.now()
		return r
	}
	return f.inner.Send(ctx, operation, c)
}

// checkThreshold is an error where a change may not be sent without an approval.
func (p Approvals) checkThreshold(ctx context.Context, c ingress.Change) error {
	severity, err := p.severity(ctx, c)
	if err != nil || severity < p.Threshold {
		return err
	}
	return &ingress.Failure{
		Message: fmt.Sprintf("nothing was sent: the change's severity is %s, and from %s on another person has to approve it", severity, p.Threshold),
		Remedy:  "ask for approval in its preview",
	}
}

// severity is that of what a change adds.
func (p Approvals) severity(ctx context.Context, c ingress.Change) (ingress.Severity, error) {
	if c.Kind == ingress.Revoking || len(c.Send()) == 0 {
		return ingress.None, nil
	}
	if c.Group.Revision() != c.Revision {
		return ingress.Critical, &ingress.Failure{Message: "nothing was sent: the rules of " + c.Group.ID + " are not those of the plan's revision", Remedy: "plan it again"}
	}
	planner := p.Planner
	if ids := c.PrefixListIDs(); len(ids) > 0 && p.Reader != nil {
		lists, err := p.Reader.PrefixLists(ctx, ids)
		if err != nil {
			return ingress.Critical, err
		}
		planner.Lists = ingress.PrefixLists{}
		for _, list := range lists {
			planner.Lists[list.ID] = list
		}
	}
	return planner.Exposes(c), nil
}

// approve makes the person's approval durable, or finds that it is, and gives who asked.
func (p Approvals) approve(ctx context.Context, operation string, c ingress.Change) (asker string, err error) {
	site, err := p.Site(ctx)
	if err != nil {
		return "", err
	}
	ruling, err := p.Journal.decide(ctx, c.Approval, p.Who, ingress.Approved, "", func(a approval) error {
		asker = a.waiting.By.String()
		switch why := a.waiting.Differs(c); {
		case operation != c.Approval:
			return notApproved("it is sent as the operation that waited, and as no other")
		case a.waiting.Site != site:
			return notApproved("it was asked for at another account, region or endpoint")
		case p.Who.Key == "":
			return notApproved("nobody signed in to this session with a key: who approves is not known")
		case !p.Who.Other(a.waiting.By):
			return notApproved("you asked for it: another person, with another key, has to approve it")
		case why != "":
			return notApproved(why)
		case p.Planner.Grant != nil && p.Planner.Grant.Refuses(c) != "":
			return notApproved(p.Planner.Grant.Refuses(c)) // and the plan waits on, for somebody who may
		}
		return p.lasting(c)
	})
	if ruling.Kind == ingress.Approved && ruling.ID != "" && ruling.By.Same(p.Who) {
		err = nil // for another group of the plan, or because nothing was sent then
	}
	return asker, err
}

// lasting refuses rules whose end has come while they waited.
func (p Approvals) lasting(c ingress.Change) error {
	for _, w := range c.Send() {
		if c.Kind == ingress.Adding && !w.Expires.IsZero() && !p.Journal.now().Before(w.Expires) {
			return notApproved(fmt.Sprintf("%s was to end at %s, and that is over", w.Words(), w.Expires.UTC().Format(time.RFC3339)))
		}
	}
	return nil
}

func notApproved(why string) error {
	return &ingress.Failure{Message: "nothing was sent: the approval is refused: " + why}
}

// Me is the person.
func (p Approvals) Me() ingress.Person { return p.Who }

// Ask makes a plan wait. The error says what stands in the way; it is an [*ingress.Failure], as are those of the others.
func (p Approvals) Ask(ctx context.Context, plan ingress.Plan) (ingress.Waiting, error) {
	w := ingress.Waiting{ID: plan.Operation, By: p.Who}
	if blocked := plan.Blocked(); blocked != "" {
		return w, &ingress.Failure{Message: "not asked: " + blocked}
	}
	if p.Who.Key == "" {
		return w, &ingress.Failure{Message: "not asked: nobody signed in to this session with a key: who asks is not known"}
	}
	for _, c := range plan.Changes {
		if len(c.Send()) == 0 {
			continue
		}
		if g := p.Planner.Grant; g != nil && g.Refuses(c) != "" {
			return w, &ingress.Failure{Message: "not asked: " + g.Refuses(c)}
		}
		severity, err := p.severity(ctx, c)
		if err != nil {
			return w, failure(err)
		}
		w.Severity = max(w.Severity, severity)
		c.Approval, c.AskedBy = "", ""
		w.Changes = append(w.Changes, c)
		if _, known := w.Then(c.Group.ID); !known && c.Group.Revision() == c.Revision {
			w.Held = append(w.Held, c.Group)
		}
	}
	var err error
	if w.Site, err = p.site(ctx); err != nil {
		return w, failure(err)
	}
	w, err = p.Journal.ask(ctx, w)
	return w, failure(err)
}

// Waiting are the plans of the site that wait, the newest first.
func (p Approvals) Waiting(ctx context.Context) ([]ingress.Waiting, error) {
	site, err := p.site(ctx)
	if err != nil {
		return nil, failure(err)
	}
	waiting, err := p.Journal.waitingAt(ctx, site)
	return waiting, failure(err)
}

// Reject refuses another person's plan.
func (p Approvals) Reject(ctx context.Context, id, why string) (ingress.Decision, error) {
	if why = strings.TrimSpace(why); why == "" {
		return ingress.Decision{}, &ingress.Failure{Message: "a rejection needs a reason: who asked will read it"}
	}
	return p.decide(ctx, id, ingress.Rejected, why, func(w ingress.Waiting) string {
		if !p.Who.Other(w.By) {
			return "you asked for it yourself: withdraw it"
		}
		return ""
	})
}

// Withdraw takes the person's own plan back.
func (p Approvals) Withdraw(ctx context.Context, id, why string) (ingress.Decision, error) {
	return p.decide(ctx, id, ingress.Withdrawn, strings.TrimSpace(why), func(w ingress.Waiting) string {
		if !p.Who.Same(w.By) {
			return w.By.Name + " asked for it: only they can withdraw it"
		}
		return ""
	})
}

// PutBack makes what was not sent of a plan that the person approved wait again.
func (p Approvals) PutBack(ctx context.Context, id, why string) (ingress.Waiting, error) {
	site, err := p.site(ctx)
	if err != nil {
		return ingress.Waiting{}, failure(err)
	}
	w, err := p.Journal.putBack(ctx, id, p.Who, why, func(a approval) error {
		if a.waiting.Site != site || !a.ruling.By.Same(p.Who) {
			return &ingress.Failure{Message: "who approved the plan puts back what was not sent of it"}
		}
		return nil
	})
	return w, failure(err)
}

func (p Approvals) decide(ctx context.Context, id string, r ingress.DecisionKind, why string, objection func(ingress.Waiting) string) (ingress.Decision, error) {
	site, err := p.site(ctx)
	if err != nil {
		return ingress.Decision{}, failure(err)
	}
	d, err := p.Journal.decide(ctx, id, p.Who, r, why, func(a approval) error {
		if a.waiting.Site != site {
			return &ingress.Failure{Message: "the plan was asked for at another account, region or endpoint"}
		}
		if why := objection(a.waiting); why != "" {
			return &ingress.Failure{Message: why}
		}
		return nil
	})
	return d, failure(err)
}

// site is where the plans wait; without its account it is not known.
func (p Approvals) site(ctx context.Context) (ingress.Site, error) {
	site, err := p.Site(ctx)
	if err == nil && site.Account == "" {
		err = errors.New("the account is not known")
	}
	return site, err
}
