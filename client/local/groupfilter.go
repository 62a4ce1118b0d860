package local

import "strconv"

// groupFacts are the filters of DescribeSecurityGroups, besides those on tags.
func groupFacts() map[string]facts[*fullGroup] {
	known := map[string]facts[*fullGroup]{
		"description": fact(func(g *fullGroup) string { return g.description }),
		"group-id":    fact(func(g *fullGroup) string { return g.id }),
		"group-name":  fact(func(g *fullGroup) string { return g.name }),
		"owner-id":    fact(func(g *fullGroup) string { return g.account }),
		"vpc-id":      fact(func(g *fullGroup) string { return g.vpc }),
	}
	for name, of := range permissionFacts() {
		known["ip-permission."+name] = ofRules(func(g *fullGroup) []rule { return g.ingress }, of)
		known["egress.ip-permission."+name] = ofRules(func(g *fullGroup) []rule { return g.egress }, of)
	}
	return known
}

// permissionFacts are the filters on rules, by what follows "ip-permission.". Each rule has at most one value
// for each: "" says that it has none.
func permissionFacts() map[string]func(rule) string {
	sourceOf := func(kind sourceKind) func(rule) string {
		return func(r rule) string {
			if r.kind != kind {
				return ""
			}
			return r.source
		}
	}
	port := func(of func(rule) int) func(rule) string {
		return func(r rule) string {
			if !r.hasPorts() {
				return ""
			}
			return strconv.Itoa(of(r))
		}
	}
	return map[string]func(rule) string{
		"cidr":           sourceOf(kindIPv4),
		"ipv6-cidr":      sourceOf(kindIPv6),
		"prefix-list-id": sourceOf(kindPrefix),
		"group-id":       sourceOf(kindGroup),
		"from-port":      port(func(r rule) int { return r.from }),
		"to-port":        port(func(r rule) int { return r.to }),
		"protocol":       func(r rule) string { return r.protocol },
		"group-name":     func(r rule) string { return r.sourceName },
		"user-id":        func(r rule) string { return r.sourceAccount },
	}
}

// ofRules are the values that a group's rules have for a filter.
func ofRules(rules func(*fullGroup) []rule, of func(rule) string) facts[*fullGroup] {
	return func(g *fullGroup) (values []string) {
		for _, r := range rules(g) {
			if value := of(r); value != "" {
				values = append(values, value)
			}
		}
		return values
	}
}
