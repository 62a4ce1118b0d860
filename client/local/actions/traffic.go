package actions

import (
	"strconv"
	"strings"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// ParseTraffic reads a protocol and its ports for a rule of a group of a VPC or, if classic, of EC2-Classic.
func ParseTraffic(name *string, first, last *int, classic bool) (store.Traffic, error) {
	if name == nil || *name == "" {
		if classic {
			return store.Traffic{}, wire.MissingParameter("ipProtocol")
		}
		return store.Traffic{}, wire.InvalidValue("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.")
	}
	protocol, known := parseProtocol(*name)
	if classic && protocol != "tcp" && protocol != "udp" && protocol != "icmp" {
		return store.Traffic{}, wire.Refuse("InvalidPermission.Malformed", "Unsupported IP protocol \"%s\"  - supported: [tcp, udp, icmp]", *name)
	}
	if !known {
		return store.Traffic{}, wire.InvalidValue("Invalid value '%s' for IP protocol. Unknown protocol.", *name)
	}
	var from, to int
	var err error
	switch protocol {
	case "tcp", "udp":
		from, to, err = portRange(first, last, classic)
	case "icmp":
		from, to, err = icmpTypeAndCode(first, last)
	case "icmpv6":
		from, to, err = icmpv6TypeAndCode(first, last)
	default:
		from, to = -1, -1 // ports are ignored: every port is open
	}
	return store.Traffic{Protocol: protocol, From: from, To: to}, err
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
		return 0, 0, wire.InvalidValue("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.")
	}
	for _, end := range []struct {
		name string
		port int
	}{{"from", *from}, {"to", *to}} {
		if end.port >= 0 && end.port <= maxPort {
			continue
		}
		if classic {
			return 0, 0, wire.Refuse("InvalidPermission.Malformed", "TCP/UDP port (%d) out of range", end.port)
		}
		return 0, 0, wire.InvalidValue("TCP/UDP (%s) port (%d) out of range", end.name, end.port)
	}
	if *from > *to {
		return 0, 0, wire.InvalidValue("Invalid TCP/UDP port range (%d:%d)", *from, *to)
	}
	return *from, *to, nil
}

func icmpTypeAndCode(from, to *int) (int, int, error) {
	if from == nil || to == nil {
		return 0, 0, wire.InvalidValue("Invalid value for portRange. Must specify both type and code with ICMP.")
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
		return wire.InvalidValue("%s type (%d) out of range", name, kind)
	case code < -1 || code > 255:
		return wire.InvalidValue("%s code (%d) out of range", name, code)
	case kind == -1 && code != -1:
		return wire.InvalidValue("%s code (%d) must be -1 when the type is -1", name, code)
	}
	return nil
}
