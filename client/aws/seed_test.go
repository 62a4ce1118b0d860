package aws

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// The example requests of the EC2 API reference, 2011-12-15,
// AuthorizeSecurityGroupIngress, as this client sends them today.
func TestExampleRequests(t *testing.T) {
	for _, test := range exampleRequests(t) {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t)}
			c := clientOf(t, x)
			planned := change(t, c, test.group, test.rules...)

			receipt := c.Writer("").Send(t.Context(), "op-seed", planned)

			test.want.Set("Action", "AuthorizeSecurityGroupIngress")
			test.want.Set("Version", "2016-11-15")
			test.want.Set("TagSpecification.1.ResourceType", "security-group-rule")
			test.want.Set("TagSpecification.1.Tag.1.Key", "sluice:op")
			test.want.Set("TagSpecification.1.Tag.1.Value", "op-seed")
			if diff := cmp.Diff([]url.Values{test.want}, x.of("AuthorizeSecurityGroupIngress")); diff != "" {
				t.Errorf("the wire differs (-want +got):\n%s", diff)
			}
			checkApplied(t, c, receipt, len(test.rules))
		})
	}
}

type exampleRequest struct {
	name  string
	group string
	rules []ingress.Wanted
	want  url.Values // what the example says, but for Action and authentication
}

func exampleRequests(t *testing.T) []exampleRequest {
	otherAccount, errOther := ingress.FromNamedGroup("999988887777", "OtherAccountGroup")
	inMyVPC, errVPC := ingress.FromGroup("sg-0a5d8e02")
	fromVPC := rule(t, ingress.TCP, 80, inMyVPC, errVPC)
	fromVPC.SourceOwner = "111122223333"
	return []exampleRequest{
		{
			name:  "two address ranges",
			group: "sg-5b1c22de", // websrv
			rules: []ingress.Wanted{cidr(t, 80, "192.0.2.0/24"), cidr(t, 80, "198.51.100.0/24")},
			want: url.Values{
				"GroupName":                         {"websrv"},
				"IpPermissions.1.IpProtocol":        {"tcp"},
				"IpPermissions.1.FromPort":          {"80"},
				"IpPermissions.1.ToPort":            {"80"},
				"IpPermissions.1.IpRanges.1.CidrIp": {"192.0.2.0/24"},
				"IpPermissions.1.IpRanges.2.CidrIp": {"198.51.100.0/24"},
			},
		},
		{
			name:  "a source group of another account",
			group: "sg-5b1c22de",
			rules: []ingress.Wanted{rule(t, ingress.TCP, 80, otherAccount, errOther)},
			want: url.Values{
				"GroupName":                          {"websrv"},
				"IpPermissions.1.IpProtocol":         {"tcp"},
				"IpPermissions.1.FromPort":           {"80"},
				"IpPermissions.1.ToPort":             {"80"},
				"IpPermissions.1.Groups.1.GroupName": {"OtherAccountGroup"},
				"IpPermissions.1.Groups.1.UserId":    {"999988887777"},
			},
		},
		{
			name:  "a source group of the same VPC",
			group: "sg-140ba4c8", // VpcWebServers
			rules: []ingress.Wanted{fromVPC},
			want: url.Values{
				"GroupId":                          {"sg-140ba4c8"},
				"IpPermissions.1.IpProtocol":       {"tcp"},
				"IpPermissions.1.FromPort":         {"80"},
				"IpPermissions.1.ToPort":           {"80"},
				"IpPermissions.1.Groups.1.GroupId": {"sg-0a5d8e02"},
				"IpPermissions.1.Groups.1.UserId":  {"111122223333"},
			},
		},
	}
}

// checkApplied holds a receipt to what the group says afterwards.
func checkApplied(t *testing.T, c *Client, receipt ingress.Receipt, rules int) {
	t.Helper()
	if receipt.Failure != nil || receipt.Moved != nil || receipt.ReadBack {
		t.Errorf("failure %v, moved %v, read back %v", receipt.Failure, receipt.Moved, receipt.ReadBack)
	}
	if receipt.Count(ingress.Applied) != rules || receipt.RequestID == "" || receipt.At.After(c.now()) || receipt.At.IsZero() {
		t.Errorf("applied %d of %d, request id %q, at %v", receipt.Count(ingress.Applied), rules, receipt.RequestID, receipt.At)
	}
	group, err := c.Group(t.Context(), receipt.Group.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipt.Rules {
		have, there := group.Find(r.Rule)
		if !there || have.ID == "" || have.ID != r.RuleID || have.Tag("sluice:op") != receipt.Operation {
			t.Errorf("%v: receipt says %q, the group has %+v", r.Rule, r.RuleID, have)
		}
	}
}
