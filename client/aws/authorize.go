package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"sluice/model/ingress"
)

// authorization is AuthorizeSecurityGroupIngress.
type authorization struct{ untagged bool }

func (authorization) kind() ingress.Kind { return ingress.Adding }

func (a authorization) words() actionWords {
	words := actionWords{
		undone:    "does not hold the rule",
		others:    "holds the rule, added by someone else",
		unclaimed: "holds the rule, but the endpoint tells no tags of it, so who added it cannot be known",
		search:    "rules of this call carry the tag " + operationTag + "=",
	}
	if a.untagged {
		words.unclaimed = "holds the rule, but this operation's were sent untagged, so who added it cannot be known"
		words.search = ""
	}
	return words
}

func (a authorization) obstacle(rules []ingress.PlannedRule) *ingress.Failure {
	return untaggable(rules, a.untagged)
}

func (authorization) call(ctx context.Context, api *ec2.Client, r request, options func(*ec2.Options)) (answer, error) {
	out, err := api.AuthorizeSecurityGroupIngress(ctx, authorizeInput(r), options)
	if err != nil {
		return answer{}, err
	}
	return answer{yes: aws.ToBool(out.Return), added: out.SecurityGroupRules, metadata: out.ResultMetadata}, nil
}

// authorizeInput is the one request that adds the rules to a group.
func authorizeInput(r request) *ec2.AuthorizeSecurityGroupIngressInput {
	input := &ec2.AuthorizeSecurityGroupIngressInput{
		TagSpecifications: r.ruleTags(),
		IpPermissions:     wirePermissions(r.rules),
		DryRun:            optional(r.dryRun),
	}
	input.GroupId, input.GroupName = address(r.group)
	return input
}

// confirm marks every rule as applied and finds the rules' ids: in the answer, by
// what each rule is, or else in the group.
func (authorization) confirm(ctx context.Context, w writer, receipt *ingress.Receipt, a answer) {
	ids := map[ingress.Rule]string{}
	for _, r := range a.added {
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

// judge knows that the group did not hold the rules when it was read before the
// call. What carries no operation's tag may be of an untagged call: that EC2 calls
// it a duplicate may be for a repetition on the way.
func (a authorization) judge(w writer, receipt *ingress.Receipt, f fate, group ingress.Group) judge {
	// An untagged rule is someone else's only where the endpoint keeps tags: AWS
	// and our own do, an emulator has shown it by telling one.
	keepsTags := w.endpoint == "" || slices.ContainsFunc(group.Rules, func(r ingress.GroupRule) bool { return len(r.Tags) > 0 })
	return func(r ingress.RuleOutcome) (ingress.Outcome, string) {
		have, there := group.Find(r.Rule)
		switch {
		case !there:
			return ingress.Refused, ""
		case have.Tag(operationTag) == receipt.Operation && receipt.Operation != "":
			return ingress.Applied, have.ID
		case a.untagged && have.Tag(operationTag) == "":
			return ingress.Unknown, have.ID
		case have.ID != "" && keepsTags, f == refused && a.overtaken(receipt.Failure):
			return ingress.WasThere, have.ID
		}
		return ingress.Unknown, have.ID
	}
}

func (authorization) overtaken(f *ingress.Failure) bool {
	return f != nil && f.Code == "InvalidPermission.Duplicate"
}
