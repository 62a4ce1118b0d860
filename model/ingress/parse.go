package ingress

import (
	"fmt"
	"net/netip"
	"strings"
)

// Wanted is a rule that a person asked for, canonical, with what is not part of
// its identity.
type Wanted struct {
	Rule
	Description string
	// SourceOwner is the account of a source group given by id, where known.
	// EC2 takes it beside the id (EC2 API reference, 2011-12-15, third example).
	SourceOwner string
	// Notes say where the rule differs from what was typed, in words.
	Notes []string
}

// spec reads the protocol side of the entry's fields.
func (e Entry) spec() (Spec, *Problem) {
	protocol, err := ParseProtocol(e.text[FieldProtocol])
	switch {
	case strings.TrimSpace(e.text[FieldProtocol]) == "":
		return Spec{}, &Problem{Field: FieldProtocol, Text: "which protocol? tcp, udp, icmp, icmpv6, all, or a number"}
	case err != nil:
		return Spec{}, &Problem{Field: FieldProtocol, Text: err.Error()}
	case protocol.HasPorts():
		return e.portSpec(protocol)
	case protocol.IsICMP():
		return e.icmpSpec(protocol)
	}
	return Spec{protocol, anyNumber, anyNumber}, nil
}

func (e Entry) portSpec(p Protocol) (Spec, *Problem) {
	fromText, toText := strings.TrimSpace(e.text[FieldFrom]), strings.TrimSpace(e.text[FieldTo])
	if fromText == "" {
		return Spec{}, &Problem{Field: FieldFrom, Text: "which port? A number, a range such as 8080-8081, or * for all"}
	}
	from, to, err := parsePorts(fromText)
	if err != nil {
		return Spec{}, &Problem{Field: FieldFrom, Text: err.Error()}
	}
	if toText == "" || from != to {
		if toText != "" && toText != fromText {
			return Spec{}, &Problem{Field: FieldTo, Text: fmt.Sprintf("%s already is a range: leave this empty", fromText)}
		}
		return Spec{p, from, to}, nil
	}
	first, last, err := parsePorts(toText)
	switch {
	case err != nil:
		return Spec{}, &Problem{Field: FieldTo, Text: err.Error()}
	case first != last:
		return Spec{}, &Problem{Field: FieldTo, Text: fmt.Sprintf("%s: one port ends the range", toText)}
	}
	if problem := checkPorts(from, last); problem != nil {
		return Spec{}, problem
	}
	return Spec{p, from, last}, nil
}

func (e Entry) icmpSpec(p Protocol) (Spec, *Problem) {
	typ, err := parseICMPType(p, e.text[FieldFrom])
	if err != nil {
		return Spec{}, &Problem{Field: FieldFrom, Text: err.Error()}
	}
	code, err := parseICMPCode(p, typ, e.text[FieldTo])
	if err != nil {
		return Spec{}, &Problem{Field: FieldTo, Text: err.Error()}
	}
	return Spec{p, typ, code}, nil
}

// sourceText is one source as typed, read as far as the text alone allows: a
// name becomes a source only for a given group.
type sourceText struct {
	text          string
	source        Source // set for CIDRs, ids and prefix lists
	account, name string // set for groups by name
	note          string
}

func readSource(text string) (sourceText, error) {
	s := sourceText{text: text}
	var err error
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "sg-"):
		s.source, err = FromGroup(text)
	case strings.HasPrefix(lower, "pl-"):
		s.source, err = FromPrefixList(text)
	case lower == "me":
		err = fmt.Errorf("your own address is not known here: type it, such as 203.0.113.7")
	case looksLikeAddress(text):
		s.source, s.note, err = readCIDR(text)
	default:
		s.account, s.name, err = readGroupName(text)
	}
	return s, err
}

// looksLikeAddress tells a mistyped address from a group's name.
func looksLikeAddress(text string) bool {
	if strings.HasPrefix(text, `"`) {
		return false
	}
	addr, _, _ := strings.Cut(text, "/")
	return strings.Contains(addr, ":") || (strings.Contains(addr, ".") && strings.Trim(addr, "0123456789.") == "")
}

// readCIDR reads an address or a CIDR; note says what canonicalising changed.
func readCIDR(text string) (s Source, note string, err error) {
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err != nil || addr.Zone() != "" {
			return Source{}, "", addressError(text)
		}
		s = FromPrefix(netip.PrefixFrom(addr, addr.BitLen()))
		return s, fmt.Sprintf("one address: you typed no /%d", s.prefix.Bits()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return Source{}, "", addressError(text)
	}
	s = FromPrefix(prefix)
	if s.prefix != prefix {
		note = "you typed " + text
	}
	return s, note, nil
}

func addressError(text string) error {
	addr, bits, hasBits := strings.Cut(text, "/")
	parsed, err := netip.ParseAddr(addr)
	switch {
	case err == nil && parsed.Zone() != "":
		return fmt.Errorf("%s: an address without a zone", text)
	case err == nil && hasBits && parsed.Is4():
		return fmt.Errorf("%s: after the slash of an IPv4 CIDR comes 0 to 32, not %q", text, bits)
	case err == nil && hasBits:
		return fmt.Errorf("%s: after the slash of an IPv6 CIDR comes 0 to 128, not %q", text, bits)
	case strings.Contains(addr, ":"):
		return fmt.Errorf("%s is no IPv6 address or CIDR, such as 2001:db8::/32", text)
	}
	return fmt.Errorf("%s is no IPv4 address or CIDR: four numbers from 0 to 255, such as 203.0.113.0/24", text)
}

// readGroupName reads name, account/name, or either with the name quoted.
func readGroupName(text string) (account, name string, err error) {
	if !strings.HasPrefix(text, `"`) {
		if before, after, ok := strings.Cut(text, "/"); ok {
			account, text = before, after
			if account == "" {
				return "", "", fmt.Errorf("%q: before the slash comes the account, 12 digits", "/"+text)
			}
			if strings.Trim(account, "0123456789") == "" && len(account) != 12 {
				return "", "", fmt.Errorf("%s: an account has 12 digits, this one %d", account, len(account))
			}
		}
	}
	name = text
	if strings.HasPrefix(text, `"`) {
		name, err = unquoteName(text)
	}
	switch {
	case err != nil:
		return "", "", err
	case name == "":
		return "", "", fmt.Errorf("%s/: after the slash comes the group's name", account)
	case len(name) > 255:
		return "", "", fmt.Errorf("a group name has at most 255 characters, this one %d", len(name))
	}
	return account, name, nil
}

// unquoteName reads what [quoteName] writes; a name cannot hold a quote.
func unquoteName(text string) (string, error) {
	if len(text) < 2 || !strings.HasSuffix(text, `"`) {
		return "", fmt.Errorf("%s: the quote is not closed", text)
	}
	return text[1 : len(text)-1], nil
}

// maxDescription is the most characters that EC2 takes for a rule's description.
const maxDescription = 255

// checkNote holds a description to EC2's length and characters (EC2 API
// reference, IpRange.Description).
func checkNote(note string) *Problem {
	if len(note) > maxDescription {
		return &Problem{Field: FieldNote, Text: fmt.Sprintf("a description has at most 255 characters, this one %d", len(note))}
	}
	for _, r := range note {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("._-:/()#,@[]+=&;{}!$* ", r):
		default:
			return &Problem{Field: FieldNote, Text: fmt.Sprintf("%q is not allowed: EC2 takes a-z A-Z 0-9 space and ._-:/()#,@[]+=&;{}!$*", r)}
		}
	}
	return nil
}
