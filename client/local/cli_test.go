package local

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// awsCLI runs the AWS CLI against the server; it is skipped, in one line that says so, where there is none.
func awsCLI(t *testing.T, s *Server) func(args ...string) (out, problem string) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short leaves out the AWS CLI")
	}
	aws, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("SKIPPED: the AWS CLI is not installed here, so the endpoint was not tried with it")
	}
	nothing := filepath.Join(t.TempDir(), "nothing")
	return func(args ...string) (string, string) {
		cmd := exec.CommandContext(t.Context(), aws, append([]string{"--endpoint-url", s.URL(), "--output", "text"}, args...)...)
		cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_DEFAULT_REGION=us-east-1",
			"AWS_CONFIG_FILE="+nothing, "AWS_SHARED_CREDENTIALS_FILE="+nothing, "AWS_PAGER=", "AWS_MAX_ATTEMPTS=1")
		var out, problem bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &problem
		_ = cmd.Run() // what went wrong is in problem
		return strings.Join(strings.Fields(out.String()), " "), problem.String()
	}
}

// TestAWSCLI goes the way of a user of the AWS CLI: look, add, meet errors, look again, take back.
func TestAWSCLI(t *testing.T) {
	_, s := listen(t, Options{Dir: t.TempDir()})
	aws := awsCLI(t, s)
	for _, step := range []struct {
		command string // words, split at spaces
		out     string // wanted output, its spaces collapsed
		problem string // or what the error must contain
	}{
		{"sts get-caller-identity --query Account", "111122223333", ""},
		{"ec2 describe-security-groups --page-size 5 --query SecurityGroups[].GroupId",
			"sg-0d15ea5e sg-00c0ffee sg-5b1c22de sg-0a5d8e02 sg-140ba4c8 sg-77aa01bc sg-3d7f90ab sg-5e2b8f14 sg-1e9ac701 sg-6c0de911", ""},
		{"ec2 authorize-security-group-ingress --group-name websrv --protocol tcp --port 80 --cidr 192.0.2.0/24 --query Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-name websrv --protocol tcp --port 80 --source-group OtherAccountGroup --group-owner 999988887777 --query Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02 --query Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02", "", "(InvalidPermission.Duplicate)"},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port all --cidr 192.0.2.0/24", "", "(InvalidParameterValue)"},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol all --cidr 192.0.2.0/24 --dry-run", "", "(DryRunOperation)"},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --ip-permissions IpProtocol=icmp,FromPort=8,ToPort=-1,IpRanges=[{CidrIp=10.1.2.3/8,Description=ping}]" +
			" --tag-specifications ResourceType=security-group-rule,Tags=[{Key=by,Value=cli}] --query SecurityGroupRules[].[CidrIpv4,Description,Tags[0].Value]",
			"10.0.0.0/8 ping cli", ""},
		{"ec2 describe-security-group-rules --filters Name=tag:by,Values=c* --query SecurityGroupRules[].[IpProtocol,FromPort,ToPort]", "icmp 8 -1", ""},
		{"ec2 describe-security-groups --group-names websrv --query SecurityGroups[].IpPermissions[?ToPort==`80`].UserIdGroupPairs[][].[UserId,GroupName]",
			"999988887777 OtherAccountGroup", ""},
		{"ec2 revoke-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02 --query RevokedSecurityGroupRules[].ReferencedGroupId", "sg-0a5d8e02", ""},
		{"ec2 revoke-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02", "", "(InvalidPermission.NotFound)"},
		{"ec2 describe-vpcs --filters Name=is-default,Values=true --query Vpcs[].CidrBlock", "172.31.0.0/16", ""},
		{"ec2 describe-instances", "", "(InvalidAction)"},
		{"--region eu-west-1 ec2 describe-security-groups --query SecurityGroups[].GroupName", "default", ""},
	} {
		out, problem := aws(strings.Fields(step.command)...)
		if out != step.out || step.problem == "" && problem != "" || !strings.Contains(problem, step.problem) {
			t.Errorf("aws %s\n got %q, %q\nwant %q, %q", step.command, out, problem, step.out, step.problem)
		}
	}
}
