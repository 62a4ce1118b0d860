package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestImportFromAWSCLI pipes the groups of one endpoint through the AWS CLI into
// the state of another, which then describes the same.
func TestImportFromAWSCLI(t *testing.T) {
	needs(t, "aws")
	t.Parallel()
	from, _ := serveLocal(t, newcomerEnv(t), "--memory")
	vpc := awsCLI[struct{ Vpc struct{ VpcId string } }](t, from, "create-vpc", "--cidr-block", "10.7.0.0/16").Vpc.VpcId
	group := awsCLI[struct{ GroupId string }](t, from, "create-security-group", "--group-name", "new", "--description", "not in the sample", "--vpc-id",
		vpc).GroupId
	awsCLI[struct{}](t, from, "authorize-security-group-ingress", "--group-id", group, "--ip-permissions",
		"IpProtocol=tcp,FromPort=80,ToPort=81,IpRanges=[{CidrIp=192.0.2.0/24,Description=office}],UserIdGroupPairs=[{GroupId="+group+"}]")
	wanted := awsCLI[json.RawMessage](t, from, "describe-security-groups")

	env := newcomerEnv(t)
	cmd := exec.Command(binary(t), "local", "import", "-")
	cmd.Env, cmd.Stdin = env, strings.NewReader(string(wanted))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Made VPCs, with an address range of no meaning: "+vpc) {
		t.Fatalf("%v\n%s", err, out)
	}
	to, _ := serveLocal(t, env)
	if diff := cmp.Diff(groupsByID(t, wanted), groupsByID(t, awsCLI[json.RawMessage](t, to, "describe-security-groups"))); diff != "" {
		t.Errorf("(-described +imported):\n%s", diff)
	}
}

// groupsByID are the groups that the AWS CLI described.
func groupsByID(t *testing.T, described json.RawMessage) map[string]any {
	t.Helper()
	var answer struct{ SecurityGroups []map[string]any }
	if err := json.Unmarshal(described, &answer); err != nil {
		t.Fatal(err)
	}
	groups := make(map[string]any)
	for _, g := range answer.SecurityGroups {
		groups[g["GroupId"].(string)] = g
	}
	return groups
}
