package aws

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// modification is ModifySecurityGroupRules.
type modification struct{}

func (modification) kind() ingress.Kind { return ingress.Editing }

func (modification) words() actionWords {
	return actionWords{
		undone: "does not hold the rule as it was to be",

		unclaimed: "holds the rule as it was to be, and who changed it cannot be known",
	}
}

func (modification) obstacle(rules []ingress.PlannedRule) *ingress.Failure {
	remedy := "add the rule as it is to be, and then revoke this one"
	for _, r := range rules {
		switch {
		case r.Existing.ID == "":
			return &ingress.Failure{Message: "the endpoint tells no ids of rules: EC2 changes a rule by its id", Remedy: remedy}
		case r.Source().Kind() == ingress.SourceNamedGroup:
			return &ingress.Failure{Message: "EC2 cannot change a rule whose source group is known by owner and name", Remedy: remedy}
		case otherTime(r):
			return &ingress.Failure{Message: "EC2 changes a rule and not its tags: when it expires stays as it is", Remedy: remedy}
		}
	}
	return nil
}

// otherTime reports whether a rule is to expire at another time than it does now.
func otherTime(r ingress.PlannedRule) bool {
	at, _ := r.Existing.Expires()
	return !r.Expires.IsZero() && !r.Expires.Truncate(time.Second).Equal(at)
}

func (modification) call(ctx context.Context, api *ec2.Client, r request, options func(*ec2.Options)) (answer, error) {
	out, err := api.ModifySecurityGroupRules(ctx, modifyInput(r), options)
	if err != nil {
		return answer{}, err
	}
	return answer{yes: aws.ToBool(out.Return), metadata: out.ResultMetadata}, nil
}

// modifyInput is the one request that gives rules of a group new content. It
// takes the group's id, for EC2-Classic too (EC2 API reference,
// ModifySecurityGroupRules).
func modifyInput(r request) *ec2.ModifySecurityGroupRulesInput {
	input := &ec2.ModifySecurityGroupRulesInput{
		GroupId:            &r.group.ID,
		SecurityGroupRules: []types.SecurityGroupRuleUpdate{}, // required, and may be empty
		DryRun:             optional(r.dryRun),
	}
	for _, rule := range r.rules {
		input.SecurityGroupRules = append(input.SecurityGroupRules, types.SecurityGroupRuleUpdate{
			SecurityGroupRuleId: aws.String(rule.Existing.ID),
			SecurityGroupRule:   wireRule(rule),
		})
	}
	return input
}

// wireRule is a whole rule. Its description is sent where it is empty too: that
// the rule is to have none is then said, and not left to be guessed.
func wireRule(rule ingress.PlannedRule) *types.SecurityGroupRuleRequest {
	p := wirePermissions([]ingress.PlannedRule{rule})[0]
	wire := &types.SecurityGroupRuleRequest{
		IpProtocol: p.IpProtocol, FromPort: p.FromPort, ToPort: p.ToPort,
		Description: aws.String(rule.Description),
	}
	switch source := rule.Source(); source.Kind() {
	case ingress.SourceIPv4:
		wire.CidrIpv4 = aws.String(source.Prefix().String())
	case ingress.SourceIPv6:
		wire.CidrIpv6 = aws.String(source.Prefix().String())
	case ingress.SourcePrefixListID:
		wire.PrefixListId = aws.String(source.PrefixListID())
	case ingress.SourceGroup:
		wire.ReferencedGroupId = aws.String(source.GroupID())
	}
	return wire
}

func (a modification) confirm(ctx context.Context, w writer, receipt *ingress.Receipt, _ answer) {
	for i := range receipt.Rules {
		receipt.Rules[i].Outcome = ingress.Applied
	}
	w.verify(ctx, a, receipt)
}

// judge knows that the rules were other ones when the group was read just before
// the call. Nothing tells who changed one: where the call's answer was lost it is
// taken to be this call, and else it is left open.
func (modification) judge(_ writer, _ *ingress.Receipt, f fate, group ingress.Group) judge {
	return func(r ingress.RuleOutcome) (ingress.Outcome, string) {
		have, _ := group.RuleByID(r.RuleID)
		switch {
		case have.Rule != r.Rule, have.Description != r.Description:
			return ingress.Refused, r.RuleID
		case f == lost:
			return ingress.Applied, r.RuleID
		}
		return ingress.Unknown, r.RuleID
	}
}

// overtaken is never known: a rule that is gone by now, or that another already
// is like, leaves nothing to wait for.
func (modification) overtaken(*ingress.Failure) bool { return false }
