package ingress

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// sourceText is one source as typed, read as far as the text alone allows: a
// name becomes a source only for a given group.
type sourceText struct {
	text          string
	source        Source // set for CIDRs, ids and prefix lists
	account, name string // set for groups by name; account also for an id with its owner
	note          string // what canonicalising changed
}

// readSources reads a list of sources.
func readSources(list string) ([]sourceText, error) {
	texts := splitSources(list)
	if len(texts) == 0 {
		return nil, errors.New(noSources)
	}
	sources := make([]sourceText, len(texts))
	for i, text := range texts {
		var err error
		if sources[i], err = readSource(text); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

func readSource(text string) (s sourceText, err error) {
	s.text = text
	lower := strings.ToLower(text)
	account, id, owned := strings.Cut(text, "/")
	switch {
	case strings.HasPrefix(lower, "sg-"):
		s.source, err = FromGroup(text)
	case strings.HasPrefix(lower, "pl-"):
		s.source, err = FromPrefixList(text)
	case strings.HasPrefix(text, "#"):
		err = fmt.Errorf("%s: a # starts the description, which has its own field; quote it if it starts a group's name", text)
	case looksLikeAddress(text):
		s.source, s.note, err = readCIDR(text)
	case lower == "from":
		err = fmt.Errorf(`a second "from": one rule has one list of sources, take it out`)
	case isExpiry(text):
		err = fmt.Errorf("%s: when a rule ends has its own field; quote it if it is a group's name", text)
	case lower == "me":
		err = fmt.Errorf("me: your own address is not known here; type it, such as 203.0.113.7")
	case slices.Contains([]string{"*", "any", "all", "anywhere", "everywhere"}, lower):
		err = fmt.Errorf("%s: the whole internet is 0.0.0.0/0, and ::/0 for IPv6", text)
	case isProtocol(text):
		err = fmt.Errorf(`%s is a protocol: those stand before "from"`, text)
	case owned && !strings.HasPrefix(text, `"`) && strings.HasPrefix(strings.ToLower(id), "sg-"):
		if err = checkAccount(account); err == nil {
			s.account = account
			s.source, err = FromGroup(id)
		}
	default:
		s.account, s.name, err = readGroupName(text)
	}
	return s, err
}

// isExpiry reports whether the word starts the time of a rule's end.
func isExpiry(word string) bool {
	return strings.EqualFold(word, "for") || strings.EqualFold(word, "until")
}

// isProtocol tells a protocol with its ports from a source.
func isProtocol(text string) bool {
	if !strings.Contains(text, "/") {
		return false
	}
	_, err := readProtocol(text)
	return err == nil
}

// looksLikeAddress tells a mistyped address from a group's name: it starts like
// IPv4 (10.1, 10/8, but not 111122223333/80) or has the colons of IPv6.
func looksLikeAddress(text string) bool {
	addr, _, _ := strings.Cut(text, "/")
	switch {
	case addr == "" || strings.HasPrefix(text, `"`):
		return false
	case strings.Contains(addr, ":"):
		return strings.Contains(addr, "::") || strings.Contains(addr, "%") || strings.Trim(addr, "0123456789abcdefABCDEF:.") == ""
	case strings.Trim(text, "0123456789/") == "":
		return len(addr) != 12
	}
	return addr[0] >= '0' && addr[0] <= '9' && strings.Contains(addr, ".")
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
	addr, bits, _ := strings.Cut(text, "/")
	parsed, err := netip.ParseAddr(addr)
	switch {
	case err == nil && parsed.Zone() != "":
		return fmt.Errorf("%s: leave out the zone, %%%s", text, parsed.Zone())
	case err == nil && parsed.Is4():
		return fmt.Errorf("%s: after the slash of an IPv4 CIDR comes 0 to 32, not %q", text, bits)
	case err == nil:
		return fmt.Errorf("%s: after the slash of an IPv6 CIDR comes 0 to 128, not %q", text, bits)
	case strings.Contains(addr, ":"):
		return fmt.Errorf("%s is no IPv6 address or CIDR, such as 2001:db8::/32", text)
	}
	if plain, ok := withoutLeadingZeros(addr); ok {
		return fmt.Errorf("%s: a number with a leading zero may be read as octal; write %s", text, plain+text[len(addr):])
	}
	return fmt.Errorf("%s is no IPv4 address or CIDR: four numbers from 0 to 255, such as 203.0.113.0/24", text)
}

// withoutLeadingZeros is an IPv4 address read as decimal, where leading zeros
// are all that is wrong with it.
func withoutLeadingZeros(text string) (string, bool) {
	numbers := strings.Split(text, ".")
	for i, n := range numbers {
		if trimmed := strings.TrimLeft(n, "0"); trimmed != "" || n == "" {
			numbers[i] = trimmed
		} else {
			numbers[i] = "0"
		}
	}
	plain := strings.Join(numbers, ".")
	_, err := netip.ParseAddr(plain)
	return plain, err == nil
}
