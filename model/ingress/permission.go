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

// Permissions gathers rules into IP permissions, one per protocol and ports, in
// the order in which they first appear: two CIDRs of one port are one
// permission with two ranges, as in EC2's own examples.
func Permissions(rules []Wanted) []Permission {
	type key struct {
		protocol Protocol
		from, to int32
	}
	var permissions []Permission
	at := map[key]int{}
	for _, w := range rules {
		k := key{w.protocol, w.from, w.to}
		i, seen := at[k]
		if !seen {
			i = len(permissions)
			at[k] = i
			permissions = append(permissions, Permission{Protocol: w.protocol, From: int(w.from), To: int(w.to)})
		}
		permissions[i].Rules = append(permissions[i].Rules, w)
	}
	return permissions
}
