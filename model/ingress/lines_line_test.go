package ingress

// lineLines are the shape of the line: partial lines, matrices, notes, pastes.
func lineLines() []lineCase {
	return []lineCase{
		{"a matrix", vpcWebServers, "tcp/22,443 udp/53 icmp/echo-request from 10.0.0.0/8 sg-0a5d8e02",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/22 from sg-0a5d8e02\n" +
				"tcp/443 from 10.0.0.0/8\n" +
				"tcp/443 from sg-0a5d8e02\n" +
				"udp/53 from 10.0.0.0/8\n" +
				"udp/53 from sg-0a5d8e02\n" +
				"icmp/8 from 10.0.0.0/8\n" +
				"icmp/8 from sg-0a5d8e02"},
		{"the same rule twice", vpcWebServers, "tcp/22 6/22 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/22 from 10.0.0.0/8"},
		{"sources with commas, semicolons and tabs", vpcWebServers, "tcp/22 from 10.0.0.0/8, 10.1.0.0/16;sg-0a5d8e02\t::/0",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/22 from 10.1.0.0/16\n" +
				"tcp/22 from sg-0a5d8e02\n" +
				"tcp/22 from ::/0"},
		{"a paste with a line end", vpcWebServers, "tcp/22 from 10.0.0.0/8\r\n",
			"tcp/22 from 10.0.0.0/8"},
		{"a paste of several lines", vpcWebServers, "tcp/22\tfrom\r\n  10.0.0.0/8\r\n  10.1.0.0/16\r\n",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/22 from 10.1.0.0/16"},
		{"spaces that cannot be seen", vpcWebServers, "tcp/22\u00a0from\u00a010.0.0.0/8\u2003::/0",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/22 from ::/0"},
		{"a note", vpcWebServers, "tcp/22 from 10.0.0.0/8 # office",
			"tcp/22 from 10.0.0.0/8 # office"},
		{"a note without a space", vpcWebServers, "tcp/22 from 10.0.0.0/8 #office",
			"tcp/22 from 10.0.0.0/8 # office"},
		{"a note with a hash", vpcWebServers, "tcp/22 from 10.0.0.0/8 # a # b",
			"tcp/22 from 10.0.0.0/8 # a # b"},
		{"a note with words of the line", vpcWebServers, "tcp/22 from 10.0.0.0/8 # from here for 2h",
			"tcp/22 from 10.0.0.0/8 # from here for 2h"},
		{"a note with a line end", vpcWebServers, "tcp/22 from 10.0.0.0/8 # office\r\n",
			"tcp/22 from 10.0.0.0/8 # office"},
		{"an empty note", vpcWebServers, "tcp/22 from 10.0.0.0/8 #",
			"tcp/22 from 10.0.0.0/8"},
		{"every character of a note", vpcWebServers, "tcp/22 from 10.0.0.0/8 # aZ09 ._-:/()#,@[]+=&;{}!$*",
			"tcp/22 from 10.0.0.0/8 # aZ09 ._-:/()#,@[]+=&;{}!$*"},
		{"a letter that no note holds", vpcWebServers, "tcp/22 from 10.0.0.0/8 # café",
			"! description: a description cannot hold é: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*"},
		{"an apostrophe in a note", vpcWebServers, "tcp/22 from 10.0.0.0/8 # it's",
			"! description: a description cannot hold ': EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*"},
		{"a tab in a note", vpcWebServers, "tcp/22 from 10.0.0.0/8 # a\tb",
			`! description: a description cannot hold '\t': EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*`},
		{"a second rule in a note", vpcWebServers, "tcp/22 from 10.0.0.0/8 # a\nudp/53 from ::/0",
			`! description: a description cannot hold '\n': EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*`},
		{"nothing", vpcWebServers, "",
			"! rule: what to open? Such as tcp/22 from 203.0.113.7, or fill the fields below"},
		{"white space", vpcWebServers, " \t",
			"! rule: what to open? Start with a protocol: tcp/22, https, icmp, all"},
		{"the first letter", vpcWebServers, "t",
			`! rule: "t" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh`},
		{"a preset's first letters", vpcWebServers, "htt",
			`! rule: "htt" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh`},
		{"a protocol and no more", vpcWebServers, "tcp/22",
			"! rule: from where? Go on with: from 203.0.113.7"},
		{"the first letters of from", vpcWebServers, "tcp/22 fr",
			"! rule: from where? Go on with: from 203.0.113.7"},
		{"nothing after from", vpcWebServers, "tcp/22 from",
			"! rule: from where? A CIDR, an address, sg-…, pl-… or account/name"},
		{"nothing but a note after from", vpcWebServers, "tcp/22 from # office",
			"! rule: from where? A CIDR, an address, sg-…, pl-… or account/name"},
		{"an address begun", vpcWebServers, "tcp/22 from 1",
			"! source: 1 is no IPv4 address or CIDR: four numbers from 0 to 255, such as 203.0.113.0/24"},
		{"nothing before from", vpcWebServers, "from 10.0.0.0/8",
			"! rule: what to open? Start with a protocol: tcp/22, https, icmp, all"},
		{"a note alone", vpcWebServers, "# only a note",
			"! rule: what to open? Start with a protocol: tcp/22, https, icmp, all"},
		{"a source alone", vpcWebServers, "10.0.0.0/8",
			`! rule: 10.0.0.0/8 is a source: write the protocol first, then "from", as in tcp/22 from 203.0.113.7`},
		{"from forgotten before a CIDR", vpcWebServers, "tcp/22 10.0.0.0/8",
			`! rule: 10.0.0.0/8 is a source: write the protocol first, then "from", as in tcp/22 from 203.0.113.7`},
		{"from forgotten before a group", vpcWebServers, "tcp/22 sg-0a5d8e02",
			`! rule: sg-0a5d8e02 is a source: write the protocol first, then "from", as in tcp/22 from 203.0.113.7`},
		{"another word for from", vpcWebServers, "tcp/22 to 10.0.0.0/8",
			`! rule: "to" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh`},
		{"from twice", vpcWebServers, "tcp/22 from 10.0.0.0/8 from ::/0",
			`! source: a second "from": one rule has one list of sources, take it out`},
		{"a protocol after the sources", vpcWebServers, "tcp/22 from 10.0.0.0/8 udp/53",
			`! source: udp/53 is a protocol: those stand before "from"`},
		{"a duration", vpcWebServers, "tcp/22 from 10.0.0.0/8 for 2h",
			`! source: rules that expire are not offered: take out "for" and the time after it`},
		{"a time", vpcWebServers, "tcp/22 from 10.0.0.0/8 until 18:00",
			`! source: rules that expire are not offered: take out "until" and the time after it`},
		{"a duration before from", vpcWebServers, "tcp/22 for 2h from 10.0.0.0/8",
			`! rule: rules that expire are not offered: take out "for" and the time after it`},
		{"problems on both sides of from", vpcWebServers, "tcp/99999 from 10.0.0.0/33 # é",
			"! rule: 99999: a port is 0 to 65535\n" +
				"! source: 10.0.0.0/33: after the slash of an IPv4 CIDR comes 0 to 32, not \"33\"\n" +
				"! description: a description cannot hold é: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*"},
		{"the second of two protocols is bad", vpcWebServers, "tcp/22 foo from 10.0.0.0/8",
			`! rule: "foo" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh`},
	}
}
