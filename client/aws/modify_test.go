package aws

import (
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

const modify = "ModifySecurityGroupRules"

// editing plans to make a rule of a group another, keeping its id.
func editing(t testing.TB, c *Client, id string, from, to ingress.Wanted) ingress.Change {
	t.Helper()
	group, err := c.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	have, there := group.Find(from.Rule)
	if !there {
		t.Fatalf("group %s does not hold %v", id, from.Rule)
	}
	return ingress.Change{
		Kind: ingress.Editing, Group: group, Revision: group.Revision(),
		Rules: []ingress.PlannedRule{{Wanted: to, Existing: have}},
	}
}

// editingOne plans to move the office's SSH rule of VpcWebServers.
func editingOne(t testing.TB, c *Client) ingress.Change {
	to := cidr(t, 2222, "198.51.100.0/24")
	to.Description = "new office"
	return editing(t, c, "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"), to)
}

func TestOutcomeOfAModification(t *testing.T) {
	for _, test := range modifications() {
		t.Run(test.name, func(t *testing.T) {
			test.play(t, modify, editingOne, func(t *testing.T, receipt ingress.Receipt) {
				if r := receipt.Rules[0]; r.RuleID == "" || r.Description != "new office" {
					t.Errorf("rule %+v", r)
				}
			})
		})
	}
}

func modifications() []outcomeCase {
	return []outcomeCase{
		{
			name:    "answered",
			outcome: ingress.Applied, calls: 1,
		},
		{
			name:    "lost after it was applied",
			faults:  map[string]fault{modify: dropAfter},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "lost before it was applied",
			faults:  map[string]fault{modify: dropBefore},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"broke off", "read back and does not hold the rule as it was to be", "reload the group"},
		},
		{
			name:    "empty after it was applied",
			faults:  map[string]fault{modify: instead(func(string) string { return "" })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "without a return value after it was applied",
			faults:  map[string]fault{modify: instead(func(real string) string { return strings.Replace(real, "<return>true</return>", "", 1) })},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "a server's error after it was applied",
			faults:  map[string]fault{modify: refuseAfter(500, "InternalError", "An internal error has occurred")},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name:    "applied only while the group is read back",
			faults:  map[string]fault{modify: applyLate(700 * time.Millisecond)},
			outcome: ingress.Applied, calls: 1, readBack: true,
		},
		{
			name: "the ports were changed, and the description was not",
			faults: map[string]fault{modify: editedThenDropped(func(form url.Values) {
				form.Set("SecurityGroupRule.1.SecurityGroupRule.Description", "office")
			})},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"does not hold the rule as it was to be"},
		},
		{
			name: "the description was changed, and the ports were not",
			faults: map[string]fault{modify: editedThenDropped(func(form url.Values) {
				form.Set("SecurityGroupRule.1.SecurityGroupRule.FromPort", "22")
				form.Set("SecurityGroupRule.1.SecurityGroupRule.ToPort", "22")
			})},
			outcome: ingress.Refused, calls: 1, readBack: true,
			says: []string{"does not hold the rule as it was to be"},
		},
		{
			name:    "lost, and the group cannot be read back",
			faults:  map[string]fault{modify: dropAfter, describe1: unreadableAfterwards},
			outcome: ingress.Unknown, calls: 1,
			says: []string{"broke off", "could not be read back", "You are not authorized"},
		},
		{
			name:    "gone by now",
			faults:  map[string]fault{modify: refuseBefore(400, "InvalidSecurityGroupRuleId.NotFound", "The security group rule ID 'sgr-1' does not exist")},
			outcome: ingress.Refused, calls: 1, code: "InvalidSecurityGroupRuleId.NotFound",
			says: []string{"does not exist", "reload the group"},
		},
		{
			name:    "refused, and as wanted all the same",
			faults:  map[string]fault{modify: refuseAfter(400, "InvalidParameterValue", "no")},
			outcome: ingress.Unknown, calls: 1, readBack: true, code: "InvalidParameterValue",
			says: []string{"no", "who changed it cannot be known"},
		},
		{
			name:    "not allowed",
			faults:  map[string]fault{modify: refuseBefore(403, "UnauthorizedOperation", "You are not authorized to perform this operation.")},
			outcome: ingress.Refused, calls: 1, code: "UnauthorizedOperation",
			says: []string{"ask for the permission ec2:ModifySecurityGroupRules"},
		},
	}
}

// Every kind of source and protocol is sent as EC2 takes it, whole, and found
// again by the rule's id.
func TestModificationOnTheWire(t *testing.T) {
	source, errGroup := ingress.FromGroup("sg-0a5d8e02")
	list, errList := ingress.FromPrefixList("pl-63a5400a")
	fromGroup, errFrom := ingress.FromGroup("sg-77aa01bc")
	deploys, err := ingress.NewRule(ingress.TCP, 8080, 8081, fromGroup)
	if err != nil || errFrom != nil {
		t.Fatal(err, errFrom)
	}
	reports, errReports := ingress.FromPrefixList("pl-0a1b2c3d4e5f60718")
	named := func(w ingress.Wanted, description string) ingress.Wanted {
		w.Description = description
		return w
	}
	for _, test := range []struct {
		name, group string
		from, to    ingress.Wanted
		want        map[string]string // of SecurityGroupRule.1.SecurityGroupRule
	}{
		{"an IPv4 range", "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"), named(cidr(t, 23, "192.0.2.0/24"), "moved"),
			map[string]string{"IpProtocol": "tcp", "FromPort": "23", "ToPort": "23", "CidrIpv4": "192.0.2.0/24", "Description": "moved"}},
		{"no description any more", "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"), cidr(t, 22, "203.0.113.0/24"),
			map[string]string{"IpProtocol": "tcp", "FromPort": "22", "ToPort": "22", "CidrIpv4": "203.0.113.0/24", "Description": ""}},
		{"all protocols", "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"), rule(t, ingress.AllProtocols, 0, cidr(t, 1, "192.0.2.0/24").Source(), nil),
			map[string]string{"IpProtocol": "-1", "CidrIpv4": "192.0.2.0/24", "Description": ""}},
		{"an IPv6 range", "sg-0a5d8e02", cidr(t, 443, "::/0"), cidr(t, 443, "2001:db8::/32"),
			map[string]string{"IpProtocol": "tcp", "FromPort": "443", "ToPort": "443", "CidrIpv6": "2001:db8::/32", "Description": ""}},
		{"a source group", "sg-140ba4c8", ingress.Wanted{Rule: deploys}, rule(t, ingress.ICMP, -1, source, errGroup),
			map[string]string{"IpProtocol": "icmp", "FromPort": "-1", "ToPort": "-1", "ReferencedGroupId": "sg-0a5d8e02", "Description": ""}},
		{"a prefix list", "sg-3d7f90ab", rule(t, ingress.TCP, 5432, reports, errReports), rule(t, ingress.UDP, 53, list, errList),
			map[string]string{"IpProtocol": "udp", "FromPort": "53", "ToPort": "53", "PrefixListId": "pl-63a5400a", "Description": ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := &wire{next: sandbox(t)}
			c := clientOf(t, x)
			planned := editing(t, c, test.group, test.from, test.to)
			receipt := writer{Client: c}.Send(t.Context(), "op", planned)
			if receipt.Failure != nil || receipt.Count(ingress.Applied) != 1 || receipt.RequestID == "" {
				t.Errorf("receipt %+v, failure %v", receipt, receipt.Failure)
			}
			want := url.Values{
				"Action": {modify}, "Version": {"2016-11-15"}, "GroupId": {test.group},
				"SecurityGroupRule.1.SecurityGroupRuleId": {planned.Rules[0].Existing.ID},
			}
			for name, value := range test.want {
				want.Set("SecurityGroupRule.1.SecurityGroupRule."+name, value)
			}
			if diff := cmp.Diff([]url.Values{want}, x.of(modify)); diff != "" {
				t.Errorf("the wire differs (-want +got):\n%s", diff)
			}
			group, err := c.Group(t.Context(), test.group)
			have, there := group.RuleByID(planned.Rules[0].Existing.ID)
			if err != nil || !there || have.Rule != test.to.Rule || have.Description != test.to.Description {
				t.Errorf("the group holds %+v, %v", have, err)
			}
		})
	}
}

func TestWhatEC2CannotChange(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	noID := editingOne(t, c)
	noID.Rules[0].Existing.ID = ""
	byName := editingOne(t, c)
	owner, err := ingress.FromNamedGroup("999988887777", "OtherAccountGroup")
	byName.Rules[0].Wanted = rule(t, ingress.TCP, 22, owner, err)
	for _, test := range []struct {
		planned ingress.Change
		says    string
	}{
		{noID, "tells no ids of rules"},
		{byName, "known by owner and name"},
	} {
		receipt := writer{Client: c}.Send(t.Context(), "op", test.planned)
		checkFailure(t, receipt.Failure, "", []string{test.says, "revoke this one"})
		if receipt.Count(ingress.NotSent) != 1 {
			t.Errorf("receipt %+v", receipt)
		}
	}
	if len(x.of(modify)) > 0 {
		t.Error("something was sent")
	}
}

// Emulators answer yes to changes that they do not make.
func TestEndpointThatOnlySaysItChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := emulator(t, &wire{next: sandbox(t), faults: map[string]fault{modify: saysYes}})
		receipt := writer{Client: c}.Send(t.Context(), "op", editingOne(t, c))
		if receipt.Count(ingress.Unknown) != 1 || !receipt.ReadBack {
			t.Errorf("receipt %+v", receipt)
		}
		checkFailure(t, receipt.Failure, "", []string{"answered that the rules were changed", "does not hold the rule as it was to be"})
	})
}
