package aws

import (
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// addRules gives the group's rules what DescribeSecurityGroupRules tells of
// them: ids, tags, descriptions. A rule that came to be between the two readings
// is added, so that none is missing.
func addRules(group *ingress.Group, rules []types.SecurityGroupRule, named map[string]ingress.Source) (unread []unreadRule) {
	for _, r := range rules {
		if aws.ToBool(r.IsEgress) {
			continue
		}
		rule, err := readGroupRule(r, named)
		if err != nil {
			unread = append(unread, unreadRule{group: group.ID, id: aws.ToString(r.SecurityGroupRuleId), err: err})
			continue
		}
		i := slices.IndexFunc(group.Rules, func(have ingress.GroupRule) bool { return have.Rule == rule.Rule })
		if i < 0 {
			group.Rules = append(group.Rules, rule)
			continue
		}
		group.Rules[i] = rule
	}
	return unread
}

// readGroupRule reads one rule with its id. named are the EC2-Classic source
// groups by id: a rule with an id names its source group by id alone.
func readGroupRule(r types.SecurityGroupRule, named map[string]ingress.Source) (ingress.GroupRule, error) {
	rule, err := readRule(r.IpProtocol, r.FromPort, r.ToPort, ruleSource(r, named))
	if err != nil {
		return ingress.GroupRule{}, err
	}
	rule.ID = aws.ToString(r.SecurityGroupRuleId)
	rule.Tags = readTags(r.Tags)
	return rule, nil
}

func ruleSource(r types.SecurityGroupRule, named map[string]ingress.Source) wireSource {
	s := wireSource{description: r.Description}
	switch {
	case r.CidrIpv4 != nil:
		s.source, s.err = readPrefix(r.CidrIpv4)
	case r.CidrIpv6 != nil:
		s.source, s.err = readPrefix(r.CidrIpv6)
	case r.PrefixListId != nil:
		s.source, s.err = ingress.FromPrefixList(*r.PrefixListId)
	case r.ReferencedGroupInfo != nil:
		id := aws.ToString(r.ReferencedGroupInfo.GroupId)
		s.owner = aws.ToString(r.ReferencedGroupInfo.UserId)
		source, isNamed := named[id]
		if !isNamed {
			source, s.err = ingress.FromGroup(id)
		}
		s.source = source
	default:
		s.err = errors.New("it has no source")
	}
	return s
}

// namedSources are the source groups of an EC2-Classic group by their ids.
func namedSources(sg types.SecurityGroup) map[string]ingress.Source {
	group := ingress.Group{VPCID: aws.ToString(sg.VpcId), OwnerID: aws.ToString(sg.OwnerId)}
	if !group.Classic() {
		return nil
	}
	named := map[string]ingress.Source{}
	for _, p := range sg.IpPermissions {
		for _, pair := range p.UserIdGroupPairs {
			if source, err := readPair(pair, group); err == nil && aws.ToString(pair.GroupId) != "" {
				named[*pair.GroupId] = source
			}
		}
	}
	return named
}
