package ingress

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// knownWithRules are the known groups, two of which hold rules whose sources
// are no group of ours.
func knownWithRules(t testing.TB) []Group {
	known := knownGroups()
	list, err := FromPrefixList("pl-63a5400a")
	if err != nil {
		t.Fatal(err)
	}
	elb, err := FromNamedGroup("amazon-elb", "amazon-elb-sg")
	if err != nil {
		t.Fatal(err)
	}
	known[2].Rules = []GroupRule{
		{Rule: mustRule(t, TCP, 443, 443, list), Description: "S3"},
		{Rule: mustRule(t, TCP, 80, 80, list)},
	}
	known[1].Rules = []GroupRule{{Rule: mustRule(t, TCP, 80, 80, elb)}}
	return known
}

func choiceTexts(choices []Choice) []string {
	var texts []string
	for _, c := range choices {
		texts = append(texts, strings.TrimSuffix(c.Text+" | "+c.Label, " | "))
	}
	return texts
}

func TestChoices(t *testing.T) {
	vpc, classic := []Group{vpcWebServers()}, []Group{websrv()}
	vpcSources := []string{
		"sg-140ba4c8 | VpcWebServers · Web servers",
		"sg-0a5d8e02 | OtherGroupInMyVPC · Load balancers",
		"sg-77aa01bc | batch workers",
		"pl-63a5400a | in use by OtherGroupInMyVPC · S3",
	}
	classicSources := []string{
		"111122223333/websrv | Web servers",
		`111122223333/"old batch"`,
		"999988887777/OtherAccountGroup",
		"amazon-elb/amazon-elb-sg | in use by websrv",
	}
	icmp := edit{FieldProtocol, "icmp"}
	tests := []struct {
		name    string
		edits   []edit
		field   Field
		targets []Group
		want    []string
	}{
		{"presets by name", []edit{{FieldPreset, "post"}}, FieldPreset, vpc, []string{"PostgreSQL | tcp/5432"}},
		{"presets by what they open", []edit{{FieldPreset, "tcp/22"}}, FieldPreset, vpc, []string{"SSH | tcp/22"}},
		{"presets that leave something open", []edit{{FieldPreset, "Custom"}}, FieldPreset, vpc, []string{
			"Custom TCP | tcp, ports of your choice", "Custom UDP | udp, ports of your choice",
			"Custom ICMP - IPv4 | icmp, type and code of your choice", "Custom ICMP - IPv6 | icmpv6, type and code of your choice",
			"Custom protocol | by name or number, all ports"}},
		{"EC2-Classic presets", []edit{{FieldPreset, "all "}}, FieldPreset, classic, []string{"All TCP | tcp/*", "All UDP | udp/*", "All ICMP - IPv4 | icmp"}},
		{"protocols by use", []edit{{FieldProtocol, "PING"}}, FieldProtocol, vpc,
			[]string{"icmp | 1 · ping and path MTU, IPv4", "icmpv6 | 58 · ping and path MTU, IPv6"}},
		{"protocols by number", []edit{{FieldProtocol, "50"}}, FieldProtocol, vpc, []string{"esp | 50 · IPsec payload"}},
		{"EC2-Classic protocols", nil, FieldProtocol, classic, []string{"tcp | 6 · most services", "udp | 17 · DNS, QUIC, syslog",
			"icmp | 1 · ping and path MTU, IPv4"}},
		{"EC2-Classic among the targets", nil, FieldProtocol, []Group{vpcWebServers(), websrv()},
			[]string{"tcp | 6 · most services", "udp | 17 · DNS, QUIC, syslog", "icmp | 1 · ping and path MTU, IPv4"}},
		{"ICMP types", []edit{icmp, {FieldFrom, "echo"}}, FieldFrom, vpc, []string{"Echo Reply (0)", "Echo Request (8)", "Extended Echo Request (42)",
			"Extended Echo Reply (43)"}},
		{"ICMP types by number", []edit{icmp, {FieldFrom, "-1"}}, FieldFrom, vpc, []string{"any (-1) | every type and code"}},
		{"ICMPv6 types", []edit{{FieldProtocol, "58"}, {FieldFrom, "neighbor"}}, FieldFrom, vpc,
			[]string{"Neighbor Solicitation (135)", "Neighbor Advertisement (136)"}},
		{"codes of the type", []edit{icmp, {FieldFrom, "Time Exceeded (11)"}}, FieldTo, vpc,
			[]string{"any (-1) | every code", "TTL Exceeded in Transit (0)", "Fragment Reassembly Time Exceeded (1)"}},
		{"codes of a type without any", []edit{icmp, {FieldFrom, "8"}}, FieldTo, vpc, []string{"any (-1) | every code"}},
		{"codes of no type", []edit{icmp, {FieldFrom, "x"}}, FieldTo, vpc, []string{"any (-1) | every code"}},
		{"ports offer nothing", []edit{{FieldProtocol, "tcp"}}, FieldFrom, vpc, nil},
		{"a note offers nothing", nil, FieldNote, vpc, nil},
		{"a line offers nothing", nil, FieldLine, vpc, nil},
		{"sources of a VPC", nil, FieldSource, vpc, vpcSources},
		{"sources of EC2-Classic", nil, FieldSource, classic, classicSources},
		{"sources of several groups of a VPC", nil, FieldSource, []Group{vpcWebServers(), knownGroups()[2]}, vpcSources},
		{"sources of two VPCs", nil, FieldSource, []Group{vpcWebServers(), knownGroups()[4]}, nil},
		{"sources of a VPC and EC2-Classic", nil, FieldSource, []Group{vpcWebServers(), websrv()}, nil},
		{"sources of nothing", nil, FieldSource, nil, nil},
		{"sources by id", []edit{{FieldSource, "SG-0A"}}, FieldSource, vpc, vpcSources[1:2]},
		{"sources by name, and what that group uses", []edit{{FieldSource, "othergroup"}}, FieldSource, vpc, []string{vpcSources[1], vpcSources[3]}},
		{"sources by description", []edit{{FieldSource, "balan"}}, FieldSource, vpc, vpcSources[1:2]},
		{"sources by a name of two words", []edit{{FieldSource, "batch wo"}}, FieldSource, vpc, vpcSources[2:3]},
		{"sources by a name in quotes", []edit{{FieldSource, `"batch wo`}}, FieldSource, vpc, vpcSources[2:3]},
		{"the last source of a list", []edit{{FieldSource, "10.0.0.0/8, s3"}}, FieldSource, vpc, vpcSources[3:]},
		{"the last source after a space", []edit{{FieldSource, "10.0.0.0/8 s3"}}, FieldSource, vpc, vpcSources[3:]},
		{"a list that goes on", []edit{{FieldSource, "sg-0a5d8e02, "}}, FieldSource, vpc, vpcSources},
		{"a source already chosen", []edit{{FieldSource, "10.0.0.0/8, sg-0a5d8e02"}}, FieldSource, vpc, vpcSources},
		{"a protocol already chosen", []edit{{FieldProtocol, "TCP "}}, FieldProtocol, classic,
			[]string{"tcp | 6 · most services", "udp | 17 · DNS, QUIC, syslog", "icmp | 1 · ping and path MTU, IPv4"}},
		{"an address offers nothing", []edit{{FieldSource, "203.0.113.7"}}, FieldSource, vpc, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := choiceTexts(edited(tt.edits...).Choices(0, tt.field, tt.targets, knownWithRules(t)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChoose(t *testing.T) {
	tests := []struct {
		field        Field
		typed        string
		choice, want string
	}{
		{FieldSource, "", "sg-0a5d8e02", "sg-0a5d8e02"},
		{FieldSource, "sg-", "sg-0a5d8e02", "sg-0a5d8e02"},
		{FieldSource, "batch wo", "sg-77aa01bc", "sg-77aa01bc"},
		{FieldSource, `"batch wo`, "sg-77aa01bc", "sg-77aa01bc"},
		{FieldSource, "10.0.0.0/8, sg-", "sg-0a5d8e02", "10.0.0.0/8, sg-0a5d8e02"},
		{FieldSource, "10.0.0.0/8 sg-", "sg-0a5d8e02", "10.0.0.0/8 sg-0a5d8e02"},
		{FieldSource, "10.0.0.0/8\u2003sg-", "sg-0a5d8e02", "10.0.0.0/8\u2003sg-0a5d8e02"},
		{FieldSource, "10.0.0.0/8\nbatch", "sg-77aa01bc", "10.0.0.0/8\nsg-77aa01bc"},
		{FieldSource, "10.0.0.0/8,", "sg-0a5d8e02", "10.0.0.0/8,sg-0a5d8e02"},
		{FieldSource, `"a, b";x`, "sg-0a5d8e02", `"a, b";sg-0a5d8e02`},
		{FieldSource, `"a" x`, "sg-0a5d8e02", `"a" sg-0a5d8e02`},
		{FieldProtocol, "pi", "icmp", "icmp"},
		{FieldPreset, "pos", "PostgreSQL", "PostgreSQL"},
	}
	for _, tt := range tests {
		d := edited(edit{tt.field, tt.typed})
		if got := d.Choose(0, tt.field, Choice{Text: tt.choice}).Entries()[0].Text(tt.field); got != tt.want {
			t.Errorf("%s %q: choosing %q gives %q, want %q", tt.field, tt.typed, tt.choice, got, tt.want)
		}
	}
}

// Whatever is offered can be chosen: it makes a rule without a problem.
func TestEveryChoiceReads(t *testing.T) {
	known := knownWithRules(t)
	for _, target := range []Group{vpcWebServers(), websrv()} {
		for _, line := range []string{"tcp/22 from 10.0.0.0/8", "icmp/3 from 10.0.0.0/8", "icmpv6/1 from 10.0.0.0/8"} {
			if target.Classic() && strings.HasPrefix(line, "icmpv6") {
				continue
			}
			d := edited(edit{FieldLine, line})
			for _, f := range []Field{FieldFrom, FieldTo, FieldSource, FieldExpires} {
				for _, c := range d.Edit(0, f, "").Choices(0, f, []Group{target}, known) {
					if _, problems := d.Edit(0, f, "").Choose(0, f, c).Parse([]Group{target}, known); len(problems) > 0 {
						t.Errorf("%s, %s: choosing %q: %v", target.Name, f, c.Text, problems)
					}
				}
			}
		}
		for _, c := range NewDraft().Choices(0, FieldProtocol, []Group{target}, known) {
			d := edited(edit{FieldProtocol, c.Text}, edit{FieldFrom, "1"}, edit{FieldSource, "10.0.0.0/8"})
			if d.Entries()[0].Range() == RangeNone {
				d = d.Edit(0, FieldFrom, "")
			}
			if _, problems := d.Parse([]Group{target}, known); len(problems) > 0 {
				t.Errorf("%s: protocol %q: %v", target.Name, c.Text, problems)
			}
		}
	}
}

func TestChoicesAreFew(t *testing.T) {
	known := make([]Group, 2000)
	for i := range known {
		known[i] = Group{ID: fmt.Sprintf("sg-%08x", i), Name: fmt.Sprintf("web %d", i), VPCID: "vpc-0f1e2d3c"}
	}
	targets := []Group{vpcWebServers()}
	if got := len(NewDraft().Choices(0, FieldSource, targets, known)); got != maxChoices {
		t.Errorf("%d choices", got)
	}
	want := []string{"sg-000007cf | web 1999"}
	if diff := cmp.Diff(want, choiceTexts(edited(edit{FieldSource, "web 1999"}).Choices(0, FieldSource, targets, known))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Of very many groups those that hold what is typed are found wherever they
// stand, and an id typed out offers them all.
func TestChoicesOfManyGroups(t *testing.T) {
	known := make([]Group, 3000)
	for i := range known {
		known[i] = Group{ID: fmt.Sprintf("sg-%08x", i), Name: fmt.Sprintf("service-%04d", i), Description: "One of Many", VPCID: "vpc-1", OwnerID: "111122223333"}
	}
	known[2990].Description = "The · Needle"
	tests := []struct {
		typed string
		count int
		first string
	}{
		{"", maxChoices, "sg-00000000"},
		{"service-2999", 1, "sg-00000bb7"},
		{"needle", 1, "sg-00000bae"},
		{"2990 · the", 1, "sg-00000bae"}, // across the label's parts
		{"one of many", maxChoices, "sg-00000000"},
		{"SG-00000BB7", maxChoices, "sg-00000000"}, // an id typed out
		{"sg-00000", maxChoices, "sg-00000000"},
		{"no such group", 0, ""},
	}
	for _, tt := range tests {
		got := NewDraft().Edit(0, FieldSource, tt.typed).Choices(0, FieldSource, known[:1], known)
		if len(got) != tt.count || len(got) > 0 && got[0].Text != tt.first {
			t.Errorf("%q: %d choices, want %d from %s: %v", tt.typed, len(got), tt.count, tt.first, got[:min(len(got), 1)])
		}
	}
}
