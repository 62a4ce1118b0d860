package local

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/actions"
	"sluice/client/local/rehearsal"
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// knownAction is an action that the endpoint has: whether it is one of 2011-12-15 too, and a request that succeeds
// after [prepared].
type knownAction struct {
	name    string
	in2011  bool
	request string
}

// knownActions are all of EC2's.
func knownActions() []knownAction {
	const rule = "GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=%s&IpPermissions.1.ToPort=%[1]s&IpPermissions.1.IpRanges.1.CidrIp=%s"
	list := "PrefixListId=" + countedID("pl-", 1)
	return []knownAction{
		{"AuthorizeSecurityGroupIngress", true, fmt.Sprintf(rule, "80", "192.0.2.0/24")},
		{"RevokeSecurityGroupIngress", true, fmt.Sprintf(rule, "443", "0.0.0.0/0")},
		{"AuthorizeSecurityGroupEgress", true, fmt.Sprintf(rule, "80", "192.0.2.0/24")},
		{"RevokeSecurityGroupEgress", true, "GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0"},
		{"DescribeSecurityGroups", true, ""},
		{"DescribeSecurityGroupRules", false, ""},
		{"ModifySecurityGroupRules", false, toWeb + update(1, sshRule, "IpProtocol=-1", "CidrIpv4=10.0.0.0/8")},
		{"UpdateSecurityGroupRuleDescriptionsIngress", false, fmt.Sprintf(rule, "443", "0.0.0.0/0")},
		{"UpdateSecurityGroupRuleDescriptionsEgress", false,
			"GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0&IpPermissions.1.IpRanges.1.Description=x"},
		{"CreateSecurityGroup", true, newGroup},
		{"DeleteSecurityGroup", true, "GroupId=sg-6c0de911"},
		{"CreateTags", true, "ResourceId.1=sg-140ba4c8&Tag.1.Key=k&Tag.1.Value=v"},
		{"DeleteTags", true, "ResourceId.1=sg-140ba4c8"},
		{"DescribeTags", true, ""},
		{"CreateVpc", true, "CidrBlock=10.9.0.0/16"},
		{"DeleteVpc", true, "VpcId=" + countedID("vpc-", 1)},
		{"DescribeVpcs", true, ""},
		{"CreateDefaultVpc", false, ""},
		{"CreateManagedPrefixList", false, "PrefixListName=p&AddressFamily=IPv4&MaxEntries=1"},
		{"ModifyManagedPrefixList", false, list + "&PrefixListName=q"},
		{"DeleteManagedPrefixList", false, list},
		{"DescribeManagedPrefixLists", false, ""},
		{"GetManagedPrefixListEntries", false, list},
		{"CreateVpcPeeringConnection", false, "VpcId=vpc-0f1e2d3c&PeerVpcId=" + countedID("vpc-", 1)},
		{"AcceptVpcPeeringConnection", false, "VpcPeeringConnectionId=" + countedID("pcx-", 1)},
		{"DeleteVpcPeeringConnection", false, "VpcPeeringConnectionId=" + countedID("pcx-", 1)},
		{"DescribeVpcPeeringConnections", false, ""},
		{"DescribeStaleSecurityGroups", false, "VpcId=vpc-0f1e2d3c"},
		{"DescribeSecurityGroupReferences", false, "GroupId.1=sg-140ba4c8"},
		{"DescribeAccountAttributes", false, ""},
		{"DescribeRegions", true, ""},
		{"DescribeAvailabilityZones", true, ""},
	}
}

// prepared is an endpoint with what [knownActions] need: two more VPCs, a peering requested between one of them and
// the shop's, a prefix list, and no default VPC.
func prepared(t testing.TB) *Endpoint {
	t.Helper()
	e := openEndpoint(t, Options{NewID: countedIDs()})
	for _, x := range []struct{ action, request string }{
		{"CreateVpc", "CidrBlock=10.1.0.0/16"},
		{"CreateVpc", "CidrBlock=10.2.0.0/16"},
		{"CreateVpcPeeringConnection", "VpcId=vpc-0f1e2d3c&PeerVpcId=" + countedID("vpc-", 2)},
		{"CreateManagedPrefixList", "PrefixListName=p&AddressFamily=IPv4&MaxEntries=1"},
	} {
		ask(t, e, wire.Version2016, x.action, x.request).answer(t)
	}
	return e
}

// TestEveryAction finds each of them in the versions that have it, and no other.
func TestEveryAction(t *testing.T) {
	var names []string
	for _, a := range knownActions() {
		names = append(names, a.name)
	}
	all := actions.All()
	names = append(names, "GetCallerIdentity")
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(all))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"GetServiceQuota", "ListServiceQuotas"}, slices.Sorted(maps.Keys(actions.QuotaActions()))); diff != "" {
		t.Errorf("Service Quotas (-want +got):\n%s", diff)
	}
	for _, a := range knownActions() {
		for _, v := range []wire.Version{wire.Version2011, wire.Version2016} {
			e := prepared(t)
			if a.name == "CreateDefaultVpc" {
				ask(t, e, wire.Version2016, "DeleteSecurityGroup", "GroupId=sg-6c0de911").answer(t)
				ask(t, e, wire.Version2016, "DeleteVpc", "VpcId=vpc-5f7a1c3e").answer(t)
			}
			code, message := ask(t, e, v, a.name, a.request).refusal(t)
			if known := a.in2011 || v == wire.Version2016; known && code != "" || !known && (code != "InvalidAction" || !strings.Contains(message, a.name)) {
				t.Errorf("%s in %s: %s %s", a.name, v, code, message)
			}
		}
	}
}

// TestEveryDryRun is an error by design, of requests that would succeed, and changes nothing; 2011-12-15 has none.
func TestEveryDryRun(t *testing.T) {
	e := prepared(t)
	before := dump(t, e)
	for _, a := range knownActions() {
		got := ask(t, e, wire.Version2016, a.name, a.request+"&DryRun=true")
		if got.status != 412 || got.code(t) != "DryRunOperation" {
			t.Errorf("%s: %s", a.name, got.body)
		}
		if a.in2011 {
			if code := ask(t, e, wire.Version2011, a.name, a.request+"&DryRun=true").code(t); code != "UnknownParameter" {
				t.Errorf("%s in 2011-12-15: code %q", a.name, code)
			}
		}
	}
	if diff := cmp.Diff(before, dump(t, e)); diff != "" {
		t.Errorf("the state changed (-before +after):\n%s", diff)
	}
}

// TestEveryActionKeepsToItsHome does everything in one region of one account; others are as they were.
func TestEveryActionKeepsToItsHome(t *testing.T) {
	e := prepared(t)
	signed(t, e, "eu-west-1", "DescribeVpcs").answer(t)
	elsewhere := func() (lines []string) {
		for _, line := range dump(t, e) {
			if strings.Contains(line, "'eu-west-1'") || strings.Contains(line, "'"+rehearsal.OtherAccount+"'") && !strings.Contains(line, "'"+DefaultAccount+"'") {
				lines = append(lines, line)
			}
		}
		return lines
	}
	before := elsewhere()
	for _, a := range knownActions() {
		ask(t, e, wire.Version2016, a.name, a.request)
	}
	if diff := cmp.Diff(before, elsewhere()); diff != "" || len(before) < 5 {
		t.Errorf("%d lines elsewhere (-before +after):\n%s", len(before), diff)
	}
}

// dump is every row of the state, as text.
func dump(t testing.TB, e *Endpoint) (lines []string) {
	t.Helper()
	text := func(db *store.Session, query string) (texts []string, err error) {
		err = db.Each(func(r store.Row) error {
			var one string
			err := r.Scan(&one)
			texts = append(texts, one)
			return err
		}, query)
		return texts, err
	}
	err := e.backend.Store.Read(func(db *store.Session) error {
		tables, err := text(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
		for _, table := range tables {
			if err != nil {
				break
			}
			var columns, rows []string
			if columns, err = text(db, "SELECT 'quote(' || name || ')' FROM pragma_table_info('"+table+"')"); err == nil {
				rows, err = text(db, "SELECT "+strings.Join(columns, " || ' ' || ")+" FROM "+table+" ORDER BY 1")
			}
			for _, r := range rows {
				lines = append(lines, table+" "+r)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
