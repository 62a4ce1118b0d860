package ingress

import "slices"

// Check is one exposure check: a row of the table of [Checks].
type Check struct {
	Name     string
	Severity Severity
	IDs      []string // the controls of other tools and benchmarks that ask the same
	Badge    string   // a word for a list of groups; "" for checks that are not worth one
	Means    string   // what a finding says
	fails    failing
	traffic  spans // the traffic that fails, for the conditions that ask for some
}

// failing is the condition under which a check fails.
type failing uint8

const (
	worldReaches      failing = iota // the world reaches some of the traffic, beyond what is acceptable
	worldReachesWhole                // the world reaches a protocol of the traffic whole
	worldReachesRange                // a rule opens more than one port, and the world reaches more than one of them
	anyoneReaches                    // a rule opens some of the traffic, to whomever
	fromWideRange                    // a rule's public IPv4 source is wider than the settings allow, and is not the world
	intoDefaultGroup                 // a rule is added to the default group of a VPC
	withoutDescription
	matchesNothing
)

// Checks are the exposure checks, what is most telling first: where several
// fail, a list of groups shows the badge of the first. A port without a
// protocol in the sources is one of TCP and of UDP.
func Checks() []Check {
	return []Check{
		{"everything", Critical, []string{"CKV_AWS_277", "Prowler allow_ingress_from_internet_to_all_ports", "cfn_nag W42"},
			"ALL", "the whole internet reaches every port", worldReachesWhole, allButICMP()},
		{"SSH", High, []string{"EC2.13", "CKV_AWS_24", "AWS-0107", "CIS 6.3", "CIS 6.4"},
			"SSH", "the whole internet reaches SSH", worldReaches, portsOf(TCP, 22)},
		{"RDP", High, []string{"EC2.14", "CKV_AWS_25", "AWS-0107", "CIS 6.3", "CIS 6.4"},
			"RDP", "the whole internet reaches remote desktops", worldReaches, tcpAndUDP(3389)},
		{"Docker", Critical, []string{"CloudSploit openDocker"},
			"Docker", "the whole internet reaches Docker", worldReaches, portsOf(TCP, 2375, 2376)},
		{"data stores and consoles", High, []string{"Prowler allow_ingress_from_internet_to_tcp_port_*", "CloudSploit open*"},
			"data", "the whole internet reaches a data store or console", worldReaches,
			tcpAndUDP(6379, 27017, 27018, 11211, 9092, 1521, 2483, 5900, 2049, 389, 7199, 9160)},
		{"high-risk ports", Critical, []string{"EC2.19"},
			"risky", "the whole internet reaches high-risk ports", worldReaches,
			tcpAndUDP(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601,
				8080, 8088, 8888, 9200, 9300)},
		{"only authorised ports", High, []string{"EC2.18"},
			"public", "the whole internet reaches ports that nobody authorised", worldReaches, spans{wholeProtocol(TCP)}},
		{"wide public range", High, []string{"Prowler allow_wide_open_public_ipv4"},
			"wide", "a wide range of public addresses is let in", fromWideRange, nil},
		{"the default group", High, []string{"EC2.2", "CKV2_AWS_12", "CIS 6.5"},
			"", "the VPC's default group, which should let nothing in, gets a rule", intoDefaultGroup, nil},
		{"plaintext", Medium, []string{"ScoutSuite plaintext port open"},
			"", "FTP or Telnet, which send passwords in the clear, is open", anyoneReaches, portsOf(TCP, 21, 23)},
		{"port range", Medium, []string{"ScoutSuite port range", "cfn_nag W27"},
			"", "the whole internet reaches a range of ports", worldReachesRange, nil},
		{"ICMP to all", Low, []string{"ScoutSuite ICMP to all"},
			"", "the whole internet reaches every ICMP type", worldReachesWhole, spans{wholeProtocol(ICMP), wholeProtocol(ICMPv6)}},
		{"no description", Low, []string{"AWS-0124", "CKV_AWS_23", "cfn_nag W36"},
			"", "a rule has no description", withoutDescription, nil},
		{"useless", Note, []string{"Terraform provider 9569"},
			"", "a rule matches no traffic", matchesNothing, nil},
	}
}

// tcpAndUDP are ports of both.
func tcpAndUDP(numbers ...int) spans {
	return slices.Concat(portsOf(TCP, numbers...), portsOf(UDP, numbers...))
}

func portsOf(p Protocol, numbers ...int) spans {
	all := make([]span, len(numbers))
	for i, n := range numbers {
		all[i] = Spec{p, n, n}.span()
	}
	return merged(all)
}
