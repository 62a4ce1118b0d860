package notation

import (
	"strings"
	"testing"
	"time"
)

// A text of 64 KiB, the most that a paste holds, is read at once whatever is in
// it: a reader that goes back over its text takes half a minute for one of
// these.
func TestHostileTexts(t *testing.T) {
	const size, limit = 64 << 10, 10 * time.Second
	for start, pieces := range hostile() {
		for _, piece := range pieces {
			text := start + strings.Repeat(piece, size/len(piece))
			begin := time.Now()
			Read(text)
			if took := time.Since(begin); took > limit {
				t.Errorf("%q and then %q again and again took %v", start, piece, took)
			}
		}
	}
}

// hostile are the starts of texts, and what repeats after them.
func hostile() map[string][]string {
	return map[string][]string{
		"":             {" ", "\n", "\"", "tcp/22 ", "from\n", "#\n", "\"\" ", "\u2028", "=", "&", "{", "[", "aws ec2 "},
		"{":            {"\"", "{", "[", "\"a\":{", "\\", "\"a\":1,", "\"IpPermissions\":["},
		"[":            {"[", "1,", "{\"IpProtocol\":1},", "[],", "{},"},
		"tcp/22 from ": {"10.0.0.0/8 ", "sg-1,", "\"", "\"a\nb\" ", "a\nfrom b\n", "#", "# x\n"},
		"aws ec2 authorize-security-group-ingress ": {"'", "\"", "`", "$", "${", "$(", "\\", "\\\n", "\\ ", "; aws ec2 x", "\naws ec2 ", "--a ",
			"--cidr ", "--ip-permissions [ ", "| ", "<"},
		"aws ec2 authorize-security-group-ingress --ip-permissions ": {"[ ", "[{\"a\":1}, ", "{", "a=[{ ", "a=b,c=d ", "\"\\\"\" "},
		"IpProtocol=tcp,IpRanges=": {"[", "[{", "{a=", "a,", "\"", "'' ", " IpProtocol=", " IpProtocol={\n", "\n", "\\,",
			"{CidrIp=::/0},"},
		"Action=AuthorizeSecurityGroupIngress&": {"&", "&a=b", "&a.1=b", "a.", "%", "\nAction=x", "\n\nAction=x", "&\nAction=&",
			"IpPermissions.1."},
		"POST / HTTP/1.1\n": {"\n", "a: b\n", "\n\nAction=x", "GET / \n", "https://x/?Action=\n", "&\nAction=&\nAction="},
		"ingress {\n": {"{", "}", "a {", "a=", "a=[", "a=b\n", "a={\n", "#", "/*", "/**/", "a=\"${", "a=<<EOT\n",
			"\nresource \"a\" \"b\" {\n x = [\n", "ingress {}\n"},
		"ingress = ": {"[", "{", "(", "[{a=", "\"", "a ? b : ", "[for ", "[{},", "1,", "-"},
	}
}
