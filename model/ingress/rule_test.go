package ingress

import (
	"errors"
	"math"
	"net/netip"
	"strings"
	"testing"
)

func anySource() Source { return FromPrefix(netip.MustParsePrefix("10.0.0.0/8")) }

func TestNewRule(t *testing.T) {
	tests := []struct {
		protocol Protocol
		from, to int
		want     string // the rule, or the problem
	}{
		{TCP, 22, 22, "tcp/22 from 10.0.0.0/8"},
		{UDP, 0, 65535, "udp/* from 10.0.0.0/8"},
		{TCP, 1, 65535, "tcp/1-65535 from 10.0.0.0/8"},
		{TCP, -1, -1, "from port: -1: a port is 0 to 65535"},
		{TCP, 22, 65536, "to port: 65536: a port is 0 to 65535"},
		{TCP, 22, math.MaxInt, "to port: 9223372036854775807: a port is 0 to 65535"},
		{TCP, 23, 22, "to port: 22 is below 23: the first port comes first, write 22-23"},
		{ICMP, 8, 0, "icmp/8:0 from 10.0.0.0/8"},
		{ICMP, 8, -1, "icmp/8 from 10.0.0.0/8"},
		{ICMP, -1, -1, "icmp from 10.0.0.0/8"},
		{ICMPv6, -1, 7, "icmpv6 from 10.0.0.0/8"},
		{ICMP, 255, 255, "icmp/255:255 from 10.0.0.0/8"},
		{ICMP, 256, 0, "from port: 256: an ICMP type is 0 to 255, or -1 for all"},
		{ICMP, 8, 256, "to port: 256: an ICMP code is 0 to 255, or -1 for all"},
		{ICMP, -2, 0, "from port: -2: an ICMP type is 0 to 255, or -1 for all"},
		{ICMP, -1, -2, "to port: -2: an ICMP code is 0 to 255, or -1 for all"},
		{AllProtocols, 22, 22, "all from 10.0.0.0/8"},
		{50, 0, 0, "50 from 10.0.0.0/8"},
		{0, -9, 99999, "0 from 10.0.0.0/8"},
		{256, 0, 0, "protocol: 256: a protocol number is 0 to 255, or -1 for all"},
		{-2, 0, 0, "protocol: -2: a protocol number is 0 to 255, or -1 for all"},
	}
	for _, tt := range tests {
		r, err := NewRule(tt.protocol, tt.from, tt.to, anySource())
		got := r.String()
		if err != nil {
			got = err.Error()
			if problem := (Problem{}); !errors.As(err, &problem) || r != (Rule{}) {
				t.Errorf("%v: rule %v, error %T", tt, r, err)
			}
		}
		if got != tt.want {
			t.Errorf("NewRule(%d, %d, %d) = %q, want %q", tt.protocol, tt.from, tt.to, got, tt.want)
		}
	}
	if _, err := NewRule(TCP, 22, 22, Source{}); err == nil {
		t.Error("a rule without a source")
	}
}

func TestRuleTexts(t *testing.T) {
	tests := []struct{ line, protocol, ports string }{
		{"tcp/22", "TCP", "22"},
		{"tcp/8080-8081", "TCP", "8080-8081"},
		{"udp/*", "UDP", "all"},
		{"icmp", "ICMP", "all"},
		{"icmp/8", "ICMP", "Echo Request"},
		{"icmp/8:0", "ICMP", "Echo Request/0"},
		{"icmp/77:9", "ICMP", "type 77/9"},
		{"icmpv6/128", "ICMPv6", "Echo Request"},
		{"all", "All traffic", "all"},
		{"50", "ESP (50)", "all"},
		{"99", "Protocol 99", "all"},
	}
	for _, tt := range tests {
		r := mustRules(t, tt.line+" from 10.0.0.0/8", vpcWebServers())[0]
		if got := r.Protocol().String(); got != tt.protocol {
			t.Errorf("%s: protocol %q, want %q", tt.line, got, tt.protocol)
		}
		if got := r.PortText(); got != tt.ports {
			t.Errorf("%s: ports %q, want %q", tt.line, got, tt.ports)
		}
		_, _, hasPorts := r.Ports()
		_, _, isICMP := r.ICMP()
		if want := !hasPorts && !isICMP; r.OpensAllPorts() != want {
			t.Errorf("%s: opens all ports %t, want %t", tt.line, r.OpensAllPorts(), want)
		}
	}
}

func TestParseProtocol(t *testing.T) {
	for text, want := range map[string]Protocol{
		"tcp": TCP, " TCP ": TCP, "6": TCP, "06": TCP, "udp": UDP, "17": UDP, "icmp": ICMP, "1": ICMP,
		"icmpv6": ICMPv6, "ICMPv6": ICMPv6, "58": ICMPv6, "all": AllProtocols, "-1": AllProtocols, "esp": 50, "0": 0, "255": 255,
	} {
		if got, err := ParseProtocol(text); got != want || err != nil {
			t.Errorf("ParseProtocol(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "256", "-2", "+6", "6.0", "0x6", "６", "tcp6", "icmp6", "any", "*", "99999999999999999999", "-99999999999999999999",
		"-", "--1"} {
		if got, err := ParseProtocol(text); err == nil {
			t.Errorf("ParseProtocol(%q) = %d", text, got)
		}
	}
}

// Every protocol is read back from its wire form, and from what its field shows.
func TestProtocolTexts(t *testing.T) {
	for p := AllProtocols; p <= 255; p++ {
		for _, text := range []string{p.Wire(), p.text()} {
			if got, err := ParseProtocol(text); got != p || err != nil {
				t.Errorf("%d is %q, which reads as %d, %v", p, text, got, err)
			}
		}
	}
	if got := AllProtocols.Wire(); got != "-1" {
		t.Errorf("all protocols go as %q", got)
	}
}

// Every type and code is read back from what its field shows.
func TestICMPTexts(t *testing.T) {
	for _, p := range []Protocol{ICMP, ICMPv6} {
		for typ := anyNumber; typ <= 255; typ++ {
			if got, err := parseICMPType(p, icmpTypeText(p, typ)); got != typ || err != nil {
				t.Errorf("%s type %d is %q, which reads as %d, %v", p, typ, icmpTypeText(p, typ), got, err)
			}
			for code := anyNumber; code <= 20; code++ {
				if got, err := parseICMPCode(p, typ, icmpCodeText(p, typ, code)); got != code || err != nil {
					t.Errorf("%s %d code %d is %q, which reads as %d, %v", p, typ, code, icmpCodeText(p, typ, code), got, err)
				}
			}
		}
	}
}

// A preset is found by its name, says what it opens in one way only, and is
// what a rule of that kind is called.
func TestPresets(t *testing.T) {
	specs := map[Spec]string{}
	for _, p := range Presets() {
		if got, ok := PresetNamed(" " + strings.ToUpper(p.Name)); !ok || got != p {
			t.Errorf("%q is found as %v", p.Name, got)
		}
		if p.Custom {
			continue
		}
		if other := specs[p.Spec]; other != "" {
			t.Errorf("%q and %q are the same", p.Name, other)
		}
		specs[p.Spec] = p.Name
		if got := presetFor(p.Spec); got != p {
			t.Errorf("%s is called %q, not %q", p.Spec, got.Name, p.Name)
		}
	}
	for spec, want := range map[Spec]string{
		{TCP, 8080, 8080}:    "Custom TCP",
		{UDP, 22, 22}:        "Custom UDP",
		{ICMP, 8, -1}:        "Custom ICMP - IPv4",
		{ICMPv6, 128, -1}:    "Custom ICMP - IPv6",
		{Protocol(50), 0, 0}: "Custom protocol",
	} {
		if got := presetFor(spec).Name; got != want {
			t.Errorf("%s is called %q, not %q", spec, got, want)
		}
	}
	if p, ok := PresetNamed(" -"); ok {
		t.Errorf("nothing is found as %v", p)
	}
}

func TestFromPrefix(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3/8":           "10.0.0.0/8",
		"0.0.0.0/0":            "0.0.0.0/0",
		"2001:DB8::1/32":       "2001:db8::/32",
		"::/0":                 "::/0",
		"::ffff:10.1.2.3/104":  "10.0.0.0/8",
		"::ffff:10.1.2.3/128":  "10.1.2.3/32",
		"::ffff:10.1.2.3/96":   "0.0.0.0/0",
		"::ffff:10.1.2.3/95":   "::fffe:0:0/95",
		"::ffff:10.1.2.3/0":    "::/0",
		"64:ff9b::10.1.2.3/96": "64:ff9b::/96",
	} {
		s := FromPrefix(netip.MustParsePrefix(text))
		if got := s.String(); got != want {
			t.Errorf("FromPrefix(%s) = %s, want %s", text, got, want)
		}
		if isIPv4 := !strings.Contains(want, ":"); (s.Kind() == SourceIPv4) != isIPv4 || (s.Kind() == SourceIPv6) == isIPv4 {
			t.Errorf("FromPrefix(%s) is of kind %d", text, s.Kind())
		}
	}
	if s := FromPrefix(netip.Prefix{}); s != (Source{}) {
		t.Errorf("an invalid prefix is the source %v", s)
	}
}

func TestSourceConstructors(t *testing.T) {
	long := strings.Repeat("é", 255)
	tests := []struct {
		name   string
		source func() (Source, error)
		want   string // "" for an error
	}{
		{"a group", func() (Source, error) { return FromGroup("SG-0A5D8E02") }, "sg-0a5d8e02"},
		{"no group", func() (Source, error) { return FromGroup("sg-web") }, ""},
		{"a prefix list for a group", func() (Source, error) { return FromGroup("pl-1234") }, ""},
		{"an id too long", func() (Source, error) { return FromGroup("sg-" + strings.Repeat("0", 65)) }, ""},
		{"a prefix list", func() (Source, error) { return FromPrefixList("pl-1234") }, "pl-1234"},
		{"no prefix list", func() (Source, error) { return FromPrefixList("pl-") }, ""},
		{"a named group", func() (Source, error) { return FromNamedGroup(otherAccount, "web") }, "999988887777/web"},
		{"a name with spaces", func() (Source, error) { return FromNamedGroup(otherAccount, "my web") }, `999988887777/"my web"`},
		{"a name with a semicolon", func() (Source, error) { return FromNamedGroup(otherAccount, "a;b") }, `999988887777/"a;b"`},
		{"a name with a quote", func() (Source, error) { return FromNamedGroup(otherAccount, `a"b`) }, `999988887777/"a""b"`},
		{"a name that is a word", func() (Source, error) { return FromNamedGroup(otherAccount, "from") }, "999988887777/from"},
		{"255 characters", func() (Source, error) { return FromNamedGroup(otherAccount, long) }, "999988887777/" + long},
		{"256 characters", func() (Source, error) { return FromNamedGroup(otherAccount, long+"é") }, ""},
		{"no name", func() (Source, error) { return FromNamedGroup(otherAccount, "") }, ""},
		{"no account", func() (Source, error) { return FromNamedGroup("", "web") }, ""},
		{"a short account", func() (Source, error) { return FromNamedGroup("1234", "web") }, ""},
		{"a special owner", func() (Source, error) { return FromNamedGroup("amazon-elb", "amazon-elb-sg") }, "amazon-elb/amazon-elb-sg"},
		{"no special owner", func() (Source, error) { return FromNamedGroup("web", "api") }, ""},
		{"an owner with a slash", func() (Source, error) { return FromNamedGroup("amazon/elb", "x") }, ""},
	}
	for _, tt := range tests {
		s, err := tt.source()
		if s.String() != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, s, err, tt.want)
		}
	}
}
