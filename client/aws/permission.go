package aws

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// wirePermissions are rules as the IP permissions of a request.
func wirePermissions(rules []ingress.PlannedRule) []types.IpPermission {
	wanted := make([]ingress.Wanted, len(rules))
	for i, r := range rules {
		wanted[i] = r.Wanted
	}
	var wire []types.IpPermission
	for _, p := range ingress.Permissions(wanted) {
		wire = append(wire, wirePermission(p))
	}
	return wire
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
