package local

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// export is the whole state as JSON.
func export(t testing.TB, e *Endpoint) string {
	t.Helper()
	var out bytes.Buffer
	if err := e.Export(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func importText(t testing.TB, e *Endpoint, text string) Imported {
	t.Helper()
	got, err := e.Import(context.Background(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// eventful is an endpoint on which every kind of thing was made, changed and tagged.
func eventful(t *testing.T) *Endpoint {
	t.Helper()
	e := openEndpoint(t, Options{})
	for _, request := range []string{
		"AuthorizeSecurityGroupIngress " + toWeb + permit(1, "tcp", "80", "80", fromDocs, "IpRanges.1.Description=office [A]") +
			"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me",
		"AuthorizeSecurityGroupEgress " + toWeb + permit(1, "tcp", "80", "80", "PrefixListIds.1.PrefixListId=pl-0a1b2c3d4e5f60718"),
		"RevokeSecurityGroupIngress " + toWeb + "SecurityGroupRuleId.1=sgr-333cb1701fecad77c",
		"CreateVpcPeeringConnection VpcId=vpc-0f1e2d3c&PeerVpcId=vpc-5f7a1c3e",
		"CreateVpc CidrBlock=10.9.0.0/16&AmazonProvidedIpv6CidrBlock=true",
		"CreateManagedPrefixList PrefixListName=more&AddressFamily=IPv6&MaxEntries=3&Entry.1.Cidr=2001:db8::/32&Entry.1.Description=docs",
		"ModifyManagedPrefixList PrefixListId=pl-0a1b2c3d4e5f60718&CurrentVersion=1&RemoveEntry.1.Cidr=203.0.113.0/24&AddEntry.1.Cidr=192.0.2.0/24",
		"CreateTags ResourceId.1=vpc-5f7a1c3e&ResourceId.2=sg-5b1c22de&Tag.1.Key=empty&Tag.1.Value=&Tag.2.Key=k&Tag.2.Value=<>",
	} {
		action, parameters, _ := strings.Cut(request, " ")
		ask(t, e, wire.Version2016, action, parameters).answer(t)
	}
	signed(t, e, "eu-west-1", "DescribeVpcs").answer(t)
	return e
}

// TestExportImport carries a state over to another endpoint: it exports the same, and answers the same.
func TestExportImport(t *testing.T) {
	from := eventful(t)
	text := export(t, from)
	to := openEndpoint(t, Options{Dir: t.TempDir()})
	ask(t, to, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "udp", "1", "1", fromDocs)).answer(t) // is to go away
	got := importText(t, to, text)
	if got.Groups < 10 || got.Rules < 20 || len(got.Homes) != 3 || len(got.MadeVPCs)+len(got.MadeLists) > 0 {
		t.Errorf("brought %+v", got)
	}
	if diff := cmp.Diff(text, export(t, to)); diff != "" {
		t.Errorf("exported again (-want +got):\n%s", diff)
	}
	for _, action := range []string{
		"DescribeSecurityGroups", "DescribeVpcs", "DescribeManagedPrefixLists", "DescribeVpcPeeringConnections", "DescribeTags", "DescribeAccountAttributes",
	} {
		answer := func(e *Endpoint) string {
			_, rest, _ := strings.Cut(ask(t, e, wire.Version2016, action, "").body, "</requestId>")
			return rest
		}
		if diff := cmp.Diff(answer(from), answer(to)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", action, diff)
		}
	}
}

// TestExportIsWhole holds the tables against what Export is known to carry over: a new column must get its place there.
func TestExportIsWhole(t *testing.T) {
	e := openEndpoint(t, Options{})
	var columns []string
	err := e.backend.Store.Read(func(db *store.Session) error {
		return db.Each(func(r store.Row) error {
			var table, names string
			err := r.Scan(&table, &names)
			columns = append(columns, table+": "+names)
			return err
		}, `SELECT s.name, group_concat(c.name, ' ') FROM sqlite_schema s, pragma_table_info(s.name) c
			WHERE s.type = 'table' AND s.name NOT GLOB 'sqlite_*' GROUP BY s.name ORDER BY s.name`)
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"client_token: region account action token request made", // not exported
		"home: region account classic",
		"peering: key id region account vpc accepter_region accepter_account accepter_vpc status message expires",
		"prefix_list: key id region account name family max_entries version state state_message",
		"prefix_list_entry: list_key cidr description added removed",
		"rule: key id group_key egress protocol from_port to_port kind source source_account source_name source_vpc peering description",
		"security_group: key id region account vpc name folded_name description",
		"setting: name value", // not exported
		"tag: number region account resource type key value",
		"vpc: key id region account cidr ipv6_cidr is_default tenancy dhcp_options",
	}
	if diff := cmp.Diff(want, columns); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReset brings the sample back, and nothing else.
func TestReset(t *testing.T) {
	e := eventful(t)
	token := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5").answer(t).NextToken
	if err := e.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(export(t, openEndpoint(t, Options{})), export(t, e)); diff != "" {
		t.Errorf("(-fresh +reset):\n%s", diff)
	}
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "MaxResults=5&NextToken="+token).answer(t); len(got.Groups) != 5 ||
		got.Groups[0].Name != "default" {
		t.Errorf("a token from before gives %+v", got.Groups) // not the middle of what came later
	}
}

func described(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "import", "described.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestImportGroups takes in what the AWS CLI wrote, and works with it.
func TestImportGroups(t *testing.T) {
	e := openEndpoint(t, Options{Account: "444455556666"})
	sample := export(t, e)
	got := importText(t, e, described(t))
	want := Imported{
		Groups: 3, Rules: 11, Homes: []store.Home{{Region: "eu-central-1", Account: "444455556666"}, {Region: "us-east-1", Account: "444455556666"}},
		MadeVPCs: []string{"vpc-0123456789abcdef0"}, MadeLists: []string{"pl-0123456789abcdef0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("brought (-want +got):\n%s", diff)
	}
	inFrankfurt := func(action string) reply { return signed(t, e, "eu-central-1", action) }
	rules := ruleLines(inFrankfurt("DescribeSecurityGroupRules&Filter.1.Name=group-id&Filter.1.Value.1=sg-0aa11bb22cc33dd44").answer(t).Rules)
	if diff := cmp.Diff([]string{
		"tcp 443..443 192.0.2.0/24 (office)",
		"tcp 443..443 198.51.100.0/24",
		"tcp 443..443 2001:db8::/32 (office)",
		"tcp 443..443 pl-0123456789abcdef0 (branches)",
		"tcp 443..443 444455556666/sg-0eeeeeeeeeeeeeee1 (from the balancers)",
		"tcp 443..443 777788889999/sg-0fffffffffffffff1",
		"tcp 443..443 777788889999/sg-0fffffffffffffff2",
		"icmp 8..-1 10.0.0.0/8",
		"50 -1..-1 198.51.100.7/32",
		"-1 -1..-1 0.0.0.0/0",
	}, rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	group := inFrankfurt("DescribeSecurityGroups&GroupId.1=sg-0aa11bb22cc33dd44").body
	for _, part := range []string{"Größe: any text", "web &amp; &lt;mail&gt;", "<peeringStatus>active<", "<peeringStatus>deleted<"} {
		if !strings.Contains(group, part) {
			t.Errorf("the group lacks %s:\n%s", part, group)
		}
	}
	if names := inFrankfurt("DescribeSecurityGroups&Filter.1.Name=group-name&Filter.1.Value.1=default").answer(t).Groups; len(names) != 1 ||
		names[0].VPC != "vpc-0123456789abcdef0" {
		t.Errorf("default groups: %+v", names)
	}
	inFrankfurt("AuthorizeSecurityGroupIngress&GroupId=sg-0eeeeeeeeeeeeeee1&" +
		permit(1, "tcp", "80", "80", "PrefixListIds.1.PrefixListId=pl-0123456789abcdef0")).answer(t)
	inFrankfurt("RevokeSecurityGroupIngress&GroupId=sg-0aa11bb22cc33dd44&" + permit(1, "tcp", "443", "443", "Groups.1.GroupId=sg-0fffffffffffffff1")).answer(t)
	if groups := ask(t, e, wire.Version2011, "DescribeSecurityGroups", "GroupName.1=classic one").answer(t).Groups; len(groups) != 1 ||
		groups[0].ID != "sg-1a2b3c4d" {
		t.Errorf("classic: %+v", groups)
	}
	if was, is := strings.Count(sample, DefaultAccount), strings.Count(export(t, e), DefaultAccount); is != was {
		t.Errorf("the other account is named %d times, was %d", is, was)
	}
}

// TestImportTwice replaces the groups that came before, and makes nothing again.
func TestImportTwice(t *testing.T) {
	e := openEndpoint(t, Options{Account: "444455556666"})
	importText(t, e, described(t))
	signed(t, e, "eu-central-1", "AuthorizeSecurityGroupIngress&GroupId=sg-0eeeeeeeeeeeeeee1&"+permit(1, "tcp", "80", "80", fromDocs)).answer(t)
	before := strings.Count(export(t, e), `"id"`)
	got := importText(t, e, described(t))
	if got.Groups != 3 || got.Rules != 11 || len(got.MadeVPCs)+len(got.MadeLists) > 0 {
		t.Errorf("brought again: %+v", got)
	}
	if after := strings.Count(export(t, e), `"id"`); after != before-1 { // the added rule is gone
		t.Errorf("%d things, were %d", after, before)
	}
	// A default group under its real id takes the place of the one that was made.
	importText(t, e, `{"SecurityGroups": [{"GroupId": "sg-0d0d0d0d0d0d0d0d0", "GroupName": "default", "OwnerId": "444455556666", "VpcId": "vpc-0123456789abcdef0",
		"SecurityGroupArn": "arn:aws:ec2:eu-central-1:444455556666:security-group/sg-0d0d0d0d0d0d0d0d0"}]}`)
	groups := signed(t, e, "eu-central-1", "DescribeSecurityGroups&Filter.1.Name=group-name&Filter.1.Value.1=default").answer(t).Groups
	if len(groups) != 1 || groups[0].ID != "sg-0d0d0d0d0d0d0d0d0" {
		t.Errorf("default groups: %+v", groups)
	}
}
