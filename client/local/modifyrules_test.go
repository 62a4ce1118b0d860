package local

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/actions"
	"sluice/client/local/wire"
)

// ids of rules of VpcWebServers: from anywhere to 443, and from the office to 22.
const httpsRule, sshRule = "sgr-333cb1701fecad77c", "sgr-b17261bd2c4002183"

// update writes the parameters of update n: update(1, sshRule, "IpProtocol=tcp", "FromPort=22").
func update(n int, id string, content ...string) string {
	text := fmt.Sprintf("&SecurityGroupRule.%d.SecurityGroupRuleId=%s", n, id)
	for _, c := range content {
		text += fmt.Sprintf("&SecurityGroupRule.%d.SecurityGroupRule.%s", n, c)
	}
	return text[1:]
}

// TestModifyRules wants the group's ingress rules with their new content, and what is not named as it was.
func TestModifyRules(t *testing.T) {
	const https, ssh, deploys = "tcp 443..443 0.0.0.0/0 (public site)", "tcp 22..22 203.0.113.0/24 (office)", "tcp 8080..8081 sg-77aa01bc (deploys)"
	for _, test := range []struct {
		name, request string
		want          []string
	}{
		{"the range and the description", update(1, sshRule, "IpProtocol=tcp", "FromPort=22", "ToPort=22", "CidrIpv4=203.0.113.77/25", "Description=new office"),
			[]string{"tcp 22..22 203.0.113.0/25 (new office)", https, deploys}},
		{"the ports; the description is left out", update(1, sshRule, "IpProtocol=6", "FromPort=2222", "ToPort=2223", "CidrIpv4=203.0.113.0/24"),
			[]string{"tcp 2222..2223 203.0.113.0/24", https, deploys}},
		{"the protocol", update(1, sshRule, "IpProtocol=-1", "CidrIpv4=203.0.113.0/24"),
			[]string{"-1 -1..-1 203.0.113.0/24", https, deploys}},
		{"nothing but the description", update(1, sshRule, "IpProtocol=tcp", "FromPort=22", "ToPort=22", "CidrIpv4=203.0.113.0/24", "Description=HQ"),
			[]string{"tcp 22..22 203.0.113.0/24 (HQ)", https, deploys}},
		{"two that take each other's place", update(1, sshRule, "IpProtocol=tcp", "FromPort=443", "ToPort=443", "CidrIpv4=0.0.0.0/0") + "&" +
			update(2, httpsRule, "IpProtocol=tcp", "FromPort=22", "ToPort=22", "CidrIpv4=203.0.113.0/24"),
			[]string{"tcp 22..22 203.0.113.0/24", "tcp 443..443 0.0.0.0/0", deploys}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := openEndpoint(t, Options{})
			ask(t, e, wire.Version2016, "CreateTags", "ResourceId.1="+sshRule+"&Tag.1.Key=by&Tag.1.Value=me").answer(t)
			if got := ask(t, e, wire.Version2016, "ModifySecurityGroupRules", toWeb+test.request).answer(t); !got.Return {
				t.Error("no return")
			}
			for _, r := range ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+sshRule).answer(t).Rules {
				if len(r.Tags) != 1 {
					t.Errorf("the rule's tags: %v", r.Tags)
				}
			}
			ask(t, e, wire.Version2016, "DeleteTags", "ResourceId.1="+sshRule).answer(t)
			if diff := cmp.Diff(slices.Sorted(slices.Values(test.want)), ingress(t, e, "sg-140ba4c8")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestModifyRulesOfEveryKind changes a rule of each kind of source, and one of the way out.
func TestModifyRulesOfEveryKind(t *testing.T) {
	e := openEndpoint(t, Options{})
	ids := map[string]string{}
	for _, group := range []string{"sg-3d7f90ab", "sg-0a5d8e02"} {
		for _, r := range ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1="+group).answer(t).Rules {
			ids[fmt.Sprint(group, r.Egress, r.String())] = r.ID
		}
	}
	for _, step := range []struct{ group, rule, content, want string }{
		{"sg-3d7f90ab", "falsetcp 5432..5432 sg-140ba4c8 (web servers)", "ReferencedGroupId=sg-0a5d8e02", "tcp 1..2 sg-0a5d8e02"},
		{"sg-3d7f90ab", "falsetcp 5432..5432 pl-0a1b2c3d4e5f60718 (reports from the offices)", "PrefixListId=pl-63a5400a", "tcp 1..2 pl-63a5400a"},
		{"sg-0a5d8e02", "falsetcp 443..443 ::/0 (public site)", "CidrIpv6=2001:DB8::/32", "tcp 1..2 2001:db8::/32"},
		{"sg-0a5d8e02", "true-1 -1..-1 0.0.0.0/0", "CidrIpv4=10.0.0.0/8", "tcp 1..2 10.0.0.0/8"},
	} {
		id := ids[step.group+step.rule]
		ask(t, e, wire.Version2016, "ModifySecurityGroupRules", "GroupId="+step.group+"&"+update(1, id, "IpProtocol=tcp", "FromPort=1", "ToPort=2",
			step.content)).answer(t)
		got := ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "SecurityGroupRuleId.1="+id).answer(t).Rules[0]
		if got.String() != step.want || got.Egress != (step.rule[0] == 't') || got.GroupID != step.group {
			t.Errorf("%s became %v, egress %v, of %s", step.rule, got, got.Egress, got.GroupID)
		}
	}
}

// TestModifyIsAllOrNothing puts a bad update behind a good one.
func TestModifyIsAllOrNothing(t *testing.T) {
	good := update(1, sshRule, "IpProtocol=tcp", "FromPort=2222", "ToPort=2222", "CidrIpv4=203.0.113.0/24") + "&"
	for bad, code := range map[string]string{
		update(2, httpsRule, "IpProtocol=tcp", "FromPort=443", "ToPort=443"):                                 "MissingParameter",
		update(2, httpsRule, "IpProtocol=tcp", "FromPort=2222", "ToPort=2222", "CidrIpv4=203.0.113.0/24"):    "InvalidPermission.Duplicate",
		update(2, httpsRule, "IpProtocol=tcp", "FromPort=443", "ToPort=443", "CidrIpv6=::/0"):                "InvalidParameterValue",
		update(2, sshRule, "IpProtocol=tcp", "FromPort=443", "ToPort=443", "CidrIpv4=0.0.0.0/0"):             "InvalidParameterValue",
		update(2, "sgr-00000000000000000", "IpProtocol=tcp", "FromPort=1", "ToPort=1", "CidrIpv4=0.0.0.0/0"): "InvalidSecurityGroupRuleId.NotFound",
	} {
		e := openEndpoint(t, Options{})
		before := ingress(t, e, "sg-140ba4c8")
		if got := ask(t, e, wire.Version2016, "ModifySecurityGroupRules", toWeb+good+bad); got.code(t) != code {
			t.Errorf("%s\n%s, want %s", bad, got.body, code)
		}
		if diff := cmp.Diff(before, ingress(t, e, "sg-140ba4c8")); diff != "" {
			t.Errorf("%s (-before +after):\n%s", bad, diff)
		}
	}
}

// TestModifyCountsAgainstTheQuota: a longer prefix list in the place of a short one.
func TestModifyCountsAgainstTheQuota(t *testing.T) {
	e := openEndpoint(t, Options{Limits: actions.Limits{VPC: 11}})
	group := "GroupId=" + ask(t, e, wire.Version2016, "CreateSecurityGroup", newGroup).answer(t).GroupID + "&"
	rule := ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", group+permit(1, "tcp", "80", "80",
		"PrefixListIds.1.PrefixListId=pl-63a5400a")).answer(t).Rules[0]
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", group+permit(1, "tcp", "80", "80", manyRanges(2)...)).answer(t)
	longer := group + update(1, rule.ID, "IpProtocol=tcp", "FromPort=80", "ToPort=80", "PrefixListId=pl-0a1b2c3d4e5f60718")
	if code := ask(t, e, wire.Version2016, "ModifySecurityGroupRules", longer).code(t); code != "RulesPerSecurityGroupLimitExceeded" {
		t.Errorf("code %q", code)
	}
	ask(t, e, wire.Version2016, "RevokeSecurityGroupIngress", group+permit(1, "tcp", "80", "80", manyRanges(1)...)).answer(t)
	ask(t, e, wire.Version2016, "ModifySecurityGroupRules", longer).answer(t)
}

// TestUpdateDescriptions by rule id and by what rules let through, in and out.
func TestUpdateDescriptions(t *testing.T) {
	e := openEndpoint(t, Options{})
	for _, step := range []struct{ action, request, want string }{
		{"Ingress", toWeb + "SecurityGroupRuleDescription.1.SecurityGroupRuleId=" + sshRule + "&SecurityGroupRuleDescription.1.Description=HQ",
			"tcp 22..22 203.0.113.0/24 (HQ)"},
		{"Ingress", toWeb + "SecurityGroupRuleDescription.1.SecurityGroupRuleId=" + sshRule, "tcp 22..22 203.0.113.0/24"},
		{"Ingress", toWeb + permit(1, "6", "22", "22", "IpRanges.1.CidrIp=203.0.113.9/24", "IpRanges.1.Description=again"), "tcp 22..22 203.0.113.0/24 (again)"},
		{"Ingress", toWeb + permit(1, "tcp", "8080", "8081", "Groups.1.GroupId=sg-77aa01bc", "Groups.1.Description=CI"), "tcp 8080..8081 sg-77aa01bc (CI)"},
		{"Egress", toWeb + permit(1, "-1", "", "", "IpRanges.1.CidrIp=0.0.0.0/0", "IpRanges.1.Description=out"), "-1 -1..-1 0.0.0.0/0 (out)"},
		{"Ingress", "GroupName=launch-wizard-1&" + permit(1, "tcp", "22", "22", "IpRanges.1.CidrIp=0.0.0.0/0", "IpRanges.1.Description=everyone"),
			"tcp 22..22 0.0.0.0/0 (everyone)"},
	} {
		if got := ask(t, e, wire.Version2016, "UpdateSecurityGroupRuleDescriptions"+step.action, step.request).answer(t); !got.Return {
			t.Errorf("%s: no return", step.request)
		}
		found := false
		for _, r := range ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", "").answer(t).Rules {
			found = found || r.String() == step.want
		}
		if !found {
			t.Errorf("%s %s: no rule is %s", step.action, step.request, step.want)
		}
	}
	if code := ask(t, e, wire.Version2016, "UpdateSecurityGroupRuleDescriptionsEgress",
		toWeb+"SecurityGroupRuleDescription.1.SecurityGroupRuleId="+sshRule).code(t); code != "InvalidSecurityGroupRuleId.NotFound" {
		t.Errorf("an ingress rule among egress: code %q", code)
	}
}
