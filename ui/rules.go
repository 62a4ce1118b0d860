package ui

import (
	"cmp"
	"slices"
	"strings"

	"sluice/model"
	"sluice/model/ingress"
	"sluice/ui/safe"
)

// sorted orders rules for reading: by protocol, ports, then source. What EC2
// answers is in no order.
func sorted(rules []ingress.GroupRule) []ingress.GroupRule {
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b ingress.GroupRule) int {
		aFrom, _, _ := a.Ports()
		bFrom, _, _ := b.Ports()
		return cmp.Or(
			cmp.Compare(protocolRank(a.Protocol()), protocolRank(b.Protocol())),
			cmp.Compare(aFrom, bFrom),
			cmp.Compare(a.PortText(), b.PortText()),
			cmp.Compare(a.Source().Kind(), b.Source().Kind()),
			a.Source().Prefix().Addr().Compare(b.Source().Prefix().Addr()),
			cmp.Compare(a.Source().String(), b.Source().String()),
		)
	})
	return rules
}

func protocolRank(p ingress.Protocol) int {
	order := []ingress.Protocol{ingress.AllProtocols, ingress.TCP, ingress.UDP, ingress.ICMP, ingress.ICMPv6}
	if i := slices.Index(order, p); i >= 0 {
		return i
	}
	return len(order) + int(p)
}

// slashWidth is where the slash of IPv4 CIDRs stands in a table of these
// rules, so that the eye can run down the prefix lengths.
func slashWidth[R interface{ Source() ingress.Source }](rules []R) int {
	width := 0
	for _, r := range rules {
		if s := r.Source(); s.Kind() == ingress.SourceIPv4 {
			width = max(width, len(s.Prefix().Addr().String()))
		}
	}
	return width
}

// sourceText is a source as tables show it: a CIDR aligned at the slash, a
// source group with its name.
func sourceText(c model.Catalog, s ingress.Source, slash int) safe.Text {
	switch s.Kind() {
	case ingress.SourceIPv4:
		addr, bits, _ := strings.Cut(s.Prefix().String(), "/")
		return safe.Clean(addr + strings.Repeat(" ", max(0, slash-len(addr))) + "/" + bits)
	case ingress.SourceGroup:
		if g, ok := c.Group(s.GroupID()); ok {
			return safe.Clean(s.String() + " " + g.Name)
		}
	}
	return safe.Clean(s.String())
}
