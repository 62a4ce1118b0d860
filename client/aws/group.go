package aws

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sluice/model/ingress"
)

// Described is a security group as DescribeSecurityGroups tells of it, and as the
// AWS CLI prints it: as JSON, its fields have EC2's names.
type Described types.SecurityGroup

// Read makes a group of it, whose rules have no ids. The error names the first rule
// that cannot be read; the group lacks all such.
func (d Described) Read() (ingress.Group, error) {
	group, unread := readGroup(types.SecurityGroup(d))
	if len(unread) > 0 {
		return group, unread[0].err
	}
	return group, nil
}

// readGroup makes a group of DescribeSecurityGroups' answer: every source of a
// permission is a rule, without an id.
func readGroup(sg types.SecurityGroup) (ingress.Group, []unreadRule) {
	group := ingress.Group{
		ID:          aws.ToString(sg.GroupId),
		Name:        aws.ToString(sg.GroupName),
		Description: aws.ToString(sg.Description),
		VPCID:       aws.ToString(sg.VpcId),
		OwnerID:     aws.ToString(sg.OwnerId),
		Tags:        readTags(sg.Tags),
	}
	var unread []unreadRule
	for i, p := range sg.IpPermissions {
		for _, s := range sourcesOf(p, group) {
			rule, err := readRule(p.IpProtocol, p.FromPort, p.ToPort, s)
			if err != nil {
				unread = append(unread, unreadRule{group: group.ID, err: fmt.Errorf("IpPermissions %d: %w", i+1, err)})
				continue
			}
			group.Rules = append(group.Rules, rule)
		}
	}
	return group, unread
}

// wireSource is one source of a permission, as the answer spells it.
type wireSource struct {
	source      ingress.Source
	err         error
	owner       string
	description *string
}

func sourcesOf(p types.IpPermission, group ingress.Group) []wireSource {
	var sources []wireSource
	add := func(s ingress.Source, err error, owner string, description *string) {
		sources = append(sources, wireSource{s, err, owner, description})
	}
	for _, r := range p.IpRanges {
		s, err := readPrefix(r.CidrIp)
		add(s, err, "", r.Description)
	}
	for _, r := range p.Ipv6Ranges {
		s, err := readPrefix(r.CidrIpv6)
		add(s, err, "", r.Description)
	}
	for _, l := range p.PrefixListIds {
		s, err := ingress.FromPrefixList(aws.ToString(l.PrefixListId))
		add(s, err, "", l.Description)
	}
	for _, pair := range p.UserIdGroupPairs {
		s, err := readPair(pair, group)
		add(s, err, aws.ToString(pair.UserId), pair.Description)
	}
	return sources
}

func readPrefix(cidr *string) (ingress.Source, error) {
	prefix, err := netip.ParsePrefix(aws.ToString(cidr))
	if err != nil {
		return ingress.Source{}, fmt.Errorf("source %.60q is no CIDR", aws.ToString(cidr))
	}
	return ingress.FromPrefix(prefix), nil
}

// readPair reads a source group. Those of EC2-Classic are known by owner and
// name, those of a VPC by id (EC2 API reference, 2011-12-15).
func readPair(pair types.UserIdGroupPair, group ingress.Group) (ingress.Source, error) {
	id, name := aws.ToString(pair.GroupId), aws.ToString(pair.GroupName)
	if id == "" || group.Classic() && name != "" {
		owner := aws.ToString(pair.UserId)
		if owner == "" {
			owner = group.OwnerID
		}
		return ingress.FromNamedGroup(owner, name)
	}
	return ingress.FromGroup(id)
}

// readRule makes a rule of what an answer says about it.
func readRule(protocol *string, from, to *int32, s wireSource) (ingress.GroupRule, error) {
	if s.err != nil {
		return ingress.GroupRule{}, s.err
	}
	p, err := ingress.ParseProtocol(aws.ToString(protocol))
	if err != nil {
		return ingress.GroupRule{}, err
	}
	first, last := number(from), number(to)
	if p.HasPorts() && first == -1 && last == -1 {
		first, last = 0, 65535 // emulators leave the ports of "all ports" out
	}
	rule, err := ingress.NewRule(p, first, last, s.source)
	if err != nil {
		return ingress.GroupRule{}, err
	}
	return ingress.GroupRule{Rule: rule, SourceOwner: s.owner, Description: aws.ToString(s.description)}, nil
}

// number is a port, or an ICMP type or code, -1 where the answer has none.
func number(n *int32) int {
	if n == nil {
		return -1
	}
	return int(*n)
}

func readTags(tags []types.Tag) []ingress.Tag {
	var read []ingress.Tag
	for _, t := range tags {
		read = append(read, ingress.Tag{Key: aws.ToString(t.Key), Value: aws.ToString(t.Value)})
	}
	return read
}

// unreadRule is a rule that an endpoint lists and that cannot be one of EC2.
type unreadRule struct {
	group string
	id    string // sgr-…, where known
	err   error
}

func unreadFailure(rules []unreadRule) *ingress.Failure {
	var texts []string
	for _, r := range rules {
		texts = append(texts, strings.TrimSpace(r.group+" "+r.id)+": "+r.err.Error())
	}
	is := "is"
	if len(rules) > 1 {
		is = "are"
	}
	return &ingress.Failure{
		Message: clip(fmt.Sprintf("%s that the endpoint lists cannot be read and %s not shown: %s", ingress.Count(len(rules), "rule"), is, strings.Join(texts, "; "))),
		Remedy:  "remove them with the tool that made them",
	}
}
