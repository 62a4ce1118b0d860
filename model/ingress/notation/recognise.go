package notation

import (
	"regexp"
	"strings"
)

// recognise tells which form a text is in; what is none of the others is rule
// lines.
func recognise(text string) Form {
	start := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["):
		return JSON
	case commandStart(text) >= 0, strings.HasPrefix(start, "--"):
		return AWSCLI
	case isQuery(start):
		return Query
	case isShorthand(start):
		return AWSCLI
	case isTerraform(text):
		return Terraform
	}
	return Lines
}

// commandStart is where the first aws command of a text starts, its prompt and
// variables included, or -1. It starts a line, or follows "&&" or ";".
func commandStart(text string) int {
	at := regexp.MustCompile(`(?m)(?:^|[;&|])[ \t]*((?:\S+[$%#] +|[$%] +)?(?:sudo +)?(?:[A-Z_][A-Z0-9_]*=\S* +)*(?:\S*/)?aws[\s\\]+(?:--|ec2[\s\\]))`).FindStringSubmatchIndex(text)
	if at == nil {
		return -1
	}
	return at[2]
}

// isQuery reports whether a text is a URL, a request with its method, or
// parameters.
func isQuery(start string) bool {
	return regexp.MustCompile(`^(?i:https?://|(?:GET|POST) +(?:/|https?://))|^\??[A-Za-z0-9.]+=[^,\s]*\s*&|(?:^|[?&\s])Action=\w+SecurityGroup`).MatchString(start)
}

// isShorthand reports whether a text starts with a field of an IP permission.
func isShorthand(start string) bool {
	return regexp.MustCompile(`^['"]?\s*(?i:IpProtocol|FromPort|ToPort|IpRanges|Ipv6Ranges|UserIdGroupPairs|PrefixListIds|CidrIp)\s*=`).MatchString(start)
}

// isTerraform reports whether a line of a text starts a block of HCL, or the
// ingress attribute of a group.
func isTerraform(text string) bool {
	return regexp.MustCompile(`(?m)^[ \t]*(?:(?:resource|data|variable|module|provider|output)[ \t]+"|(?:locals|terraform|ingress|egress|moved|import)[ \t]*\{|(?:ingress|egress)[ \t]*=)`).MatchString(text)
}
