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

// cliStep is a command of the AWS CLI, its words split at spaces, with the output that is wanted, its spaces collapsed,
// or what the error must contain. Output of the form $name is whatever it is, and stands for itself in what follows.
type cliStep struct{ command, out, problem string }

func runCLI(t *testing.T, aws func(args ...string) (out, problem string), steps []cliStep) {
	t.Helper()
	known := map[string]string{}
	fill := func(text string) string {
		for name, value := range known {
			text = strings.ReplaceAll(text, name, value)
		}
		return text
	}
	for _, step := range steps {
		command := fill(step.command)
		out, problem := aws(strings.Fields(command)...)
		if strings.HasPrefix(step.out, "$") && known[step.out] == "" && out != "" {
			known[step.out] = out
		}
		if out != fill(step.out) || step.problem == "" && problem != "" || !strings.Contains(problem, step.problem) {
			t.Errorf("aws %s\n got %q, %q\nwant %q, %q", command, out, problem, fill(step.out), step.problem)
		}
	}
}

// TestAWSCLI goes the way of a user of the AWS CLI: look, add, meet errors, look again, take back. Each command takes Python
// a second or two: without the build tag long, a refusal and an answer have to do.
func TestAWSCLI(t *testing.T) {
	_, s := listen(t, Options{Dir: t.TempDir()})
	aws := awsCLI(t, s)
	steps := []cliStep{
		{"sts get-caller-identity --query Account", "111122223333", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol all --cidr 192.0.2.0/24 --dry-run", "", "(DryRunOperation)"},
		{"ec2 describe-security-groups --page-size 5 --query SecurityGroups[].GroupId",
			"sg-0d15ea5e sg-00c0ffee sg-5b1c22de sg-0a5d8e02 sg-140ba4c8 sg-77aa01bc sg-3d7f90ab sg-5e2b8f14 sg-1e9ac701 sg-6c0de911", ""},
		{"ec2 authorize-security-group-ingress --group-name websrv --protocol tcp --port 80 --cidr 192.0.2.0/24 --query Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-name websrv --protocol tcp --port 80 --source-group OtherAccountGroup --group-owner 999988887777 --query " +
			"Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02 --query Return", "True", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02", "", "(InvalidPermission.Duplicate)"},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port all --cidr 192.0.2.0/24", "", "(InvalidParameterValue)"},
		{"ec2 authorize-security-group-ingress --group-id sg-140ba4c8 --ip-permissions " +
			"IpProtocol=icmp,FromPort=8,ToPort=-1,IpRanges=[{CidrIp=10.1.2.3/8,Description=ping}]" +
			" --tag-specifications ResourceType=security-group-rule,Tags=[{Key=by,Value=cli}] --query SecurityGroupRules[].[CidrIpv4,Description,Tags[0].Value]",
			"10.0.0.0/8 ping cli", ""},
		{"ec2 describe-security-group-rules --filters Name=tag:by,Values=c* --query SecurityGroupRules[].[IpProtocol,FromPort,ToPort]", "icmp 8 -1", ""},
		{"ec2 describe-security-groups --group-names websrv --query SecurityGroups[].IpPermissions[?ToPort==`80`].UserIdGroupPairs[][].[UserId,GroupName]",
			"999988887777 OtherAccountGroup", ""},
		{"ec2 revoke-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02 --query " +
			"RevokedSecurityGroupRules[].ReferencedGroupId", "sg-0a5d8e02", ""},
		{"ec2 revoke-security-group-ingress --group-id sg-140ba4c8 --protocol tcp --port 80 --source-group sg-0a5d8e02", "", "(InvalidPermission.NotFound)"},
		{"ec2 describe-vpcs --filters Name=is-default,Values=true --query Vpcs[].CidrBlock", "172.31.0.0/16", ""},
		{"ec2 describe-instances", "", "(InvalidAction)"},
		{"--region eu-west-1 ec2 describe-security-groups --query SecurityGroups[].GroupName", "default", ""},
	}
	if !long {
		steps = steps[1:3]
	}
	runCLI(t, aws, steps)
}

// TestAWSCLIChanges makes a VPC's worth of groups, rules, lists and tags with the AWS CLI, changes them, and takes them away.
func TestAWSCLIChanges(t *testing.T) {
	if !long {
		t.Skip("SKIPPED: the build tag long has the changes by the AWS CLI")
	}
	_, s := listen(t, Options{})
	aws := awsCLI(t, s)
	const shorthand = "IpProtocol=tcp,FromPort=443,ToPort=443,"
	runCLI(t, aws, []cliStep{
		{"ec2 create-vpc --cidr-block 10.1.0.0/16 --tag-specifications ResourceType=vpc,Tags=[{Key=Name,Value=lab}] --query Vpc.VpcId", "$vpc", ""},
		{"ec2 create-security-group --group-name web --description Web --vpc-id $vpc --query GroupId", "$web", ""},
		{"ec2 create-security-group --group-name web --description Web --vpc-id $vpc", "", "(InvalidGroup.Duplicate)"},
		{"ec2 create-security-group --group-name db --description Data --vpc-id $vpc --tag-specifications ResourceType=security-group,Tags=[{Key=env,Value=lab}] " +
			"--query GroupId", "$db", ""},
		{"ec2 wait security-group-exists --group-ids $db", "", ""},
		{"ec2 create-managed-prefix-list --prefix-list-name labs --address-family IPv4 --max-entries 5 --entries Cidr=192.0.2.0/24,Description=lab --query " +
			"PrefixList.PrefixListId", "$list", ""},
		{"ec2 authorize-security-group-ingress --group-id $web --protocol tcp --port 80 --cidr 0.0.0.0/0 --query SecurityGroupRules[].SecurityGroupRuleId", "$http",
			""},
		{"ec2 authorize-security-group-ingress --group-id $web --protocol tcp --port 80 --cidr 0.0.0.0/0 --dry-run", "", "(DryRunOperation)"},
		{"ec2 authorize-security-group-ingress --group-id $web --ip-permissions " + shorthand +
			"IpRanges=[{CidrIp=0.0.0.0/0}],Ipv6Ranges=[{CidrIpv6=::/0,Description=six}],PrefixListIds=[{PrefixListId=$list}]" +
			" --tag-specifications ResourceType=security-group-rule,Tags=[{Key=by,Value=cli}] --query SecurityGroupRules[].[CidrIpv4,CidrIpv6,PrefixListId]",
			"0.0.0.0/0 None None None ::/0 None None None $list", ""},
		{"ec2 authorize-security-group-ingress --group-id $db --protocol tcp --port 5432 --source-group $web --query " +
			"SecurityGroupRules[0].ReferencedGroupInfo.GroupId", "$web", ""},
		{"ec2 authorize-security-group-egress --group-id $web --ip-permissions IpProtocol=tcp,FromPort=5432,ToPort=5432,UserIdGroupPairs=[{GroupId=$db}] --query " +
			"SecurityGroupRules[0].IsEgress", "True", ""},
		{"ec2 revoke-security-group-egress --group-id $web --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}] --query " +
			"RevokedSecurityGroupRules[0].CidrIpv4", "0.0.0.0/0", ""},
		{"ec2 describe-security-groups --filters Name=vpc-id,Values=$vpc Name=ip-permission.group-id,Values=$web --query SecurityGroups[].GroupName", "db", ""},
		{"ec2 describe-security-groups --page-size 5 --max-items 2 --output json --query SecurityGroups[].GroupId", `[ "sg-0d15ea5e", "sg-00c0ffee" ]`, ""},
		{"ec2 describe-security-group-rules --filters Name=tag:by,Values=cli --page-size 5 --query length(SecurityGroupRules)", "3", ""},
		{"ec2 modify-security-group-rules --group-id $web --security-group-rules " +
			"SecurityGroupRuleId=$http,SecurityGroupRule={IpProtocol=tcp,FromPort=8080,ToPort=8081,CidrIpv4=10.0.0.0/8,Description=moved} --query Return", "True", ""},
		{"ec2 update-security-group-rule-descriptions-ingress --group-id $web --security-group-rule-descriptions SecurityGroupRuleId=$http,Description=again " +
			"--query Return", "True", ""},
		{"ec2 describe-security-group-rules --security-group-rule-ids $http --query SecurityGroupRules[].[FromPort,ToPort,CidrIpv4,Description]",
			"8080 8081 10.0.0.0/8 again", ""},
		{"ec2 create-tags --resources $web $http --tags Key=env,Value=lab", "", ""},
		{"ec2 describe-tags --filters Name=tag:env,Values=lab --query length(Tags)", "3", ""},
		{"ec2 delete-tags --resources $web --tags Key=env", "", ""},
		{"ec2 describe-tags --filters Name=tag:env,Values=lab Name=resource-type,Values=security-group --query Tags[].ResourceId", "$db", ""},
		{"ec2 modify-managed-prefix-list --prefix-list-id $list --current-version 1 --add-entries Cidr=198.51.100.0/24 --query PrefixList.State",
			"modify-in-progress", ""},
		{"ec2 get-managed-prefix-list-entries --prefix-list-id $list --query Entries[].Cidr", "192.0.2.0/24 198.51.100.0/24", ""},
		{"ec2 create-vpc-peering-connection --vpc-id $vpc --peer-vpc-id vpc-5f7a1c3e --query VpcPeeringConnection.VpcPeeringConnectionId", "$pcx", ""},
		{"ec2 accept-vpc-peering-connection --vpc-peering-connection-id $pcx --query VpcPeeringConnection.Status.Code", "provisioning", ""},
		{"ec2 authorize-security-group-ingress --group-id sg-6c0de911 --protocol tcp --port 443 --source-group $web --query " +
			"SecurityGroupRules[0].ReferencedGroupInfo.PeeringStatus", "active", ""},
		{"ec2 describe-security-group-references --group-id $web --query SecurityGroupReferenceSet[].ReferencingVpcId", "vpc-5f7a1c3e", ""},
		{"ec2 delete-vpc-peering-connection --vpc-peering-connection-id $pcx --query Return", "True", ""},
		{"ec2 describe-stale-security-groups --vpc-id vpc-5f7a1c3e --query StaleSecurityGroupSet[].StaleIpPermissions[].UserIdGroupPairs[].[GroupId,PeeringStatus]",
			"$web deleted", ""},
		{"ec2 delete-security-group --group-id $web", "", "(DependencyViolation)"},
		{"ec2 revoke-security-group-ingress --group-id $db --protocol tcp --port 5432 --source-group $web --query RevokedSecurityGroupRules[].ReferencedGroupId",
			"$web", ""},
		{"ec2 delete-security-group --group-id $web --query GroupId", "$web", ""},
		{"ec2 delete-managed-prefix-list --prefix-list-id $list --query PrefixList.State", "delete-in-progress", ""},
		{"ec2 describe-managed-prefix-lists --prefix-list-ids $list", "", "(InvalidPrefixListID.NotFound)"},
		{"ec2 delete-vpc --vpc-id $vpc", "", "(DependencyViolation)"},
		{"ec2 delete-security-group --group-id $db --query Return", "True", ""},
		{"ec2 delete-vpc --vpc-id $vpc", "", ""},
		{"ec2 describe-account-attributes --attribute-names supported-platforms --query AccountAttributes[].AttributeValues[].AttributeValue", "EC2 VPC", ""},
		{"ec2 describe-regions --region-names eu-west-1 --query Regions[].Endpoint", "ec2.eu-west-1.amazonaws.com", ""},
		{"ec2 describe-availability-zones --query AvailabilityZones[0].ZoneId", "use1-az1", ""},
		{"service-quotas get-service-quota --service-code vpc --quota-code L-0EA8095F --query Quota.Value", "60.0", ""},
		{"service-quotas list-service-quotas --service-code vpc --page-size 2 --query Quotas[].QuotaCode", "L-0EA8095F L-2AFB9258 L-E79EC296", ""},
		{"service-quotas get-service-quota --service-code vpc --quota-code L-00000000", "", "(NoSuchResourceException)"},
	})
}
