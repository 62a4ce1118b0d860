package rehearsal

import (
	"strings"

	"sluice/client/local/store"
)

// sampleGroups are the groups of the sample. websrv and VpcWebServers leave TCP 80 to the reader: the API
// reference's example requests open it.
func sampleGroups(mine, other store.Home) []sampleGroup {
	const classic, shop, launch = "", "vpc-0f1e2d3c", "vpc-5f7a1c3e"
	prod, staging := store.Tag{Key: "env", Value: "prod"}, store.Tag{Key: "env", Value: "staging"}
	group := func(h store.Home, vpc, id, name, description string, tags []store.Tag, rules ...store.Rule) sampleGroup {
		g := store.Group{ID: id, Home: h, VPC: vpc, Name: name, Description: description}
		return sampleGroup{g, rules, tags}
	}
	return []sampleGroup{
		group(mine, classic, "sg-5b1c22de", "websrv", "Web servers", []store.Tag{prod},
			open("tcp", 443, 443, "0.0.0.0/0", ""),
			open("tcp", 22, 22, "203.0.113.0/24", "")),
		group(other, classic, "sg-9d8c7b6a", "OtherAccountGroup", "Load test clients", nil),
		group(mine, shop, "sg-0a5d8e02", "OtherGroupInMyVPC", "Load balancers of the shop", []store.Tag{{Key: "Name", Value: "lb"}, prod},
			open("tcp", 443, 443, "0.0.0.0/0", "public site"),
			open("tcp", 443, 443, "::/0", "public site")),
		group(mine, shop, "sg-140ba4c8", "VpcWebServers", "Web servers of the shop", []store.Tag{{Key: "Name", Value: "web"}, prod},
			open("tcp", 443, 443, "0.0.0.0/0", "public site"),
			open("tcp", 22, 22, "203.0.113.0/24", "office"),
			open("tcp", 8080, 8081, "sg-77aa01bc", "deploys")),
		group(mine, shop, "sg-77aa01bc", "bastion", "The way in for administrators", []store.Tag{{Key: "Name", Value: "bastion"}, prod},
			open("tcp", 22, 22, "203.0.113.0/24", "office"),
			open("tcp", 22, 22, "198.51.100.16/28", "branch office"),
			open("udp", 60000, 61000, "203.0.113.0/24", "mosh")),
		group(mine, shop, "sg-3d7f90ab", "database", "PostgreSQL of the shop", []store.Tag{{Key: "Name", Value: "db"}, prod},
			open("tcp", 5432, 5432, "sg-140ba4c8", "web servers"),
			open("tcp", 5432, 5432, "sg-77aa01bc", "administrators"),
			open("tcp", 5432, 5432, "pl-0a1b2c3d4e5f60718", "reports from the offices")),
		group(mine, shop, "sg-5e2b8f14", "monitoring", "Probes & metrics", []store.Tag{{Key: "Name", Value: "monitoring"}, staging},
			open("icmp", 8, -1, "10.0.0.0/16", "ping"),
			open("icmp", 3, 4, "0.0.0.0/0", "path MTU discovery"),
			open("icmpv6", -1, -1, "2001:db8:1234:1a00::/56", ""),
			open("udp", 161, 162, "10.0.0.0/16", "SNMP"),
			open("tcp", 1024, 65535, "10.0.0.0/8", ""),
			open("50", -1, -1, "198.51.100.7/32", "IPsec to the branch office")),
		group(mine, shop, "sg-1e9ac701", "legacy-admin", "Nobody dares to touch this", []store.Tag{{Key: "owner", Value: "unknown"}},
			open("tcp", 3389, 3389, "0.0.0.0/1", "temporary"),
			open("tcp", 3389, 3389, "128.0.0.0/1", "temporary"),
			open("-1", -1, -1, "192.168.0.0/16", "")),
		group(mine, launch, "sg-6c0de911", "launch-wizard-1", "launch-wizard-1 created 2019-03-04T09:12:33.714+01:00", nil,
			open("tcp", 22, 22, "0.0.0.0/0", "")),
	}
}

// open is an ingress rule from a CIDR, a group or a prefix list.
func open(protocol string, from, to int, source, description string) store.Rule {
	r := store.Rule{Traffic: store.Traffic{Protocol: protocol, From: from, To: to}, Source: source, Description: description}
	switch {
	case strings.HasPrefix(source, "sg-"):
		r.Kind = store.KindGroup
	case strings.HasPrefix(source, "pl-"):
		r.Kind = store.KindPrefix
	case strings.Contains(source, ":"):
		r.Kind = store.KindIPv6
	default:
		r.Kind = store.KindIPv4
	}
	return r
}
