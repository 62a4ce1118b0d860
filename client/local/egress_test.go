package local

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// egress are the group's egress rules, one line each, sorted.
func egress(t testing.TB, e *Endpoint, group string) []string {
	t.Helper()
	rules := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1="+group).answer(t).Rules
	out := slices.DeleteFunc(rules, func(r wireRule) bool { return !r.Egress })
	return slices.Sorted(slices.Values(ruleLines(out)))
}

// TestAuthorizeEgress adds rules to the way out and leaves the way in alone.
func TestAuthorizeEgress(t *testing.T) {
	for _, test := range []struct {
		name, request string
		want          []string
	}{
		{"to a range", toWeb + permit(1, "tcp", "443", "443", fromDocs, "IpRanges.1.Description=updates"), []string{"tcp 443..443 192.0.2.0/24 (updates)"}},
		{"to a group", toWeb + permit(1, "tcp", "5432", "5432", "Groups.1.GroupId=sg-3d7f90ab"), []string{"tcp 5432..5432 sg-3d7f90ab"}},
		{"to a prefix list", toWeb + permit(1, "-1", "", "", "PrefixListIds.1.PrefixListId=pl-63a5400a"), []string{"-1 -1..-1 pl-63a5400a"}},
		{"to IPv6", toWeb + permit(1, "tcp", "443", "443", "Ipv6Ranges.1.CidrIpv6=2001:db8::1/32"), []string{"tcp 443..443 2001:db8::/32"}},
		{"with tags", toWeb + permit(1, "udp", "53", "53", fromDocs) +
			"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me",
			[]string{"udp 53..53 192.0.2.0/24 by=me"}},
		{"what an ingress rule has, too", toWeb + permit(1, "tcp", "443", "443", "IpRanges.1.CidrIp=0.0.0.0/0"), []string{"tcp 443..443 0.0.0.0/0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			in, out := ingress(t, e, "sg-140ba4c8"), egress(t, e, "sg-140ba4c8")
			got := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupEgress", test.request).answer(t)
			if diff := cmp.Diff(test.want, ruleLines(got.Rules)); diff != "" || !got.Return || !got.Rules[0].Egress {
				t.Errorf("return %v, rules (-want +got):\n%s", got.Return, diff)
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(append(out, test.want...))), egress(t, e, "sg-140ba4c8")); diff != "" {
				t.Errorf("egress (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(in, ingress(t, e, "sg-140ba4c8")); diff != "" {
				t.Errorf("ingress changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestRevokeEgress closes the way out, by what it lets through and by rule id; ingress rules do not answer to it.
func TestRevokeEgress(t *testing.T) {
	e := openEndpoint(t, Options{})
	got := ask(t, e, wire.Version2016, "RevokeSecurityGroupEgress", toWeb+permit(1, "-1", "", "", "IpRanges.1.CidrIp=0.0.0.0/0")).answer(t)
	if diff := cmp.Diff([]string{"-1 -1..-1 0.0.0.0/0"}, ruleLines(got.Revoked)); diff != "" || !got.Revoked[0].Egress {
		t.Errorf("revoked (-want +got):\n%s", diff)
	}
	left := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1=sg-140ba4c8").answer(t).Rules
	for _, r := range left {
		want := "InvalidSecurityGroupRuleId.NotFound"
		if r.Egress {
			want = ""
		}
		if code := ask(t, e, wire.Version2016, "RevokeSecurityGroupEgress", toWeb+"SecurityGroupRuleId.1="+r.ID).code(t); code != want {
			t.Errorf("%v: code %q, want %q", r, code, want)
		}
	}
	if out := egress(t, e, "sg-140ba4c8"); len(out) != 0 {
		t.Errorf("left: %v", out)
	}
}

// TestEgressIn2011 answers with nothing but true, and an unknown rule is none in the default VPC.
func TestEgressIn2011(t *testing.T) {
	e := openEndpoint(t, Options{})
	request := "GroupId=sg-6c0de911&" + permit(1, "tcp", "443", "443", fromDocs)
	for _, action := range []string{"AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress", "RevokeSecurityGroupEgress"} {
		if got := ask(t, e, wire.Version2011, action, request).answer(t); !got.Return || len(got.Rules)+len(got.Revoked) > 0 {
			t.Errorf("%s: %+v", action, got)
		}
	}
}
