package notation

import (
	"fmt"
	"strconv"
	"strings"

	"sluice/model/ingress"
)

// The API versions of requests: that of EC2-Classic, and today's.
const (
	classicVersion = "2011-12-15"
	todaysVersion  = "2016-11-15"
)

// queryRequest is a change as a request of the Query API, a parameter a line.
// One for EC2-Classic is as in the examples of the EC2 API reference,
// 2011-12-15, whose version is part of AUTHPARAMS; descriptions and rule ids
// came later, and name the version that has them.
func queryRequest(c sentChange) string {
	parameters := append(queryParameters(c.Change), tagParameters(c.tags)...)
	version := todaysVersion
	if c.Group.Classic() && !isTodays(parameters) {
		version = classicVersion
	}
	var text strings.Builder
	text.WriteString("https://ec2.amazonaws.com/?Action=" + action(c.Kind))
	if version != classicVersion {
		text.WriteString("\n&Version=" + version)
	}
	for _, p := range parameters {
		text.WriteString("\n&" + p.name + "=" + queryEscape(p.value))
	}
	text.WriteString("\n&AUTHPARAMS\n")
	return text.String()
}

// isTodays reports whether a request has parameters that 2011-12-15 did not know.
func isTodays(parameters []parameter) bool {
	for _, p := range parameters {
		if strings.HasSuffix(p.name, ".Description") || strings.HasPrefix(p.name, "SecurityGroupRule") || strings.HasPrefix(p.name, "TagSpecification") {
			return true
		}
	}
	return false
}

// action is the EC2 action that a kind of change is sent as.
func action(k ingress.Kind) string {
	switch k {
	case ingress.Revoking:
		return "RevokeSecurityGroupIngress"
	case ingress.Editing:
		return "ModifySecurityGroupRules"
	}
	return "AuthorizeSecurityGroupIngress"
}

func queryParameters(c ingress.Change) []parameter {
	parameters := []parameter{{"GroupId", c.Group.ID}}
	if c.Group.Classic() && c.Kind == ingress.Adding {
		parameters = []parameter{{"GroupName", c.Group.Name}}
	}
	add := func(prefix string, of []parameter) {
		for _, p := range of {
			if p.value != "" {
				parameters = append(parameters, parameter{prefix + p.name, p.value})
			}
		}
	}
	switch c.Kind {
	case ingress.Revoking:
		for i, id := range ruleIDs(c) {
			add("", []parameter{{"SecurityGroupRuleId." + decimal(i+1), id}})
		}
	case ingress.Editing:
		for i, rule := range storedRules(c) {
			add(fmt.Sprintf("SecurityGroupRule.%d.", i+1), rule)
		}
	default:
		for i, p := range ipPermissions(c.Send()) {
			add(fmt.Sprintf("IpPermissions.%d.", i+1), p.parameters())
		}
	}
	return parameters
}

// tagParameters are the tags of a request.
func tagParameters(tags []ingress.Tag) (parameters []parameter) {
	const in = "TagSpecification.1."
	if len(tags) > 0 {
		parameters = append(parameters, parameter{in + "ResourceType", ruleResource})
	}
	for i, t := range tags {
		tag := in + "Tag." + decimal(i+1)
		parameters = append(parameters, parameter{tag + ".Key", t.Key}, parameter{tag + ".Value", t.Value})
	}
	return parameters
}

// ruleIDs are the rules that a change takes off or edits.
func ruleIDs(c ingress.Change) []string {
	var ids []string
	for _, r := range c.Sent() {
		ids = append(ids, r.Existing.ID)
	}
	return ids
}

// storedRules are the SecurityGroupRule parameters of an edit.
func storedRules(c ingress.Change) [][]parameter {
	var rules [][]parameter
	for _, r := range c.Sent() {
		const in = "SecurityGroupRule."
		from, to, _ := r.Ports()
		source := r.Source()
		rule := []parameter{{"SecurityGroupRuleId", r.Existing.ID}, {in + "IpProtocol", r.Protocol().Wire()},
			{in + "FromPort", decimal(from)}, {in + "ToPort", decimal(to)}}
		switch source.Kind() {
		case ingress.SourceIPv4:
			rule = append(rule, parameter{in + "CidrIpv4", source.Prefix().String()})
		case ingress.SourceIPv6:
			rule = append(rule, parameter{in + "CidrIpv6", source.Prefix().String()})
		case ingress.SourcePrefixListID:
			rule = append(rule, parameter{in + "PrefixListId", source.PrefixListID()})
		case ingress.SourceGroup:
			rule = append(rule, parameter{in + "ReferencedGroupId", source.GroupID()})
		}
		rules = append(rules, append(rule, parameter{in + "Description", r.Description}))
	}
	return rules
}

func decimal(n int) string { return strconv.Itoa(n) }

// queryEscape escapes a value of a URL's query. Slashes and colons stay, as in
// EC2's own examples: a query may hold them (RFC 3986, 3.4).
func queryEscape(value string) string {
	var text strings.Builder
	for _, c := range []byte(value) {
		if isAlphanumeric(c) || strings.IndexByte("-_.~/:", c) >= 0 {
			text.WriteByte(c)
		} else {
			fmt.Fprintf(&text, "%%%02X", c)
		}
	}
	return text.String()
}
