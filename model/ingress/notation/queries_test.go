package notation

import "testing"

// Requests of the Query API beside the seed's own.
func TestQueries(t *testing.T) {
	checkReadings(t, []readCase{
		{"line breaks before each parameter", `https://ec2.amazonaws.com/?Action=AuthorizeSecurityGroupIngress
&GroupName=websrv
&IpPermissions.1.IpProtocol=tcp
&IpPermissions.1.FromPort=80
&IpPermissions.1.ToPort=80
&IpPermissions.1.IpRanges.1.CidrIp=192.0.2.0/24
&IpPermissions.1.IpRanges.2.CidrIp=198.51.100.0/24
&AUTHPARAMS`, `query
> websrv
tcp/80 from 192.0.2.0/24 198.51.100.0/24
· 8:2 AUTHPARAMS is passed over: this program signs for itself | AUTHPARAMS`},
		{"a form body of today",
			`Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId=sg-140ba4c8&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&` +
				`IpPermissions.1.ToPort=22&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0%2F8&IpPermissions.1.IpRanges.1.Description=office+%231&` +
				`IpPermissions.1.Ipv6Ranges.1.CidrIpv6=2001%3Adb8%3A%3A%2F32&IpPermissions.1.PrefixListIds.1.PrefixListId=pl-12&` +
				`TagSpecification.1.ResourceType=security-group-rule&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b&DryRun=false`, `query
> sg-140ba4c8
tcp/22 from 10.0.0.0/8 # office #1
tcp/22 from 2001:db8::/32 pl-12
· 1:371 TagSpecification is passed over: it is no part of an ingress rule | TagSpecification.1.ResourceTy…
· 1:487 DryRun is passed over: it is no part of an ingress rule | DryRun=false`},
		{"the flat form", `Action=AuthorizeSecurityGroupIngress&GroupName=websrv&CidrIp=10.0.0.0/8&IpProtocol=tcp&FromPort=22&ToPort=22`, `query
> websrv
tcp/22 from 10.0.0.0/8`},
		{"a flat source group opens three protocols",
			`Action=AuthorizeSecurityGroupIngress&GroupName=websrv&SourceSecurityGroupName=batch%20workers&SourceSecurityGroupOwnerId=999988887777`, `query
> websrv
tcp/1-65535 udp/1-65535 icmp from 999988887777/"batch workers"`},
		{"a flat source group goes without a protocol",
			`Action=AuthorizeSecurityGroupIngress&GroupName=websrv&SourceSecurityGroupName=batch&SourceSecurityGroupOwnerId=999988887777&IpProtocol=tcp&` +
				`FromPort=22&ToPort=22`, `query
! 1:125 SourceSecurityGroupName opens all of tcp, udp and icmp, and goes without IpProtocol: write IpPermissions | Action=AuthorizeSecurityGroup…`},
		{"a flat owner alone, and no source",
			`Action=AuthorizeSecurityGroupIngress&GroupName=websrv&SourceSecurityGroupOwnerId=999988887777&IpProtocol=tcp&FromPort=22&ToPort=22`, `query
! 1:1 from where? Give CidrIp | Action=AuthorizeSecurityGroup…
! 1:55 an owner alone is no source: SourceSecurityGroupName is missing | SourceSecurityGroupOwnerId=99…`},
		{"numbers with gaps and out of order",
			`Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&IpPermissions.7.IpProtocol=udp&IpPermissions.7.FromPort=53&IpPermissions.7.ToPort=53&` +
				`IpPermissions.7.IpRanges.9.CidrIp=10.2.0.0/16&IpPermissions.7.IpRanges.3.CidrIp=10.1.0.0/16&IpPermissions.2.IpProtocol=-1&` +
				`IpPermissions.2.IpRanges.1.CidrIp=10.0.0.0/8`, `query
> sg-1
all from 10.0.0.0/8
udp/53 from 10.1.0.0/16 10.2.0.0/16`},
		{"a raw HTTP request", `POST / HTTP/1.1
Host: ec2.eu-west-1.amazonaws.com
Content-Type: application/x-www-form-urlencoded; charset=utf-8
Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20110915/eu-west-1/ec2/aws4_request, Signature=5d672d79

Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&` +
			`IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8`, `query
> sg-1
tcp/22 from 10.0.0.0/8
· 2:1 the header's Host is passed over | Host
· 3:1 the header's Content-Type is passed over | Content-Type
· 4:1 the header's Authorization is passed over | Authorization`},
		{"a GET request", `GET /?Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8 HTTP/1.1
Host: ec2.amazonaws.com`, `query
> sg-1
all from 10.0.0.0/8
· 2:1 the header's Host is passed over | Host`},
		{"signed, and for another region",
			`https://ec2.eu-west-1.amazonaws.com/?Action=AuthorizeSecurityGroupIngress&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2&Signature=abc%3D&` +
				`X-Amz-Security-Token=secret&GroupId=sg-1&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8`, `query
> sg-1
all from 10.0.0.0/8
· 1:9 ec2.eu-west-1.amazonaws.com is passed over: the rules go where this program works | ec2.eu-west-1.amazonaws.com
· 1:75 AWSAccessKeyId is passed over: this program signs for itself | AWSAccessKeyId
· 1:102 SignatureVersion is passed over: this program signs for itself | SignatureVersion
· 1:121 Signature is passed over: this program signs for itself | Signature
· 1:138 X-Amz-Security-Token is passed over: this program signs for itself | X-Amz-Security-Token`},
		{"another action", `https://ec2.amazonaws.com/?Action=RevokeSecurityGroupIngress&GroupId=sg-1&IpPermissions.1.IpProtocol=-1&` +
			`IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8`, `query
! 1:28 RevokeSecurityGroupIngress is not read: only AuthorizeSecurityGroupIngress adds ingress rules | Action=RevokeSecurityGroupIng…`},
		{"parameters that are none",
			`Action=AuthorizeSecurityGroupIngress&GroupId=sg-1&IpPermissions.1.IpProtocol=-1&IpPermissions.1.IpRange.1.CidrIp=::/0&` +
				`IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8&IpPermissions.1.IpProtocol=tcp&Foo=%zz&Bar&IpPermissions.1.IpRanges.1=x&Colour=blue`, `query
> sg-1
all from 10.0.0.0/8
! 1:81 IpRange is no part of an IP permission: it has IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs | ` +
				`IpPermissions.1.IpRange.1.Cid…
! 1:164 IpPermissions.1.IpProtocol is there already: take one out | IpPermissions.1.IpProtocol=tcp
! 1:195 Foo=%zz is no parameter: it is name=value, with % only before two hex digits | Foo=%zz
! 1:203 Bar is no parameter: it is name=value, with % only before two hex digits | Bar
! 1:207 IpPermissions.1.IpRanges.1 is there already: take one out | IpPermissions.1.IpRanges.1=x
! 1:236 Colour is no part of a request: it has CidrIp, IpProtocol, FromPort, ToPort, SourceSecurityGroupName, SourceSecurityGroupOwnerId, GroupId, ` +
				`GroupName, OwnerId, VpcId, IpPermissions | Colour=blue`},
		{"permissions without a request",
			`IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8`, `query
tcp/22 from 10.0.0.0/8`},
		{"a URL without parameters", `https://ec2.amazonaws.com/`, `query
! 1:1 there is no ingress rule in it | https://ec2.amazonaws.com/`},
	})
}
