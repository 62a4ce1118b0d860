package aws

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// dryRuns is what an endpoint that is not AWS has shown of its dry runs. One that
// takes no notice of DryRun would carry out what it is only asked about, and
// emulators are known that do for some actions and not for others.
type dryRuns struct {
	mu    sync.Mutex
	shown map[ingress.Kind]bool
}

// distrust ends dry runs for good.
func (d *dryRuns) distrust() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = map[ingress.Kind]bool{ingress.Adding: false, ingress.Revoking: false, ingress.Editing: false}
}

// mayDryRun says why an action must not be tried as a dry run, or is nil. AWS and
// an endpoint in this process are trusted; another is put to the proof, once.
func (w writer) mayDryRun(ctx context.Context, a action, group ingress.Group) *ingress.Failure {
	if w.endpoint == "" {
		return nil
	}
	w.dryRuns.mu.Lock()
	defer w.dryRuns.mu.Unlock()
	trusted, known := w.dryRuns.shown[a.kind()]
	if !known {
		var err error
		if trusted, err = w.proveDryRuns(ctx, a, group); err != nil {
			return w.words.failure(err)
		}
		w.dryRuns.shown[a.kind()] = trusted
	}
	if !trusted {
		return &ingress.Failure{Message: w.words.place() + " does not do dry runs, so whether this is allowed cannot be asked"}
	}
	return nil
}

// proveDryRuns finds out whether an endpoint takes notice of DryRun, by requests
// that change nothing where it does not: both readings do, or else the action
// itself does, for no rules of a group that is not there. (moto does not in
// DescribeSecurityGroups and does in every write.) The error is an answer, or
// the lack of one, that shows neither.
func (w writer) proveDryRuns(ctx context.Context, a action, group ingress.Group) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := w.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{
		GroupIds: []string{group.ID}, DryRun: aws.Bool(true),
	})
	groups, err := noticed(err)
	if err != nil {
		return false, err
	}
	_, err = w.ec2.DescribeSecurityGroupRules(ctx, &ec2.DescribeSecurityGroupRulesInput{
		Filters: []types.Filter{{Name: aws.String("group-id"), Values: []string{group.ID}}}, DryRun: aws.Bool(true),
	})
	rules, err := noticed(err)
	if err != nil || groups && rules {
		return groups && rules, err
	}
	_, err = a.call(ctx, w.ec2, request{group: nobodysGroup(), operation: dryRunOperation, dryRun: true}, func(o *ec2.Options) {
		o.Retryer = aws.NopRetryer{}
	})
	return noticed(err)
}

// nobodysGroup is a group that no endpoint has.
func nobodysGroup() ingress.Group {
	return ingress.Group{ID: "sg-00000000000000000", VPCID: "vpc-00000000000000000"}
}

// noticed reports whether the answer to a dry run is that to a dry run. An answer
// that would be the same without it, such as a throttle's, comes back as err.
func noticed(err error) (bool, error) {
	if err == nil || code(err) == "DryRunOperation" {
		return err != nil, nil
	}
	answer, _ := errors.AsType[*awshttp.ResponseError](err)
	if code(err) == "" || answer == nil || isThrottle(code(err)) {
		return false, err
	}
	switch answer.HTTPStatusCode() {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return false, nil
	}
	return false, err
}
