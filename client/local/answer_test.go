package local

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sluice/client/local/wire"
)

// wireRule is a rule as an answer in 2016-11-15 has it.
type wireRule struct {
	ID          string `xml:"securityGroupRuleId"`
	GroupID     string `xml:"groupId"`
	Egress      bool   `xml:"isEgress"`
	Protocol    string `xml:"ipProtocol"`
	From        string `xml:"fromPort"`
	To          string `xml:"toPort"`
	IPv4        string `xml:"cidrIpv4"`
	IPv6        string `xml:"cidrIpv6"`
	PrefixList  string `xml:"prefixListId"`
	Group       string `xml:"referencedGroupInfo>groupId"`
	Owner       string `xml:"referencedGroupInfo>userId"`
	RevokedFrom string `xml:"referencedGroupId"`
	Description string `xml:"description"`
	Tags        []struct {
		Key   string `xml:"key"`
		Value string `xml:"value"`
	} `xml:"tagSet>item"`
}

// String is the rule in one line: tcp 80-80 192.0.2.0/24 (description) key=value.
func (r wireRule) String() string {
	source := r.IPv4 + r.IPv6 + r.PrefixList + r.Group + r.RevokedFrom
	if r.Owner != "" && r.Owner != DefaultAccount {
		source = r.Owner + "/" + source
	}
	text := fmt.Sprintf("%s %s..%s %s", r.Protocol, r.From, r.To, source)
	if r.Description != "" {
		text += " (" + r.Description + ")"
	}
	for _, t := range r.Tags {
		text += " " + t.Key + "=" + t.Value
	}
	return text
}

// wireAnswer is what the tests read of any answer.
type wireAnswer struct {
	RequestID string     `xml:"requestId"`
	Return    bool       `xml:"return"`
	GroupID   string     `xml:"groupId"`
	Rules     []wireRule `xml:"securityGroupRuleSet>item"`
	Revoked   []wireRule `xml:"revokedSecurityGroupRuleSet>item"`
	Unknown   []struct {
		Protocol string   `xml:"ipProtocol"`
		Ranges   []string `xml:"ipRanges>item>cidrIp"`
	} `xml:"unknownIpPermissionSet>item"`
	Groups []struct {
		ID    string    `xml:"groupId"`
		Name  string    `xml:"groupName"`
		VPC   string    `xml:"vpcId"`
		Owner string    `xml:"ownerId"`
		Tags  []wireTag `xml:"tagSet>item"`
	} `xml:"securityGroupInfo>item"`
	VPC       wireVPC   `xml:"vpc"`
	VPCs      []wireVPC `xml:"vpcSet>item"`
	Tags      []wireTag `xml:"tagSet>item"`
	NextToken string    `xml:"nextToken"`
}

// wireVPC is a VPC.
type wireVPC struct {
	ID      string `xml:"vpcId"`
	State   string `xml:"state"`
	CIDR    string `xml:"cidrBlock"`
	IPv6    string `xml:"ipv6CidrBlockAssociationSet>item>ipv6CidrBlock"`
	Tenancy string `xml:"instanceTenancy"`
	Options string `xml:"dhcpOptionsId"`
	Default bool   `xml:"isDefault"`
}

// wireTag is a tag with the resource that it is on.
type wireTag struct {
	Resource string `xml:"resourceId"`
	Type     string `xml:"resourceType"`
	Key      string `xml:"key"`
	Value    string `xml:"value"`
}

func (r reply) answer(t testing.TB) (a wireAnswer) {
	t.Helper()
	if r.status != 200 {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	if err := xml.Unmarshal([]byte(r.body), &a); err != nil {
		t.Fatalf("%v\n%s", err, r.body)
	}
	return a
}

func ruleLines(rules []wireRule) []string {
	lines := make([]string, len(rules))
	for i, r := range rules {
		lines[i] = r.String()
	}
	return lines
}

// ingress are the group's ingress rules, one line each, sorted.
func ingress(t testing.TB, e *Endpoint, group string) []string {
	t.Helper()
	rules := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1="+group).answer(t).Rules
	in := slices.DeleteFunc(rules, func(r wireRule) bool { return r.Egress })
	return slices.Sorted(slices.Values(ruleLines(in)))
}

// permit writes the parameters of permission n: permit(1, "tcp", "80", "80", "IpRanges.1.CidrIp=192.0.2.0/24").
func permit(n int, protocol, from, to string, sources ...string) string {
	prefix := fmt.Sprintf("&IpPermissions.%d.", n)
	text := prefix + "IpProtocol=" + protocol
	if from != "" {
		text += prefix + "FromPort=" + from
	}
	if to != "" {
		text += prefix + "ToPort=" + to
	}
	for _, s := range sources {
		text += prefix + s
	}
	return strings.TrimPrefix(text, "&")
}
