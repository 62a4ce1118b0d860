package local

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sluice/client/local/wire"
)

// countedIDs are ids that follow from how many of their kind there were before; requests have the id of the API
// reference's example.
func countedIDs() func(prefix string) string {
	count := make(map[string]int)
	return func(prefix string) string {
		if prefix == "" {
			return fixedIDs("")
		}
		count[prefix]++
		return fmt.Sprintf("%s%017x", prefix, count[prefix])
	}
}

// countedID is the nth id of countedIDs with the prefix.
func countedID(prefix string, n int) string { return fmt.Sprintf("%s%017x", prefix, n) }

// example is a request with the file that its answer is in, "" if it only prepares the next.
type example struct {
	file           string
	version        wire.Version
	action, params string
}

// runExamples sends the requests one after the other to a new endpoint.
func runExamples(t *testing.T, examples []example) {
	t.Helper()
	e := openEndpoint(t, Options{NewID: countedIDs(), Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }})
	for _, x := range examples {
		got := ask(t, e, x.version, x.action, x.params)
		if got.status != 200 {
			t.Fatalf("%s %s: %s", x.action, x.params, got.body)
		}
		if x.file != "" {
			t.Run(x.file, func(t *testing.T) { golden(t, x.file, got.body) })
		}
	}
}

const tagged = "&TagSpecification.1.ResourceType=%s&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test"

// TestChangeAnswers compares the answers of actions that change groups, rules and tags with their files.
func TestChangeAnswers(t *testing.T) {
	group := "GroupId=" + countedID("sg-", 1) + "&"
	out := permit(1, "tcp", "443", "443", fromDocs)
	described := permit(1, "tcp", "443", "443", fromDocs, "IpRanges.1.Description=updates")
	runExamples(t, []example{
		{"create-group-2016", wire.Version2016, "CreateSecurityGroup", newGroup + fmt.Sprintf(tagged, "security-group")},
		{"create-group-2011", wire.Version2011, "CreateSecurityGroup", newGroup},
		{"authorize-2016", wire.Version2016, "AuthorizeSecurityGroupIngress", group +
			permit(1, "tcp", "22", "22", "Groups.1.GroupId="+countedID("sg-", 1), "PrefixListIds.1.PrefixListId=pl-63a5400a") +
			fmt.Sprintf(tagged, "security-group-rule")},
		{"authorize-egress-2011", wire.Version2011, "AuthorizeSecurityGroupEgress", group + out},
		{"revoke-egress-2011", wire.Version2011, "RevokeSecurityGroupEgress", group + out},
		{"authorize-egress-2016", wire.Version2016, "AuthorizeSecurityGroupEgress", group + described + fmt.Sprintf(tagged, "security-group-rule")},
		{"modify-rules", wire.Version2016, "ModifySecurityGroupRules", group +
			update(1, countedID("sgr-", 3), "IpProtocol=tcp", "FromPort=22", "ToPort=23", "ReferencedGroupId="+countedID("sg-", 1))},
		{"update-descriptions-ingress", wire.Version2016, "UpdateSecurityGroupRuleDescriptionsIngress", group +
			permit(1, "tcp", "22", "23", "Groups.1.GroupId="+countedID("sg-", 1), "Groups.1.Description=itself")},
		{"update-descriptions-egress", wire.Version2016, "UpdateSecurityGroupRuleDescriptionsEgress", group + out},
		{"revoke-2016", wire.Version2016, "RevokeSecurityGroupIngress", group + permit(1, "tcp", "22", "23", "Groups.1.GroupId="+countedID("sg-", 1)) + "&" +
			permit(2, "udp", "53", "53", fromDocs)},
		{"revoke-egress-2016", wire.Version2016, "RevokeSecurityGroupEgress", group + out},
		{"create-tags-2011", wire.Version2011, "CreateTags", "ResourceId.1=vpc-5f7a1c3e&Tag.1.Key=Name&Tag.1.Value=main <b>"},
		{"create-tags-2016", wire.Version2016, "CreateTags", "ResourceId.1=" + countedID("sg-", 2) + "&Tag.1.Key=Name&Tag.1.Value=workers"},
		{"tags-2011", wire.Version2011, "DescribeTags", "Filter.1.Name=resource-type&Filter.1.Value.1=vpc"},
		{"tags-2016", wire.Version2016, "DescribeTags", "Filter.1.Name=key&Filter.1.Value.1=Name&MaxResults=1000"},
		{"delete-tags-2011", wire.Version2011, "DeleteTags", "ResourceId.1=vpc-5f7a1c3e&Tag.1.Key=Name"},
		{"delete-tags-2016", wire.Version2016, "DeleteTags", "ResourceId.1=" + countedID("sg-", 2)},
		{"delete-group-2016", wire.Version2016, "DeleteSecurityGroup", strings.TrimSuffix(group, "&")},
		{"delete-group-2011", wire.Version2011, "DeleteSecurityGroup", "GroupName=workers"},
	})
}

// TestVPCAnswers compares the answers about VPCs and peerings, and about rules that refer through them.
func TestVPCAnswers(t *testing.T) {
	first, group := countedID("vpc-", 1), countedID("sg-", 3) // after the default groups of two VPCs
	peering := "VpcPeeringConnectionId=" + countedID("pcx-", 1)
	through := toWeb + permit(1, "tcp", "80", "80", "Groups.1.GroupId="+group, "Groups.1.Description=batch")
	runExamples(t, []example{
		{"create-vpc-2016", wire.Version2016, "CreateVpc", "CidrBlock=192.168.0.0/16&AmazonProvidedIpv6CidrBlock=true" + fmt.Sprintf(tagged, "vpc")},
		{"create-vpc-2011", wire.Version2011, "CreateVpc", "CidrBlock=10.1.0.0/16&InstanceTenancy=dedicated"},
		{"", wire.Version2016, "CreateSecurityGroup", newGroup + "&VpcId=" + first},
		{"create-peering", wire.Version2016, "CreateVpcPeeringConnection", "VpcId=vpc-0f1e2d3c&PeerVpcId=" + first + fmt.Sprintf(tagged, "vpc-peering-connection")},
		{"peerings-pending", wire.Version2016, "DescribeVpcPeeringConnections", ""},
		{"accept-peering", wire.Version2016, "AcceptVpcPeeringConnection", peering},
		{"peerings-active", wire.Version2016, "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1=" + countedID("pcx-", 1)},
		{"authorize-through-peering", wire.Version2016, "AuthorizeSecurityGroupIngress", through},
		{"", wire.Version2016, "AuthorizeSecurityGroupEgress", through},
		{"group-through-peering-2016", wire.Version2016, "DescribeSecurityGroups", "Filter.1.Name=ip-permission.group-id&Filter.1.Value.1=" + group},
		{"references", wire.Version2016, "DescribeSecurityGroupReferences", "GroupId.1=" + group},
		{"not-stale", wire.Version2016, "DescribeStaleSecurityGroups", "VpcId=vpc-0f1e2d3c"},
		{"delete-peering", wire.Version2016, "DeleteVpcPeeringConnection", peering},
		{"peerings-deleted", wire.Version2016, "DescribeVpcPeeringConnections", ""},
		{"stale", wire.Version2016, "DescribeStaleSecurityGroups", "VpcId=vpc-0f1e2d3c"},
		{"no-references", wire.Version2016, "DescribeSecurityGroupReferences", "GroupId.1=" + group},
		{"delete-vpc-2011", wire.Version2011, "DeleteVpc", "VpcId=" + countedID("vpc-", 2)},
		{"", wire.Version2016, "DeleteSecurityGroup", "GroupId=sg-6c0de911"},
		{"delete-vpc-2016", wire.Version2016, "DeleteVpc", "VpcId=vpc-5f7a1c3e"},
		{"create-default-vpc", wire.Version2016, "CreateDefaultVpc", ""},
	})
}

// TestPrefixListAnswers compares the answers about prefix lists.
func TestPrefixListAnswers(t *testing.T) {
	id := "PrefixListId=" + countedID("pl-", 1)
	runExamples(t, []example{
		{"create-prefix-list", wire.Version2016, "CreateManagedPrefixList",
			"PrefixListName=lab&AddressFamily=IPv6&MaxEntries=5&Entry.1.Cidr=2001:db8::/48&Entry.1.Description=first floor" + fmt.Sprintf(tagged, "prefix-list")},
		{"modify-prefix-list", wire.Version2016, "ModifyManagedPrefixList", id + "&CurrentVersion=1&AddEntry.1.Cidr=2001:db8:1::/48"},
		{"", wire.Version2016, "DeleteManagedPrefixList", "PrefixListId=" + offices},
		{"prefix-lists", wire.Version2016, "DescribeManagedPrefixLists", ""},
		{"prefix-lists-page", wire.Version2016, "DescribeManagedPrefixLists", "Filter.1.Name=owner-id&Filter.1.Value.1=AWS&MaxResults=1"},
		{"prefix-list-entries", wire.Version2016, "GetManagedPrefixListEntries", id},
		{"delete-prefix-list", wire.Version2016, "DeleteManagedPrefixList", id},
	})
}

// TestAccountAnswers compares the answers about the account and its regions.
func TestAccountAnswers(t *testing.T) {
	runExamples(t, []example{
		{"account-attributes", wire.Version2016, "DescribeAccountAttributes", ""},
		{"regions-2011", wire.Version2011, "DescribeRegions", "RegionName.1=us-east-1&RegionName.2=eu-west-1"},
		{"regions-2016", wire.Version2016, "DescribeRegions", "RegionName.1=us-east-1&RegionName.2=ap-east-1"},
		{"zones-2011", wire.Version2011, "DescribeAvailabilityZones", "ZoneName.1=us-east-1a"},
		{"zones-2016", wire.Version2016, "DescribeAvailabilityZones", "ZoneName.1=us-east-1a"},
	})
}
