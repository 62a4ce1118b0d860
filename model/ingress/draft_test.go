package ingress

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// edit is one edit of a field, as a form makes it.
type edit struct {
	field Field
	text  string
}

func edited(edits ...edit) Draft {
	d := NewDraft()
	for _, e := range edits {
		d = d.Edit(0, e.field, e.text)
	}
	return d
}

// fieldTexts are an entry's fields in order: line, preset, protocol, from, to,
// source, expires, note.
func fieldTexts(e Entry) []string {
	var texts []string
	for _, f := range Fields() {
		texts = append(texts, e.Text(f))
	}
	return texts
}

func TestLineFillsFields(t *testing.T) {
	tests := []struct {
		line string
		want []string // preset, protocol, from, to, source, expires, note
		also string
	}{
		{line: "tcp/22 from 10.0.0.0/8 # office",
			want: []string{"SSH", "tcp", "22", "22", "10.0.0.0/8", "", "office"}},
		{line: "https from 10.0.0.0/8 ::/0",
			want: []string{"HTTPS", "tcp", "443", "443", "10.0.0.0/8, ::/0", "", ""}},
		{line: "tcp/8080-8081 from me",
			want: []string{"Custom TCP", "tcp", "8080", "8081", "me", "", ""}},
		{line: "tcp/22,443,8080-8081 from ::/0",
			want: []string{"Custom TCP", "tcp", "22,443,8080-8081", "", "::/0", "", ""}},
		{line: "tcp/*",
			want: []string{"All TCP", "tcp", "0", "65535", "", "", ""}},
		{line: "icmp/8",
			want: []string{"Custom ICMP - IPv4", "icmp", "Echo Request (8)", "any (-1)", "", "", ""}},
		{line: "icmp/3:3",
			want: []string{"Custom ICMP - IPv4", "icmp", "Destination Unreachable (3)", "Port Unreachable (3)", "", "", ""}},
		{line: "icmp/77:9",
			want: []string{"Custom ICMP - IPv4", "icmp", "77", "9", "", "", ""}},
		{line: "icmpv6",
			want: []string{"All ICMP - IPv6", "icmpv6", "any (-1)", "any (-1)", "", "", ""}},
		{line: "-1 from sg-0a5d8e02",
			want: []string{"All traffic", "all", "", "", "sg-0a5d8e02", "", ""}},
		{line: "50 from sg-0a5d8e02",
			want: []string{"Custom protocol", "esp", "", "", "sg-0a5d8e02", "", ""}},
		{line: "99",
			want: []string{"Custom protocol", "99", "", "", "", "", ""}},
		{line: `tcp/22 from 999988887777/"My Group", "a #b" # note`,
			want: []string{"SSH", "tcp", "22", "22", `999988887777/"My Group", "a #b"`, "", "note"}},
		{line: "tcp/22 udp/53,54 icmp/8 from ::/0",
			want: []string{"SSH", "tcp", "22", "22", "::/0", "", ""}, also: "udp/53 udp/54 icmp/8"},
		// What cannot be read stands in the fields as it was typed.
		{line: "tc", want: []string{"", "tc", "", "", "", "", ""}},
		{line: "tcp", want: []string{"Custom TCP", "tcp", "", "", "", "", ""}},
		{line: "tcp/99999 from ::/0", want: []string{"Custom TCP", "tcp", "99999", "", "::/0", "", ""}},
		{line: "icmp/echo:x", want: []string{"Custom ICMP - IPv4", "icmp", "echo", "x", "", "", ""}},
		{line: "50/22 from ::/0", want: []string{"", "50/22", "", "", "::/0", "", ""}},
		{line: "tcp/22 foo udp/53", want: []string{"SSH", "tcp", "22", "22", "", "", ""}, also: "udp/53"},
		{line: "tcp/22 from 10.0.0.0/8 for 2h", want: []string{"SSH", "tcp", "22", "22", "10.0.0.0/8", "2h", ""}},
		{line: "tcp/22 from 10.0.0.0/8 until 2026-11-24 18:00 # note",
			want: []string{"SSH", "tcp", "22", "22", "10.0.0.0/8", "until 2026-11-24 18:00", "note"}},
		{line: `tcp/22 from "for" sg-1 FOR 1h 30m`,
			want: []string{"SSH", "tcp", "22", "22", `"for", sg-1`, "1h 30m", ""}},
		{line: "tcp/22 from ::/0 for", want: []string{"SSH", "tcp", "22", "22", "::/0", "for", ""}},
		{line: "tcp/22 from ::/0 for ever", want: []string{"SSH", "tcp", "22", "22", "::/0", "for ever", ""}},
		{line: "tcp/22 for 2h", want: []string{"SSH", "tcp", "22", "22", "", "2h", ""}},
		{line: "# note", want: []string{"", "", "", "", "", "", "note"}},
		{line: "", want: []string{"", "", "", "", "", "", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			e := edited(edit{FieldLine, "udp/1 udp/2 from sg-1 # before"}, edit{FieldLine, tt.line}).Entries()[0]
			if diff := cmp.Diff(append([]string{tt.line}, tt.want...), fieldTexts(e)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			var also []string
			for _, s := range e.Also() {
				also = append(also, s.String())
			}
			if got := strings.Join(also, " "); got != tt.also {
				t.Errorf("also %q, want %q", got, tt.also)
			}
		})
	}
}

func TestFieldsWriteLine(t *testing.T) {
	tests := []struct {
		name  string
		edits []edit
		want  string
	}{
		{"a protocol", []edit{{FieldProtocol, "tcp"}}, "tcp"},
		{"a protocol and a port", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "8080"}}, "tcp/8080"},
		{"a port twice", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "22"}, {FieldTo, "22"}}, "tcp/22"},
		{"a range in two fields", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80"}, {FieldTo, "90"}}, "tcp/80-90"},
		{"a range in one field", []edit{{FieldProtocol, "tcp"}, {FieldFrom, " 80 - 90 "}}, "tcp/80-90"},
		{"a list in one field", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80, 443"}}, "tcp/80,443"},
		{"every port", []edit{{FieldProtocol, "udp"}, {FieldFrom, "*"}}, "udp/*"},
		{"an ICMP type chosen", []edit{{FieldProtocol, "icmp"}, {FieldFrom, "Echo Request (8)"}, {FieldTo, "0"}}, "icmp/8:0"},
		{"a preset", []edit{{FieldPreset, "HTTPS"}, {FieldSource, "::/0"}}, "tcp/443 from ::/0"},
		{"a preset in the middle", []edit{{FieldLine, "tcp/22 udp/53 from ::/0 # x"}, {FieldPreset, "HTTPS"}}, "tcp/443 udp/53 from ::/0 # x"},
		{"sources on lines", []edit{{FieldSource, "10.0.0.0/8,\n 10.1.0.0/16\r\n"}}, "from 10.0.0.0/8 10.1.0.0/16"},
		{"a note", []edit{{FieldNote, " office "}}, "# office"},
		{"a port that is none", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "eighty"}}, "tcp/eighty"},
		{"a range that is none", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "90"}, {FieldTo, "80"}}, "tcp/90-80"},
		{"a type that is none", []edit{{FieldProtocol, "icmp"}, {FieldFrom, "echo"}, {FieldTo, "x"}}, "icmp/echo:x"},
		{"ports without a protocol", []edit{{FieldFrom, "80"}}, "/80"},
		{"a word of the line that cannot be read", []edit{{FieldLine, "tcp/22 foo from ::/0"}, {FieldNote, "x"}}, "tcp/22 foo from ::/0 # x"},
		{"a line with an end", []edit{{FieldLine, "tcp/22 from ::/0 for 2h"}, {FieldNote, "x"}}, "tcp/22 from ::/0 for 2h # x"},
		{"a line with an end that is none", []edit{{FieldLine, "tcp/22 from ::/0 for ever"}, {FieldNote, "x"}}, "tcp/22 from ::/0 for ever # x"},
		{"a duration", []edit{{FieldSource, "::/0"}, {FieldExpires, " 90m "}}, "from ::/0 for 90m"},
		{"a duration with its word", []edit{{FieldSource, "::/0"}, {FieldExpires, "for 90m"}}, "from ::/0 for 90m"},
		{"a time of day", []edit{{FieldSource, "::/0"}, {FieldExpires, "18:00"}}, "from ::/0 until 18:00"},
		{"a date and a time", []edit{{FieldSource, "::/0"}, {FieldExpires, "until 2026-11-24  18:00"}}, "from ::/0 until 2026-11-24 18:00"},
		{"an end that is none", []edit{{FieldSource, "::/0"}, {FieldExpires, "2 weeks"}}, "from ::/0 for 2 weeks"},
		{"no end", []edit{{FieldSource, "::/0"}, {FieldExpires, "Never"}}, "from ::/0"},
		{"an end before the source", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "22"}, {FieldExpires, "2h"}}, "tcp/22 for 2h"},
		{"ports where there are none", []edit{{FieldLine, "50/22 from ::/0"}, {FieldNote, "x"}}, "50/22 from ::/0 # x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := edited(tt.edits...).Entries()[0].Text(FieldLine); got != tt.want {
				t.Errorf("line %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEditingOneFieldMovesOthers(t *testing.T) {
	ssh := edit{FieldLine, "tcp/22 from ::/0"}
	tests := []struct {
		name  string
		edits []edit
		want  []string // preset, protocol, from, to
		kind  RangeKind
	}{
		{"a port names its preset", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "5432"}}, []string{"PostgreSQL", "tcp", "5432", ""}, RangePorts},
		{"another port is custom", []edit{ssh, {FieldFrom, "2222"}}, []string{"Custom TCP", "tcp", "2222", ""}, RangePorts},
		{"a to port that only repeats goes", []edit{ssh, {FieldFrom, "80"}}, []string{"HTTP", "tcp", "80", ""}, RangePorts},
		{"a to port of its own stays", []edit{{FieldLine, "tcp/80-90"}, {FieldFrom, "81"}}, []string{"Custom TCP", "tcp", "81", "90"}, RangePorts},
		{"ports stay from tcp to udp", []edit{{FieldLine, "tcp/53"}, {FieldProtocol, "udp"}}, []string{"DNS (UDP)", "udp", "53", "53"}, RangePorts},
		{"ports are no ICMP type", []edit{ssh, {FieldProtocol, "icmp"}}, []string{"All ICMP - IPv4", "icmp", "", ""}, RangeICMP},
		{"ports come back", []edit{ssh, {FieldProtocol, "icmp"}, {FieldProtocol, "tcp"}}, []string{"SSH", "tcp", "22", "22"}, RangePorts},
		{"a type comes back", []edit{{FieldLine, "icmp/8:0"}, {FieldProtocol, "tcp"}, {FieldProtocol, "icmp"}},
			[]string{"Custom ICMP - IPv4", "icmp", "Echo Request (8)", "0"}, RangeICMP},
		{"half a name moves nothing", []edit{{FieldLine, "icmp/8:0"}, {FieldProtocol, "icm"}}, []string{"", "icm", "Echo Request (8)", "0"}, RangeICMP},
		{"typing 17 passes by 1", []edit{ssh, {FieldProtocol, "1"}, {FieldProtocol, "17"}}, []string{"Custom UDP", "17", "22", "22"}, RangePorts},
		{"no protocol has ports", []edit{{FieldLine, "icmp/8"}, {FieldProtocol, ""}}, []string{"", "", "", ""}, RangePorts},
		{"all has no ports", []edit{ssh, {FieldProtocol, "all"}}, []string{"All traffic", "all", "", ""}, RangeNone},
		{"ports come back from all", []edit{ssh, {FieldProtocol, "all"}, {FieldProtocol, "udp"}}, []string{"Custom UDP", "udp", "22", "22"}, RangePorts},
		{"a new line forgets the old ports", []edit{ssh, {FieldLine, "icmp/8"}, {FieldProtocol, "tcp"}}, []string{"Custom TCP", "tcp", "", ""}, RangePorts},
		{"custom TCP keeps the ports", []edit{ssh, {FieldPreset, "Custom TCP"}}, []string{"Custom TCP", "tcp", "22", "22"}, RangePorts},
		{"custom ICMP has no ports", []edit{ssh, {FieldPreset, "Custom ICMP - IPv4"}}, []string{"Custom ICMP - IPv4", "icmp", "", ""}, RangeICMP},
		{"custom protocol asks which", []edit{ssh, {FieldPreset, "Custom protocol"}}, []string{"Custom protocol", "", "22", "22"}, RangePorts},
		{"a preset's name half typed", []edit{ssh, {FieldPreset, "HTT"}}, []string{"HTT", "tcp", "22", "22"}, RangePorts},
		{"a preset by its other name", []edit{{FieldPreset, "aurora"}}, []string{"MySQL/Aurora", "tcp", "3306", "3306"}, RangePorts},
		{"an invalid protocol has no preset", []edit{ssh, {FieldProtocol, "tcpp"}}, []string{"", "tcpp", "22", "22"}, RangePorts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := edited(tt.edits...).Entries()[0]
			if diff := cmp.Diff(tt.want, fieldTexts(e)[FieldPreset:FieldSource]); diff != "" {
				t.Errorf("preset, protocol, from, to (-want +got):\n%s", diff)
			}
			if e.Range() != tt.kind {
				t.Errorf("range kind %d, want %d", e.Range(), tt.kind)
			}
		})
	}
}

func TestFieldProblems(t *testing.T) {
	source := edit{FieldSource, "::/0"}
	tests := []struct {
		name  string
		edits []edit
		want  string
	}{
		{"nothing but a source", []edit{source}, "protocol: which protocol? tcp, udp, icmp, icmpv6, all, or a number"},
		{"no such protocol", []edit{{FieldProtocol, "tpc"}, source},
			`protocol: "tpc" is no protocol: use tcp, udp, icmp, icmpv6, all, or a number from 0 to 255`},
		{"no port", []edit{{FieldProtocol, "tcp"}, source},
			"from port: which port? A number, a range such as 8080-8081, a list such as 22,443, or * for all"},
		{"a last port alone", []edit{{FieldProtocol, "tcp"}, {FieldTo, "80"}, source},
			"from port: which port? A number, a range such as 8080-8081, a list such as 22,443, or * for all"},
		{"a range past the end", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80-8000000"}, source}, "from port: 80-8000000: a port is 0 to 65535"},
		{"a last port past the end", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80"}, {FieldTo, "8000000"}, source}, "to port: 8000000: a port is 0 to 65535"},
		{"a last port below the first", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "90"}, {FieldTo, "80"}, source},
			"to port: 80 is below 90: the first port comes first, write 80-90"},
		{"a range after a range", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80-90"}, {FieldTo, "95"}, source},
			"to port: 80-90 already says which ports: leave this empty"},
		{"a last port after a list", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80,90"}, {FieldTo, "95"}, source},
			"to port: 80,90 already says which ports: leave this empty"},
		{"a range for the last port", []edit{{FieldProtocol, "tcp"}, {FieldFrom, "80"}, {FieldTo, "90-95"}, source}, "to port: 90-95: one port ends the range"},
		{"an IPv4 type for ICMPv6", []edit{{FieldLine, "icmp/8 from ::/0"}, {FieldProtocol, "icmpv6"}},
			`from port: "Echo Request (8)" is no ICMPv6 type: use a name such as echo-request, a number from 0 to 255, or -1 for all`},
		{"a name with another's number", []edit{{FieldProtocol, "icmp"}, {FieldFrom, "Echo Reply (8)"}, source},
			`from port: "Echo Reply (8)" is no ICMP type: use a name such as echo-request, a number from 0 to 255, or -1 for all`},
		{"a code that is none", []edit{{FieldProtocol, "icmp"}, {FieldFrom, "3"}, {FieldTo, "x"}, source},
			`to port: "x" is no code of ICMP type Destination Unreachable (3): use a number from 0 to 255, or -1 for all`},
		{"no source", []edit{{FieldPreset, "SSH"}}, "source: from where? A CIDR, an address, sg-…, pl-… or account/name"},
		{"no such preset", []edit{{FieldLine, "tcp/22 from ::/0"}, {FieldPreset, "SSHH"}}, `type: "SSHH" is no type: choose one from the list, or fill the protocol`},
		{"a word of the line, after another field was edited", []edit{{FieldLine, "tcp/22 foo from ::/0"}, {FieldNote, "x"}},
			`rule: "foo" is no protocol: write tcp/22, udp/53, icmp, all, a number, or a name such as ssh`},
		{"ports where there are none, after another field was edited", []edit{{FieldLine, "50/22 from ::/0"}, {FieldNote, "x"}},
			`protocol: "50/22" is no protocol: use tcp, udp, icmp, icmpv6, all, or a number from 0 to 255`},
		{"a note in the source field", []edit{{FieldPreset, "SSH"}, {FieldSource, "::/0 #office"}},
			"source: #office: a # starts the description, which has its own field; quote it if it starts a group's name"},
		{"256 characters", []edit{{FieldLine, "tcp/22 from ::/0"}, {FieldNote, strings.Repeat("x", 256)}},
			"description: a description has at most 255 characters, this one 256"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := edited(tt.edits...)
			if diff := cmp.Diff(tt.want, d.Problems(0).Error()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if _, problems := d.Parse([]Group{vpcWebServers()}, nil); len(problems) == 0 {
				t.Error("Parse made rules all the same")
			}
		})
	}
}

func TestLongestDescription(t *testing.T) {
	d := edited(edit{FieldLine, "tcp/22 from ::/0"}, edit{FieldNote, " " + strings.Repeat("x", 255) + " "})
	if problems := d.Problems(0); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestTooManyRules(t *testing.T) {
	var ports, sources []string
	for i := range 50 {
		ports = append(ports, "tcp/"+strings.Repeat("1", 1+i%4))
		sources = append(sources, "10.0.0.0/8")
	}
	d := edited(edit{FieldLine, strings.Join(ports, " ") + " from " + strings.Join(sources, " ")})
	want := "source: 50 protocols from 50 sources are 2500 rules: EC2 takes at most 1000 in one call"
	if got := d.Problems(0).Error(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDraftIsAValue(t *testing.T) {
	first := edited(edit{FieldLine, "tcp/22 udp/53 from ::/0"})
	before := fieldTexts(first.Entries()[0])
	second := first.Add().Edit(1, FieldLine, "icmp from ::/0").Edit(0, FieldNote, "changed")
	third := second.Remove(0)
	if diff := cmp.Diff(before, fieldTexts(first.Entries()[0])); diff != "" {
		t.Errorf("the first draft moved (-before +after):\n%s", diff)
	}
	if got := len(first.Entries()); got != 1 {
		t.Errorf("the first draft has %d rules", got)
	}
	if got := second.Entries()[0].Text(FieldLine); got != "tcp/22 udp/53 from ::/0 # changed" {
		t.Errorf("the second draft's first rule is %q", got)
	}
	if got := third.Entries()[0].Text(FieldLine); len(third.Entries()) != 1 || got != "icmp from ::/0" {
		t.Errorf("the third draft is %q", got)
	}
	if got := third.Remove(0); len(got.Entries()) != 1 || !got.Entries()[0].Empty() {
		t.Errorf("the last rule leaves %v", got)
	}
}

func TestParseSeveralRules(t *testing.T) {
	both := []Group{vpcWebServers(), websrv()}
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"two rules for two groups", []string{"tcp/22 from 10.0.0.0/8", "udp/53 from 10.0.0.0/8"},
			"tcp/22 from 10.0.0.0/8\nudp/53 from 10.0.0.0/8\ntcp/22 from 10.0.0.0/8\nudp/53 from 10.0.0.0/8"},
		{"an empty rule is passed over", []string{"", "tcp/22 from 10.0.0.0/8", ""},
			"tcp/22 from 10.0.0.0/8\ntcp/22 from 10.0.0.0/8"},
		{"nothing but empty rules", []string{"", ""},
			"! rule: what to open? Such as tcp/22 from 203.0.113.7, or fill the fields below"},
		{"a problem with one group names it", []string{"tcp/22 from ::/0"},
			"! source: ::/0: EC2-Classic has no IPv6 (websrv)"},
		{"a problem with both is named for both", []string{"tcp/22 from nosuch"},
			"! source: nosuch: no group of that name in vpc-0f1e2d3c; give its id or a CIDR, or quote a name that has spaces (VpcWebServers)\n" +
				"! source: nosuch: no EC2-Classic group of that name; quote a name that has spaces, or write account/name for another account's (websrv)"},
		{"a problem in one rule stops all", []string{"tcp/22 from 10.0.0.0/8", "tcp/99999 from 10.0.0.0/8"},
			"! rule: 99999: a port is 0 to 65535"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := NewDraft()
			for i, line := range tt.lines {
				if i > 0 {
					d = d.Add()
				}
				d = d.Edit(i, FieldLine, line)
			}
			if diff := cmp.Diff(tt.want, draftOutcome(d, both...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblemsNameTheirRule(t *testing.T) {
	d := edited(edit{FieldLine, "tcp/22 from ::/0"}).Add().Edit(1, FieldLine, "tcp/22 from nosuch")
	_, problems := d.Parse([]Group{vpcWebServers()}, nil)
	d = d.Edit(1, FieldLine, "tcp/22")
	problems = append(problems, d.Problems(1)...)
	if len(problems) != 2 || slices.ContainsFunc(problems, func(p Problem) bool { return p.Entry != 1 }) {
		t.Errorf("%#v", problems)
	}
}

func TestThirdSeedRequestNamesTheOwner(t *testing.T) {
	for line, owner := range map[string]string{
		"tcp/80 from sg-0a5d8e02":                       account,
		"tcp/80 from OtherGroupInMyVPC":                 account,
		"tcp/80 from sg-0123456789abcdef0":              "", // not known
		"tcp/80 from 999988887777/sg-0123456789abcdef0": "999988887777",
		"tcp/80 from 10.0.0.0/8":                        "",
	} {
		if got := mustRules(t, line, vpcWebServers())[0].SourceOwner; got != owner {
			t.Errorf("%s: owner %q, want %q", line, got, owner)
		}
	}
}

// The zero Draft has no rule: it makes none and says so.
func TestZeroDraft(t *testing.T) {
	if _, problems := (Draft{}).Parse([]Group{websrv()}, nil); len(problems) == 0 {
		t.Error("no rules and no problem")
	}
}
