package local

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sluice/client/local/wire"
)

// oneGroup is the output of the AWS CLI for one group, with more members for it.
func oneGroup(members string) string {
	return `{"SecurityGroups": [{"GroupId": "sg-0aa11bb22cc33dd44", "GroupName": "web", "OwnerId": "444455556666", "VpcId": "vpc-0123456789abcdef0"` + members +
		`}]}`
}

func onePermission(members string) string {
	return oneGroup(`, "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80` + members + `}]`)
}

// TestImportRefused wants the place of the mistake in the error, and the state as it was.
func TestImportRefused(t *testing.T) {
	group := func(members string) string {
		return `{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "a", "OwnerId": "444455556666"}, {` + members + `}]}`
	}
	for input, want := range map[string]string{
		"":                                 "line 1: the JSON ends too early",
		"{\n\"SecurityGroups\": [\n":       "line 3: the JSON ends too early",
		"{\n\"SecurityGroups\": []}\n\n{}": "line 4: there is more after the end",
		"sg-1\tweb\n":                      "line 1: this is not JSON",
		"[]":                               "line 1: a JSON array where an object belongs",
		"{}":                               `neither a member "SecurityGroups"`,
		`{"Vpcs": []}`:                     `neither a member "SecurityGroups"`,
		`{"SecurityGroups": 1}`:            "SecurityGroups: a JSON number where an array belongs",
		"{\"SecurityGroups\": [\n{\"GroupName\": []}]}": "line 2: SecurityGroups.GroupName: a JSON array where a string belongs",
		group(``):                 "SecurityGroups[1].GroupId",
		group(`"GroupId": "web"`): `SecurityGroups[1].GroupId: "web" is not an id such as sg-`,
		group(`"GroupId": "sg-2", "GroupName": "b", "OwnerId": "me"`):                                                        "SecurityGroups[1].OwnerId",
		group(`"GroupId": "sg-2", "OwnerId": "444455556666"`):                                                                "SecurityGroups[1].GroupName",
		group(`"GroupId": "sg-2", "GroupName": "b", "OwnerId": "444455556666", "VpcId": "main"`):                             "SecurityGroups[1].VpcId",
		group(`"GroupId": "sg-2", "GroupName": "b", "OwnerId": "444455556666", "SecurityGroupArn": "arn:aws:ec2:A B:4:s/g"`): "SecurityGroups[1].SecurityGroupArn",
		group(`"GroupId": "sg-1", "GroupName": "b", "OwnerId": "444455556666"`): "SecurityGroups[1].GroupId: sg-1 " +
			"comes twice",
		group(`"GroupId": "sg-2", "GroupName": "A", "OwnerId": "444455556666"`): `SecurityGroups[1].GroupName: there is another group "A"`,
		group(`"GroupId": "sg-140ba4c8", "GroupName": "b", "OwnerId": "444455556666"`): "SecurityGroups[1].GroupId: there " +
			"is a group sg-140ba4c8",
		group(`"GroupId": "sg-2", "GroupName": "b", "OwnerId": "444455556666", "Tags": [{"Key": "a\u0000"}]`): "SecurityGroups[1].Tags[0].Key",
		onePermission(``): "", // no source: no rule
		onePermission(`, "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "10.0.0.0/33"}]`): `SecurityGroups[0].IpPermissions[0].IpRanges[1].CidrIp: "10.0.0.0/33"`,
		onePermission(`, "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "10.1.0.0/8"}]`): "SecurityGroups[0].IpPermissions[0].IpRanges[1]: there " +
			"is another",
		onePermission(`, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "a\u001fb"}]`):            "SecurityGroups[0].IpPermissions[0].IpRanges[0].Description",
		onePermission(`, "Ipv6Ranges": [{"CidrIpv6": "10.0.0.0/8"}]`):                                   "Ipv6Ranges[0].CidrIpv6",
		onePermission(`, "PrefixListIds": [{"PrefixListId": "s3"}]`):                                    "PrefixListIds[0].PrefixListId",
		onePermission(`, "UserIdGroupPairs": [{"UserId": "444455556666"}]`):                             "UserIdGroupPairs[0].GroupId",
		onePermission(`, "UserIdGroupPairs": [{"GroupName": "nobody"}]`):                                "UserIdGroupPairs[0].GroupName",
		onePermission(`, "UserIdGroupPairs": [{"GroupId": "sg-1", "VpcPeeringConnectionId": "x"}]`):     "UserIdGroupPairs[0].VpcPeeringConnectionId",
		onePermission(`, "UserIdGroupPairs": [{"GroupId": "sg-1", "VpcPeeringConnectionId": "pcx-1"}]`): "UserIdGroupPairs[0].VpcId",
		oneGroup(`, "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80}]`): "SecurityGroups[0].IpPermissions[0]: Invalid value for " +
			"portRange",
		oneGroup(`, "IpPermissionsEgress": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80000}]`): "SecurityGroups[0].IpPermissionsEgress[0]: TCP/UDP (to) " +
			"port (80000) out of range",
		oneGroup(`, "IpPermissions": [{"FromPort": "80"}]`): "FromPort: a JSON string where a whole number belongs",
		`{"sluice": 2}`:               "format 2 is not known",
		`{"sluice": 1, "groups": []}`: `unknown field "groups"`,
	} {
		t.Run(want, func(t *testing.T) { refusedImport(t, input, want) })
	}
}

// refusedImport takes the input to an endpoint: an error with want in it, or success if that is "".
func refusedImport(t *testing.T, input, want string) {
	t.Helper()
	e := openEndpoint(t, Options{})
	before := export(t, e)
	_, err := e.Import(context.Background(), strings.NewReader(input))
	if want == "" {
		if err != nil {
			t.Errorf("%.300s\n%v", input, err)
		}
		return
	}
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%.300s\n got %v\nwant %s", input, err, want)
	}
	if export(t, e) != before {
		t.Errorf("%.300s\nchanged the state", input)
	}
}

// TestImportStateRefused spoils one place of an exported state at a time.
func TestImportStateRefused(t *testing.T) {
	whole := export(t, eventful(t))
	for _, test := range []struct {
		list   string
		n      int
		member string
		value  any
		want   string
	}{
		{"homes", 0, "region", "Paris", "homes[0].region"},
		{"homes", 0, "account", "me", "homes[0].account"},
		{"homes", 2, "account", "111122223333", "homes[2]: there is another"},
		{"vpcs", 0, "id", "main", "vpcs[0].id"},
		{"vpcs", 0, "account", "123456789012", "vpcs[0]: account"},
		{"vpcs", 0, "cidr", "10.0.0.0", "vpcs[0].cidr"},
		{"vpcs", 1, "ipv6Cidr", "10.0.0.0/8", "vpcs[1].ipv6Cidr"},
		{"securityGroups", 0, "id", "sg-", "securityGroups[0].id"},
		{"securityGroups", 1, "id", "sg-0d15ea5e", "securityGroups[1]: there is another"},
		{"securityGroups", 0, "account", "", "securityGroups[0]: account"},
		{"securityGroups", 0, "vpc", "vpc-1", "securityGroups[0].vpc"},
		{"securityGroups", 0, "name", "", "securityGroups[0].name"},
		{"securityGroups", 0, "rules", 7, "securityGroups.rules"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr-1", "protocol": "tcp", "cidrIpv4": "10.0.0.0/8"}},
			"securityGroups[0].rules[0]: Invalid value for portRange"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr", "protocol": "-1", "cidrIpv4": "10.0.0.0/8"}}, "securityGroups[0].rules[0].id"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr-1", "protocol": "-1"}}, "this has 0"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr-1", "protocol": "-1", "cidrIpv4": "10.0.0.0/8", "cidrIpv6": "::/0"}}, "this has 2"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr-1", "protocol": "-1", "referencedGroup": map[string]any{"id": "web"}}},
			"rules[0].referencedGroup.id"},
		{"securityGroups", 0, "rules", []any{map[string]any{"id": "sgr-1", "protocol": "-1", "prefixListId": "s3"}}, "rules[0].prefixListId"},
		{"prefixLists", 0, "family", "IPv5", "prefixLists[0].family"},
		{"prefixLists", 0, "maxEntries", 0, "prefixLists[0].maxEntries"},
		{"prefixLists", 0, "version", 0, "prefixLists[0].version"},
		{"prefixLists", 0, "version", 1, "prefixLists[0].entries["},
		{"prefixLists", 0, "account", "AWs", "prefixLists[0].account"},
		{"prefixLists", 0, "family", "IPv6", "prefixLists[0].entries[0].cidr"},
		{"peerings", 0, "status", "friendly", "peerings[0].status"},
		{"peerings", 0, "accepterVpc", "", "peerings[0].accepterVpc"},
		{"peerings", 0, "accepterAccount", "", "peerings[0] (accepter).account"},
		{"tags", 0, "key", "", "tags[0]: a tag has"},
		{"tags", 0, "value", "a\x00", "tags[0].value"},
		{"tags", 0, "colour", "red", `unknown field "colour"`},
	} {
		t.Run(fmt.Sprint(test.list, test.n, test.member, test.value), func(t *testing.T) {
			var state map[string]any
			if err := json.Unmarshal([]byte(whole), &state); err != nil {
				t.Fatal(err)
			}
			state[test.list].([]any)[test.n].(map[string]any)[test.member] = test.value
			spoiled, err := json.Marshal(state)
			if err != nil {
				t.Fatal(err)
			}
			refusedImport(t, string(spoiled), test.want)
		})
	}
}

// FuzzImport takes in anything, alone or as members of an object that would do without: it is refused and changes
// nothing, or the state can be described and exported, and what is exported can be imported.
func FuzzImport(f *testing.F) {
	const state = `{"sluice":1,"homes":[{"region":"a","account":"111122223333"}],"securityGroups":[{"id":"sg-1","region":"a","account":"111122223333",` +
		`"name":"a","rules":[]%s}]%s}`
	f.Add(`{"SecurityGroups":[]}`, "", "")
	f.Add("", `,"Tags":[{"Key":"a"}]`, `,"IpRanges":[{"CidrIp":"1.0.0.0/8"}]`)
	f.Add("", "", `,"UserIdGroupPairs":[{"GroupId":"sg-1","VpcId":"vpc-1","VpcPeeringConnectionId":"pcx-1"}]`)
	f.Add(state, `,"rules":[{"id":"sgr-1","protocol":"-1","cidrIpv4":"1.0.0.0/8"}]`, `,"tags":[]`)
	f.Add(state, "", `,"prefixLists":[{"id":"pl-1","region":"a","account":"AWS","family":"IPv6","maxEntries":1,"version":1}]`)
	e := openEndpoint(f, Options{})
	f.Fuzz(func(t *testing.T, text, outer, inner string) {
		switch text {
		case "":
			text = oneGroup(outer + `, "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80` + inner + `}]`)
		case state:
			text = fmt.Sprintf(state, outer, inner)
		}
		before := export(t, e)
		if _, err := e.Import(context.Background(), strings.NewReader(text)); err != nil {
			if export(t, e) != before {
				t.Errorf("refused, and changed the state: %v", err)
			}
			return
		}
		for _, action := range []string{"DescribeSecurityGroups", "DescribeSecurityGroupRules", "DescribeVpcs", "DescribeManagedPrefixLists",
			"DescribeVpcPeeringConnections", "DescribeTags"} {
			got := ask(t, e, wire.Version2016, action, "")
			got.answer(t)
			wellFormed(t, got.body)
		}
		after := export(t, e)
		importText(t, e, after)
		if export(t, e) != after {
			t.Error("what was exported is not what is imported")
		}
	})
}
