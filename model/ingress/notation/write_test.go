package notation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
)

// A plan for a VPC's group and one of EC2-Classic, in every form.
func TestWrite(t *testing.T) {
	plan := ingress.Plan{Changes: []ingress.Change{
		change(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8 2001:db8::/32 # office: a, b & ${c}", "all from sg-0a5d8e02"),
		{Group: ingress.Group{ID: "sg-2", Name: "nothing new", VPCID: "vpc-0f1e2d3c"}},
		change(t, websrv(), `tcp/80 from 192.0.2.0/24 999988887777/"Bob's group"`),
	}}
	for _, c := range []struct {
		form Form
		want string
	}{
		{Lines, `tcp/22 from 10.0.0.0/8 # office: a, b & ${c}
tcp/22 from 2001:db8::/32 # office: a, b & ${c}
all from sg-0a5d8e02
tcp/80 from 192.0.2.0/24
tcp/80 from 999988887777/"Bob's group"
`},
		{AWSCLI, `aws ec2 authorize-security-group-ingress \
  --group-id sg-140ba4c8 \
  --ip-permissions \
    'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,Description="office: a, b & ${c}"}],Ipv6Ranges=[{CidrIpv6=2001:db8::/32,` +
			`Description="office: a, b & ${c}"}]' \
    'IpProtocol=-1,UserIdGroupPairs=[{GroupId=sg-0a5d8e02,UserId=111122223333}]'

aws ec2 authorize-security-group-ingress \
  --group-name websrv \
  --ip-permissions \
    'IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=192.0.2.0/24}]' \
    'IpProtocol=tcp,FromPort=80,ToPort=80,UserIdGroupPairs=[{GroupName="Bob'\''s group",UserId=999988887777}]'
`},
		{Query, `https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress
&Version=2016-11-15
&GroupId=sg-140ba4c8
&IpPermissions.1.IpProtocol=tcp
&IpPermissions.1.FromPort=22
&IpPermissions.1.ToPort=22
&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8
&IpPermissions.1.IpRanges.1.Description=office:%20a%2C%20b%20%26%20%24%7Bc%7D
&IpPermissions.1.Ipv6Ranges.1.CidrIpv6=2001:db8::/32
&IpPermissions.1.Ipv6Ranges.1.Description=office:%20a%2C%20b%20%26%20%24%7Bc%7D
&IpPermissions.2.IpProtocol=-1
&IpPermissions.2.Groups.1.GroupId=sg-0a5d8e02
&IpPermissions.2.Groups.1.UserId=111122223333
&AUTHPARAMS

https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress
&GroupName=websrv
&IpPermissions.1.IpProtocol=tcp
&IpPermissions.1.FromPort=80
&IpPermissions.1.ToPort=80
&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24
&IpPermissions.2.IpProtocol=tcp
&IpPermissions.2.FromPort=80
&IpPermissions.2.ToPort=80
&IpPermissions.2.Groups.1.GroupName=Bob%27s%20group
&IpPermissions.2.Groups.1.UserId=999988887777
&AUTHPARAMS
`},
		{Terraform, `resource "aws_vpc_security_group_ingress_rule" "vpcwebservers_tcp_22" {
  security_group_id = "sg-140ba4c8"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.0.0/8"
  description       = "office: a, b & $${c}"
}

resource "aws_vpc_security_group_ingress_rule" "vpcwebservers_tcp_22_2" {
  security_group_id = "sg-140ba4c8"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv6         = "2001:db8::/32"
  description       = "office: a, b & $${c}"
}

resource "aws_vpc_security_group_ingress_rule" "vpcwebservers_all" {
  security_group_id            = "sg-140ba4c8"
  ip_protocol                  = "-1"
  referenced_security_group_id = "sg-0a5d8e02"
}

# EC2-Classic: version 5.0 of the AWS provider removed it, so these need an older one.
resource "aws_security_group_rule" "websrv_tcp_80" {
  type              = "ingress"
  security_group_id = "sg-5b1c22de"
  protocol          = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["192.0.2.0/24"]
}

resource "aws_security_group_rule" "websrv_tcp_80_2" {
  type                     = "ingress"
  security_group_id        = "sg-5b1c22de"
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
  source_security_group_id = "999988887777/Bob's group"
}
`},
		{JSON, `[
  {
    "GroupId": "sg-140ba4c8",
    "IpPermissions": [
      {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "IpRanges": [
          {
            "CidrIp": "10.0.0.0/8",
            "Description": "office: a, b & ${c}"
          }
        ],
        "Ipv6Ranges": [
          {
            "CidrIpv6": "2001:db8::/32",
            "Description": "office: a, b & ${c}"
          }
        ]
      },
      {
        "IpProtocol": "-1",
        "UserIdGroupPairs": [
          {
            "GroupId": "sg-0a5d8e02",
            "UserId": "111122223333"
          }
        ]
      }
    ]
  },
  {
    "GroupName": "websrv",
    "IpPermissions": [
      {
        "IpProtocol": "tcp",
        "FromPort": 80,
        "ToPort": 80,
        "IpRanges": [
          {
            "CidrIp": "192.0.2.0/24"
          }
        ]
      },
      {
        "IpProtocol": "tcp",
        "FromPort": 80,
        "ToPort": 80,
        "UserIdGroupPairs": [
          {
            "GroupName": "Bob's group",
            "UserId": "999988887777"
          }
        ]
      }
    ]
  }
]
`},
	} {
		if diff := cmp.Diff(c.want, Write(c.form, plan)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.form, diff)
		}
	}
}

// A description is of today's API, and so is a request for EC2-Classic with one.
func TestWriteClassicDescription(t *testing.T) {
	want := `https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress
&Version=2016-11-15
&GroupName=websrv
&IpPermissions.1.IpProtocol=icmp
&IpPermissions.1.FromPort=-1
&IpPermissions.1.ToPort=-1
&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24
&IpPermissions.1.IpRanges.1.Description=ping%20%26%20pong
&AUTHPARAMS
`
	if diff := cmp.Diff(want, writeChange(Query, change(t, websrv(), "icmp from 192.0.2.0/24 # ping & pong"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Names that a shell or the AWS CLI would take for something else.
func TestWriteAwkwardTargets(t *testing.T) {
	for name, want := range map[string]string{
		"web":        "--group-name web",
		"my web":     "--group-name 'my web'",
		"Bob's":      `--group-name 'Bob'\''s'`,
		"-x":         "--group-name=-x",
		"file://x":   "--group-id sg-5b1c22de",
		"$(reboot)":  "--group-name '$(reboot)'",
		"a\x00b":     "--group-id sg-5b1c22de",
		"gr\u00fcn":  "--group-name 'gr\u00fcn'",
		"!history":   "--group-name '!history'",
		"back\\tick": "--group-name 'back\\tick'",
	} {
		g := websrv()
		g.Name = name
		if got := cliTarget(ingress.Change{Group: g}); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}

// What revokes and edits names rules by their ids: commands and requests do.
func TestWriteRevocationAndEdit(t *testing.T) {
	rules := change(t, vpcWebServers(), "tcp/22 from 10.0.0.0/8 # office: a", "icmp/8 from sg-0a5d8e02").Rules
	rules[0].Existing.ID, rules[1].Existing.ID = "sgr-01", "sgr-02"
	revoke := ingress.Change{Kind: ingress.Revoking, Group: vpcWebServers(), Rules: rules}
	edit := ingress.Change{Kind: ingress.Editing, Group: vpcWebServers(), Rules: rules[:1]}
	for _, c := range []struct {
		name   string
		form   Form
		change ingress.Change
		want   string
	}{
		{"revoke, as a command", AWSCLI, revoke, `aws ec2 revoke-security-group-ingress \
  --group-id sg-140ba4c8 \
  --security-group-rule-ids sgr-01 sgr-02
`},
		{"revoke, as a request", Query, revoke, `https://ec2.amazonaws.com/?Action=RevokeSecurityGroupIngress
&Version=2016-11-15
&GroupId=sg-140ba4c8
&SecurityGroupRuleId.1=sgr-01
&SecurityGroupRuleId.2=sgr-02
&AUTHPARAMS
`},
		{"edit, as a command", AWSCLI, edit, `aws ec2 modify-security-group-rules \
  --group-id sg-140ba4c8 \
  --security-group-rules \
    'SecurityGroupRuleId=sgr-01,SecurityGroupRule={IpProtocol=tcp,FromPort=22,ToPort=22,CidrIpv4=10.0.0.0/8,Description="office: a"}'
`},
		{"edit, as a request", Query, edit, `https://ec2.amazonaws.com/?Action=ModifySecurityGroupRules
&Version=2016-11-15
&GroupId=sg-140ba4c8
&SecurityGroupRule.1.SecurityGroupRuleId=sgr-01
&SecurityGroupRule.1.SecurityGroupRule.IpProtocol=tcp
&SecurityGroupRule.1.SecurityGroupRule.FromPort=22
&SecurityGroupRule.1.SecurityGroupRule.ToPort=22
&SecurityGroupRule.1.SecurityGroupRule.CidrIpv4=10.0.0.0/8
&SecurityGroupRule.1.SecurityGroupRule.Description=office:%20a
&AUTHPARAMS
`},
		{"revoke, in HCL", Terraform, revoke, ""},
		{"edit, as lines", Lines, edit, ""},
		{"revoke, as permissions", JSON, revoke, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, writeChange(c.form, c.change)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriteNothing(t *testing.T) {
	for _, form := range Forms() {
		if got := Write(form, ingress.Plan{}); got != "" {
			t.Errorf("%s of an empty plan: %q", form, got)
		}
	}
}

func TestFormNames(t *testing.T) {
	for _, form := range Forms() {
		if got, err := ParseForm(form.String()); got != form || err != nil {
			t.Errorf("%s is %v, %v", form, got, err)
		}
	}
	_, err := ParseForm("yaml")
	want := `"yaml" is no form: use aws-cli, query, terraform, json, lines`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A source group of another account is written with its account, and read back so.
func TestWriteGroupOfAnotherAccount(t *testing.T) {
	const line = "tcp/80 from 999988887777/sg-0123abcd"
	wanted := change(t, vpcWebServers(), line)
	if got := writeChange(Lines, wanted); got != line+"\n" {
		t.Errorf("lines: %q", got)
	}
	if got := Read(line).Lines(); len(got) != 1 || got[0] != line {
		t.Errorf("read: %q", got)
	}
	for form, want := range map[Form]string{
		AWSCLI:    "UserIdGroupPairs=[{GroupId=sg-0123abcd,UserId=999988887777}]",
		Query:     "Groups.1.UserId=999988887777",
		Terraform: `"999988887777/sg-0123abcd"`,
		JSON:      `"UserId": "999988887777"`,
	} {
		if got := writeChange(form, wanted); !strings.Contains(got, want) {
			t.Errorf("%v: no %s in %s", form, want, got)
		}
	}
}
