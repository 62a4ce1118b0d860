package ingress

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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

// icmpCodes are the named codes of a type, by number.
func icmpCodes(p Protocol, typ int) []string {
	for _, t := range icmpTypes(p) {
		if t.number == typ {
			return t.codes
		}
	}
	return nil
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

// parseICMP reads a type and a code; nothing means all.
func parseICMP(p Protocol, typeText, codeText string) ([]Spec, error) {
	typ, err := parseICMPType(p, typeText)
	if err != nil {
		return nil, err
	}
	code, err := parseICMPCode(p, typ, codeText)
	if err != nil {
		return nil, err
	}
	return []Spec{{p, typ, code}}, nil
}

// parseICMPType reads a type by number (-1 to 255), by name ("Echo Request",
// echo-request, echorequest), or as both ("Echo Request (8)"). Empty, *, any
// and all mean -1.
func parseICMPType(p Protocol, text string) (int, error) {
	if n, ok, err := icmpNumber("type", text); ok {
		return n, err
	}
	for _, t := range icmpTypes(p) {
		if isName(text, t.name, icmpTypeText(p, t.number)) {
			return t.number, nil
		}
	}
	return 0, fmt.Errorf("%q is no %s type: use a name such as echo-request, a number from 0 to 255, or -1 for all", text, p)
}

// parseICMPCode reads a code of the given type, by number, by name, or as both.
func parseICMPCode(p Protocol, typ int, text string) (int, error) {
	if n, ok, err := icmpNumber("code", text); ok {
		return n, err
	}
	for code, name := range icmpCodes(p, typ) {
		if isName(text, name, icmpCodeText(p, typ, code)) {
			return code, nil
		}
	}
	return 0, fmt.Errorf("%q is no code of %s type %s: use a number from 0 to 255, or -1 for all", text, p, icmpTypeText(p, typ))
}

// isName reports whether text is one of the names, ignoring case, spaces and hyphens.
func isName(text string, names ...string) bool {
	want := slug(text)
	return slices.ContainsFunc(names, func(name string) bool { return foldsTo(name, want) })
}

// icmpNumber reads the forms that are a number; ok is false where text is a
// name to look up.
func icmpNumber(what, text string) (n int, ok bool, err error) {
	switch text = strings.TrimSpace(text); strings.ToLower(text) {
	case "", "*", "any", "all", "any (-1)":
		return anyNumber, true, nil
	}
	n, ok = parseNumber(text)
	if ok && !isICMPNumber(n) {
		err = fmt.Errorf("%s: an ICMP %s is 0 to 255, or -1 for all", text, what)
	}
	return n, ok, err
}

// checkICMP holds a type and a code to what EC2 takes.
func checkICMP(typ, code int) *Problem {
	switch {
	case !isICMPNumber(typ):
		return &Problem{Field: FieldFrom, Text: fmt.Sprintf("%d: an ICMP type is 0 to 255, or -1 for all", typ)}
	case !isICMPNumber(code):
		return &Problem{Field: FieldTo, Text: fmt.Sprintf("%d: an ICMP code is 0 to 255, or -1 for all", code)}
	}
	return nil
}

func isICMPNumber(n int) bool { return n >= anyNumber && n <= 255 }

// icmpTypeText is a type as a field shows it: Echo Request (8), 77, any (-1).
func icmpTypeText(p Protocol, typ int) string {
	if typ == anyNumber {
		return "any (-1)"
	}
	for _, t := range icmpTypes(p) {
		if t.number == typ {
			return fmt.Sprintf("%s (%d)", t.name, typ)
		}
	}
	return strconv.Itoa(typ)
}

// icmpCodeText is a code as a field shows it: Port Unreachable (3), 9, any (-1).
func icmpCodeText(p Protocol, typ, code int) string {
	if code == anyNumber {
		return "any (-1)"
	}
	if codes := icmpCodes(p, typ); code < len(codes) {
		return fmt.Sprintf("%s (%d)", codes[code], code)
	}
	return strconv.Itoa(code)
}

// slug folds a name to lower case without spaces, hyphens and brackets, so that
// "Echo Request", echo-request and echorequest are one name.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_/()", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// foldsTo reports whether the slug of a name is that one, without making it.
func foldsTo(name, slug string) bool {
	for _, r := range name {
		if strings.ContainsRune(" -_/()", r) {
			continue
		}
		first, n := utf8.DecodeRuneInString(slug)
		if n == 0 || unicode.ToLower(r) != first {
			return false
		}
		slug = slug[n:]
	}
	return slug == ""
}
