package aws

import (
	"cmp"
	"context"
	"slices"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sluice/model/ingress"
)

var _ ingress.Writer = writer{}

// writer is the client for those who may change groups.
//
// Its writes have one way: the group is read again, under ctx, and where it is
// not as the plan saw it, Moved is set, Failure is not, and nothing is sent.
// A ctx that ends before the call is sent, or while it waits to be sent again after
// an attempt that did not run, stops it. A call that is under way goes on: its
// outcome is followed to the end, for callTimeout each for the call and for
// reading the group back. Where every rule was Applied, Failure is nil.
type writer struct {
	*Client
	by string // who asks for the changes; may be ""
}

// Send makes the call for the change's kind.
//
// A rule that is revoked, by its id, or where the endpoint has none by what it lets
// in, is Applied where this call took it off, Refused where the group still holds
// it, and WasThere where it was gone already, by someone else's hand. One that is
// edited is Applied where it is as wanted by this call, Refused where it is not,
// and Unknown where it is and nothing tells by whose hand.
func (w writer) Send(ctx context.Context, operation string, change ingress.Change) ingress.Receipt {
	receipt := change.NotSent(operation, nil)
	if len(receipt.Rules) > 0 {
		w.submit(ctx, change, &receipt)
	}
	receipt.At = w.now()
	return receipt
}

func (w writer) submit(ctx context.Context, change ingress.Change, receipt *ingress.Receipt) {
	if receipt.Failure = change.Unsendable(); receipt.Failure != nil {
		return
	}
	if receipt.Operation == "" {
		receipt.Failure = &ingress.Failure{Message: "the change has no operation id: its outcome could not be told"}
		return
	}
	a, rules := actionOf(change), change.Sent()
	if receipt.Failure = a.obstacle(rules); receipt.Failure != nil {
		return
	}
	// Group is what the plan was made from: only readings of one kind have
	// revisions that can be compared.
	group, err := w.Group(ctx, change.Group.ID)
	switch {
	case err != nil && ctx.Err() != nil:
		receipt.Failure = w.words.failure(&stoppedError{})
		return
	case err != nil:
		receipt.Failure = w.words.failure(err)
		return
	case moved(change, rules, group):
		receipt.Moved = &group
		return
	}
	got := w.deliver(ctx, a, request{
		group: group, operation: receipt.Operation, by: cmp.Or(change.AskedBy, w.by), untagged: change.Untagged, rules: rules,
	})
	receipt.Failure, receipt.RequestID = got.failure, got.requestID
	ctx = context.WithoutCancel(ctx)
	switch got.fate {
	case done:
		a.confirm(ctx, w, receipt, got.answer)
	case refused:
		if got.repeated && a.overtaken(got.failure) {
			// What EC2 turned away it did not carry out; but that the group already is
			// as it was to be is not taken for someone else's doing on that word.
			got.fate = unheard
		}
		w.reconcile(ctx, a, receipt, got.fate)
	case turnedAway, lost, overdue:
		w.reconcile(ctx, a, receipt, got.fate)
	}
}

// moved reports whether the group is not as the plan saw it. A revision tells no
// rule ids, so those that the call will name are looked up too: a rule that was
// revoked and added again has another.
func moved(change ingress.Change, rules []ingress.PlannedRule, now ingress.Group) bool {
	return now.Revision() != change.Revision || slices.ContainsFunc(rules, func(r ingress.PlannedRule) bool {
		have, there := now.RuleByID(r.Existing.ID)
		return r.Existing.ID != "" && (!there || have.Rule != r.Existing.Rule)
	})
}

// fate is what is known of a call from its answer, or from the lack of one.
type fate uint8

const (
	neverRan   fate = iota // nothing was sent
	turnedAway             // EC2 would not look at it, such as for a throttle, and then it was given up
	done                   // EC2 says that it did it
	refused                // EC2 says that it did not
	lost                   // it may have run: no answer, or none that can be read
	overdue                // it may have run, or may yet: no answer in time
	unheard                // nobody knows whether it was sent, nor what happened since
)

// reply is what came of the call.
type reply struct {
	fate      fate
	answer    answer
	requestID string
	failure   *ingress.Failure // nil where done
	repeated  bool             // an attempt before the last one reached the endpoint, too
}

// deliver makes the call. The end of the session stops it between attempts alone.
func (w writer) deliver(session context.Context, a action, r request) reply {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(session), callTimeout)
	defer cancel()
	d := &delivery{session: session}
	got, err := a.call(withDelivery(ctx, d), w.ec2, r, func(o *ec2.Options) { o.Retryer = d.retryer(session, ctx) })
	if err != nil {
		failure := w.explained(ctx, err)
		return reply{fate: d.fate(err), failure: failure, requestID: failure.RequestID, repeated: d.attempts.Load() > 1}
	}
	id, _ := awsmiddleware.GetRequestIDMetadata(got.metadata)
	if !got.yes {
		return reply{fate: lost, requestID: id, failure: &ingress.Failure{
			Message:   w.words.place() + " answered without saying that the rules were " + a.kind().Done(),
			RequestID: id,
		}}
	}
	return reply{fate: done, answer: got, requestID: id}
}
