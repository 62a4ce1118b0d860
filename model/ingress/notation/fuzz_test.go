package notation

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sluice/model/ingress"
)

// checkReading holds what any text comes to: lines that a draft reads, problems
// with words and a place, and never nothing at all.
func checkReading(t *testing.T, text string) {
	t.Helper()
	r := Read(text)
	if len(r.Parts) == 0 && len(r.Problems) == 0 {
		t.Fatalf("%q comes to nothing", text)
	}
	for _, part := range r.Parts {
		if len(part.Lines) == 0 {
			t.Fatalf("%q: a part without rules", text)
		}
		for _, line := range part.Lines {
			if problems := ingress.NewDraft().Edit(0, ingress.FieldLine, line).Problems(0); len(problems) > 0 {
				t.Fatalf("%q: %q: %v", text, line, problems)
			}
		}
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.TrimPrefix(strings.ToValidUTF8(text, "\uFFFD"), "\uFEFF")
	lines := strings.Split(text, "\n")
	for _, p := range r.Problems {
		if p.Text == "" || utf8.RuneCountInString(p.Text) > maxSentence || !strings.Contains(text, p.Kept) {
			t.Fatalf("%q: %+v", text, p)
		}
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Fatalf("%q has no line %d, column %d", text, p.Line, p.Column)
		}
	}
}

// addWritten seeds a fuzz target with what a plan is written as.
func addWritten(f *testing.F) {
	vpc := change(f, vpcWebServers(), "tcp/22,80-81 from 10.0.0.0/8 sg-0a5d8e02 pl-12 # a, b: #1 [x]={y}", "icmp/3:4 icmpv6 50 all from ::/0 192.0.2.1")
	classic := change(f, websrv(), `tcp/22 udp/53 icmp from 10.0.0.0/8 999988887777/"say ""hi"" #1" # ${x}`)
	for _, form := range Forms() {
		f.Add(Write(form, ingress.Plan{Changes: []ingress.Change{vpc, classic}}))
		f.Add(writeChange(form, classic))
	}
	for _, request := range exampleRequests() {
		f.Add(request)
	}
}

func FuzzRead(f *testing.F) {
	addWritten(f)
	for _, text := range awkward() {
		f.Add(text)
	}
	f.Fuzz(checkReading)
}

// Each reader meets any text, whatever it would be recognised as.
func FuzzReaders(f *testing.F) {
	starts := []string{"{", "[", "aws ec2 ", "aws ec2 authorize-security-group-ingress --ip-permissions ", "--x ", "IpProtocol=",
		"Action=AuthorizeSecurityGroupIngress&",
		"GET /?", "ingress {\n", "ingress = ", "resource \"aws_security_group_rule\" \"a\" {\n", "tcp/22 from "}
	for i := range starts {
		for _, text := range awkward() {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, start uint8, text string) {
		checkReading(t, starts[int(start)%len(starts)]+text)
	})
}

// awkward are texts that readers trip over.
func awkward() []string {
	return []string{
		"", " ", "\"", "'", "\\", "$", "`", "${", "$(", "#", "&", "=", "%", "{", "[", "\x00", "\xff", "\uFEFF", string(elsewhere), "\u2028",
		"[[[[", "{\"a\":", `{"a":"\ud800"}`, `{"IpProtocol":null}`, "aws ec2 ", "aws ec2 authorize-security-group-ingress --", "aws ec2 x '",
		"aws ec2 authorize-security-group-ingress --ip-permissions [ { a", "aws ec2 authorize-security-group-ingress --port - --port=",
		"IpProtocol=", "IpProtocol=[,]", "IpProtocol={a=b", `IpProtocol="\`, "Action=", "GET /", "POST / HTTP/1.1\n\n", "https://", "?a=b&", "a.1.=b&a..=c&.=d",
		"ingress {", "ingress = [", "resource \"a\" {\n<<", "ingress {\na = <<EOT", "ingress {\na = \"${\"", "ingress = [for x", "ingress {}\n}",
		"ingress \"\\u12\" {}",
		"tcp/22 from \"", "from", "from from", "tcp/22 from a\n\"\n\"", "tcp/22\nfrom", "# x\nfrom y",
	}
}

func TestAwkwardTexts(t *testing.T) {
	for _, text := range awkward() {
		checkReading(t, text)
	}
}

// Any byte of a written plan may be missing, doubled or another.
func TestDamagedTexts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		form := rapid.SampledFrom(Forms()).Draw(rt, "form")
		text := Write(form, worlds(2).Draw(rt, "world").plan)
		from := rapid.IntRange(0, len(text)).Draw(rt, "from")
		to := min(len(text), from+rapid.IntRange(0, 5).Draw(rt, "length"))
		checkReading(t, text[:from]+rapid.StringN(0, 3, -1).Draw(rt, "instead")+text[to:])
	})
}
