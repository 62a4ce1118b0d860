package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

var _ ingress.Writer = writer{}

// writer is the client for those who may change groups.
type writer struct{ *Client }

// Authorize adds the new rules of a change in one call. The group is read first,
// under ctx. From the call on, ctx gives values only: the outcome is followed to
// its end where the caller goes away, for callTimeout each for the call and for
// reading the group back.
//
// Where the group is not as the plan saw it, Moved is set and Failure is not.
// Where every rule was added, Failure is nil.
func (w writer) Authorize(ctx context.Context, operation string, change ingress.Change) ingress.Receipt {
	receipt := ingress.Receipt{Operation: operation, Group: change.Group}
	for _, rule := range change.Send() {
		receipt.Rules = append(receipt.Rules, ingress.RuleOutcome{Wanted: rule})
	}
	if len(receipt.Rules) > 0 {
		w.authorize(ctx, change, &receipt)
	}
	receipt.At = w.now()
	return receipt
}

func (w writer) authorize(ctx context.Context, change ingress.Change, receipt *ingress.Receipt) {
	if receipt.Operation == "" {
		receipt.Failure = &ingress.Failure{Message: "the change has no operation id: its outcome could not be told"}
		return
	}
	// Group is what the plan was made from: only readings of one kind have
	// revisions that can be compared.
	group, err := w.Group(ctx, change.Group.ID)
	switch {
	case err != nil:
		receipt.Failure = w.words.failure(err)
		return
	case group.Revision() != change.Revision:
		receipt.Moved = &group
		return
	}
	ctx = context.WithoutCancel(ctx)
	sent := w.send(ctx, authorizeInput(group, receipt.Operation, change.Send()))
	receipt.Failure, receipt.RequestID = sent.failure, sent.requestID
	switch sent.fate {
	case added:
		w.addIDs(ctx, receipt, sent.rules)
	case refused, lost:
		w.reconcile(ctx, receipt, sent.fate)
	}
}

// fate is what is known of a call from its answer, or from the lack of one.
type fate uint8

const (
	neverRan fate = iota // nothing was sent
	added                // EC2 says that it added the rules
	refused              // EC2 says that it did not
	lost                 // it may have run: no answer, or none that can be read
)

// reply is what came of the call.
type reply struct {
	fate      fate
	rules     []types.SecurityGroupRule // that EC2 says it added; emulators name some, or none
	requestID string
	failure   *ingress.Failure // nil where added
}

// send makes the call.
func (w writer) send(ctx context.Context, input *ec2.AuthorizeSecurityGroupIngressInput) reply {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	d := new(delivery)
	out, err := w.ec2.AuthorizeSecurityGroupIngress(withDelivery(ctx, d), input, func(o *ec2.Options) {
		o.Retryer = d.retryer()
	})
	if err != nil {
		failure := w.words.failure(err)
		return reply{fate: d.fate(err), failure: failure, requestID: failure.RequestID}
	}
	id, _ := awsmiddleware.GetRequestIDMetadata(out.ResultMetadata)
	if !aws.ToBool(out.Return) {
		return reply{fate: lost, requestID: id, failure: &ingress.Failure{
			Message:   w.words.place() + " answered without saying that the rules were added",
			RequestID: id,
		}}
	}
	return reply{fate: added, rules: out.SecurityGroupRules, requestID: id}
}

// addIDs marks every rule as applied and finds the rules' ids: in the answer, by
// what each rule is, or else in the group.
func (w writer) addIDs(ctx context.Context, receipt *ingress.Receipt, rules []types.SecurityGroupRule) {
	ids := map[ingress.Rule]string{}
	for _, r := range rules {
		if rule, err := readGroupRule(r, nil); err == nil {
			ids[rule.Rule] = rule.ID
		}
	}
	missing := false
	for i := range receipt.Rules {
		r := &receipt.Rules[i]
		r.Outcome, r.RuleID = ingress.Applied, ids[r.Rule]
		missing = missing || r.RuleID == ""
	}
	if !missing {
		return
	}
	group, err := w.Group(ctx, receipt.Group.ID)
	if err != nil {
		return // the rules are there; their ids can be read later
	}
	for i := range receipt.Rules {
		if have, there := group.Find(receipt.Rules[i].Rule); there {
			receipt.Rules[i].RuleID = have.ID
		}
	}
}
