package ingress

import (
	"fmt"
	"strconv"
	"strings"
)

// anyNumber is EC2's -1: all ICMP types, or all codes of a type.
const anyNumber = -1

// icmpType is a message type of the IANA ICMP registries with its named codes.
type icmpType struct {
	number int
	name   string
	codes  []string // by code number, from 0; empty where only code 0 is defined
}

func icmpTypes(p Protocol) []icmpType {
	if p == ICMPv6 {
		return icmpv6Types()
	}
	return icmpv4Types()
}

// icmpv4Types are those of the IANA ICMP registry that are not deprecated,
// plus the few old ones that the EC2 console offers.
func icmpv4Types() []icmpType {
	return []icmpType{
		{0, "Echo Reply", nil},
		{3, "Destination Unreachable", []string{
			"Net Unreachable", "Host Unreachable", "Protocol Unreachable", "Port Unreachable", "Fragmentation Needed",
			"Source Route Failed", "Network Unknown", "Host Unknown", "Source Host Isolated", "Network Prohibited",
			"Host Prohibited", "Network Unreachable for TOS", "Host Unreachable for TOS", "Communication Prohibited",
			"Host Precedence Violation", "Precedence Cutoff",
		}},
		{4, "Source Quench", nil},
		{5, "Redirect", []string{"Redirect for Network", "Redirect for Host", "Redirect for TOS and Network", "Redirect for TOS and Host"}},
		{6, "Alternate Host Address", nil},
		{8, "Echo Request", nil},
		{9, "Router Advertisement", nil},
		{10, "Router Solicitation", nil},
		{11, "Time Exceeded", []string{"TTL Exceeded in Transit", "Fragment Reassembly Time Exceeded"}},
		{12, "Parameter Problem", []string{"Pointer Indicates Error", "Missing Required Option", "Bad Length"}},
		{13, "Timestamp Request", nil},
		{14, "Timestamp Reply", nil},
		{15, "Information Request", nil},
		{16, "Information Reply", nil},
		{17, "Address Mask Request", nil},
		{18, "Address Mask Reply", nil},
		{30, "Traceroute", nil},
		{42, "Extended Echo Request", nil},
		{43, "Extended Echo Reply", nil},
	}
}

// icmpv6Types are the common ones of the IANA ICMPv6 registry.
func icmpv6Types() []icmpType {
	return []icmpType{
		{1, "Destination Unreachable", []string{
			"No Route", "Administratively Prohibited", "Beyond Scope", "Address Unreachable", "Port Unreachable",
			"Source Address Failed Policy", "Reject Route",
		}},
		{2, "Packet Too Big", nil},
		{3, "Time Exceeded", []string{"Hop Limit Exceeded", "Fragment Reassembly Time Exceeded"}},
		{4, "Parameter Problem", []string{"Erroneous Header Field", "Unrecognized Next Header", "Unrecognized Option"}},
		{128, "Echo Request", nil},
		{129, "Echo Reply", nil},
		{130, "Multicast Listener Query", nil},
		{131, "Multicast Listener Report", nil},
		{132, "Multicast Listener Done", nil},
		{133, "Router Solicitation", nil},
		{134, "Router Advertisement", nil},
		{135, "Neighbor Solicitation", nil},
		{136, "Neighbor Advertisement", nil},
		{137, "Redirect", nil},
		{143, "Multicast Listener Report v2", nil},
	}
}

// parseICMPType reads a type by number (-1 to 255), by name ("Echo Request",
// echo-request, echorequest), or as both ("Echo Request (8)"). Empty, *, any
// and all mean -1.
func parseICMPType(p Protocol, text string) (int, error) {
	if n, ok, err := icmpNumber("type", text); ok {
		return n, err
	}
	for _, t := range icmpTypes(p) {
		if slug(t.name) == slug(text) {
			return t.number, nil
		}
	}
	return 0, fmt.Errorf("%q is no %s type: use a name such as echo-request, a number from 0 to 255, or -1 for all", text, p)
}

// parseICMPCode reads a code of the given type, by number or by name.
func parseICMPCode(p Protocol, typ int, text string) (int, error) {
	if n, ok, err := icmpNumber("code", text); ok {
		return n, err
	}
	for _, t := range icmpTypes(p) {
		if t.number != typ {
			continue
		}
		for code, name := range t.codes {
			if slug(name) == slug(text) {
				return code, nil
			}
		}
	}
	return 0, fmt.Errorf("%q is no code of %s %s: use a number from 0 to 255, or -1 for all", text, p, icmpTypeName(p, typ))
}

// icmpNumber reads the forms that name a number; ok is false where text is a
// name to look up.
func icmpNumber(what, text string) (n int, ok bool, err error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "", "*", "any", "all", "any (-1)", "all (-1)":
		return anyNumber, true, nil
	}
	if open := strings.LastIndexByte(text, '('); open > 0 && strings.HasSuffix(text, ")") {
		if n, err := strconv.Atoi(text[open+1 : len(text)-1]); err == nil {
			text = strconv.Itoa(n)
		}
	}
	n, convErr := strconv.Atoi(text)
	if convErr != nil {
		return 0, false, nil
	}
	if n < anyNumber || n > 255 {
		return 0, true, fmt.Errorf("%d: an ICMP %s is 0 to 255, or -1 for all", n, what)
	}
	return n, true, nil
}

// icmpTypeName is a type for people: "Echo Request (8)", "type 77", "any (-1)".
func icmpTypeName(p Protocol, typ int) string {
	if typ == anyNumber {
		return "any (-1)"
	}
	for _, t := range icmpTypes(p) {
		if t.number == typ {
			return fmt.Sprintf("%s (%d)", t.name, typ)
		}
	}
	return fmt.Sprintf("type %d", typ)
}

// icmpCodeName is a code for people: "Port Unreachable (3)", "code 9", "any (-1)".
func icmpCodeName(p Protocol, typ, code int) string {
	if code == anyNumber {
		return "any (-1)"
	}
	for _, t := range icmpTypes(p) {
		if t.number == typ && code < len(t.codes) {
			return fmt.Sprintf("%s (%d)", t.codes[code], code)
		}
	}
	return fmt.Sprintf("code %d", code)
}

// slug folds a name to lower-case letters and digits, so that "Echo Request",
// echo-request and echorequest are one name.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}
