package aws

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"

	"sluice/model/ingress"
)

// Permit asks EC2 by DryRun whether a change may be sent: it makes the very call
// that would send it, which then is checked and not carried out. Allowed does not
// promise that the call will succeed: a duplicate, say, may go unnoticed. An
// endpoint that is not AWS is asked only where it has shown that it takes notice
// of DryRun.
func (w writer) Permit(ctx context.Context, change ingress.Change) ingress.Permit {
	permit := ingress.Permit{GroupID: change.Group.ID, Failure: change.Unsendable()}
	if permit.Failure != nil {
		return permit
	}
	a, r := actionOf(change), request{
		group: change.Group, operation: dryRunOperation, by: w.by, untagged: change.Untagged, rules: change.Sent(), dryRun: true,
	}
	if len(r.rules) == 0 {
		permit.Failure = &ingress.Failure{Message: "the change sends nothing: there is nothing to ask"}
		return permit
	}
	if permit.Failure = a.obstacle(r.rules); permit.Failure != nil {
		return permit
	}
	if permit.Failure = w.mayDryRun(ctx, a, change.Group); permit.Failure != nil {
		return permit
	}
	err := w.dryRun(ctx, a, r)
	switch code(err) {
	case "DryRunOperation":
		permit.Answer = ingress.Allowed
	case "UnauthorizedOperation":
		permit.Answer, permit.Failure = ingress.Denied, w.denial(ctx, err)
		w.askUntagged(ctx, a, r, &permit)
	default:
		permit.Failure = w.words.failure(err)
	}
	return permit
}

// askUntagged finds out whether a change that was denied is denied for its tags
// alone. Rules that expire are never sent untagged.
func (w writer) askUntagged(ctx context.Context, a action, r request, permit *ingress.Permit) {
	if a.kind() != ingress.Adding || r.untagged {
		return
	}
	named := strings.Contains(permit.Failure.Error(), createTags)
	r.untagged = true
	switch err := w.dryRun(ctx, a, r); {
	case code(err) == "UnauthorizedOperation", code(err) != "DryRunOperation" && !named:
		return
	}
	permit.Failure.Remedy = tagRemedy()
	if !expiryOf(r.rules).IsZero() {
		permit.Failure.Remedy = "ask for the permission " + createTags + ", or leave the time out: a rule is revoked at its time by its tag"
		return
	}
	permit.TagsOnly = true
}

// dryRunOperation is the operation that the rules of a dry run are tagged with:
// leave to tag is a part of the leave to send.
const dryRunOperation = "dry-run"

// dryRun makes the call of a request as a dry run. Its answer is always an error.
func (w writer) dryRun(ctx context.Context, a action, r request) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	d := new(delivery)
	_, err := a.call(withDelivery(ctx, d), w.ec2, r, func(o *ec2.Options) { o.Retryer = d.retryer(ctx, ctx) })
	if err != nil {
		return err
	}
	w.dryRuns.distrust()
	return &ingress.Failure{
		Message: w.words.place() + " answered a dry run as if it had carried it out: the rules may be " + a.kind().Done(),
		Remedy:  "reload the group and look, before anything else",
	}
}

// code is the error code of EC2's that an error is of, or "".
func code(err error) string {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return ""
}
