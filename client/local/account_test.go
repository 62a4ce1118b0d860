package local

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/client/local/wire"
)

// itemsIn are the texts of the named elements within the items of an answer's list.
func itemsIn(t testing.TB, r reply, element string) (texts []string) {
	t.Helper()
	if r.status != 200 {
		t.Fatalf("status %d\n%s", r.status, r.body)
	}
	d := xml.NewDecoder(strings.NewReader(r.body))
	for {
		token, err := d.Token()
		if err != nil {
			return texts
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == element {
			var text string
			if err := d.DecodeElement(&text, &start); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text)
		}
	}
}

// TestAccountAttributes tell an account with EC2-Classic from one without.
func TestAccountAttributes(t *testing.T) {
	classic, today := openEndpoint(t, Options{}), openEndpoint(t, Options{Account: "444455556666"})
	standard := ask(t, today, wire.Version2016, "DescribeVpcs", "").answer(t).VPCs[0].ID
	for _, test := range []struct {
		name     string
		endpoint *Endpoint
		request  string
		want     []string
	}{
		{"platforms of an account with EC2-Classic", classic, "AttributeName.1=supported-platforms", []string{"EC2", "VPC"}},
		{"platforms of an account of today", today, "AttributeName.1=supported-platforms", []string{"VPC"}},
		{"default VPC", today, "AttributeName.1=default-vpc", []string{standard}},
		{"two", today, "AttributeName.1=vpc-max-security-groups-per-interface&AttributeName.2=supported-platforms", []string{"VPC", "5"}},
		{"all", today, "", []string{"VPC", standard, "20", "5", "5", "5"}},
	} {
		got := itemsIn(t, ask(t, test.endpoint, wire.Version2016, "DescribeAccountAttributes", test.request), "attributeValue")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	ask(t, today, wire.Version2016, "DeleteVpc", "VpcId="+standard).answer(t)
	if got := itemsIn(t, ask(t, today, wire.Version2016, "DescribeAccountAttributes", "AttributeName.1=default-vpc"), "attributeValue"); got[0] != "none" {
		t.Errorf("without a default VPC: %v", got)
	}
}

func TestRegions(t *testing.T) {
	e := openEndpoint(t, Options{Region: "eu-south-1"})
	for _, test := range []struct {
		request string
		count   int
		has     string
	}{
		{"", 18, "eu-south-1"}, // opted in to, as it is called
		{"AllRegions=true", 34, "ap-east-1"},
		{"RegionName.1=ap-east-1&RegionName.2=us-east-1", 2, "ap-east-1"},
		{"Filter.1.Name=opt-in-status&Filter.1.Value.1=opted-in", 1, "eu-south-1"},
		{"Filter.1.Name=endpoint&Filter.1.Value.1=ec2.us-*", 4, "us-west-2"},
		{"Filter.1.Name=region-name&Filter.1.Value.1=eu-*&Filter.1.Value.2=sa-*&AllRegions=true", 9, "sa-east-1"},
	} {
		got := itemsIn(t, ask(t, e, wire.Version2016, "DescribeRegions", test.request), "regionName")
		if len(got) != test.count || !strings.Contains(strings.Join(got, " ")+" ", test.has+" ") {
			t.Errorf("%s: %d regions, want %d with %s: %v", test.request, len(got), test.count, test.has, got)
		}
	}
	own := openEndpoint(t, Options{Region: "moon-east-1"})
	if got := itemsIn(t, ask(t, own, wire.Version2011, "DescribeRegions", "RegionName.1=moon-east-1"), "regionEndpoint"); len(got) != 1 {
		t.Errorf("a region of one's own: %v", got)
	}
}

func TestZones(t *testing.T) {
	for region, want := range map[string][]string{
		"us-east-1":      {"use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"},
		"us-west-1":      {"usw1-az1", "usw1-az2"},
		"ap-northeast-1": {"apne1-az1", "apne1-az2", "apne1-az3"},
		"ap-southeast-2": {"apse2-az1", "apse2-az2", "apse2-az3"},
		"eu-north-1":     {"eun1-az1", "eun1-az2", "eun1-az3"},
		"ca-central-1":   {"cac1-az1", "cac1-az2", "cac1-az3"},
	} {
		e := openEndpoint(t, Options{Region: region})
		if diff := cmp.Diff(want, itemsIn(t, ask(t, e, wire.Version2016, "DescribeAvailabilityZones", ""), "zoneId")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", region, diff)
		}
	}
	e := openEndpoint(t, Options{})
	for request, want := range map[string][]string{
		"ZoneName.1=us-east-1f": {"us-east-1f"},
		"ZoneId.1=use1-az2&ZoneId.2=use1-az1&AllAvailabilityZones=true":                 {"us-east-1a", "us-east-1b"},
		"Filter.1.Name=zone-name&Filter.1.Value.1=*c":                                   {"us-east-1c"},
		"Filter.1.Name=zone-type&Filter.1.Value.1=local-zone":                           nil,
		"Filter.1.Name=parent-zone-id&Filter.1.Value.1=*":                               nil,
		"Filter.1.Name=group-name&Filter.1.Value.1=x":                                   nil,
		"Filter.1.Name=zone-id&Filter.1.Value.1=use1-az6":                               {"us-east-1f"},
		"Filter.1.Name=group-long-name&Filter.1.Value.1=US East*&ZoneName.1=us-east-1a": {"us-east-1a"},
	} {
		if diff := cmp.Diff(want, itemsIn(t, ask(t, e, wire.Version2016, "DescribeAvailabilityZones", request), "zoneName")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", request, diff)
		}
	}
}
