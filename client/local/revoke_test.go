package local

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

func TestRevoke(t *testing.T) {
	for _, test := range []struct {
		name, request string
		want          []string // revoked
		left          []string // of the group's ingress rules
	}{
		{"by what it lets through", toWeb + permit(1, "6", "22", "22", "IpRanges.1.CidrIp=203.0.113.77/24"),
			[]string{"tcp 22..22 203.0.113.0/24 (office)"},
			[]string{"tcp 443..443 0.0.0.0/0 (public site)", "tcp 8080..8081 sg-77aa01bc (deploys)"}},
		{"whatever description is given", toWeb + permit(1, "tcp", "8080", "8081", "Groups.1.GroupId=sg-77aa01bc", "Groups.1.Description=other"),
			[]string{"tcp 8080..8081 sg-77aa01bc (deploys)"},
			[]string{"tcp 22..22 203.0.113.0/24 (office)", "tcp 443..443 0.0.0.0/0 (public site)"}},
		{"by rule id", toWeb + "SecurityGroupRuleId.1=sgr-333cb1701fecad77c&SecurityGroupRuleId.2=sgr-b17261bd2c4002183",
			[]string{"tcp 443..443 0.0.0.0/0 (public site)", "tcp 22..22 203.0.113.0/24 (office)"},
			[]string{"tcp 8080..8081 sg-77aa01bc (deploys)"}},
		{"the flat form", toWeb + "IpProtocol=tcp&FromPort=443&ToPort=443&CidrIp=0.0.0.0/0",
			[]string{"tcp 443..443 0.0.0.0/0 (public site)"},
			[]string{"tcp 22..22 203.0.113.0/24 (office)", "tcp 8080..8081 sg-77aa01bc (deploys)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			got := ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", test.request).answer(t)
			if diff := cmp.Diff(test.want, ruleLines(got.Revoked)); diff != "" || !got.Return || len(got.Unknown) > 0 {
				t.Errorf("revoked (-want +got):\n%s\n%+v", diff, got)
			}
			if diff := cmp.Diff(test.left, ingress(t, e, "sg-140ba4c8")); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRevokeUnknown in the default VPC and in EC2-Classic: what is there goes, what is not is named, and it is no error.
func TestRevokeUnknown(t *testing.T) {
	for group, known := range map[string]string{"sg-6c0de911": "tcp 22..22 0.0.0.0/0", "sg-5b1c22de": "tcp 443..443 0.0.0.0/0"} {
		e := openEndpoint(t, Options{})
		port := map[string]string{"sg-6c0de911": "22", "sg-5b1c22de": "443"}[group]
		got := ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", "GroupId="+group+"&"+
			permit(1, "tcp", port, port, "IpRanges.1.CidrIp=0.0.0.0/0", "IpRanges.2.CidrIp=192.0.2.0/24")).answer(t)
		if diff := cmp.Diff([]string{known}, ruleLines(got.Revoked)); diff != "" {
			t.Errorf("%s: revoked (-want +got):\n%s", group, diff)
		}
		if len(got.Unknown) != 1 || got.Unknown[0].Protocol != "tcp" || !cmp.Equal(got.Unknown[0].Ranges, []string{"192.0.2.0/24"}) {
			t.Errorf("%s: unknown %+v", group, got.Unknown)
		}
	}
}

// TestRevokeIn2011 answers with nothing but true.
func TestRevokeIn2011(t *testing.T) {
	e := openEndpoint(t, Options{NewID: fixedIDs})
	got := ask(t, e, wire.Version2011, "RevokeSecurityGroupIngress", "GroupName=websrv&"+permit(1, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0"))
	want := `<RevokeSecurityGroupIngressResponse xmlns="http://ec2.amazonaws.com/doc/2011-12-15/">
  <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
  <return>true</return>
</RevokeSecurityGroupIngressResponse>`
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Error(diff)
	}
}

// TestRevokeThenAuthorize gives the rule a new id: the old one stays gone, with its tags.
func TestRevokeThenAuthorize(t *testing.T) {
	e := openEndpoint(t, Options{})
	tagged := "&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me"
	request := toWeb + permit(1, "tcp", "80", "80", fromDocs)
	first := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", request+tagged).answer(t).Rules[0]
	ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", request).answer(t)
	second := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", request).answer(t).Rules[0]
	if first.ID == second.ID || len(second.Tags) > 0 {
		t.Errorf("first %v %s, second %v %s", first, first.ID, second, second.ID)
	}
	if got := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+first.ID).code(t); got != "InvalidSecurityGroupRuleId.NotFound" {
		t.Errorf("the revoked rule: code %q", got)
	}
}
