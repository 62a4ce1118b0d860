package notation

import (
	"fmt"
	"strings"

	"sluice/model/ingress"
)

// cliCommand is a change as a command of the AWS CLI, ready for a POSIX shell.
func cliCommand(c sentChange) string {
	lines := []string{"aws ec2 " + cliOperation(c.Kind), cliTarget(c.Change)}
	switch c.Kind {
	case ingress.Revoking:
		lines = append(lines, "--security-group-rule-ids "+shellWords(ruleIDs(c.Change)))
	case ingress.Editing:
		lines = append(lines, "--security-group-rules")
		for _, rule := range storedRules(c.Change) {
			lines = append(lines, "  "+shellQuote(shorthandRule(rule)))
		}
	default:
		lines = append(lines, "--ip-permissions")
		permissions := ipPermissions(c.Send())
		if !fitsShorthand(permissions) {
			lines = append(lines, "  "+shellQuote(strings.TrimSpace(encodeJSON(permissions, ""))))
			break
		}
		for _, p := range permissions {
			lines = append(lines, "  "+shellQuote(p.shorthand()))
		}
	}
	if len(c.tags) > 0 {
		lines = append(lines, "--tag-specifications "+shellQuote(shorthandTags(c.tags)))
	}
	return strings.Join(lines, " \\\n  ") + "\n"
}

// shorthandTags is a tag specification in shorthand, or in JSON where a value does
// not fit that.
func shorthandTags(tags []ingress.Tag) string {
	objects := make([]string, len(tags))
	for i, t := range tags {
		if strings.ContainsFunc(t.Value, func(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }) {
			return strings.TrimSpace(encodeJSON([]tagSpecification{{ruleResource, tags}}, ""))
		}
		objects[i] = shorthandObject("Key", t.Key, "Value", t.Value)
	}
	return "ResourceType=" + ruleResource + ",Tags=[" + strings.Join(objects, ",") + "]"
}

func cliOperation(k ingress.Kind) string {
	switch k {
	case ingress.Revoking:
		return "revoke-security-group-ingress"
	case ingress.Editing:
		return "modify-security-group-rules"
	}
	return "authorize-security-group-ingress"
}

// cliTarget names an EC2-Classic group by its name, others by id. The AWS CLI
// would open a name that looks like a file or a page, and a shell has no word with
// a NUL in it: such a group goes by its id.
func cliTarget(c ingress.Change) string {
	name := c.Group.Name
	switch {
	case !c.Group.Classic(), c.Kind != ingress.Adding, strings.Contains(name, "://"), strings.Contains(name, "\x00"):
		return "--group-id " + shellQuote(c.Group.ID)
	case strings.HasPrefix(name, "-"):
		return "--group-name=" + shellQuote(name)
	}
	return "--group-name " + shellQuote(name)
}

// shellWords are words side by side, each quoted where it needs it: ids are an
// endpoint's text.
func shellWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = shellQuote(word)
	}
	return strings.Join(quoted, " ")
}

// shellQuote quotes a word for a POSIX shell where it needs it.
func shellQuote(word string) string {
	plain := word != "" && strings.IndexFunc(word, func(c rune) bool {
		return c > 0x7f || !isAlphanumeric(byte(c)) && !strings.ContainsRune("-_./:@%+", c)
	}) < 0
	if plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// fitsShorthand reports whether every text can stand between double quotes in
// shorthand; the AWS CLI reads backslashes there in more than one way.
func fitsShorthand(permissions []ipPermission) bool {
	for _, p := range permissions {
		for _, given := range p.parameters() {
			if strings.ContainsFunc(given.value, func(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }) {
				return false
			}
		}
	}
	return true
}

// shorthand is the permission in the AWS CLI's shorthand.
func (p ipPermission) shorthand() string {
	fields := []string{"IpProtocol=" + p.IpProtocol}
	if p.FromPort != nil {
		fields = append(fields, fmt.Sprintf("FromPort=%d", *p.FromPort), fmt.Sprintf("ToPort=%d", *p.ToPort))
	}
	add := func(name string, items []string) {
		if len(items) > 0 {
			fields = append(fields, name+"=["+strings.Join(items, ",")+"]")
		}
	}
	var pairs, ranges, ranges6, lists []string
	for _, g := range p.UserIdGroupPairs {
		pairs = append(pairs, shorthandObject("GroupName", g.GroupName, "GroupId", g.GroupId, "UserId", g.UserId, "Description", g.Description))
	}
	for _, r := range p.IpRanges {
		ranges = append(ranges, shorthandObject("CidrIp", r.CidrIp, "Description", r.Description))
	}
	for _, r := range p.Ipv6Ranges {
		ranges6 = append(ranges6, shorthandObject("CidrIpv6", r.CidrIpv6, "Description", r.Description))
	}
	for _, l := range p.PrefixListIds {
		lists = append(lists, shorthandObject("PrefixListId", l.PrefixListId, "Description", l.Description))
	}
	add("UserIdGroupPairs", pairs)
	add("IpRanges", ranges)
	add("Ipv6Ranges", ranges6)
	add("PrefixListIds", lists)
	return strings.Join(fields, ",")
}

// shorthandObject is names and values in braces, without what is empty.
func shorthandObject(given ...string) string {
	var fields []string
	for i := 0; i < len(given); i += 2 {
		if given[i+1] != "" {
			fields = append(fields, given[i]+"="+shorthandText(given[i+1]))
		}
	}
	return "{" + strings.Join(fields, ",") + "}"
}

func shorthandText(text string) string {
	plain := strings.IndexFunc(text, func(c rune) bool {
		return c > 0x7f || !isAlphanumeric(byte(c)) && !strings.ContainsRune("-_./:", c)
	}) < 0
	if plain {
		return text
	}
	return `"` + text + `"`
}

// shorthandRule is one rule of an edit: the parameters below SecurityGroupRule
// are fields of an object.
func shorthandRule(rule []parameter) string {
	var id string
	var fields []string
	for _, p := range rule {
		if name, ok := strings.CutPrefix(p.name, "SecurityGroupRule."); ok {
			fields = append(fields, name, p.value)
		} else {
			id = p.name + "=" + p.value
		}
	}
	return id + ",SecurityGroupRule=" + shorthandObject(fields...)
}
