package notation

import (
	"fmt"
	"strings"
	"unicode"

	"sluice/model/ingress"
)

// terraformResources are the rules of all changes as resources, one each, laid
// out as terraform fmt does.
func terraformResources(changes []ingress.Change) string {
	var text strings.Builder
	labels := map[string]int{}
	for i, c := range changes {
		if i > 0 {
			text.WriteString("\n")
		}
		if c.Group.Classic() {
			text.WriteString("# EC2-Classic: version 5.0 of the AWS provider removed it, so these need an older one.\n")
		}
		if end := ending(c.Send()[0]); end != "" {
			text.WriteString("# Planned to last " + end + ". Terraform ends no rule: take these out when the time is up.\n")
		}
		for j, w := range c.Send() {
			if j > 0 {
				text.WriteString("\n")
			}
			kind, attributes := terraformRule(c.Group, w)
			label := terraformLabel(c.Group.Name, w.Rule)
			if labels[label]++; labels[label] > 1 {
				label += fmt.Sprintf("_%d", labels[label])
			}
			fmt.Fprintf(&text, "resource %q %q {\n%s}\n", kind, label, alignAttributes(attributes))
		}
	}
	return text.String()
}

// terraformRule is a rule as the provider's resource for it.
func terraformRule(g ingress.Group, w ingress.Wanted) (kind string, attributes []parameter) {
	kind, protocol := "aws_vpc_security_group_ingress_rule", "ip_protocol"
	if g.Classic() {
		kind, protocol = "aws_security_group_rule", "protocol"
		attributes = append(attributes, parameter{"type", `"ingress"`})
	}
	attributes = append(attributes, parameter{"security_group_id", hclQuote(g.ID)}, parameter{protocol, hclQuote(w.Protocol().Wire())})
	if from, to, ok := numbers(w.Rule); ok {
		attributes = append(attributes, parameter{"from_port", decimal(from)}, parameter{"to_port", decimal(to)})
	} else if g.Classic() {
		attributes = append(attributes, parameter{"from_port", "0"}, parameter{"to_port", "0"})
	}
	attributes = append(attributes, terraformSource(g, w))
	if w.Description != "" {
		attributes = append(attributes, parameter{"description", hclQuote(w.Description)})
	}
	return kind, attributes
}

// numbers are the ports of a rule, or its ICMP type and code.
func numbers(r ingress.Rule) (from, to int, ok bool) {
	if from, to, ok = r.Ports(); ok {
		return from, to, true
	}
	return r.ICMP()
}

func terraformSource(g ingress.Group, w ingress.Wanted) parameter {
	source := w.Source()
	switch source.Kind() {
	case ingress.SourceIPv4:
		if g.Classic() {
			return parameter{"cidr_blocks", "[" + hclQuote(source.Prefix().String()) + "]"}
		}
		return parameter{"cidr_ipv4", hclQuote(source.Prefix().String())}
	case ingress.SourceIPv6:
		return parameter{"cidr_ipv6", hclQuote(source.Prefix().String())}
	case ingress.SourcePrefixListID:
		return parameter{"prefix_list_id", hclQuote(source.PrefixListID())}
	case ingress.SourceNamedGroup:
		owner, name := source.NamedGroup()
		return parameter{"source_security_group_id", hclQuote(owner + "/" + name)}
	}
	return parameter{"referenced_security_group_id", hclQuote(owned(w, g))}
}

// terraformLabel is a resource's name: the group, then the rule's protocol and
// ports, in the letters that HCL has for names.
func terraformLabel(group string, r ingress.Rule) string {
	var label strings.Builder
	for _, c := range group + "_" + r.ProtocolSpec() {
		if c > unicode.MaxASCII || !isAlphanumeric(byte(c)) {
			c = '_'
		}
		label.WriteRune(unicode.ToLower(c))
	}
	if text := label.String(); unicode.IsLetter(rune(text[0])) {
		return text
	}
	return "group_" + label.String()
}

// alignAttributes lays attributes out with their signs under each other.
func alignAttributes(attributes []parameter) string {
	width := 0
	for _, a := range attributes {
		width = max(width, len(a.name))
	}
	var text strings.Builder
	for _, a := range attributes {
		fmt.Fprintf(&text, "  %-*s = %s\n", width, a.name, a.value)
	}
	return text.String()
}

// hclQuote is a text as HCL quotes it, with nothing in it taken for a template.
func hclQuote(text string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for i, c := range text {
		switch {
		case c == '"' || c == '\\':
			quoted.WriteByte('\\')
		case c < ' ':
			fmt.Fprintf(&quoted, `\u%04x`, c)
			continue
		case (c == '$' || c == '%') && strings.HasPrefix(text[i+1:], "{"):
			quoted.WriteRune(c)
		}
		quoted.WriteRune(c)
	}
	quoted.WriteByte('"')
	return quoted.String()
}
