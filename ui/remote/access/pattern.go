package access

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Pattern is one of the sources of from=: an address, a CIDR, or an address with
// * for any text and ? for any one character; with ! before it, what it matches
// is refused. Host names are not taken: who answers for an address's name could
// let himself in.
type Pattern struct {
	text   string
	not    bool
	prefix netip.Prefix // invalid for a wildcard
}

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// parsePatterns reads patterns with commas between.
func parsePatterns(text string) ([]Pattern, error) {
	var patterns []Pattern
	for one := range strings.SplitSeq(text, ",") {
		p, err := parsePattern(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	if !slices.ContainsFunc(patterns, func(p Pattern) bool { return !p.not }) {
		return nil, errors.New("it only says where not from, and so matches nothing: add where from")
	}
	return patterns, nil
}

func parsePattern(text string) (Pattern, error) {
	bare, not := strings.CutPrefix(text, "!")
	p := Pattern{text: text, not: not}
	address := "0123456789."
	if strings.Contains(bare, ":") {
		address += "abcdefABCDEF:"
	}
	switch {
	case bare == "":
		return p, errors.New("a source is empty")
	case strings.Contains(bare, "/"):
		prefix, err := netip.ParsePrefix(bare)
		if err != nil {
			return p, fmt.Errorf("%q is no CIDR", shorten(bare))
		}
		if prefix != prefix.Masked() {
			return p, fmt.Errorf("%s has bits behind its mask: write %s", bare, prefix.Masked())
		}
		if prefix.Addr().Is4In6() {
			return p, fmt.Errorf("%s: write the IPv4 CIDR itself", bare)
		}
		p.prefix = prefix
	case strings.Trim(bare, address+"*?") != "":
		return p, fmt.Errorf("%q is no address: addresses, CIDRs and addresses with * and ? are taken, host names are not", shorten(bare))
	case strings.ContainsAny(bare, "*?"):
	default:
		addr, err := netip.ParseAddr(bare)
		if err != nil {
			return p, fmt.Errorf("%q is no address", shorten(bare))
		}
		addr = addr.Unmap()
		p.prefix = netip.PrefixFrom(addr, addr.BitLen())
	}
	return p, nil
}

func (p Pattern) matches(addr netip.Addr) bool {
	if p.prefix.IsValid() {
		return p.prefix.Contains(addr)
	}
	return wildcard(strings.ToLower(strings.TrimPrefix(p.text, "!")), addr.String())
}

// admits reports whether an address is matched by patterns, and by none with a
// not. No patterns admit every address, known or not.
func admits(patterns []Pattern, addr netip.Addr) bool {
	if len(patterns) == 0 {
		return true
	}
	addr = addr.Unmap().WithZone("")
	if !addr.IsValid() {
		return false
	}
	matched := false
	for _, p := range patterns {
		if p.matches(addr) {
			if p.not {
				return false
			}
			matched = true
		}
	}
	return matched
}

// wildcard reports whether a pattern with * and ? stands for an ASCII text.
func wildcard(pattern, text string) bool {
	star, from, i, j := -1, 0, 0, 0
	for j < len(text) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, from = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == text[j]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

func patternsText(patterns []Pattern) string {
	texts := make([]string, len(patterns))
	for i, p := range patterns {
		texts[i] = p.text
	}
	return strings.Join(texts, ", ")
}
