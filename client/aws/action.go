package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go/middleware"

	"sluice/model/ingress"
)

// action is one of EC2's calls that change the ingress rules of a group: how it
// is made, and how its outcome shows in the group.
type action interface {
	kind() ingress.Kind
	words() actionWords

	// obstacle says why EC2 cannot be asked for this as it is to be, or is nil.
	obstacle(rules []ingress.PlannedRule) *ingress.Failure
	// call makes the request.
	call(ctx context.Context, api *ec2.Client, r request, options func(*ec2.Options)) (answer, error)
	// confirm completes the receipt of a call that EC2 says it carried out.
	confirm(ctx context.Context, w writer, receipt *ingress.Receipt, a answer)
	// judge tells the outcome of a receipt's rules from the group as read back.
	judge(w writer, receipt *ingress.Receipt, f fate, group ingress.Group) judge
	// overtaken reports whether EC2 refused because someone else was there first,
	// so that the group shows it sooner or later.
	overtaken(f *ingress.Failure) bool
}

// actionOf is the action that a change is sent as. There is none for what is not
// [ingress.Change.Unsendable].
func actionOf(change ingress.Change) action {
	switch change.Kind {
	case ingress.Revoking:
		return revocation{}
	case ingress.Editing:
		return modification{}
	case ingress.Adding:
		return authorization{untagged: change.Untagged}
	}
	return nil
}

// judge is the outcome of a rule, and its id where the group tells it.
type judge func(ingress.RuleOutcome) (ingress.Outcome, string)

// request is what an action is called with.
type request struct {
	group     ingress.Group // as last read
	operation string
	by        string // who asked for it; may be ""
	untagged  bool
	rules     []ingress.PlannedRule
	dryRun    bool
}

// answer is what EC2 says of a call that it did not refuse.
type answer struct {
	yes      bool                      // that it was carried out
	added    []types.SecurityGroupRule // the rules that it names as added; emulators name some, or none
	revoked  []string                  // the ids of those that it names as revoked
	unknown  []types.IpPermission      // what was to be revoked and was not there
	metadata middleware.Metadata
}

// actionWords are how failures speak of an action.
type actionWords struct {
	undone    string // what a group says where it was not: does not hold the rule
	others    string // and where someone else did it; "" where that is not known after a lost answer
	unclaimed string // and where it was done and nothing tells by whom
	search    string // what to look for in the group, before the operation id; "" where nothing in it tells
}

// address names a group in a request: an EC2-Classic group by its name, a group
// of a VPC by its id, as in the examples of the EC2 API reference, 2011-12-15.
func address(group ingress.Group) (id, name *string) {
	if group.Classic() {
		return nil, &group.Name
	}
	return &group.ID, nil
}

// optional leaves an empty value out of a request.
func optional[T comparable](value T) *T {
	if value == *new(T) {
		return nil
	}
	return &value
}
