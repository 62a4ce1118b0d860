package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// revocation is RevokeSecurityGroupIngress.
type revocation struct{}

func (revocation) kind() ingress.Kind { return ingress.Revoking }

func (revocation) words() actionWords {
	return actionWords{
		undone: "still holds the rule",

		unclaimed: "does not hold the rule any more, and who took it off cannot be known",
	}
}

func (revocation) obstacle([]ingress.PlannedRule) *ingress.Failure { return nil }

func (revocation) call(ctx context.Context, api *ec2.Client, r request, options func(*ec2.Options)) (answer, error) {
	out, err := api.RevokeSecurityGroupIngress(ctx, revokeInput(r), options)
	if err != nil {
		return answer{}, err
	}
	a := answer{yes: aws.ToBool(out.Return), unknown: out.UnknownIpPermissions, metadata: out.ResultMetadata}
	for _, rule := range out.RevokedSecurityGroupRules {
		a.revoked = append(a.revoked, aws.ToString(rule.SecurityGroupRuleId))
	}
	return a, nil
}

// revokeInput is the one request that takes the rules off a group. It names them
// by id, so that it cannot take another; an endpoint without ids is told what
// they let in, for which EC2 wants no descriptions.
func revokeInput(r request) *ec2.RevokeSecurityGroupIngressInput {
	input := &ec2.RevokeSecurityGroupIngressInput{DryRun: optional(r.dryRun)}
	input.GroupId, input.GroupName = address(r.group)
	for _, rule := range r.rules {
		input.SecurityGroupRuleIds = append(input.SecurityGroupRuleIds, rule.Existing.ID)
	}
	if !slices.Contains(input.SecurityGroupRuleIds, "") {
		return input
	}
	rules := slices.Clone(r.rules)
	for i := range rules {
		rules[i].Description = ""
	}
	input.SecurityGroupRuleIds, input.IpPermissions = nil, wirePermissions(rules)
	return input
}

// confirm marks every rule as applied, but for those that the answer says were
// not there: a default VPC and EC2-Classic take them off without an error (EC2
// API reference, RevokeSecurityGroupIngress).
func (a revocation) confirm(ctx context.Context, w writer, receipt *ingress.Receipt, got answer) {
	gone := rulesIn(got.unknown, receipt.Group)
	named := true
	for i := range receipt.Rules {
		r := &receipt.Rules[i]
		r.Outcome = ingress.Applied
		if gone[r.Rule] {
			r.Outcome = ingress.WasThere
			receipt.Failure = &ingress.Failure{
				Message:   w.words.place() + " says that the group did not hold every rule any more",
				RequestID: receipt.RequestID,
			}
		}
		named = named && slices.Contains(got.revoked, r.RuleID)
	}
	if !named {
		w.verify(ctx, a, receipt)
	}
}

// rulesIn are the rules that permissions of an answer are of.
func rulesIn(permissions []types.IpPermission, group ingress.Group) map[ingress.Rule]bool {
	rules := map[ingress.Rule]bool{}
	for _, p := range permissions {
		for _, s := range sourcesOf(p, group) {
			if rule, err := readRule(p.IpProtocol, p.FromPort, p.ToPort, s); err == nil {
				rules[rule.Rule] = true
			}
		}
	}
	return rules
}

// judge knows that the group held the rules when it was read just before the
// call. Nothing tells who took one off: where the call's answer was lost it is
// taken to be this call, and where EC2 says that the rule was not there, someone
// else. Else it is left open.
func (a revocation) judge(_ writer, receipt *ingress.Receipt, f fate, group ingress.Group) judge {
	return func(r ingress.RuleOutcome) (ingress.Outcome, string) {
		switch {
		case holds(group, r):
			return ingress.Refused, r.RuleID
		case f == lost:
			return ingress.Applied, r.RuleID
		case f == refused && a.overtaken(receipt.Failure):
			return ingress.WasThere, r.RuleID
		}
		return ingress.Unknown, r.RuleID
	}
}

// holds reports whether a group holds the rule of an outcome: the one with its
// id. Where one of the two has no id it may be that one.
func holds(group ingress.Group, r ingress.RuleOutcome) bool {
	return slices.ContainsFunc(group.Rules, func(have ingress.GroupRule) bool {
		if have.ID == "" || r.RuleID == "" {
			return have.Rule == r.Rule
		}
		return have.ID == r.RuleID
	})
}

func (revocation) overtaken(f *ingress.Failure) bool {
	return f != nil && (f.Code == "InvalidSecurityGroupRuleId.NotFound" || f.Code == "InvalidPermission.NotFound")
}
