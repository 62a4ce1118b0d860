package local

import (
	"strconv"
	"strings"
)

// parseTraffic reads protocol and ports of a permission for a group of a VPC or, if classic, of EC2-Classic.
func parseTraffic(p ipPermission, classic bool) (traffic, error) {
	if p.IpProtocol == nil || *p.IpProtocol == "" {
		if classic {
			return traffic{}, missingParameter("ipProtocol")
		}
		return traffic{}, invalidValue("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.")
	}
	protocol, known := parseProtocol(*p.IpProtocol)
	if classic && protocol != "tcp" && protocol != "udp" && protocol != "icmp" {
		return traffic{}, refuse("InvalidPermission.Malformed", "Unsupported IP protocol \"%s\"  - supported: [tcp, udp, icmp]", *p.IpProtocol)
	}
	if !known {
		return traffic{}, invalidValue("Invalid value '%s' for IP protocol. Unknown protocol.", *p.IpProtocol)
	}
	var from, to int
	var err error
	switch protocol {
	case "tcp", "udp":
		from, to, err = portRange(p.FromPort, p.ToPort, classic)
	case "icmp":
		from, to, err = icmpTypeAndCode(p.FromPort, p.ToPort)
	case "icmpv6":
		from, to, err = icmpv6TypeAndCode(p.FromPort, p.ToPort)
	default:
		from, to = -1, -1 // ports are ignored: every port is open
	}
	return traffic{protocol, from, to}, err
}

// parseProtocol gives the protocol as answers name it: the four that have names by name, others by number.
func parseProtocol(text string) (protocol string, ok bool) {
	switch lower := strings.ToLower(text); lower {
	case "tcp", "udp", "icmp", "icmpv6", "-1":
		return lower, true
	}
	number, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return "", false
	}
	switch number {
	case 1:
		return "icmp", true
	case 6:
		return "tcp", true
	case 17:
		return "udp", true
	case 58:
		return "icmpv6", true
	}
	return strconv.FormatUint(number, 10), true
}

const maxPort = 65535

func portRange(from, to *int, classic bool) (int, int, error) {
	if from == nil || to == nil {
		return 0, 0, invalidValue("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.")
	}
	for _, end := range []struct {
		name string
		port int
	}{{"from", *from}, {"to", *to}} {
		if end.port >= 0 && end.port <= maxPort {
			continue
		}
		if classic {
			return 0, 0, refuse("InvalidPermission.Malformed", "TCP/UDP port (%d) out of range", end.port)
		}
		return 0, 0, invalidValue("TCP/UDP (%s) port (%d) out of range", end.name, end.port)
	}
	if *from > *to {
		return 0, 0, invalidValue("Invalid TCP/UDP port range (%d:%d)", *from, *to)
	}
	return *from, *to, nil
}

func icmpTypeAndCode(from, to *int) (int, int, error) {
	if from == nil || to == nil {
		return 0, 0, invalidValue("Invalid value for portRange. Must specify both type and code with ICMP.")
	}
	return *from, *to, checkICMP("ICMP", *from, *to)
}

// icmpv6TypeAndCode has a default, unlike ICMP: all types, and all codes of a type.
func icmpv6TypeAndCode(from, to *int) (int, int, error) {
	kind, code := -1, -1
	if from != nil {
		kind = *from
	}
	if to != nil {
		code = *to
	}
	return kind, code, checkICMP("ICMPv6", kind, code)
}

func checkICMP(name string, kind, code int) error {
	switch {
	case kind < -1 || kind > 255:
		return invalidValue("%s type (%d) out of range", name, kind)
	case code < -1 || code > 255:
		return invalidValue("%s code (%d) out of range", name, code)
	case kind == -1 && code != -1:
		return invalidValue("%s code (%d) must be -1 when the type is -1", name, code)
	}
	return nil
}
