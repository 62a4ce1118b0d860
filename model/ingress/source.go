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
// cleared, as EC2 does (EC2 API reference, IpRange). An IPv4-mapped IPv6 prefix
// is the IPv4 prefix that it maps. An invalid prefix is no source.
func FromPrefix(p netip.Prefix) Source {
	if p.Addr().Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	p = p.Masked()
	switch {
	case !p.IsValid():
		return Source{}
	case p.Addr().Is4():
		return Source{kind: SourceIPv4, prefix: p}
	}
	return Source{kind: SourceIPv6, prefix: p}
}

// FromGroup is a source group by its id, such as sg-0a5d8e02.
func FromGroup(id string) (Source, error) {
	if !isResourceID(id, "sg-") {
		return Source{}, fmt.Errorf("%q is no security group id: it is sg- and hex digits, such as sg-0a5d8e02", id)
	}
	return Source{kind: SourceGroup, ref: strings.ToLower(id)}, nil
}

// FromNamedGroup is an EC2-Classic source group: the owner's account, 12 digits
// or a special owner such as amazon-elb, and the group's name, up to 255
// characters.
func FromNamedGroup(account, name string) (Source, error) {
	if err := checkAccount(account); err != nil {
		return Source{}, err
	}
	if err := checkGroupName(name); err != nil {
		return Source{}, err
	}
	return Source{kind: SourceNamedGroup, account: account, ref: name}, nil
}

// FromPrefixList is a managed prefix list by its id, such as pl-63a5400a.
func FromPrefixList(id string) (Source, error) {
	if !isResourceID(id, "pl-") {
		return Source{}, fmt.Errorf("%q is no prefix list id: it is pl- and hex digits, such as pl-63a5400a", id)
	}
	return Source{kind: SourcePrefixListID, ref: strings.ToLower(id)}, nil
}

// Kind says how the source is named; [NoSource] for the zero Source.
func (s Source) Kind() SourceKind { return s.kind }

func (s Source) isGroup() bool { return s.kind == SourceGroup || s.kind == SourceNamedGroup }

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
// mints 8 or 17; its own examples have other lengths, and EC2 answers for those.
func isResourceID(id, prefix string) bool {
	digits, ok := strings.CutPrefix(strings.ToLower(id), prefix)
	return ok && digits != "" && len(digits) <= 64 && strings.Trim(digits, "0123456789abcdef") == ""
}
