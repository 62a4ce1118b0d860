package notation

import "testing"

// Shorthand that stands without a command.
func TestShorthand(t *testing.T) {
	checkReadings(t, []readCase{
		{"every kind of source",
			`IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,Description="x"},{CidrIp=10.1.0.0/16,Description="x"}],Ipv6Ranges=[{` +
				`CidrIpv6=2001:db8::/32}],UserIdGroupPairs=[{GroupId=sg-0a5d8e02,UserId=111122223333},{GroupName=web,UserId=999988887777}],PrefixListIds=[{` +
				`PrefixListId=pl-63a5400a}]`, `aws-cli
tcp/22 from 10.0.0.0/8 10.1.0.0/16 # x
tcp/22 from 2001:db8::/32 pl-63a5400a sg-0a5d8e02 999988887777/web
· 1:206 111122223333 is passed over: the id alone says which group | 111122223333`},
		{"descriptions with all that is allowed",
			`IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,Description="a, b: #1 [x]=$5 & {y}"},{CidrIp=10.1.0.0/16,Description='it is'},{` +
				`CidrIp=10.2.0.0/16,Description=plain words\, and more}]`, `aws-cli
tcp/22 from 10.0.0.0/8 # a, b: #1 [x]=$5 & {y}
tcp/22 from 10.1.0.0/16 # it is
tcp/22 from 10.2.0.0/16 # plain words, and more`},
		{"names with quotes and signs",
			`IpProtocol=tcp,FromPort=22,ToPort=22,UserIdGroupPairs=[{GroupName="say \"hi\" #1",UserId=999988887777},{GroupName='back\\slash'},{GroupName=from},{` +
				`GroupName=10.0.0.0/8}]`, `aws-cli
tcp/22 from 999988887777/"say ""hi"" #1" "back\slash" "from" "10.0.0.0/8"`},
		{"one permission a line, quoted or not", `IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=10.0.0.0/8}]
'IpProtocol=udp,FromPort=53,ToPort=53,IpRanges=[{CidrIp=10.0.0.0/8}]' \
"IpProtocol=-1,IpRanges=[{CidrIp=10.0.0.0/8}]"`, `aws-cli
tcp/80 from 10.0.0.0/8
udp/53 from 10.0.0.0/8
all from 10.0.0.0/8`},
		{"white space after commas", `IpProtocol=tcp, FromPort=22, ToPort=22,
  IpRanges=[ { CidrIp=10.0.0.0/8 , Description=x } ]`, `aws-cli
tcp/22 from 10.0.0.0/8 # x`},
		{"one source without its list", `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges={CidrIp=10.0.0.0/8}`, `aws-cli
tcp/22 from 10.0.0.0/8`},
		{"the flat form", `IpProtocol=tcp,FromPort=22,ToPort=22,CidrIp=10.0.0.0/8`, `aws-cli
tcp/22 from 10.0.0.0/8`},
		{"a bracket is not closed", `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}`, `aws-cli
! 1:67 the text ends where a comma or ] is expected: it was cut off, or a bracket or quote is not closed | IpProtocol=tcp,FromPort=22,To…`},
		{"after a broken one it goes on", `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8}}]
IpProtocol=udp,FromPort=53,ToPort=53,IpRanges=[{CidrIp=10.0.0.0/8}]`, `aws-cli
udp/53 from 10.0.0.0/8
! 1:67 '}' stands where a comma or ] is expected | IpProtocol=tcp,FromPort=22,To…`},
		{"a list of texts", `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[10.0.0.0/8]`, `aws-cli
! 1:48 10.0.0.0/8 is not an address range: it has CidrIp, Description | IpProtocol=tcp,FromPort=22,To…`},
		{"ids without their names", `IpProtocol=tcp,FromPort=22,ToPort=22,PrefixListIds=pl-1,pl-2`, `aws-cli
! 1:57 pl-2 is no field: write name=value, a list in brackets, and \, for a comma in a text | IpProtocol=tcp,FromPort=22,To…`},
		{"typographic quotes", `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=10.0.0.0/8,Description=“x”}]`, `aws-cli
tcp/22 from 10.0.0.0/8
! 1:79 a description cannot hold “: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*; the rule is read without it | “x”`},
		{"names of fields in any case", `ipprotocol=TCP,fromport=22,toport=22,ipranges=[{cidrip=10.0.0.0/8}]`, `aws-cli
tcp/22 from 10.0.0.0/8`},
	})
}
