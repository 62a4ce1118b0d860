package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/ui/plain"
)

// TestReachJSON asks who reaches the database of the sandbox.
func TestReachJSON(t *testing.T) {
	t.Parallel()
	told := jsonOf[plain.ReachJSON](t, newcomerEnv(t), exitOK, "reach", "198.51.100.17", "tcp/5432")
	bastion := plain.ReachRuleJSON{
		Group: "sg-3d7f90ab", Name: "database", VPC: "vpc-0f1e2d3c", Owner: "111122223333",
		Rule: "tcp/5432 from sg-77aa01bc", Description: "administrators", Via: "sg-77aa01bc", ViaName: "bastion",
	}
	web := bastion
	web.Rule, web.Description, web.Via, web.ViaName = "tcp/5432 from sg-140ba4c8", "web servers", "sg-140ba4c8", "VpcWebServers"
	listed := bastion
	listed.Rule, listed.Description, listed.Via, listed.ViaName = "tcp/5432 from pl-0a1b2c3d4e5f60718", "reports from the offices", "", ""
	want := plain.ReachJSON{Version: 1, From: "198.51.100.17/32", Traffic: "tcp/5432", Rules: []plain.ReachRuleJSON{listed, web, bastion}, Unread: []string{}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("it tells otherwise (-want +got):\n%s", diff)
	}
}
