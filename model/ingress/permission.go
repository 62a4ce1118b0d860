package ingress

// Permission is an EC2 IP permission: one protocol and its ports, with every
// source that they are open to. Requests carry permissions; a group holds one
// rule per source.
type Permission struct {
	Protocol Protocol
	From, To int // ports, or ICMP type and code; meaningless where HasRange is false
	Rules    []Wanted
}

// HasRange reports whether the permission is sent with a port range or an ICMP
// type and code.
func (p Permission) HasRange() bool { return p.Protocol.HasPorts() || p.Protocol.IsICMP() }

// Permissions gathers rules into IP permissions, in the order in which they
// first appear: two CIDRs of one port are one permission with two ranges, as in
// EC2's own examples. Source groups have permissions of their own, because a
// set of permissions cannot specify a source group and a CIDR range (EC2 API
// reference, 2011-12-15).
func Permissions(rules []Wanted) []Permission {
	type key struct {
		spec  Spec
		group bool
	}
	var permissions []Permission
	at := map[key]int{}
	for _, w := range rules {
		k := key{w.Spec(), w.source.isGroup()}
		i, seen := at[k]
		if !seen {
			i = len(permissions)
			at[k] = i
			permissions = append(permissions, Permission{Protocol: k.spec.Protocol, From: k.spec.From, To: k.spec.To})
		}
		permissions[i].Rules = append(permissions[i].Rules, w)
	}
	return permissions
}
