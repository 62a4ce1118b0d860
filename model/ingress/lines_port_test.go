package ingress

// portLines are ports and port ranges of TCP and UDP.
func portLines() []lineCase {
	return []lineCase{
		{"one port", vpcWebServers, "tcp/443 from 10.0.0.0/8",
			"tcp/443 from 10.0.0.0/8"},
		{"a range", vpcWebServers, "udp/8080-8081 from 10.0.0.0/8",
			"udp/8080-8081 from 10.0.0.0/8"},
		{"a range of one", vpcWebServers, "tcp/22-22 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8"},
		{"the lowest port", vpcWebServers, "tcp/0 from 10.0.0.0/8",
			"tcp/0 from 10.0.0.0/8"},
		{"the highest port", vpcWebServers, "tcp/65535 from 10.0.0.0/8",
			"tcp/65535 from 10.0.0.0/8"},
		{"every port by star", vpcWebServers, "tcp/* from 10.0.0.0/8",
			"tcp/* from 10.0.0.0/8"},
		{"every port by name", vpcWebServers, "udp/all from 10.0.0.0/8",
			"udp/* from 10.0.0.0/8"},
		{"every port in numbers", vpcWebServers, "tcp/0-65535 from 10.0.0.0/8",
			"tcp/* from 10.0.0.0/8"},
		{"leading zeros are decimal", vpcWebServers, "tcp/0022 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8"},
		{"no ports", vpcWebServers, "tcp from 10.0.0.0/8",
			"! rule: tcp needs ports: tcp/22, tcp/8080-8081, or tcp/* for all"},
		{"no ports after the slash", vpcWebServers, "tcp/ from 10.0.0.0/8",
			"! rule: tcp needs ports: tcp/22, tcp/8080-8081, or tcp/* for all"},
		{"a port past the end", vpcWebServers, "tcp/65536 from 10.0.0.0/8",
			"! rule: 65536: a port is 0 to 65535"},
		{"a range past the end", vpcWebServers, "tcp/80-8000000 from 10.0.0.0/8",
			"! rule: 80-8000000: a port is 0 to 65535"},
		{"an inverted range", vpcWebServers, "tcp/8081-8080 from 10.0.0.0/8",
			"! rule: 8081-8080: the first port comes first, write 8080-8081"},
		{"minus one is no port", vpcWebServers, "tcp/-1 from 10.0.0.0/8",
			"! rule: -1: a port is 0 to 65535; write * for all ports"},
		{"a negative port", vpcWebServers, "tcp/-5 from 10.0.0.0/8",
			"! rule: -5: a port is 0 to 65535"},
		{"a port past the integers", vpcWebServers, "tcp/99999999999999999999 from 10.0.0.0/8",
			"! rule: 99999999999999999999: a port is 0 to 65535"},
		{"a plus sign", vpcWebServers, "tcp/+22 from 10.0.0.0/8",
			`! rule: "+22" is no port: write 22, 8080-8081, or * for all`},
		{"hexadecimal", vpcWebServers, "tcp/0x16 from 10.0.0.0/8",
			`! rule: "0x16" is no port: write 22, 8080-8081, or * for all`},
		{"other digits than 0 to 9", vpcWebServers, "tcp/２２ from 10.0.0.0/8",
			`! rule: "２２" is no port: write 22, 8080-8081, or * for all`},
		{"half a range", vpcWebServers, "tcp/22- from 10.0.0.0/8",
			`! rule: "22-" is no port: write 22, 8080-8081, or * for all`},
		{"a range of three", vpcWebServers, "tcp/22-23-24 from 10.0.0.0/8",
			`! rule: "22-23-24" is no port: write 22, 8080-8081, or * for all`},
		{"a colon for the range", vpcWebServers, "tcp/22:23 from 10.0.0.0/8",
			`! rule: "22:23" is no port: write 22, 8080-8081, or * for all`},
		{"an en dash for the range", vpcWebServers, "tcp/8080–8081 from 10.0.0.0/8",
			`! rule: "8080–8081" is no port: write 22, 8080-8081, or * for all`},
		{"a name for the port", vpcWebServers, "tcp/ssh from 10.0.0.0/8",
			`! rule: "ssh" is no port: write 22, 8080-8081, or * for all`},
		{"a fraction", vpcWebServers, "tcp/22.5 from 10.0.0.0/8",
			`! rule: "22.5" is no port: write 22, 8080-8081, or * for all`},
		{"a list", vpcWebServers, "tcp/22,80,8080-8081 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/80 from 10.0.0.0/8\n" +
				"tcp/8080-8081 from 10.0.0.0/8"},
		{"a list with a space", vpcWebServers, "tcp/22, 443 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/443 from 10.0.0.0/8"},
		{"a list with a space before the comma", vpcWebServers, "tcp/22 ,443 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/443 from 10.0.0.0/8"},
		{"a list with spaces around the comma", vpcWebServers, "tcp/22 , 443 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/443 from 10.0.0.0/8"},
		{"a list with commas to spare", vpcWebServers, "tcp/22,,443, from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/443 from 10.0.0.0/8"},
		{"one of a list past the end", vpcWebServers, "tcp/22,80,65536 from 10.0.0.0/8",
			"! rule: 65536: a port is 0 to 65535"},
		{"a comma before another protocol", vpcWebServers, "tcp/22, udp/53 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"udp/53 from 10.0.0.0/8"},
		{"a comma before a preset", vpcWebServers, "tcp/22,https from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/443 from 10.0.0.0/8"},
		{"a number after a comma is a port", vpcWebServers, "tcp/22, 50 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"tcp/50 from 10.0.0.0/8"},
		{"a number after a space is a protocol", vpcWebServers, "tcp/22 50 from 10.0.0.0/8",
			"tcp/22 from 10.0.0.0/8\n" +
				"50 from 10.0.0.0/8 (all ports open: ESP (50) has no ports)"},
	}
}
