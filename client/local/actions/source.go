package actions

import (
	"net/netip"

	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// resolver turns the permissions of a request into rules of one group.
type resolver struct {
	*Call
	group    store.Group
	egress   bool
	existing bool // the rules are looked up, not made: sources that are gone are taken as they are named
}

// rules are the rules that the permissions describe, in the order of the request: one for each source.
func (r resolver) rules(permissions []ipPermission) ([]store.Rule, error) {
	if len(permissions) == 0 {
		return nil, wire.MissingParameter("ipPermissions")
	}
	var all []store.Rule
	seen := make(map[store.Identity]bool)
	for _, p := range permissions {
		t, err := ParseTraffic(p.IpProtocol, p.FromPort, p.ToPort, r.group.Classic())
		if err != nil {
			return nil, err
		}
		sources, err := r.sources(p)
		if err != nil {
			return nil, err
		}
		for _, one := range sources {
			one.Egress, one.Traffic = r.egress, t
			if seen[one.Identity()] {
				return nil, samePermission()
			}
			seen[one.Identity()] = true
			all = append(all, one)
		}
	}
	return all, nil
}

// samePermission is the failure of a request that names one rule twice.
func samePermission() *wire.Failure {
	return wire.InvalidValue("The same permission must not appear multiple times")
}

// sources are the sources of one permission, as rules that have nothing else yet.
func (r resolver) sources(p ipPermission) ([]store.Rule, error) {
	ranges := len(p.IpRanges) + len(p.Ipv6Ranges) + len(p.PrefixListIds)
	if ranges+len(p.Groups) == 0 {
		return nil, wire.Refuse("MissingParameter", "Missing source specification: include source security group or CIDR information")
	}
	if r.Version < wire.Version2016 && ranges > 0 && len(p.Groups) > 0 {
		return nil, wire.Refuse("InvalidParameterCombination", "You can't specify a source security group and a CIDR range in the same set of permissions")
	}
	if r.group.Classic() && len(p.Ipv6Ranges)+len(p.PrefixListIds) > 0 {
		return nil, wire.Refuse("InvalidPermission.Malformed", "The source of a rule in EC2-Classic is an IPv4 CIDR range or a security group")
	}
	var all []store.Rule
	add := func(one store.Rule, err error, description *string) error {
		if err == nil {
			one.Description, err = parseDescription(description)
		}
		all = append(all, one)
		return err
	}
	for _, each := range p.IpRanges {
		cidr, err := ParseCIDR(each.CidrIp, store.KindIPv4)
		if err := add(store.Rule{Kind: store.KindIPv4, Source: cidr}, err, each.Description); err != nil {
			return nil, err
		}
	}
	for _, each := range p.Ipv6Ranges {
		cidr, err := ParseCIDR(each.CidrIpv6, store.KindIPv6)
		if err := add(store.Rule{Kind: store.KindIPv6, Source: cidr}, err, each.Description); err != nil {
			return nil, err
		}
	}
	for _, each := range p.PrefixListIds {
		one, err := r.prefixListSource(each.PrefixListId)
		if err := add(one, err, each.Description); err != nil {
			return nil, err
		}
	}
	for _, each := range p.Groups {
		one, err := r.groupSource(each)
		if err := add(one, err, each.Description); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ParseCIDR is the range in canonical text: host bits cleared, IPv6 as RFC 5952 writes it.
func ParseCIDR(text string, kind store.SourceKind) (string, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is4() != (kind == store.KindIPv4) {
		return "", wire.InvalidValue("CIDR block %s is malformed", text)
	}
	return prefix.Masked().String(), nil
}

// parseDescription is a rule's description, "" if none was given.
func parseDescription(given *string) (string, error) {
	if given == nil {
		return "", nil
	}
	if len(*given) > 255 || !onlyFrom(*given, descriptionCharacters) {
		return "", wire.InvalidValue("Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")
	}
	return *given, nil
}

// descriptionCharacters are what descriptions and group names may have besides letters and digits.
const descriptionCharacters = ". _-:/()#,@[]+=&;{}!$*"

// onlyFrom says whether text has only ASCII letters, digits and the extra characters.
func onlyFrom(text, extra string) bool {
	for _, c := range []byte(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		default:
			if !containsByte(extra, c) {
				return false
			}
		}
	}
	return true
}

func containsByte(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}
