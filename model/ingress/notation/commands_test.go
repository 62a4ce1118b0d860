package notation

import "testing"

// AWS CLI commands, whole and in part.
func TestCommands(t *testing.T) {
	checkReadings(t, []readCase{
		{"ssh from a network", `aws ec2 authorize-security-group-ingress \
    --group-id sg-1234567890abcdef0 \
    --protocol tcp \
    --port 22 \
    --cidr 203.0.113.0/24`, `aws-cli
> sg-1234567890abcdef0
tcp/22 from 203.0.113.0/24`},
		{"from a source group", `aws ec2 authorize-security-group-ingress --group-id sg-1234567890abcdef0 --protocol tcp --port 80 --source-group sg-1a2b3c4d`,
			`aws-cli
> sg-1234567890abcdef0
tcp/80 from sg-1a2b3c4d`},
		{"EC2-Classic from another account",
			`aws ec2 authorize-security-group-ingress --group-name MySecurityGroup --protocol tcp --port 80 --source-group "Other Group" --group-owner 123456789012`,
			`aws-cli
> MySecurityGroup
tcp/80 from 123456789012/"Other Group"`},
		{"several permissions in shorthand",
			`aws ec2 authorize-security-group-ingress --group-id sg-1a2b3c4d --ip-permissions 'IpProtocol=tcp,FromPort=3389,ToPort=3389,IpRanges=[{` +
				`CidrIp=172.31.0.0/16}]' 'IpProtocol=icmp,FromPort=-1,ToPort=-1,IpRanges=[{CidrIp=172.31.0.0/16}]' `, `aws-cli
> sg-1a2b3c4d
tcp/3389 from 172.31.0.0/16
icmp from 172.31.0.0/16`},
		{"quotes inside quotes part a description",
			`aws ec2 authorize-security-group-ingress --group-id sg-1a2b3c4d --ip-permissions 'IpProtocol=tcp,FromPort=3389,ToPort=3389,IpRanges=[{` +
				`CidrIp=203.0.113.0/24,Description='RDP access from NY office'}]' IpProtocol=50,IpRanges=[{CidrIp=10.0.0.1/32}]`, `aws-cli
> sg-1a2b3c4d
tcp/3389 from 203.0.113.0/24 # RDP access from NY office
50 from 10.0.0.1/32`},
		{"JSON in double quotes",
			`aws ec2 authorize-security-group-ingress --group-id sg-1a2b3c4d --ip-permissions "[{\"IpProtocol\": \"tcp\", \"FromPort\": 22, \"ToPort\": 22, ` +
				`\"Ipv6Ranges\": [{\"CidrIpv6\": \"2001:db8::/32\", \"Description\": \"it's $5\"}]}]"`, `aws-cli
> sg-1a2b3c4d
tcp/22 from 2001:db8::/32
! 1:213 Description: "it's $5\" stands for a value that is not in the text: write the value | "it's $5\"`},
		{"one JSON permission without its list",
			`aws ec2 authorize-security-group-ingress --group-id sg-1a2b3c4d --ip-permissions '{"IpProtocol":"icmpv6","Ipv6Ranges":[{"CidrIpv6":"::/0"}]}' `, `aws-cli
> sg-1a2b3c4d
icmpv6 from ::/0`},
		{"all traffic from a prefix list",
			`aws ec2 authorize-security-group-ingress --group-id sg-04a351bfe432d4e71 --ip-permissions 'IpProtocol=all,PrefixListIds=[{` +
				`PrefixListId=pl-002dc3ec097de1514}]' `, `aws-cli
> sg-04a351bfe432d4e71
all from pl-002dc3ec097de1514`},
		{"ports as a range, as all, and ICMP types", `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol udp --port 60000-61000 --cidr 10.0.0.0/8
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port all --cidr 10.0.0.0/8
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol icmp --port -1 --cidr 10.0.0.0/8
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol icmp --port 3-4 --cidr 10.0.0.0/8
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol icmp --port 8--1 --cidr 10.0.0.0/8
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol all --cidr 10.0.0.0/8`, `aws-cli
> sg-1
udp/60000-61000 from 10.0.0.0/8
tcp/* from 10.0.0.0/8
icmp from 10.0.0.0/8
icmp/3:4 from 10.0.0.0/8
icmp/8 from 10.0.0.0/8
all from 10.0.0.0/8`},
		{"tcp without ports is not all ports", `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --cidr 10.0.0.0/8`, `aws-cli
! 1:1 TCP needs --port; for all write 0 and 65535 | aws ec2 authorize-security-gr…`},
		{"tcp ports -1 are none", `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port -1 --cidr 10.0.0.0/8`, `aws-cli
! 1:80 --port: -1: a port is 0 to 65535; for all write 0 and 65535 | aws ec2 authorize-security-gr…`},
		{"options with equals signs", `aws ec2 authorize-security-group-ingress --group-id=sg-1 --protocol=tcp --port=443 --cidr=0.0.0.0/0 `, `aws-cli
> sg-1
tcp/443 from 0.0.0.0/0`},
		{"the options of the request itself",
			`aws ec2 authorize-security-group-ingress --group-name web --ip-protocol tcp --from-port 22 --to-port 23 --cidr-ip 10.0.0.0/8`, `aws-cli
> web
tcp/22-23 from 10.0.0.0/8`},
		{"a request as JSON",
			`aws ec2 authorize-security-group-ingress --cli-input-json '{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,` +
				`"IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]}' `, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8`},
		{"a request as JSON that is none", `aws ec2 authorize-security-group-ingress --cli-input-json '[1]'
aws ec2 authorize-security-group-ingress --cli-input-json '{} x'
aws ec2 authorize-security-group-ingress --cli-input-json '{"GroupId":"sg-1","IpPermissions":[]}' --protocol tcp --port 22 --cidr 10.0.0.0/8`, `aws-cli
! 1:59 --cli-input-json takes one object | '[1]'
! 2:63 'x' stands where the end of the JSON is expected | '{} x'
! 3:1 --protocol, --port and --cidr go without other ways to name a rule: write --ip-permissions | aws ec2 authorize-security-gr…`},
		{"a source group beside permissions",
			`aws ec2 authorize-security-group-ingress --group-id sg-1 --source-group sg-2 --group-owner 111122223333 --ip-permissions IpProtocol=-1,IpRanges=[{` +
				`CidrIp=10.0.0.0/8}]`, `aws-cli
> sg-1
all from 10.0.0.0/8
! 1:58 --source-group sg-2 cannot stand beside --ip-permissions: put it in there | --source-group sg-2
! 1:78 --group-owner 111122223333 cannot stand beside --ip-permissions: put it in there | --group-owner 111122223333`},
		{"several commands in a session", `$ export AWS_PROFILE=prod
me@host:~$ aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 10.0.0.0/8
$ AWS_REGION=eu-west-1 aws --output json ec2 authorize-security-group-ingress --group-id sg-2 --protocol tcp --port 80 --cidr 10.0.0.0/8 | jq .Return > ` +
			`out.json && aws ec2 authorize-security-group-ingress --group-id sg-2 --protocol tcp --port 443 --cidr 10.0.0.0/8 # https`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
> sg-2
tcp/80 from 10.0.0.0/8
tcp/443 from 10.0.0.0/8
! 1:1 "$ export AWS_PROFILE=prod" is no command: only aws ec2 authorize-security-group-ingress is read | $ export AWS_PROFILE=prod
· 3:3 AWS_REGION=eu-west-1 is passed over: the rules go where this program works | AWS_REGION=eu-west-1
· 3:28 --output is passed over: it is no part of an ingress rule | --output json
· 3:140 | jq .Return is passed over: nothing is run | jq .Return
· 3:153 > out.json is passed over: nothing is run | out.json`},
		{"tags, regions and dry runs are passed over by name",
			`aws ec2 authorize-security-group-ingress --region us-east-1 --dry-run --group-id sg-1 --protocol tcp --port 22 --cidr 10.0.0.0/8 --tag-specifications ` +
				`'ResourceType=security-group-rule,Tags=[{Key=env,Value=prod}]' --profile prod`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
· 1:42 --region us-east-1 is passed over: the rules go where this program works | --region us-east-1
· 1:61 --dry-run is passed over: it is no part of an ingress rule | --dry-run
· 1:130 --tag-specifications is passed over: it is no part of an ingress rule | --tag-specifications 'Resourc…
· 1:214 --profile prod is passed over: the rules go where this program works | --profile prod`},
		{"unknown options and loose words are named",
			`aws ec2 authorize-security-group-ingress --group-id sg-1 office --protocol tcp --port 22 --cidr 10.0.0.0/8 --expires 2 days`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
! 1:58 office belongs to no option: quote a value that has spaces in it | office
! 1:108 --expires is no option that is read: take it out, or write its rules with --ip-permissions | --expires 2 days`},
		{"shell variables are not in the text",
			`aws ec2 authorize-security-group-ingress --group-id "$SG" --protocol tcp --port 22 --cidr $(curl -s https://checkip.amazonaws.com)/32
aws ec2 authorize-security-group-ingress --group-id ${SG} --protocol tcp --port 22 --cidr 10.0.0.0/8`, `aws-cli
tcp/22 from 10.0.0.0/8
· 1:53 the target group: "$SG" stands for a value that is not in the text: write the value; the rules are read for the groups that you choose | "$SG"
! 1:91 CidrIp: $(curl -s https://checkip.amazonaws.com)/32 stands for a value that is not in the text: write the value | aws ec2 authorize-security-gr…
· 2:53 the target group: ${SG} stands for a value that is not in the text: write the value; the rules are read for the groups that you choose | ${SG}`},
		{"a shell variable in a description",
			`aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions "IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,` +
				`Description=$USER},{CidrIp=10.1.0.0/16,Description='\$5 a day'}]"`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
tcp/22 from 10.1.0.0/16 # $5 a day
! 1:154 Description: $USER stands for a value that is not in the text: write the value | $USER`},
		{"a file is not in the text", `aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions file://permissions.json`, `aws-cli
! 1:75 file://permissions.json is not in this text: paste what it holds | --ip-permissions file://permi…`},
		{"simple options beside permissions",
			`aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}] --cidr ` +
				`0.0.0.0/0`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
! 1:143 --cidr 0.0.0.0/0 cannot stand beside --ip-permissions: put it in there | --cidr 0.0.0.0/0`},
		{"an option twice", `aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --port 23 --cidr 10.0.0.0/8`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
! 1:83 FromPort is given twice: take one out | --port 23
! 1:83 ToPort is given twice: take one out | --port 23`},
		{"no rule, no value", `aws ec2 authorize-security-group-ingress --group-id sg-1
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port --cidr 10.0.0.0/8`, `aws-cli
! 1:1 there is no rule in it: give --protocol, --port and --cidr, or --ip-permissions | aws ec2 authorize-security-gr…
! 2:1 TCP needs --port; for all write 0 and 65535 | aws ec2 authorize-security-gr…
! 2:73 --port needs a value | --port`},
		{"other actions are not read", `aws ec2 revoke-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0
aws ec2 authorize-security-group-egress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0
aws s3 ls`, `aws-cli
! 1:1 "aws ec2 revoke-security-group-ingress" is not read: only aws ec2 authorize-security-group-ingress adds ingress rules | aws ec2 revoke-security-group…
! 2:1 "aws ec2 authorize-security-group-egress" is not read: only aws ec2 authorize-security-group-ingress adds ingress rules | aws ec2 authorize-security-gr…
! 3:1 "aws s3 ls" is not read: only aws ec2 authorize-security-group-ingress adds ingress rules | aws s3 ls`},
		{"words before the command", `To let the office in, run:

  aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 10.0.0.0/8`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
! 1:1 "To let the office in, run:" is no command: only aws ec2 authorize-security-group-ingress is read | To let the office in, run:`},
		{"a quote that is not closed",
			`aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}]`, `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8
! 1:75 the quote ' is not closed | 'IpProtocol=tcp,FromPort=22,T…`},
		{"blanks after a backslash are forgiven",
			"aws ec2 authorize-security-group-ingress \\  \r\n  --group-id sg-1 \\\r\n  --protocol tcp --port 22 --cidr 10.0.0.0/8\r\n", `aws-cli
> sg-1
tcp/22 from 10.0.0.0/8`},
		{"the option alone", `--ip-permissions IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}]`, `aws-cli
tcp/22 from 10.0.0.0/8`},
		{"a target that is no id", `aws ec2 authorize-security-group-ingress --group-id websrv --protocol tcp --port 22 --cidr 10.0.0.0/8`, `aws-cli
tcp/22 from 10.0.0.0/8
! 1:53 the target group: "websrv" is no security group id: it is sg- and hex digits, such as sg-0a5d8e02 | websrv`},
	})
}
