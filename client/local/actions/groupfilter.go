package actions

import (
	"strconv"

	"sluice/client/local/store"
)

// groupFacts are the filters of DescribeSecurityGroups, besides those on tags.
func groupFacts() map[string]facts[*store.FullGroup] {
	known := map[string]facts[*store.FullGroup]{
		"description": fact(func(g *store.FullGroup) string { return g.Description }),
		"group-id":    fact(func(g *store.FullGroup) string { return g.ID }),
		"group-name":  fact(func(g *store.FullGroup) string { return g.Name }),
		"owner-id":    fact(func(g *store.FullGroup) string { return g.Account }),
		"vpc-id":      fact(func(g *store.FullGroup) string { return g.VPC }),
	}
	for name, of := range permissionFacts() {
		known["ip-permission."+name] = ofRules(func(g *store.FullGroup) []store.Rule { return g.Ingress }, of)
		known["egress.ip-permission."+name] = ofRules(func(g *store.FullGroup) []store.Rule { return g.Egress }, of)
	}
	return known
}

// permissionFacts are the filters on rules, by what follows "ip-permission.". Each rule has at most one value
// for each: "" says that it has none.
func permissionFacts() map[string]func(store.Rule) string {
	sourceOf := func(kind store.SourceKind) func(store.Rule) string {
		return func(r store.Rule) string {
			if r.Kind != kind {
				return ""
			}
			return r.Source
		}
	}
	port := func(of func(store.Rule) int) func(store.Rule) string {
		return func(r store.Rule) string {
			if !r.HasPorts() {
				return ""
			}
			return strconv.Itoa(of(r))
		}
	}
	return map[string]func(store.Rule) string{
		"cidr":           sourceOf(store.KindIPv4),
		"ipv6-cidr":      sourceOf(store.KindIPv6),
		"prefix-list-id": sourceOf(store.KindPrefix),
		"group-id":       sourceOf(store.KindGroup),
		"from-port":      port(func(r store.Rule) int { return r.From }),
		"to-port":        port(func(r store.Rule) int { return r.To }),
		"protocol":       func(r store.Rule) string { return r.Protocol },
		"group-name":     func(r store.Rule) string { return r.SourceName },
		"user-id":        func(r store.Rule) string { return r.SourceAccount },
	}
}

// ofRules are the values that a group's rules have for a filter.
func ofRules(rules func(*store.FullGroup) []store.Rule, of func(store.Rule) string) facts[*store.FullGroup] {
	return func(g *store.FullGroup) (values []string) {
		for _, r := range rules(g) {
			if value := of(r); value != "" {
				values = append(values, value)
			}
		}
		return values
	}
}
