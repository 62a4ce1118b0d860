package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// examples are the requests of the API reference's own examples
// (AuthorizeSecurityGroupIngress, 2011-12-15), less the action and what signs
// them.
func examples(t *testing.T) (cidrs, classicGroup, vpcGroup url.Values) {
	t.Helper()
	parse := func(lines ...string) url.Values {
		params, err := url.ParseQuery(strings.Join(lines, ""))
		if err != nil {
			t.Fatal(err)
		}
		return params
	}
	cidrs = parse("GroupName=websrv",
		"&IpPermissions.1.IpProtocol=tcp",
		"&IpPermissions.1.FromPort=80",
		"&IpPermissions.1.ToPort=80",
		"&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24",
		"&IpPermissions.1.IpRanges.2.CidrIp=198.51.100.0/24")
	classicGroup = parse("GroupName=websrv",
		"&IpPermissions.1.IpProtocol=tcp",
		"&IpPermissions.1.FromPort=80",
		"&IpPermissions.1.ToPort=80",
		"&IpPermissions.1.Groups.1.GroupName=OtherAccountGroup",
		"&IpPermissions.1.Groups.1.UserId=999988887777")
	vpcGroup = parse("GroupId=sg-140ba4c8",
		"&IpPermissions.1.IpProtocol=tcp",
		"&IpPermissions.1.FromPort=80",
		"&IpPermissions.1.ToPort=80",
		"&IpPermissions.1.Groups.1.GroupId=sg-0a5d8e02",
		"&IpPermissions.1.Groups.1.UserId=111122223333")
	return cidrs, classicGroup, vpcGroup
}

// TestExamplesTyped types the three examples as a newcomer does, and compares
// what went over the wire with them, parameter by parameter.
func TestExamplesTyped(t *testing.T) {
	t.Parallel()
	endpoint := newRecorder(t)
	term := sluice(t, newcomerEnv(t), "--endpoint-url", endpoint.URL)
	cidrs, classicGroup, vpcGroup := examples(t)

	term.openForm("websrv")
	term.fill("Rule", "tcp/80 from 192.0.2.0/24 198.51.100.0/24")
	term.preview("2 rules to websrv")
	term.confirm("Done: 2 added")
	wantRuleIDs(t, term, 2)
	term.press("enter")
	term.clearFilter()

	term.openForm("websrv")
	term.nextField("Type")
	term.nextField("Protocol")
	term.fill("Protocol", "tcp")
	term.nextField("From port")
	term.fill("From port", "80")
	term.nextField("To port")
	term.nextField("Source")
	term.fill("Source", "999988887777/OtherAccountGroup")
	term.preview("1 rule to websrv")
	term.confirm("Done: 1 added")
	wantRuleIDs(t, term, 1)
	term.press("enter")
	term.clearFilter()

	term.openForm("VpcWebServers")
	term.nextField("Type")
	term.fill("Type", "HTTP")
	term.nextField("Protocol")
	term.nextField("From port")
	term.nextField("To port")
	term.nextField("Source")
	term.fill("Source", "OtherGroup")
	term.waitFor("sg-0a5d8e02")
	term.press("down")
	term.waitFor("▸ sg-0a5d8e02")
	term.press("enter")
	term.waitFor("▸ Expires", "So far  1 to add")
	term.preview("1 rule to VpcWebServers")
	term.confirm("Done: 1 added")
	wantRuleIDs(t, term, 1)
	term.quit()

	want := []url.Values{cidrs, classicGroup, vpcGroup}
	if diff := cmp.Diff(want, endpoint.writes()); diff != "" {
		t.Errorf("the wire differs from the examples (-example +sent):\n%s", diff)
	}
	wantReceipts(t, term,
		"websrv  sg-5b1c22de  tcp/80 from 192.0.2.0/24  added  sgr-",
		"websrv  sg-5b1c22de  tcp/80 from 198.51.100.0/24  added  sgr-",
		"websrv  sg-5b1c22de  tcp/80 from 999988887777/OtherAccountGroup  added  sgr-",
		"VpcWebServers  sg-140ba4c8  tcp/80 from sg-0a5d8e02  added  sgr-")
}

// wantRuleIDs checks that the outcome names a rule id for each rule.
func wantRuleIDs(t *testing.T, term *terminal, n int) {
	t.Helper()
	screen := term.text()
	if ids := regexp.MustCompile(`sgr-[0-9a-f]{17}\b`).FindAllString(screen, -1); len(ids) != n {
		t.Errorf("the outcome has %d rule ids, not %d:\n%s", len(ids), n, screen)
	}
}

// wantReceipts checks the lines that are left when the screen is gone.
func wantReceipts(t *testing.T, term *terminal, starts ...string) {
	t.Helper()
	var lines []string
	for _, line := range term.lines() {
		if line != "" {
			lines = append(lines, line)
		}
	}
	for i, line := range lines {
		if i >= len(starts) || !strings.HasPrefix(line, starts[i]) {
			t.Errorf("line %d after the end is not as expected: %q", i+1, line)
		}
	}
	if len(lines) != len(starts) {
		t.Errorf("%d lines are left after the end, not %d:\n%s", len(lines), len(starts), strings.Join(lines, "\n"))
	}
}
