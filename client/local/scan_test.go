package local

import (
	"strings"
	"testing"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// TestNoScans plans every query that requests about single things make: each finds its rows by an index, however many
// others there are. A table that is read from end to end is only allowed where a page of it is asked for.
func TestNoScans(t *testing.T) {
	e := openEndpoint(t, Options{})
	tag := "&TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=by&TagSpecification.1.Tag.1.Value=me"
	for _, request := range [][2]string{
		{"DescribeSecurityGroups", "GroupId.1=sg-140ba4c8"},
		{"DescribeSecurityGroups", "GroupName.1=websrv"},
		{"DescribeSecurityGroups", "Filter.1.Name=group-id&Filter.1.Value.1=sg-140ba4c8"},
		{"DescribeSecurityGroups", "MaxResults=1000"},
		{"DescribeSecurityGroupRules", "SecurityGroupRuleId.1=sgr-333cb1701fecad77c"},
		{"DescribeSecurityGroupRules", "Filter.1.Name=group-id&Filter.1.Value.1=sg-140ba4c8"},
		{"DescribeSecurityGroupRules", "MaxResults=1000"},
		{"DescribeVpcs", "VpcId.1=vpc-0f1e2d3c"},
		{"DescribeManagedPrefixLists", "PrefixListId.1=pl-63a5400a"},
		{"AuthorizeSecurityGroupIngress", toWeb + permit(1, "tcp", "80", "80", fromDocs, "Groups.1.GroupId=sg-0a5d8e02",
			"PrefixListIds.1.PrefixListId=pl-63a5400a") + tag},
		{"AuthorizeSecurityGroupIngress", "GroupName=websrv&" + permit(1, "tcp", "80", "80", "Groups.1.GroupName=OtherAccountGroup", "Groups.1.UserId=999988887777")},
		{"AuthorizeSecurityGroupEgress", toWeb + permit(1, "tcp", "80", "80", fromDocs)},
		{"UpdateSecurityGroupRuleDescriptionsIngress", toWeb + permit(1, "tcp", "80", "80", fromDocs, "IpRanges.1.Description=new")},
		{"RevokeSecurityGroupIngress", toWeb + permit(1, "tcp", "80", "80", fromDocs)},
		{"CreateTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=a&Tag.1.Value=b"},
		{"DeleteTags", "ResourceId.1=sg-140ba4c8&Tag.1.Key=a"},
		{"CreateSecurityGroup", "GroupName=new&GroupDescription=d&VpcId=vpc-0f1e2d3c"},
		{"DeleteSecurityGroup", "GroupId=sg-1e9ac701"},
	} {
		ask(t, e, wire.Version2016, request[0], request[1]).answer(t)
	}
	planned := 0
	err := e.backend.Store.Write(func(db *store.Session) error { // in memory, all goes through one session
		for _, query := range db.Queries() {
			if verb, _, _ := strings.Cut(strings.TrimSpace(query), " "); !strings.Contains(" SELECT INSERT UPDATE DELETE ", " "+verb+" ") {
				continue
			}
			err := db.Each(func(r store.Row) error {
				var id, parent, unused int
				var step string
				err := r.Scan(&id, &parent, &unused, &step)
				// What another step has found, and limited, may be read from end to end.
				if strings.HasPrefix(step, "SCAN ") && !strings.HasPrefix(step, "SCAN (") && step != "SCAN CONSTANT ROW" {
					t.Errorf("%s\n%s", step, query)
				}
				planned++
				return err
			}, "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
			if err != nil {
				t.Fatalf("%v\n%s", err, query)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if planned < 20 {
		t.Errorf("only %d steps were planned", planned)
	}
}
