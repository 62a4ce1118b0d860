package local

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// TestAnswerShapes compares whole answers with files. go test -update writes them anew, to be read before they are kept.
func TestAnswerShapes(t *testing.T) {
	e := openEndpoint(t, Options{NewID: fixedIDs})
	for _, test := range []struct {
		file           string
		version        wire.Version
		action, params string
	}{
		{"classic-2011", wire.Version2011, "DescribeSecurityGroups", "GroupName.1=websrv"},
		{"monitoring-2011", wire.Version2011, "DescribeSecurityGroups", "GroupId.1=sg-5e2b8f14"},
		{"classic-2016", wire.Version2016, "DescribeSecurityGroups", "GroupName.1=websrv"},
		{"monitoring-2016", wire.Version2016, "DescribeSecurityGroups", "GroupId.1=sg-5e2b8f14"},
		{"database-2016", wire.Version2016, "DescribeSecurityGroups", "GroupId.1=sg-3d7f90ab"},
		{"rules-2016", wire.Version2016, "DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1=sg-3d7f90ab"},
		{"vpcs-2011", wire.Version2011, "DescribeVpcs", ""},
		{"vpcs-2016", wire.Version2016, "DescribeVpcs", ""},
		{"no-vpcs-2016", wire.Version2016, "DescribeVpcs", "Filter.1.Name=vpc-id&Filter.1.Value.1=none"},
		{"identity", wire.VersionSTS, "GetCallerIdentity", ""},
		{"error-2011", wire.Version2011, "DescribeSecurityGroups", "GroupId.1=sg-00000000"},
		{"error-2016", wire.Version2016, "DescribeSecurityGroups", "GroupId.1=sg-00000000"},
		{"error-sts", wire.VersionSTS, "GetCallerIdentity", "Colour=red"},
	} {
		t.Run(test.file, func(t *testing.T) {
			golden(t, test.file, ask(t, e, test.version, test.action, test.params).body)
		})
	}
}

// golden compares an answer with its file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "answers", name+".xml")
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got+"\n"); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDescribeRulesWithFilters finds rules by what is on them.
func TestDescribeRulesWithFilters(t *testing.T) {
	e := openEndpoint(t, Options{})
	ask(t, e, wire.Version2016, "AuthorizeSecurityGroupIngress", toWeb+permit(1, "tcp", "80", "80", fromDocs)+
		"&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=op&TagSpecification.1.Tag.1.Value=7f3a").answer(t)
	for _, test := range []struct {
		name, request string
		want          []string
	}{
		{"by tag", "Filter.1.Name=tag:op&Filter.1.Value.1=7f*", []string{"tcp 80..80 192.0.2.0/24 op=7f3a"}},
		{"by group and tag", "Filter.1.Name=group-id&Filter.1.Value.1=sg-0a5d8e02&Filter.2.Name=tag:op&Filter.2.Value.1=*", []string{}},
		{"by id", "SecurityGroupRuleId.1=sgr-333cb1701fecad77c", []string{"tcp 443..443 0.0.0.0/0 (public site)"}},
		{"by id as a filter", "Filter.1.Name=security-group-rule-id&Filter.1.Value.1=sgr-333cb1701fecad77c", []string{"tcp 443..443 0.0.0.0/0 (public site)"}},
		{"of a group that is not there", "Filter.1.Name=group-id&Filter.1.Value.1=sg-00000000", []string{}},
		{"of another account's group", "Filter.1.Name=group-id&Filter.1.Value.1=sg-9d8c7b6a", []string{}},
		{"of two groups, one by a wildcard", "Filter.1.Name=group-id&Filter.1.Value.1=sg-6c0de911&Filter.1.Value.2=sg-0d15*",
			[]string{"-1 -1..-1 sg-0d15ea5e", "-1 -1..-1 0.0.0.0/0", "-1 -1..-1 0.0.0.0/0", "tcp 22..22 0.0.0.0/0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ruleLines(ask(t, e, wire.Version2016, "DescribeSecurityGroupRules", test.request).answer(t).Rules)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
