package actions

import (
	"sluice/client/local/store"
	"sluice/client/local/wire"
)

// writeRule writes a rule as DescribeSecurityGroupRules and AuthorizeSecurityGroupIngress answer it.
func writeRule(d *wire.Document, c *Call, g store.Group, r store.Rule) {
	d.Text("securityGroupRuleId", r.ID)
	d.Text("groupId", g.ID)
	d.Text("groupOwnerId", g.Account)
	writeRuleBody(d, r)
	if r.Kind == store.KindGroup {
		d.Element("referencedGroupInfo", func() {
			d.Text("groupId", r.Source)
			d.Optional("userId", r.SourceAccount)
			writeRulePeering(d, r)
		})
	}
	d.Optional("description", r.Description)
	writeTags(d, r.Tags)
	d.Text("securityGroupRuleArn", c.arn(g.Account, store.TypeRule, r.ID))
}

// writeRevokedRule writes a rule as RevokeSecurityGroupIngress answers it.
func writeRevokedRule(d *wire.Document, g store.Group, r store.Rule) {
	d.Text("securityGroupRuleId", r.ID)
	d.Text("groupId", g.ID)
	writeRuleBody(d, r)
	if r.Kind == store.KindGroup {
		d.Text("referencedGroupId", r.Source)
	}
	d.Optional("description", r.Description)
}

// writeRuleBody writes what both have: direction, traffic, and a source that is no group.
func writeRuleBody(d *wire.Document, r store.Rule) {
	d.Boolean("isEgress", r.Egress)
	d.Text("ipProtocol", r.Protocol)
	d.Number("fromPort", r.From)
	d.Number("toPort", r.To)
	switch r.Kind {
	case store.KindIPv4:
		d.Text("cidrIpv4", r.Source)
	case store.KindIPv6:
		d.Text("cidrIpv6", r.Source)
	case store.KindPrefix:
		d.Text("prefixListId", r.Source)
	}
}

// writeRulePeering writes where a source group behind a peering is.
func writeRulePeering(d *wire.Document, r store.Rule) {
	if r.Peering == "" {
		return
	}
	d.Text("vpcId", r.SourceVPC)
	d.Text("vpcPeeringConnectionId", r.Peering)
	d.Text("peeringStatus", r.PeeringStatus)
}

// mergedPermission is the rules of one direction that share protocol and ports: what DescribeSecurityGroups
// shows as one IP permission with several sources.
type mergedPermission struct {
	store.Traffic
	groups, ipv4, ipv6, prefixLists []store.Rule
}

// merged groups rules by their traffic, in the order in which each is first met.
func merged(rules []store.Rule) []*mergedPermission {
	var all []*mergedPermission
	byTraffic := make(map[store.Traffic]*mergedPermission)
	for _, r := range rules {
		p := byTraffic[r.Traffic]
		if p == nil {
			p = &mergedPermission{Traffic: r.Traffic}
			byTraffic[r.Traffic] = p
			all = append(all, p)
		}
		switch r.Kind {
		case store.KindIPv4:
			p.ipv4 = append(p.ipv4, r)
		case store.KindIPv6:
			p.ipv6 = append(p.ipv6, r)
		case store.KindPrefix:
			p.prefixLists = append(p.prefixLists, r)
		case store.KindGroup:
			p.groups = append(p.groups, r)
		}
	}
	return all
}

// writePermissions writes rules of one direction merged by their traffic. Answers of 2011-12-15 name only tcp, udp and icmp,
// and have neither IPv6, nor prefix lists, nor descriptions.
func writePermissions(d *wire.Document, name string, rules []store.Rule) {
	wire.List(d, name, merged(rules), func(p *mergedPermission) {
		protocol := p.Protocol
		if protocol == "icmpv6" && !d.Since(wire.Version2016) {
			protocol = "58"
		}
		d.Text("ipProtocol", protocol)
		if p.HasPorts() {
			d.Number("fromPort", p.From)
			d.Number("toPort", p.To)
		}
		wire.List(d, "groups", p.groups, func(r store.Rule) { writeSourceGroup(d, r) })
		wire.List(d, "ipRanges", p.ipv4, func(r store.Rule) { writeRange(d, "cidrIp", r) })
		if d.Since(wire.Version2016) {
			wire.List(d, "ipv6Ranges", p.ipv6, func(r store.Rule) { writeRange(d, "cidrIpv6", r) })
			wire.List(d, "prefixListIds", p.prefixLists, func(r store.Rule) { writeRange(d, "prefixListId", r) })
		}
	})
}

func writeSourceGroup(d *wire.Document, r store.Rule) {
	d.Optional("userId", r.SourceAccount)
	d.Text("groupId", r.Source)
	d.Optional("groupName", r.SourceName)
	if d.Since(wire.Version2016) {
		writeRulePeering(d, r)
		d.Optional("description", r.Description)
	}
}

func writeRange(d *wire.Document, name string, r store.Rule) {
	d.Text(name, r.Source)
	if d.Since(wire.Version2016) {
		d.Optional("description", r.Description)
	}
}
