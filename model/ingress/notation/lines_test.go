package notation

import "testing"

// Rule lines.
func TestLines(t *testing.T) {
	checkReadings(t, []readCase{
		{"one line", `tcp/22 from 10.0.0.0/8 # office`, `lines
tcp/22 from 10.0.0.0/8 # office`},
		{"several lines", `tcp/22,443 udp/53 from 10.0.0.0/8 sg-0a5d8e02

icmp/echo-request from 999988887777/"Other #1 ""Group""" # ping: a, b # c
`, `lines
tcp/22,443 udp/53 from 10.0.0.0/8 sg-0a5d8e02
icmp/echo-request from 999988887777/"Other #1 ""Group""" # ping: a, b # c`},
		{"a line without from goes on with the one before it", `tcp/22
  from 10.0.0.0/8
  sg-0a5d8e02 # the office
and home
udp/53 from ::/0`, `lines
tcp/22 from 10.0.0.0/8 sg-0a5d8e02 # the office and home
udp/53 from ::/0`},
		{"protocols on a line before their from", `tcp/22 from 10.0.0.0/8 # office
udp/53 tcp/53
  from 10.0.0.0/8`, `lines
tcp/22 from 10.0.0.0/8 # office
udp/53 tcp/53 from 10.0.0.0/8`},
		{"comments of their own", `# databases
tcp/5432 from 10.0.0.0/8
  # caches
tcp/6379 from 10.0.0.0/8`, `lines
tcp/5432 from 10.0.0.0/8
tcp/6379 from 10.0.0.0/8
· 1:1 a comment of its own is passed over: a description stands on its rule's line | # databases
· 3:3 a comment of its own is passed over: a description stands on its rule's line | # caches`},
		{"from inside names and descriptions", `tcp/22 from "a from b" # not from here
tcp/23 from 10.0.0.0/8`, `lines
tcp/22 from "a from b" # not from here
tcp/23 from 10.0.0.0/8`},
		{"a name over two lines", `tcp/22 from 999988887777/"a
b"
tcp/23 from 10.0.0.0/8`, `lines
tcp/22 from 999988887777/"a
b"
tcp/23 from 10.0.0.0/8`},
		{"a quote that never closes", `tcp/22 from "web
tcp/23 from 10.0.0.0/8`, `lines
tcp/23 from 10.0.0.0/8
! 1:1 source: "web: the quote is not closed | tcp/22 from "web`},
		{"lines that cannot be read", `tcp/22 from 10.0.0.0/8
tcp/99999 from 10.0.0.0/8
  foo from me
tcp/22 from 10.0.0.300 # café`, `lines
tcp/22 from 10.0.0.0/8
! 2:1 rule: 99999: a port is 0 to 65535 | tcp/99999 from 10.0.0.0/8
! 3:3 rule: "foo" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh | foo from me
! 4:1 source: 10.0.0.300 is no IPv4 address or CIDR: four numbers from 0 to 255, such as 203.0.113.0/24 | tcp/22 from 10.0.0.300 # café`},
		{"other line ends and spaces", "tcp/22\u00a0from\u00a010.0.0.0/8\r\ntcp/23 from 10.0.0.0/8\rtcp/24 from 10.0.0.0/8",
			"lines\ntcp/22\u00a0from\u00a010.0.0.0/8\ntcp/23 from 10.0.0.0/8\ntcp/24 from 10.0.0.0/8"},
		{"a line that is repeated", `tcp/22 from 10.0.0.0/8
tcp/22 from 10.0.0.0/8`, `lines
tcp/22 from 10.0.0.0/8
tcp/22 from 10.0.0.0/8`},
		{"only words", `hello world`, `lines
! 1:1 rule: "hello" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh | hello world`},
		{"nothing", ` 
 `, `lines
! 1:1 there is no ingress rule in it |`},
	})
}
