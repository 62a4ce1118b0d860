package local

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// reference is what the endpoint should do, in as few words as possible: the groups of two VPCs, without regard for
// texts of messages, durability, speed or the wire.
type reference struct {
	groups   map[string]*refGroup // by id
	standard string               // the default VPC
	quota    int
}

type refGroup struct {
	id, name, vpc string
	rules         map[refRule]string // and their descriptions
	tags          map[string]string
}

type refRule struct {
	egress   bool
	protocol string
	from, to int
	source   string
}

// refPermission is an IP permission as a request has it: not yet checked.
type refPermission struct {
	protocol    string
	from, to    int
	ipv4, ipv6  []string
	groups      []string
	description string
}

// line is the rule as [wireRule.String] writes it.
func (r refRule) line(description string) string {
	text := fmt.Sprintf("%s %d..%d %s", r.protocol, r.from, r.to, r.source)
	if description != "" {
		text += " (" + description + ")"
	}
	return text
}

// read makes rules of permissions, or says with which code they are refused.
func (m *reference) read(g *refGroup, egress bool, permissions []refPermission, mustExist bool) (rules []refRule, code string) {
	for _, p := range permissions {
		first, code := p.traffic()
		if code != "" {
			return nil, code
		}
		first.egress = egress
		var more []refRule
		for _, text := range slices.Concat(p.ipv4, p.ipv6) {
			prefix, err := netip.ParsePrefix(text)
			if err != nil || prefix.Addr().Is4() != slices.Contains(p.ipv4, text) {
				return nil, "InvalidParameterValue"
			}
			first.source = prefix.Masked().String()
			more = append(more, first)
		}
		for _, id := range p.groups {
			if source := m.groups[id]; mustExist && (source == nil || source.vpc != g.vpc) {
				return nil, "InvalidGroup.NotFound"
			}
			first.source = id
			more = append(more, first)
		}
		for _, r := range more {
			if slices.Contains(rules, r) {
				return nil, "InvalidParameterValue"
			}
			rules = append(rules, r)
		}
	}
	return rules, ""
}

func (p refPermission) traffic() (refRule, string) {
	switch name := map[string]string{"6": "tcp", "17": "udp", "1": "icmp"}; cmp.Or(name[p.protocol], p.protocol) {
	case "tcp", "udp":
		if p.from > p.to || p.to > 65535 {
			return refRule{}, "InvalidParameterValue"
		}
		return refRule{protocol: cmp.Or(name[p.protocol], p.protocol), from: p.from, to: p.to}, ""
	case "icmp":
		if p.from > 255 || p.to > 255 {
			return refRule{}, "InvalidParameterValue"
		}
		return refRule{protocol: "icmp", from: p.from, to: p.to}, ""
	case "-1", "50":
		return refRule{protocol: p.protocol, from: -1, to: -1}, ""
	}
	return refRule{}, "InvalidParameterValue"
}

// authorize gives the code, or the lines of the rules that were added.
func (m *reference) authorize(id string, egress bool, permissions []refPermission, dryRun bool) (string, []string) {
	g := m.groups[id]
	if g == nil {
		return "InvalidGroup.NotFound", nil
	}
	rules, code := m.read(g, egress, permissions, true)
	switch {
	case code != "":
		return code, nil
	case dryRun:
		return "DryRunOperation", nil
	case slices.ContainsFunc(rules, func(r refRule) bool { _, there := g.rules[r]; return there }):
		return "InvalidPermission.Duplicate", nil
	}
	ipv4, ipv6 := 0, 0
	for _, r := range slices.Concat(rules, slices.Collect(maps.Keys(g.rules))) {
		if r.egress != egress {
			continue
		}
		if !strings.Contains(r.source, ":") {
			ipv4++
		}
		if !strings.Contains(r.source, ".") {
			ipv6++
		}
	}
	if max(ipv4, ipv6) > m.quota {
		return "RulesPerSecurityGroupLimitExceeded", nil
	}
	var lines []string
	for _, r := range rules {
		description := ""
		for _, p := range permissions {
			if q, _ := p.traffic(); q.protocol == r.protocol && q.from == r.from && q.to == r.to && p.names(r.source) {
				description = p.description
				break
			}
		}
		g.rules[r] = description
		lines = append(lines, r.line(description))
	}
	return "", lines
}

// names says whether the permission has the source, in whatever spelling.
func (p refPermission) names(source string) bool {
	return slices.ContainsFunc(slices.Concat(p.ipv4, p.ipv6, p.groups), func(text string) bool {
		prefix, err := netip.ParsePrefix(text)
		return text == source || err == nil && prefix.Masked().String() == source
	})
}

// revoke gives the code, or the lines of the rules that were removed.
func (m *reference) revoke(id string, egress bool, permissions []refPermission, dryRun bool) (string, []string) {
	g := m.groups[id]
	if g == nil {
		return "InvalidGroup.NotFound", nil
	}
	rules, code := m.read(g, egress, permissions, false)
	if code != "" {
		return code, nil
	}
	if dryRun {
		return "DryRunOperation", nil
	}
	var lines []string
	for _, r := range rules {
		if description, there := g.rules[r]; there {
			lines = append(lines, r.line(description))
		} else if g.vpc != m.standard {
			return "InvalidPermission.NotFound", nil
		}
	}
	for _, r := range rules {
		delete(g.rules, r)
	}
	return "", lines
}

// create gives the code; the caller adds the group under the id that it got.
func (m *reference) create(name, vpc string) string {
	for _, g := range m.groups {
		if g.vpc == vpc && strings.EqualFold(g.name, name) && name != "default" {
			return "InvalidGroup.Duplicate"
		}
	}
	switch {
	case name == "default":
		return "InvalidGroup.Reserved"
	case name == "" || vpc == "":
		return "MissingParameter"
	}
	return ""
}

func (m *reference) remove(id string) string {
	g := m.groups[id]
	switch {
	case g == nil:
		return "InvalidGroup.NotFound"
	case g.name == "default":
		return "CannotDelete"
	}
	for _, other := range m.groups {
		for r := range other.rules {
			if other != g && r.source == id {
				return "DependencyViolation"
			}
		}
	}
	delete(m.groups, id)
	return ""
}

// lines are everything about the groups that match, sorted.
func (m *reference) lines(match func(*refGroup) bool) []string {
	var lines []string
	for _, g := range m.groups {
		if !match(g) {
			continue
		}
		lines = append(lines, g.id+" "+g.name+" "+g.vpc+" "+tagLine(g.tags))
		for r, description := range g.rules {
			lines = append(lines, g.id+" "+strconv.FormatBool(r.egress)+" "+r.line(description))
		}
	}
	slices.Sort(lines)
	return lines
}

func tagLine(tags map[string]string) string {
	var all []string
	for key, value := range tags {
		all = append(all, key+"="+value)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
