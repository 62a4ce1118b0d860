package local

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// TestCreateVPC wants VPCs as they were asked for, each with a default group.
func TestCreateVPC(t *testing.T) {
	for _, test := range []struct {
		name    string
		version wire.Version
		request string
		want    wireVPC
		egress  []string
	}{
		{"IPv4", wire.Version2016, "CidrBlock=10.1.0.0/16", wireVPC{CIDR: "10.1.0.0/16", Tenancy: "default"}, []string{"-1 -1..-1 0.0.0.0/0"}},
		{"host bits", wire.Version2016, "CidrBlock=100.68.0.18/18", wireVPC{CIDR: "100.68.0.0/18", Tenancy: "default"}, []string{"-1 -1..-1 0.0.0.0/0"}},
		{"dedicated, by the older version", wire.Version2011, "CidrBlock=10.1.0.0/28&InstanceTenancy=dedicated", wireVPC{CIDR: "10.1.0.0/28", Tenancy: "dedicated"},
			[]string{"-1 -1..-1 0.0.0.0/0"}},
		{"IPv6", wire.Version2016, "CidrBlock=10.1.0.0/16&AmazonProvidedIpv6CidrBlock=true&Ipv6CidrBlockNetworkBorderGroup=us-east-1",
			wireVPC{CIDR: "10.1.0.0/16", Tenancy: "default", IPv6: "2001:db8:"}, []string{"-1 -1..-1 0.0.0.0/0", "-1 -1..-1 ::/0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			made := ask(t, e, test.version, "CreateVpc", test.request).answer(t).VPC
			if made.State != "pending" || !store.IsID(made.ID, "vpc-") {
				t.Errorf("%+v", made)
			}
			found := ask(t, e, wire.Version2016, "DescribeVpcs", "VpcId.1="+made.ID).answer(t).VPCs[0]
			test.want.ID, test.want.State, test.want.Options = made.ID, "available", "dopt-7a8b9c0d"
			if strings.HasPrefix(found.IPv6, "2001:db8:") && strings.HasSuffix(found.IPv6, "::/56") {
				found.IPv6 = "2001:db8:"
			}
			if diff := cmp.Diff(test.want, found); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			groups := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "Filter.1.Name=vpc-id&Filter.1.Value.1="+made.ID).answer(t).Groups
			if len(groups) != 1 || groups[0].Name != "default" {
				t.Fatalf("groups: %+v", groups)
			}
			if diff := cmp.Diff(test.egress, egress(t, e, groups[0].ID)); diff != "" {
				t.Errorf("egress (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"-1 -1..-1 " + groups[0].ID}, ingress(t, e, groups[0].ID)); diff != "" {
				t.Errorf("ingress (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDeleteVPC goes once nothing but the default group is in it.
func TestDeleteVPC(t *testing.T) {
	e := openEndpoint(t, Options{})
	made := ask(t, e, wire.Version2016, "CreateVpc",
		"CidrBlock=10.1.0.0/16&TagSpecification.1.ResourceType=vpc&TagSpecification.1.Tag.1.Key=env&TagSpecification.1.Tag.1.Value=test").answer(t).VPC.ID
	group := ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup+"&VpcId="+made).answer(t).GroupID
	for _, step := range []struct{ action, request, code string }{
		{"DeleteVpc", "VpcId=" + made, "DependencyViolation"},
		{"DeleteSecurityGroup", "GroupId=" + group, ""},
		{"DeleteVpc", "VpcId=" + made, ""},
		{"DeleteVpc", "VpcId=" + made, "InvalidVpcID.NotFound"},
		{"CreateSecurityGroup", newGroup + "&VpcId=" + made, "InvalidVpcID.NotFound"},
	} {
		if got := ask(t, e, wire.Version2016, step.action, step.request); got.code(t) != step.code {
			t.Errorf("%s: %s, want %q", step.action, got.body, step.code)
		}
	}
	if groups := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "Filter.1.Name=vpc-id&Filter.1.Value.1="+made).answer(t).Groups; len(groups) > 0 {
		t.Errorf("left: %+v", groups)
	}
	if left := tagLines(t, e, "Filter.1.Name=value&Filter.1.Value.1=test"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestDefaultVPCAnew deletes the default VPC: names lead nowhere then, and groups need a VPC, until there is a new one.
func TestDefaultVPCAnew(t *testing.T) {
	e := openEndpoint(t, Options{Account: "444455556666"})
	if code := ask(t, e, wire.Version2016, "CreateDefaultVpc", "").code(t); code != "DefaultVpcAlreadyExists" {
		t.Errorf("a second one: code %q", code)
	}
	old := ask(t, e, wire.Version2016, "DescribeVpcs", "").answer(t).VPCs[0].ID
	ask(t, e, wire.Version2016, "DeleteVpc", "VpcId="+old).answer(t)
	if code := ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup).code(t); code != "VPCIdNotSpecified" {
		t.Errorf("a group without a VPC: code %q", code)
	}
	if code := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "GroupName.1=default").code(t); code != "InvalidGroup.NotFound" {
		t.Errorf("a group by name: code %q", code)
	}
	made := ask(t, e, wire.Version2016, "CreateDefaultVpc", "").answer(t).VPC
	if !made.Default || made.CIDR != store.DefaultVPCCIDR || made.ID == old {
		t.Errorf("%+v", made)
	}
	ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup).answer(t)
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroups", "GroupName.1=workers").answer(t).Groups; got[0].VPC != made.ID {
		t.Errorf("%+v", got)
	}
}
