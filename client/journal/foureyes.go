package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sluice/model/ingress"
)

// Eyes are one person's part in approvals: what they ask for, and what they decide on others' plans. It is made for a
// session, by what signed it in.
type Eyes struct {
	Journal   *Journal
	Who       ingress.Person   // [Person.String] is what [Guard] is given as by
	Threshold ingress.Severity // what is as severe needs the approval of another person; None for nothing
	Planner   ingress.Planner  // its settings say how severe a change is, its grant what may be asked for
	// Reader reads the prefix lists that rules name; without it they count as they do where they cannot be read.
	Reader ingress.Reader
	Site   func(context.Context) (ingress.Site, error)
}

var _ ingress.Approvals = Eyes{}

// FourEyes returns a writer that sends a change as severe as the threshold only for an approval. How severe it is is
// worked out from its group's rules, which its revision has to be that of, and from the rules that are sent: what the
// change says of findings does not count. So a change that closes access, or settles what was sent, needs none.
//
// A change with an approval is sent as the operation that waits. It is refused unless another person, by their key,
// asked for these very rules at the group, or for more, and nobody else decided on it. The approval is durable before w
// is called. w is a [Guard] of the same journal: it lets through each group of an approved plan once.
func FourEyes(w ingress.Writer, e Eyes) ingress.Writer {
	if w == nil || e.Threshold == ingress.None {
		return w
	}
	return fourEyes{inner: w, eyes: e}
}

// fourEyes does not embed the writer, so that a method which is added to writers has to be dealt with here.
type fourEyes struct {
	inner ingress.Writer
	eyes  Eyes
}

var _ ingress.Writer = fourEyes{}

func (f fourEyes) Permit(ctx context.Context, c ingress.Change) ingress.Permit {
	return f.inner.Permit(ctx, c)
}

func (f fourEyes) Settle(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	return f.inner.Settle(ctx, operation, c)
}

// Send sends what needs no approval, or has it.
func (f fourEyes) Send(ctx context.Context, operation string, c ingress.Change) ingress.Receipt {
	c.AskedBy = ""
	var err error
	switch unsendable := c.Unsendable(); {
	case unsendable != nil:
		err = unsendable
	case c.Approval != "":
		c.AskedBy, err = f.eyes.approve(ctx, operation, c)
	default:
		err = f.eyes.needless(ctx, c)
	}
	if err != nil {
		failed := inWords(err)
		r := c.NotSent(operation, &failed)
		r.At = f.eyes.Journal.now()
		return r
	}
	return f.inner.Send(ctx, operation, c)
}

// needless says of a change that it needs approval, or is nil.
func (e Eyes) needless(ctx context.Context, c ingress.Change) error {
	severity, err := e.severity(ctx, c)
	if err != nil || severity < e.Threshold {
		return err
	}
	return &ingress.Failure{
		Message: fmt.Sprintf("nothing was sent: the change's severity is %s, and from %s on another person has to approve it", severity, e.Threshold),
		Remedy:  "ask for approval in its preview",
	}
}

// severity is that of what a change adds.
func (e Eyes) severity(ctx context.Context, c ingress.Change) (ingress.Severity, error) {
	if c.Kind == ingress.Revoking || len(c.Send()) == 0 {
		return ingress.None, nil
	}
	if c.Group.Revision() != c.Revision {
		return ingress.Critical, &ingress.Failure{Message: "nothing was sent: the rules of " + c.Group.ID + " are not those of the plan's revision", Remedy: "plan it anew"}
	}
	planner := e.Planner
	if ids := c.PrefixListIDs(); len(ids) > 0 && e.Reader != nil {
		lists, err := e.Reader.PrefixLists(ctx, ids)
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
func (e Eyes) approve(ctx context.Context, operation string, c ingress.Change) (asker string, err error) {
	site, err := e.Site(ctx)
	if err != nil {
		return "", err
	}
	ruling, err := e.Journal.decide(ctx, c.Approval, e.Who, ingress.Approved, "", func(a approval) error {
		asker = a.waiting.By.String()
		switch why := a.waiting.Differs(c); {
		case operation != c.Approval:
			return notApproved("it is sent as the operation that waited, and as no other")
		case a.waiting.Site != site:
			return notApproved("it was asked for at another account, region or endpoint")
		case e.Who.Key == "":
			return notApproved("nobody signed in to this session with a key: who approves is not known")
		case !e.Who.Other(a.waiting.By):
			return notApproved("you asked for it: another person, with another key, has to approve it")
		case why != "":
			return notApproved(why)
		case e.Planner.Grant != nil && e.Planner.Grant.Refuses(c) != "":
			return notApproved(e.Planner.Grant.Refuses(c)) // and the plan waits on, for somebody who may
		}
		return e.lasting(c)
	})
	if ruling.Ruling == ingress.Approved && ruling.ID != "" && ruling.By.Same(e.Who) {
		err = nil // for another group of the plan, or because nothing was sent then
	}
	return asker, err
}

// lasting refuses rules whose end has come while they waited.
func (e Eyes) lasting(c ingress.Change) error {
	for _, w := range c.Send() {
		if c.Kind == ingress.Adding && !w.Expires.IsZero() && !e.Journal.now().Before(w.Expires) {
			return notApproved(fmt.Sprintf("%s was to end at %s, and that is over", w.Words(), w.Expires.UTC().Format(time.RFC3339)))
		}
	}
	return nil
}

func notApproved(why string) error {
	return &ingress.Failure{Message: "nothing was sent: the approval is refused: " + why}
}

// Me is whose eyes they are.
func (e Eyes) Me() ingress.Person { return e.Who }

// Ask makes a plan wait. The error says what stands in the way; it is an [*ingress.Failure], as are those of the others.
func (e Eyes) Ask(ctx context.Context, p ingress.Plan) (ingress.Waiting, error) {
	w := ingress.Waiting{ID: p.Operation, By: e.Who}
	if blocked := p.Blocked(); blocked != "" {
		return w, &ingress.Failure{Message: "not asked: " + blocked}
	}
	if e.Who.Key == "" {
		return w, &ingress.Failure{Message: "not asked: nobody signed in to this session with a key: who asks is not known"}
	}
	for _, c := range p.Changes {
		if len(c.Send()) == 0 {
			continue
		}
		if g := e.Planner.Grant; g != nil && g.Refuses(c) != "" {
			return w, &ingress.Failure{Message: "not asked: " + g.Refuses(c)}
		}
		severity, err := e.severity(ctx, c)
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
	if w.Site, err = e.site(ctx); err != nil {
		return w, failure(err)
	}
	w, err = e.Journal.ask(ctx, w)
	return w, failure(err)
}

// Waiting are the plans of the site that wait, the newest first.
func (e Eyes) Waiting(ctx context.Context) ([]ingress.Waiting, error) {
	site, err := e.site(ctx)
	if err != nil {
		return nil, failure(err)
	}
	waiting, err := e.Journal.waitingAt(ctx, site)
	return waiting, failure(err)
}

// Reject refuses another person's plan.
func (e Eyes) Reject(ctx context.Context, id, why string) (ingress.Decision, error) {
	if why = strings.TrimSpace(why); why == "" {
		return ingress.Decision{}, &ingress.Failure{Message: "a rejection needs a reason: who asked will read it"}
	}
	return e.rule(ctx, id, ingress.Rejected, why, func(w ingress.Waiting) string {
		if !e.Who.Other(w.By) {
			return "you asked for it yourself: withdraw it"
		}
		return ""
	})
}

// Withdraw takes the person's own plan back.
func (e Eyes) Withdraw(ctx context.Context, id, why string) (ingress.Decision, error) {
	return e.rule(ctx, id, ingress.Withdrawn, strings.TrimSpace(why), func(w ingress.Waiting) string {
		if !e.Who.Same(w.By) {
			return w.By.Name + " asked for it: only they can withdraw it"
		}
		return ""
	})
}

// PutBack makes what was not sent of a plan that the person approved wait again.
func (e Eyes) PutBack(ctx context.Context, id, why string) (ingress.Waiting, error) {
	site, err := e.site(ctx)
	if err != nil {
		return ingress.Waiting{}, failure(err)
	}
	w, err := e.Journal.putBack(ctx, id, e.Who, why, func(a approval) error {
		if a.waiting.Site != site || !a.ruling.By.Same(e.Who) {
			return &ingress.Failure{Message: "who approved the plan puts back what was not sent of it"}
		}
		return nil
	})
	return w, failure(err)
}

func (e Eyes) rule(ctx context.Context, id string, r ingress.Ruling, why string, objection func(ingress.Waiting) string) (ingress.Decision, error) {
	site, err := e.site(ctx)
	if err != nil {
		return ingress.Decision{}, failure(err)
	}
	d, err := e.Journal.decide(ctx, id, e.Who, r, why, func(a approval) error {
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
func (e Eyes) site(ctx context.Context) (ingress.Site, error) {
	site, err := e.Site(ctx)
	if err == nil && site.Account == "" {
		err = errors.New("the account is not known")
	}
	return site, err
}
