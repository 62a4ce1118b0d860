package local

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// TestGroupFilters looks for groups of the sample: values of a filter are alternatives, filters narrow each other.
func TestGroupFilters(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, test := range []struct {
		name, request string
		want          []string
	}{
		{"description", "Filter.1.Name=description&Filter.1.Value.1=Web servers*", []string{"websrv", "VpcWebServers"}},
		{"group-id", "Filter.1.Name=group-id&Filter.1.Value.1=sg-140ba4c8&Filter.1.Value.2=sg-00000000", []string{"VpcWebServers"}},
		{"group-id with a wildcard", "Filter.1.Name=group-id&Filter.1.Value.1=sg-0?5d8*", []string{"OtherGroupInMyVPC"}},
		{"group-name, two values", "Filter.1.Name=group-name&Filter.1.Value.1=bastion&Filter.1.Value.2=websrv", []string{"websrv", "bastion"}},
		{"group-name is case-sensitive", "Filter.1.Name=group-name&Filter.1.Value.1=Bastion", nil},
		{"owner-id of another account", "Filter.1.Name=owner-id&Filter.1.Value.1=999988887777", nil},
		{"vpc-id", "Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-5f7a1c3e", []string{"default", "launch-wizard-1"}},
		{"vpc-id and name", "Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0f1e2d3c&Filter.2.Name=group-name&Filter.2.Value.1=default", []string{"default"}},
		{"tag", "Filter.1.Name=tag:env&Filter.1.Value.1=staging", []string{"monitoring"}},
		{"tag-key", "Filter.1.Name=tag-key&Filter.1.Value.1=owner", []string{"legacy-admin"}},
		{"tag-value", "Filter.1.Name=tag-value&Filter.1.Value.1=un*", []string{"legacy-admin"}},
		{"rule's range", "Filter.1.Name=ip-permission.cidr&Filter.1.Value.1=198.51.100.7/32", []string{"monitoring"}},
		{"rule's IPv6 range", "Filter.1.Name=ip-permission.ipv6-cidr&Filter.1.Value.1=::/0", []string{"OtherGroupInMyVPC"}},
		{"rule's port", "Filter.1.Name=ip-permission.from-port&Filter.1.Value.1=3389", []string{"legacy-admin"}},
		{"rule's last port", "Filter.1.Name=ip-permission.to-port&Filter.1.Value.1=61000", []string{"bastion"}},
		{"rule's protocol", "Filter.1.Name=ip-permission.protocol&Filter.1.Value.1=50", []string{"monitoring"}},
		{"rule's source group", "Filter.1.Name=ip-permission.group-id&Filter.1.Value.1=sg-77aa01bc", []string{"VpcWebServers", "database"}},
		{"rule's prefix list", "Filter.1.Name=ip-permission.prefix-list-id&Filter.1.Value.1=pl-*", []string{"database"}},
		{"rule's source account", "Filter.1.Name=ip-permission.user-id&Filter.1.Value.1=999988887777", nil},
		{"egress to IPv6, in one VPC", "Filter.1.Name=egress.ip-permission.ipv6-cidr&Filter.1.Value.1=::/0&Filter.2.Name=group-name&Filter.2.Value.1=d*",
			[]string{"default", "database"}},
		{"ids and a filter", "GroupId.1=sg-140ba4c8&GroupId.2=sg-77aa01bc&Filter.1.Name=group-name&Filter.1.Value.1=b*", []string{"bastion"}},
		{"a name twice and its id", "GroupName.1=websrv&GroupName.2=websrv&GroupId.1=sg-5b1c22de", []string{"websrv"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, g := range ask(t, e, wire.Version2016, "DescribeSecurityGroups", test.request).answer(t).Groups {
				got = append(got, g.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVPCFilters(t *testing.T) {
	e := openEndpoint(t, Options{})
	for filter, want := range map[string]string{
		"vpc-id": "vpc-0f1e2d3c", "cidr": "10.0.0.0/16", "is-default": "false", "tag:Name": "sh?p", "tag-key": "Name",
		"ipv6-cidr-block-association.ipv6-cidr-block": "2001:db8:*", "cidr-block-association.cidr-block": "10.*",
	} {
		got := ask(t, e, wire.Version2016, "DescribeVpcs", "Filter.1.Name="+filter+"&Filter.1.Value.1="+want).answer(t).VPCs
		if len(got) != 1 || got[0].ID != "vpc-0f1e2d3c" {
			t.Errorf("%s=%s: %+v", filter, want, got)
		}
	}
	for filter, want := range map[string]int{"owner-id=111122223333": 2, "state=available": 2, "state=pending": 0, "dhcp-options-id=dopt-7a8b9c0d": 2} {
		name, value, _ := strings.Cut(filter, "=")
		got := ask(t, e, wire.Version2016, "DescribeVpcs", "Filter.1.Name="+name+"&Filter.1.Value.1="+value).answer(t).VPCs
		if len(got) != want {
			t.Errorf("%s: %+v", filter, got)
		}
	}
}
