package ingress

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Protocol is an IP protocol as security groups know it: an IANA protocol
// number from 0 to 255, or [AllProtocols].
type Protocol int16

// The protocols that EC2 knows by name, and -1 for all of them.
const (
	AllProtocols Protocol = -1
	ICMP         Protocol = 1
	TCP          Protocol = 6
	UDP          Protocol = 17
	ICMPv6       Protocol = 58
)

// ParseProtocol reads a protocol by name (tcp, udp, icmp, icmpv6, all, and the
// common IANA names such as esp), or by number from -1 to 255, in any case.
// Names that EC2 itself refuses (esp) become their number, which it accepts.
func ParseProtocol(text string) (Protocol, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	for _, p := range namedProtocols() {
		if name == p.name {
			return p.number, nil
		}
	}
	n, ok := parseNumber(name)
	switch {
	case !ok:
		return 0, fmt.Errorf("%q is no protocol: use tcp, udp, icmp, icmpv6, all, or a number from 0 to 255", text)
	case n < int(AllProtocols) || n > 255:
		return 0, fmt.Errorf("%s: a protocol number is 0 to 255, or -1 for all", name)
	}
	return Protocol(n), nil
}

// Wire is the protocol as requests and answers spell it: tcp, udp, icmp,
// icmpv6, -1, or the number (EC2 API reference, IpPermission).
func (p Protocol) Wire() string {
	switch p {
	case TCP, UDP, ICMP, ICMPv6:
		return strings.ToLower(p.String())
	}
	return strconv.Itoa(int(p))
}

// String is the protocol for people: TCP, ICMPv6, All traffic, ESP (50),
// Protocol 99.
func (p Protocol) String() string {
	switch p {
	case AllProtocols:
		return "All traffic"
	case TCP:
		return "TCP"
	case UDP:
		return "UDP"
	case ICMP:
		return "ICMP"
	case ICMPv6:
		return "ICMPv6"
	}
	if name := p.name(); name != "" {
		return fmt.Sprintf("%s (%d)", strings.ToUpper(name), p)
	}
	return fmt.Sprintf("Protocol %d", p)
}

// name is the protocol's name, or "" where it is known by number only.
func (p Protocol) name() string {
	for _, named := range namedProtocols() {
		if named.number == p {
			return named.name
		}
	}
	return ""
}

// text is the protocol as its field shows it: the name, or the number.
func (p Protocol) text() string { return cmp.Or(p.name(), p.Wire()) }

// HasPorts reports whether rules of this protocol are limited by port. All
// others but ICMP and ICMPv6 open every port, whatever ports a request names
// (EC2 API reference, AuthorizeSecurityGroupIngress).
func (p Protocol) HasPorts() bool { return p == TCP || p == UDP }

// inClassic reports whether EC2-Classic groups have rules for the protocol (EC2
// API reference, 2011-12-15).
func (p Protocol) inClassic() bool { return p == TCP || p == UDP || p == ICMP }

// IsICMP reports whether the two numbers of a rule are an ICMP type and code.
func (p Protocol) IsICMP() bool { return p == ICMP || p == ICMPv6 }

type namedProtocol struct {
	name   string
	number Protocol
	use    string
}

// namedProtocols are the names of the IANA protocol number registry that turn
// up in security groups, the ones that EC2 knows by name first.
func namedProtocols() []namedProtocol {
	return []namedProtocol{
		{"tcp", TCP, "most services"},
		{"udp", UDP, "DNS, QUIC, syslog"},
		{"icmp", ICMP, "ping and path MTU, IPv4"},
		{"icmpv6", ICMPv6, "ping and path MTU, IPv6"},
		{"all", AllProtocols, "every protocol and all ports"},
		{"igmp", 2, "multicast membership"},
		{"ipencap", 4, "IP in IP"},
		{"ipv6", 41, "IPv6 in IPv4"},
		{"gre", 47, "tunnels, PPTP"},
		{"esp", 50, "IPsec payload"},
		{"ah", 51, "IPsec authentication"},
		{"eigrp", 88, "routing"},
		{"ospf", 89, "routing"},
		{"pim", 103, "multicast routing"},
		{"vrrp", 112, "router redundancy"},
		{"l2tp", 115, "tunnels"},
		{"sctp", 132, "signalling"},
		{"udplite", 136, "media"},
	}
}
