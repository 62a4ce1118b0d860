package notation

import "testing"

// JSON: permissions, requests and answers.
func TestDocuments(t *testing.T) {
	checkReadings(t, []readCase{
		{"a list of permissions", `[
  {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "office"}]},
  {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-0a5d8e02"}]}
]`, `json
tcp/22 from 10.0.0.0/8 # office
all from sg-0a5d8e02`},
		{"one permission", `{"IpProtocol":"udp","FromPort":53,"ToPort":53,"Ipv6Ranges":[{"CidrIpv6":"::/0"}],"PrefixListIds":[{"PrefixListId":"pl-12"}]}`, `json
udp/53 from ::/0 pl-12`},
		{"a request", `{"GroupName":"websrv","IpPermissions":[{"IpProtocol":"tcp","FromPort":80,"ToPort":80,"UserIdGroupPairs":[{` +
			`"GroupName":"OtherAccountGroup","UserId":"999988887777"}]}],"DryRun":true}`, `json
> websrv
tcp/80 from 999988887777/OtherAccountGroup
· 1:167 DryRun is passed over: it is no part of an ingress rule | "DryRun":true`},
		{"describe-security-groups", `{
    "SecurityGroups": [
        {
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "UserIdGroupPairs": []}],
            "Description": "My security group",
            "Tags": [{"Value": "SG1", "Key": "Name"}],
            "IpPermissions": [
                {"IpProtocol": "-1", "IpRanges": [], "UserIdGroupPairs": [{"UserId": "123456789012", "GroupId": "sg-903004f8"}], "PrefixListIds": []},
                {"PrefixListIds": [], "FromPort": 22, "IpRanges": [{"Description": "Access from NY office", "CidrIp": "203.0.113.0/24"}], "ToPort": 22, ` +
			`"IpProtocol": "tcp", "UserIdGroupPairs": [], "Ipv6Ranges": []}
            ],
            "GroupName": "MySecurityGroup", "VpcId": "vpc-1a2b3c4d", "OwnerId": "123456789012", "GroupId": "sg-903004f8"
        },
        {"GroupId": "sg-2", "GroupName": "empty", "VpcId": "vpc-1a2b3c4d", "OwnerId": "123456789012", "IpPermissions": []}
    ]
}`, `json
> sg-903004f8 MySecurityGroup
all from sg-903004f8
tcp/22 from 203.0.113.0/24 # Access from NY office
· 4:13 IpPermissionsEgress is passed over: it is no part of an ingress rule | "IpPermissionsEgress": [{"IpP…
· 5:13 Description is passed over: it is no part of an ingress rule | "Description": "My security g…
· 6:13 Tags is passed over: it is no part of an ingress rule | "Tags": [{"Value": "SG1", "Ke…
· 8:86 "123456789012" is passed over: the id alone says which group | "123456789012"
· 13:9 there is no ingress rule in it | {"GroupId": "sg-2", "GroupNam…`},
		{"an EC2-Classic group as EC2 tells it",
			`{"SecurityGroups":[{"GroupId":"sg-5b1c22de","GroupName":"websrv","OwnerId":"111122223333","IpPermissions":[{"IpProtocol":"tcp","FromPort":80,` +
				`"ToPort":80,"UserIdGroupPairs":[{"UserId":"999988887777","GroupName":"OtherAccountGroup","GroupId":"sg-07e40001"}]}]}]}`, `json
> sg-5b1c22de websrv
tcp/80 from 999988887777/OtherAccountGroup
· 1:241 sg-07e40001 is passed over: EC2-Classic knows the group by its name | "sg-07e40001"`},
		{"describe-security-group-rules", `{"SecurityGroupRules":[
{"SecurityGroupRuleId":"sgr-01","GroupId":"sg-1","GroupOwnerId":"123456789012","IsEgress":false,"IpProtocol":"tcp","FromPort":80,"ToPort":80,` +
			`"CidrIpv4":"10.0.0.0/8","Description":"web","Tags":[]},
{"GroupId":"sg-1","IsEgress":false,"IpProtocol":"-1","FromPort":-1,"ToPort":-1,"ReferencedGroupInfo":{"GroupId":"sg-2","UserId":"123456789012"}},
{"GroupId":"sg-1","IsEgress":true,"IpProtocol":"-1","CidrIpv4":"0.0.0.0/0"},
{"GroupId":"sg-1","IsEgress":false,"IpProtocol":"tcp","FromPort":1,"ToPort":2}]}`, `json
> sg-1
tcp/80 from 10.0.0.0/8 # web
all from sg-2
· 2:2 SecurityGroupRuleId is passed over: it is no part of an ingress rule | "SecurityGroupRuleId":"sgr-01"
· 2:50 GroupOwnerId is passed over: it is no part of an ingress rule | "GroupOwnerId":"123456789012"
· 3:129 "123456789012" is passed over: the id alone says which group | "123456789012"
· 4:1 an egress rule is passed over: only ingress is read | {"GroupId":"sg-1","IsEgress":…
! 5:1 from where? Give one of CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo | {"GroupId":"sg-1","IsEgress":…`},
		{"several groups are several parts",
			`[{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]},
{"GroupId":"sg-2","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]}]`, `json
> sg-1
tcp/22 from 10.0.0.0/8
> sg-2
tcp/22 from 10.0.0.0/8`},
		{"misspelled and repeated fields",
			`[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"ToPort":23,"IpRange":[{"CidrIp":"10.0.0.0/8"}],"IpRanges":[{"CidrIp":"10.0.0.0/8","Note":"x"}]}]`, `json
tcp/22 from 10.0.0.0/8
! 1:48 ToPort is given twice: take one out | "ToPort":23
! 1:60 IpRange is no part of an IP permission: it has IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs | "IpRange":[{` +
				`"CidrIp":"10.0.0.…
! 1:131 Note is no part of an address range: it has CidrIp, Description | "Note":"x"`},
		{"missing parts", `[{"FromPort":22},{"IpProtocol":"tcp","FromPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"icmp","IpRanges":[{` +
			`"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"-1"},{"IpProtocol":"-1","IpRanges":[{}],"UserIdGroupPairs":[{"UserId":"111122223333"}]}]`, `json
! 1:2 {"FromPort":22} holds no rules: IpPermissions, an IP permission, or an answer of describe-security-groups is read | {"FromPort":22}
! 1:18 TCP needs FromPort and ToPort; for all write 0 and 65535 | {"IpProtocol":"tcp","FromPort…
! 1:90 ICMP needs FromPort and ToPort; for all write -1 for both | {"IpProtocol":"icmp","IpRange…
! 1:149 from where? Give one of IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds | {"IpProtocol":"-1"}
! 1:200 CidrIp is missing | {"IpProtocol":"-1","IpRanges"…
! 1:224 which source group? Give its id, or its account and name | {"UserId":"111122223333"}`},
		{"values that are none",
			`[{"IpProtocol":"foo","IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"tcp","FromPort":"a","ToPort":2,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{` +
				`"IpProtocol":"tcp","FromPort":23,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"-1","IpRanges":[{"CidrIp":"10.0.0.0/33"},{` +
				`"CidrIp":"10.0.0.0/8 sg-1 # x"},{"CidrIp":["::/0"]}],"UserIdGroupPairs":[{"GroupId":"sg-x"}],"PrefixListIds":[{"PrefixListId":"10.0.0.0/8"}]}]`, `json
! 1:16 IpProtocol: "foo" is no protocol: use tcp, udp, icmp, icmpv6, all, or a number from 0 to 255 | {"IpProtocol":"foo","IpRanges…
! 1:91 FromPort: "a" is no whole number | {"IpProtocol":"tcp","FromPort…
! 1:187 ToPort: 22 is below 23: the first port comes first, write 22-23 | {"IpProtocol":"tcp","FromPort…
! 1:269 CidrIp: "10.0.0.0/33" is no CIDR, such as 203.0.113.0/24 or 2001:db8::/32 | {"IpProtocol":"-1","IpRanges"…
! 1:294 CidrIp: "10.0.0.0/8 sg-1 # x" is no CIDR, such as 203.0.113.0/24 or 2001:db8::/32 | {"CidrIp":"10.0.0.0/8 sg-1 # …
! 1:327 CidrIp: ["::/0"] is not one value | {"CidrIp":["::/0"]}
! 1:369 "sg-x" is no security group id: it is sg- and hex digits, such as sg-0a5d8e02 | {"GroupId":"sg-x"}
! 1:411 PrefixListId: "10.0.0.0/8" is no prefix list id: it is pl- and hex digits, such as pl-63a5400a | {"PrefixListId":"10.0.0.0/8"}`},
		{"ports of a protocol without ports",
			`[{"IpProtocol":"50","FromPort":500,"ToPort":500,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"-1","FromPort":0,"ToPort":65535,"IpRanges":[{` +
				`"CidrIp":"10.0.0.0/8"}]}]`, `json
50 from 10.0.0.0/8
all from 10.0.0.0/8
· 1:32 ESP (50) has no ports, and EC2 ignores FromPort and ToPort: everything of the protocol opens | 500`},
		{"ICMP as EC2 tells it",
			`[{"IpProtocol":"icmp","FromPort":8,"ToPort":-1,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"1","FromPort":3,"ToPort":4,"IpRanges":[{` +
				`"CidrIp":"10.0.0.0/8"}]},{"IpProtocol":"58","FromPort":-1,"ToPort":-1,"Ipv6Ranges":[{"CidrIpv6":"::/0"}]},{"IpProtocol":"icmp","FromPort":-1,` +
				`"ToPort":3,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]}]`, `json
icmp/8 from 10.0.0.0/8
icmp/3:4 from 10.0.0.0/8
icmpv6 from ::/0
icmp/-1:3 from 10.0.0.0/8`},
		{"host bits and bare addresses are left to the draft",
			`[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.1.2.3/8"},{"CidrIp":"203.0.113.7"}],"Ipv6Ranges":[{` +
				`"CidrIpv6":"2001:DB8::1/32"}]}]`, `json
tcp/22 from 10.1.2.3/8 203.0.113.7 2001:DB8::1/32`},
		{"descriptions that EC2 refuses",
			`[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8","Description":"caf\u00e9"},{"CidrIp":"10.1.0.0/16",` +
				`"Description":"two\nlines"}]}]`, `json
tcp/22 from 10.0.0.0/8 10.1.0.0/16
! 1:97 a description cannot hold é: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*; the rule is read without it | "caf\u00e9"
! 1:148 a description cannot hold '\n': EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*; the rule is read without it | "two\nlines"`},
		{"names with everything in them",
			`[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"UserIdGroupPairs":[{"GroupName":"a \"b\" #c, d/e","UserId":"999988887777"},{"GroupName":"sg-web"},{` +
				`"GroupName":"sg-web","UserId":"12"}]}]`, `json
tcp/22 from 999988887777/"a ""b"" #c, d/e" "sg-web"
! 1:147 12: an account has 12 digits, this one 2 | {"GroupName":"sg-web","UserId…`},
		{"cut off", `{"SecurityGroups":[{"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":2`, `json
! 1:99 the text ends where a comma or } is expected: it was cut off, or a bracket or quote is not closed | {"SecurityGroups":[{"GroupId"…`},
		{"a trailing comma is forgiven, other slips are not", `[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"10.0.0.0/8"},],},]
[{'IpProtocol':'-1'}]`, `json
all from 10.0.0.0/8
! 2:3 '\'' stands where a field's name in " is expected | [{'IpProtocol':'-1'}]`},
		{"one document after another", `{"IpProtocol":"-1","IpRanges":[{"CidrIp":"10.0.0.0/8"}]}
{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"10.0.0.0/8"}]}`, `json
all from 10.0.0.0/8
tcp/22 from 10.0.0.0/8`},
		{"nothing of EC2", `{"Vpcs":[{"VpcId":"vpc-1"}]}`, `json
! 1:1 {"Vpcs":[{"VpcId":"vpc-1"}]} holds no rules: IpPermissions, an IP permission, or an answer of describe-security-groups is read | {"Vpcs":[{` +
			`"VpcId":"vpc-1"}]}`},
		{"no rules at all", `[]`, `json
! 1:1 there is no ingress rule in it | []`},
	})
}
