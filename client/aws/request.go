package aws

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// operationTag is the tag that each rule of an operation carries. It tells our
// rules from those of others when an answer is lost, and when they are undone.
const operationTag = "sluice:op"

// authorizeInput is the one request that adds the rules to a group. An
// EC2-Classic group is named, a group of a VPC is given by its id, as in the
// examples of the EC2 API reference, 2011-12-15.
func authorizeInput(group ingress.Group, operation string, rules []ingress.Wanted) *ec2.AuthorizeSecurityGroupIngressInput {
	input := &ec2.AuthorizeSecurityGroupIngressInput{
		TagSpecifications: []types.TagSpecification{{
			ResourceType: types.ResourceTypeSecurityGroupRule,
			Tags:         []types.Tag{{Key: aws.String(operationTag), Value: aws.String(operation)}},
		}},
	}
	if group.Classic() {
		input.GroupName = aws.String(group.Name)
	} else {
		input.GroupId = aws.String(group.ID)
	}
	for _, p := range ingress.Permissions(rules) {
		input.IpPermissions = append(input.IpPermissions, wirePermission(p))
	}
	return input
}

func wirePermission(p ingress.Permission) types.IpPermission {
	wire := types.IpPermission{IpProtocol: aws.String(p.Protocol.Wire())}
	if p.HasRange() {
		wire.FromPort, wire.ToPort = aws.Int32(int32(p.From)), aws.Int32(int32(p.To))
	}
	for _, rule := range p.Rules {
		addSource(&wire, rule)
	}
	return wire
}

func addSource(wire *types.IpPermission, rule ingress.Wanted) {
	source, description := rule.Source(), optional(rule.Description)
	switch source.Kind() {
	case ingress.SourceIPv4:
		wire.IpRanges = append(wire.IpRanges, types.IpRange{
			CidrIp: aws.String(source.Prefix().String()), Description: description,
		})
	case ingress.SourceIPv6:
		wire.Ipv6Ranges = append(wire.Ipv6Ranges, types.Ipv6Range{
			CidrIpv6: aws.String(source.Prefix().String()), Description: description,
		})
	case ingress.SourcePrefixListID:
		wire.PrefixListIds = append(wire.PrefixListIds, types.PrefixListId{
			PrefixListId: aws.String(source.PrefixListID()), Description: description,
		})
	case ingress.SourceGroup:
		wire.UserIdGroupPairs = append(wire.UserIdGroupPairs, types.UserIdGroupPair{
			GroupId: aws.String(source.GroupID()), UserId: optional(rule.SourceOwner), Description: description,
		})
	case ingress.SourceNamedGroup:
		owner, name := source.NamedGroup()
		wire.UserIdGroupPairs = append(wire.UserIdGroupPairs, types.UserIdGroupPair{
			UserId: aws.String(owner), GroupName: aws.String(name), Description: description,
		})
	}
}

// optional leaves an empty text out of a request.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
