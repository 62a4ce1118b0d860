package aws

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// A group that moved since the plan is not touched, and comes back as it is now.
func TestMovedGroupIsNotTouched(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	mine := change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"))
	theirs := change(t, c, "sg-140ba4c8", cidr(t, 9000, "192.0.2.0/24"))
	if r := c.Writer("").Send(t.Context(), "op-theirs", theirs); r.Count(ingress.Applied) != 1 {
		t.Fatalf("receipt %+v", r)
	}

	receipt := c.Writer("").Send(t.Context(), "op-mine", mine)

	if receipt.Moved == nil || receipt.Count(ingress.NotSent) != 1 || receipt.Failure != nil || len(x.of(authorize)) != 1 {
		t.Fatalf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
	}
	if have, there := receipt.Moved.Find(theirs.Send()[0].Rule); !there || have.Tag(operationTag) != "op-theirs" {
		t.Errorf("the group as it is now lacks the other's rule: %+v", receipt.Moved.Rules)
	}
	if receipt.Group.Revision() != mine.Revision {
		t.Error("the receipt's group is not as the plan saw it")
	}
}

func TestNothingNewIsNotSent(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	there := change(t, c, "sg-140ba4c8", cidr(t, 22, "203.0.113.0/24"))
	receipt := c.Writer("").Send(t.Context(), "op-test", there)
	if len(receipt.Rules) != 0 || receipt.Failure != nil || len(x.of(authorize)) != 0 {
		t.Errorf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
	}
}

func TestWriteWithoutOperationIsNotSent(t *testing.T) {
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	receipt := c.Writer("").Send(t.Context(), "", change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24")))
	if receipt.Failure == nil || receipt.Count(ingress.NotSent) != 1 || len(x.of(authorize)) != 0 {
		t.Errorf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
	}
}

// One rule of two is there by another's hand: EC2 refuses both, and the receipt
// tells them apart.
func TestDuplicateAmongNewRules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &wire{next: sandbox(t), faults: map[string]fault{
			authorize: func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
				pass(func(form url.Values) {
					form.Set("TagSpecification.1.Tag.1.Value", "op-other")
					form.Del("IpPermissions.1.IpRanges.2.CidrIp")
				})
				replay(w, pass())
			},
		}}
		c := clientOf(t, x)
		planned := change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"), cidr(t, 80, "198.51.100.0/24"))
		receipt := c.Writer("").Send(t.Context(), "op-test", planned)
		got := []ingress.Outcome{receipt.Rules[0].Outcome, receipt.Rules[1].Outcome}
		if diff := cmp.Diff([]ingress.Outcome{ingress.WasThere, ingress.Refused}, got); diff != "" {
			t.Error(diff)
		}
		checkFailure(t, receipt.Failure, "InvalidPermission.Duplicate", []string{"already exists"})
	})
}

// An emulator without rule ids or tags cannot say whose rule it is: neither may
// we, unless the call was refused because the rule is there.
func TestOutcomeOnAnEndpointWithoutTags(t *testing.T) {
	unknownAction := refuseBefore(400, "InvalidAction", "The action DescribeSecurityGroupRules is not valid for this web service.")
	untagged := func(_ int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
		rec := pass()
		body := rec.body.String()
		rec.body.Reset()
		for { // cut every tagSet out
			before, rest, found := strings.Cut(body, "<tagSet>")
			rec.body.WriteString(before)
			if !found {
				break
			}
			_, body, _ = strings.Cut(rest, "</tagSet>")
		}
		replay(w, rec)
	}
	for _, test := range []struct {
		name    string
		faults  map[string]fault
		outcome ingress.Outcome
		hasID   bool
		says    []string
	}{
		{"added, no ids", map[string]fault{describeRules: unknownAction, authorize: withoutRules()}, ingress.Applied, false, nil},
		{"lost, no ids", map[string]fault{describeRules: unknownAction, authorize: dropAfter}, ingress.Unknown, false, []string{"who added it cannot be known"}},
		{"lost, no tags", map[string]fault{describeRules: untagged, authorize: dropAfter}, ingress.Unknown, true, []string{"who added it cannot be known"}},
		{"lost before, no ids", map[string]fault{describeRules: unknownAction, authorize: dropBefore}, ingress.Refused, false, []string{"does not hold the rule"}},
		{"duplicate, no tags", map[string]fault{describeRules: untagged, authorize: addedByOther(replay)}, ingress.WasThere, true, []string{"already exists"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := clientOf(t, &wire{next: sandbox(t), faults: test.faults})
				c.endpoint = "http://emulator.test"
				planned := change(t, c, "sg-6c0de911", cidr(t, 80, "192.0.2.0/24"))
				receipt := c.Writer("").Send(t.Context(), "op-test", planned)
				if receipt.Count(test.outcome) != 1 || (receipt.Rules[0].RuleID != "") != test.hasID {
					t.Errorf("outcomes %+v, want %d", receipt.Rules, test.outcome)
				}
				if test.says == nil {
					if receipt.Failure != nil {
						t.Errorf("failure %v", receipt.Failure)
					}
					return
				}
				code := ""
				if test.outcome == ingress.WasThere {
					code = "InvalidPermission.Duplicate"
				}
				checkFailure(t, receipt.Failure, code, test.says)
			})
		})
	}
}

// A caller that goes away before the call stops it, and later does not.
func TestCancellation(t *testing.T) {
	for _, test := range []struct {
		name    string
		action  string // during which the caller goes away
		n       int
		outcome ingress.Outcome
		calls   int
	}{
		{"while the group is read", describe1, 2, ingress.NotSent, 0},
		{"during the call", authorize, 1, ingress.Applied, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			x := &wire{next: sandbox(t), faults: map[string]fault{
				test.action: func(n int, pass func(...edit) *recorder, w http.ResponseWriter, _ *http.Request) {
					if n == test.n {
						leave()
					}
					replay(w, pass())
				},
			}}
			c := clientOf(t, x)
			planned := change(t, c, "sg-140ba4c8", cidr(t, 80, "192.0.2.0/24"))
			receipt := c.Writer("").Send(ctx, "op-test", planned)
			if receipt.Count(test.outcome) != 1 || len(x.of(authorize)) != test.calls {
				t.Errorf("receipt %+v after %d calls", receipt, len(x.of(authorize)))
			}
			if gone := test.outcome == ingress.NotSent; gone != (receipt.Failure != nil) {
				t.Errorf("failure %v", receipt.Failure)
			}
		})
	}
}

// Every kind of source and protocol is sent as EC2 takes it, descriptions and
// all, and found again in the answer.
func TestEverySourceOnTheWire(t *testing.T) {
	group, errGroup := ingress.FromGroup("sg-77aa01bc")
	other, errOther := ingress.FromGroup("sg-0a5d8e02")
	list, errList := ingress.FromPrefixList("pl-0a1b2c3d4e5f60718")
	v6 := cidr(t, 8443, "2001:db8::/32")
	v6.Description = "over v6"
	fromGroup := rule(t, ingress.UDP, 53, group, errGroup)
	fromGroup.Description = "resolver"
	rules := []ingress.Wanted{
		v6, cidr(t, 8443, "192.0.2.0/24"), fromGroup,
		rule(t, 50, 0, list, errList), rule(t, ingress.ICMP, -1, list, nil), rule(t, ingress.AllProtocols, 0, other, errOther),
	}
	x := &wire{next: sandbox(t)}
	c := clientOf(t, x)
	receipt := c.Writer("").Send(t.Context(), "op-all", change(t, c, "sg-140ba4c8", rules...))
	checkApplied(t, c, receipt, len(rules))
	want := url.Values{
		"Action": {authorize}, "Version": {"2016-11-15"}, "GroupId": {"sg-140ba4c8"},
		"TagSpecification.1.ResourceType":              {"security-group-rule"},
		"TagSpecification.1.Tag.1.Key":                 {"sluice:op"},
		"TagSpecification.1.Tag.1.Value":               {"op-all"},
		"IpPermissions.1.IpProtocol":                   {"tcp"},
		"IpPermissions.1.FromPort":                     {"8443"},
		"IpPermissions.1.ToPort":                       {"8443"},
		"IpPermissions.1.Ipv6Ranges.1.CidrIpv6":        {"2001:db8::/32"},
		"IpPermissions.1.Ipv6Ranges.1.Description":     {"over v6"},
		"IpPermissions.1.IpRanges.1.CidrIp":            {"192.0.2.0/24"},
		"IpPermissions.2.IpProtocol":                   {"udp"},
		"IpPermissions.2.FromPort":                     {"53"},
		"IpPermissions.2.ToPort":                       {"53"},
		"IpPermissions.2.Groups.1.GroupId":             {"sg-77aa01bc"},
		"IpPermissions.2.Groups.1.Description":         {"resolver"},
		"IpPermissions.3.IpProtocol":                   {"50"},
		"IpPermissions.3.PrefixListIds.1.PrefixListId": {"pl-0a1b2c3d4e5f60718"},
		"IpPermissions.4.IpProtocol":                   {"icmp"},
		"IpPermissions.4.FromPort":                     {"-1"},
		"IpPermissions.4.ToPort":                       {"-1"},
		"IpPermissions.4.PrefixListIds.1.PrefixListId": {"pl-0a1b2c3d4e5f60718"},
		"IpPermissions.5.IpProtocol":                   {"-1"},
		"IpPermissions.5.Groups.1.GroupId":             {"sg-0a5d8e02"},
	}
	if diff := cmp.Diff([]url.Values{want}, x.of(authorize)); diff != "" {
		t.Errorf("the wire differs (-want +got):\n%s", diff)
	}
}
