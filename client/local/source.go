package local

import "net/netip"

// resolver turns the permissions of a request into rules of one group.
type resolver struct {
	*call
	group    securityGroup
	egress   bool
	existing bool // the rules are looked up, not made: sources that are gone are taken as they are named
}

// rules are the rules that the permissions describe, in the order of the request: one for each source.
func (r resolver) rules(permissions []ipPermission) ([]rule, error) {
	if len(permissions) == 0 {
		return nil, missingParameter("ipPermissions")
	}
	var all []rule
	seen := make(map[identity]bool)
	for _, p := range permissions {
		t, err := parseTraffic(p, r.group.classic())
		if err != nil {
			return nil, err
		}
		sources, err := r.sources(p)
		if err != nil {
			return nil, err
		}
		for _, one := range sources {
			one.egress, one.traffic = r.egress, t
			if seen[one.identity()] {
				return nil, samePermission()
			}
			seen[one.identity()] = true
			all = append(all, one)
		}
	}
	return all, nil
}

// samePermission is the failure of a request that names one rule twice.
func samePermission() *failure {
	return invalidValue("The same permission must not appear multiple times")
}

// sources are the sources of one permission, as rules that have nothing else yet.
func (r resolver) sources(p ipPermission) ([]rule, error) {
	ranges := len(p.IpRanges) + len(p.Ipv6Ranges) + len(p.PrefixListIds)
	if ranges+len(p.Groups) == 0 {
		return nil, refuse("MissingParameter", "Missing source specification: include source security group or CIDR information")
	}
	if r.version < Version2016 && ranges > 0 && len(p.Groups) > 0 {
		return nil, refuse("InvalidParameterCombination", "You can't specify a source security group and a CIDR range in the same set of permissions")
	}
	if r.group.classic() && len(p.Ipv6Ranges)+len(p.PrefixListIds) > 0 {
		return nil, refuse("InvalidPermission.Malformed", "The source of a rule in EC2-Classic is an IPv4 CIDR range or a security group")
	}
	var all []rule
	add := func(one rule, err error, description *string) error {
		if err == nil {
			one.description, err = parseDescription(description)
		}
		all = append(all, one)
		return err
	}
	for _, each := range p.IpRanges {
		cidr, err := parseCIDR(each.CidrIp, kindIPv4)
		if err := add(rule{kind: kindIPv4, source: cidr}, err, each.Description); err != nil {
			return nil, err
		}
	}
	for _, each := range p.Ipv6Ranges {
		cidr, err := parseCIDR(each.CidrIpv6, kindIPv6)
		if err := add(rule{kind: kindIPv6, source: cidr}, err, each.Description); err != nil {
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

// parseCIDR is the range in canonical text: host bits cleared, IPv6 as RFC 5952 writes it.
func parseCIDR(text string, kind sourceKind) (string, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is4() != (kind == kindIPv4) {
		return "", invalidValue("CIDR block %s is malformed", text)
	}
	return prefix.Masked().String(), nil
}

// parseDescription is a rule's description, "" if none was given.
func parseDescription(given *string) (string, error) {
	if given == nil {
		return "", nil
	}
	if len(*given) > 255 || !onlyFrom(*given, descriptionCharacters) {
		return "", invalidValue("Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*")
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
