package ingress

import (
	"fmt"
	"net/netip"
	"strings"
)

// SourceKind says which of EC2's ways of naming a source a [Source] uses.
type SourceKind uint8

// The sources that a rule can have: exactly one of these.
const (
	NoSource           SourceKind = iota
	SourceIPv4                    // an IPv4 CIDR
	SourceIPv6                    // an IPv6 CIDR
	SourceGroup                   // a source group by id (VPC)
	SourceNamedGroup              // a source group by owner and name (EC2-Classic)
	SourcePrefixListID            // a managed prefix list
)

// Source is where an ingress rule lets traffic in from. It is comparable and
// canonical: equal sources are the same source to EC2.
type Source struct {
	kind    SourceKind
	prefix  netip.Prefix
	account string // the owner of a named group
	ref     string // a group id, a group name, or a prefix list id
}

// FromPrefix is the source of all addresses of an IP prefix; host bits are
// cleared, as EC2 does (EC2 API reference, IpRange).
func FromPrefix(p netip.Prefix) Source {
	p = netip.PrefixFrom(p.Addr().Unmap().WithZone(""), unmappedBits(p)).Masked()
	if p.Addr().Is4() {
		return Source{kind: SourceIPv4, prefix: p}
	}
	return Source{kind: SourceIPv6, prefix: p}
}

func unmappedBits(p netip.Prefix) int {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		return p.Bits() - 96
	}
	return p.Bits()
}

// FromGroup is a source group by its id, such as sg-0a5d8e02.
func FromGroup(id string) (Source, error) {
	if !isResourceID(id, "sg-") {
		return Source{}, fmt.Errorf("%q is no security group id: it is sg- and 8 or 17 hex digits", id)
	}
	return Source{kind: SourceGroup, ref: strings.ToLower(id)}, nil
}

// FromNamedGroup is an EC2-Classic source group: the owner's account, 12 digits
// or a special owner such as amazon-elb, and the group's name.
func FromNamedGroup(account, name string) (Source, error) {
	switch {
	case account == "":
		return Source{}, fmt.Errorf("source group %q has no account: write account/name", name)
	case name == "":
		return Source{}, fmt.Errorf("account %s has no group name: write %s/name", account, account)
	case len(name) > 255:
		return Source{}, fmt.Errorf("a group name has at most 255 characters, this one %d", len(name))
	}
	return Source{kind: SourceNamedGroup, account: account, ref: name}, nil
}

// FromPrefixList is a managed prefix list by its id, such as pl-63a5400a.
func FromPrefixList(id string) (Source, error) {
	if !isResourceID(id, "pl-") {
		return Source{}, fmt.Errorf("%q is no prefix list id: it is pl- and hex digits", id)
	}
	return Source{kind: SourcePrefixListID, ref: strings.ToLower(id)}, nil
}

// Kind says how the source is named; [NoSource] for the zero Source.
func (s Source) Kind() SourceKind { return s.kind }

// Prefix is the canonical CIDR; the zero Prefix unless the source is one.
func (s Source) Prefix() netip.Prefix { return s.prefix }

// GroupID is the id of a source group, or "".
func (s Source) GroupID() string {
	if s.kind == SourceGroup {
		return s.ref
	}
	return ""
}

// NamedGroup is the owner and name of an EC2-Classic source group, or "", "".
func (s Source) NamedGroup() (account, name string) {
	if s.kind == SourceNamedGroup {
		return s.account, s.ref
	}
	return "", ""
}

// PrefixListID is the id of a prefix list, or "".
func (s Source) PrefixListID() string {
	if s.kind == SourcePrefixListID {
		return s.ref
	}
	return ""
}

// String is the source as a rule line spells it: a CIDR, sg-…, pl-…, or
// account/name, with the name quoted where it has spaces.
func (s Source) String() string {
	switch s.kind {
	case SourceIPv4, SourceIPv6:
		return s.prefix.String()
	case SourceNamedGroup:
		return s.account + "/" + quoteName(s.ref)
	}
	return s.ref
}

// isResourceID reports whether id is prefix and at least one hex digit. EC2
// mints 8 or 17; examples and emulators use others, and EC2 answers for those.
func isResourceID(id, prefix string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(id), prefix)
	if !ok || rest == "" || len(rest) > 64 {
		return false
	}
	for _, r := range rest {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

// quoteName quotes a group name that a rule line could not carry bare.
func quoteName(name string) string {
	if strings.ContainsAny(name, " \t\n,\"'#/") || name == "" {
		return `"` + name + `"`
	}
	return name
}
