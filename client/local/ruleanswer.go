package local

// groupRule writes a rule as DescribeSecurityGroupRules and AuthorizeSecurityGroupIngress answer it.
func (d *document) groupRule(c *call, g securityGroup, r rule) {
	d.text("securityGroupRuleId", r.id)
	d.text("groupId", g.id)
	d.text("groupOwnerId", g.account)
	d.ruleBody(r)
	if r.kind == kindGroup {
		d.element("referencedGroupInfo", func() {
			d.text("groupId", r.source)
			d.optional("userId", r.sourceAccount)
			d.peering(r)
		})
	}
	d.optional("description", r.description)
	d.tagSet(r.tags)
	d.text("securityGroupRuleArn", c.arn(g.account, typeRule, r.id))
}

// revokedRule writes a rule as RevokeSecurityGroupIngress answers it.
func (d *document) revokedRule(g securityGroup, r rule) {
	d.text("securityGroupRuleId", r.id)
	d.text("groupId", g.id)
	d.ruleBody(r)
	if r.kind == kindGroup {
		d.text("referencedGroupId", r.source)
	}
	d.optional("description", r.description)
}

// ruleBody writes what both have: direction, traffic, and a source that is no group.
func (d *document) ruleBody(r rule) {
	d.boolean("isEgress", r.egress)
	d.text("ipProtocol", r.protocol)
	d.number("fromPort", r.from)
	d.number("toPort", r.to)
	switch r.kind {
	case kindIPv4:
		d.text("cidrIpv4", r.source)
	case kindIPv6:
		d.text("cidrIpv6", r.source)
	case kindPrefix:
		d.text("prefixListId", r.source)
	}
}

// peering writes where a source group behind a peering is.
func (d *document) peering(r rule) {
	if r.peering == "" {
		return
	}
	d.text("vpcId", r.sourceVPC)
	d.text("vpcPeeringConnectionId", r.peering)
	d.text("peeringStatus", r.peeringStatus)
}

// mergedPermission is the rules of one direction that share protocol and ports: what DescribeSecurityGroups
// shows as one IP permission with several sources.
type mergedPermission struct {
	traffic
	groups, ipv4, ipv6, prefixLists []rule
}

// merged groups rules by their traffic, in the order in which each is first met.
func merged(rules []rule) []*mergedPermission {
	var all []*mergedPermission
	byTraffic := make(map[traffic]*mergedPermission)
	for _, r := range rules {
		p := byTraffic[r.traffic]
		if p == nil {
			p = &mergedPermission{traffic: r.traffic}
			byTraffic[r.traffic] = p
			all = append(all, p)
		}
		switch r.kind {
		case kindIPv4:
			p.ipv4 = append(p.ipv4, r)
		case kindIPv6:
			p.ipv6 = append(p.ipv6, r)
		case kindPrefix:
			p.prefixLists = append(p.prefixLists, r)
		case kindGroup:
			p.groups = append(p.groups, r)
		}
	}
	return all
}

// permissions writes rules of one direction merged by their traffic. Answers of 2011-12-15 name only tcp, udp and icmp,
// and have neither IPv6, nor prefix lists, nor descriptions.
func (d *document) permissions(name string, rules []rule) {
	list(d, name, merged(rules), func(p *mergedPermission) {
		protocol := p.protocol
		if protocol == "icmpv6" && !d.since(Version2016) {
			protocol = "58"
		}
		d.text("ipProtocol", protocol)
		if p.hasPorts() {
			d.number("fromPort", p.from)
			d.number("toPort", p.to)
		}
		list(d, "groups", p.groups, d.sourceGroup)
		list(d, "ipRanges", p.ipv4, func(r rule) { d.ranged("cidrIp", r) })
		if d.since(Version2016) {
			list(d, "ipv6Ranges", p.ipv6, func(r rule) { d.ranged("cidrIpv6", r) })
			list(d, "prefixListIds", p.prefixLists, func(r rule) { d.ranged("prefixListId", r) })
		}
	})
}

func (d *document) sourceGroup(r rule) {
	d.optional("userId", r.sourceAccount)
	d.text("groupId", r.source)
	d.optional("groupName", r.sourceName)
	if d.since(Version2016) {
		d.peering(r)
		d.optional("description", r.description)
	}
}

func (d *document) ranged(name string, r rule) {
	d.text(name, r.source)
	if d.since(Version2016) {
		d.optional("description", r.description)
	}
}
