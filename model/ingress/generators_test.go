package ingress

import (
	"net/netip"
	"strings"

	"pgregory.net/rapid"
)

func prefixes() *rapid.Generator[netip.Prefix] {
	return rapid.Custom(func(t *rapid.T) netip.Prefix {
		if rapid.Bool().Draw(t, "IPv4") {
			addr := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")))
			return netip.PrefixFrom(addr, rapid.IntRange(0, 32).Draw(t, "bits"))
		}
		bytes := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "address"))
		if rapid.Bool().Draw(t, "mapped") {
			copy(bytes[:], []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})
		}
		return netip.PrefixFrom(netip.AddrFrom16(bytes), rapid.IntRange(0, 128).Draw(t, "bits"))
	})
}

// groupNames are names that a rule line has to carry: with spaces, quotes,
// separators and the words of the line itself.
func groupNames() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[ -~]{1,40}`),
		rapid.SampledFrom([]string{"from", "for", "me", "#", `"`, `""`, "a b", " a ", "sg-1", "10.0.0.0/8", "web;api", "tcp/22", "a\tb", "a\r\nb", "é\u00a0\u2003"}),
		rapid.StringN(1, 60, 255),
	)
}

func sources() *rapid.Generator[Source] {
	hex := rapid.StringMatching(`[0-9a-f]{8}|[0-9a-f]{17}`)
	named := func(t *rapid.T) (Source, error) {
		owner := rapid.OneOf(rapid.StringMatching(`[0-9]{12}`), rapid.Just("amazon-elb")).Draw(t, "owner")
		return FromNamedGroup(owner, groupNames().Draw(t, "name"))
	}
	return rapid.Custom(func(t *rapid.T) Source {
		var s Source
		var err error
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			s = FromPrefix(prefixes().Draw(t, "prefix"))
		case 1:
			s, err = FromGroup("sg-" + hex.Draw(t, "id"))
		case 2:
			s, err = FromPrefixList("pl-" + hex.Draw(t, "id"))
		case 3:
			s, err = named(t)
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// rules are of every kind; the numbers of a protocol without ports are noise.
func rules() *rapid.Generator[Rule] {
	return rapid.Custom(func(t *rapid.T) Rule {
		p := rapid.OneOf(rapid.SampledFrom([]Protocol{TCP, UDP, ICMP, ICMPv6, AllProtocols}),
			rapid.Map(rapid.IntRange(0, 255), func(n int) Protocol { return Protocol(n) })).Draw(t, "protocol")
		limit, least := 255, -1
		if p.HasPorts() {
			limit, least = maxPort, 0
		}
		numbers := rapid.OneOf(rapid.IntRange(least, 12), rapid.IntRange(least, limit), rapid.Just(limit), rapid.Just(least))
		from, to := numbers.Draw(t, "from"), numbers.Draw(t, "to")
		if p.HasPorts() && from > to {
			from, to = to, from
		}
		r, err := NewRule(p, from, to, sources().Draw(t, "source"))
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// targetOf is a group that can hold the rule, as far as its source goes.
func targetOf(r Rule) Group {
	if r.source.kind == SourceNamedGroup {
		return websrv()
	}
	return vpcWebServers()
}

// goodTexts are texts for each field that make rules, in any combination that
// agrees on ports or ICMP.
func goodTexts() map[Field]*rapid.Generator[string] {
	source := rapid.OneOf(
		rapid.SampledFrom([]string{"10.0.0.0/8", "10.1.2.3/8", "203.0.113.7", "111122223333/websrv", "\"old batch\"", "sg-0a5d8e02", `"batch workers"`,
			"OtherGroupInMyVPC", "::/0", "pl-1234"}),
		rapid.Map(sources(), Source.String))
	list := rapid.Custom(func(t *rapid.T) string {
		separator := rapid.SampledFrom([]string{" ", ", ", ",", ";", "\n", "\r\n\t"}).Draw(t, "separator")
		return strings.Join(rapid.SliceOfN(source, 1, 2).Draw(t, "sources"), separator)
	})
	protocol := rapid.SampledFrom([]string{"tcp/22", "tcp/80-90", "udp/53,54", "tcp/22, 443", "icmp", "icmp/8:0", "icmp/-1:3", "icmpv6/128", "all", "50", "ssh",
		"tcp/*"})
	return map[Field]*rapid.Generator[string]{
		FieldLine: rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(protocol, 1, 3).Draw(t, "protocols"), " ") + " from " + list.Draw(t, "sources") +
				rapid.SampledFrom([]string{"", " for 2h", "\tuntil 18:00"}).Draw(t, "end")
		}),
		FieldPreset:   rapid.SampledFrom([]string{"SSH", "HTTPS", "All TCP", "All traffic", "Custom TCP", "DNS (UDP)", "Custom ICMP - IPv4"}),
		FieldProtocol: rapid.SampledFrom([]string{"tcp", "TCP", "udp", "6", "17", "1", "icmp", "icmpv6", "58", "all", "-1", "esp", "99"}),
		FieldFrom:     rapid.SampledFrom([]string{"22", "0", "1", "8", " 3 ", "11"}),
		FieldTo:       rapid.SampledFrom([]string{"22", "80", "", "0"}),
		FieldSource:   list,
		FieldExpires:  rapid.SampledFrom([]string{"", "never", "2h", "for 1d 12h", "90m", "18:00", "until 2026-11-24 18:00", "2026-11-24t18:00Z"}),
		FieldNote:     rapid.SampledFrom([]string{"office", " a ", "# b", "from here", ""}),
	}
}

// typedTexts are what people and their clipboards put into each field.
func typedTexts() map[Field]*rapid.Generator[string] {
	words := func(texts ...string) *rapid.Generator[string] {
		return rapid.OneOf(rapid.SampledFrom(texts), rapid.StringMatching(`[ -~]{0,12}`))
	}
	source := rapid.OneOf(words("10.0.0.0/8", "10.1.2.3/8", "::/0", "203.0.113.7", "sg-0a5d8e02", "pl-1234", `"batch workers"`, "OtherGroupInMyVPC",
		`999988887777/"a ""b"" #c"`, "websrv", "from", "for", "#x", `"`, "me", "tcp/22"), rapid.Map(sources(), Source.String))
	protocol := words("tcp/22", "udp/53,54", "tcp/22, 443", "icmp", "icmp/8:0", "icmp/-1:3", "icmpv6/128", "all", "50", "ssh", "https", "foo", "tcp", "50/22",
		"22/tcp", "fr", "tcp/*")
	expires := words("for 2h", "for", "until 18:00", "FOR 1h 30m", "2h", "never", "until 2026-11-24 18:00", "for for 2h", "for ever", "until 2h", "18:00",
		"for 18:00")
	line := rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(protocol, 0, 3).Draw(t, "protocols")
		if rapid.Bool().Draw(t, "has from") {
			words = append(append(words, "from"), rapid.SliceOfN(source, 0, 3).Draw(t, "sources")...)
		}
		if rapid.Bool().Draw(t, "has end") {
			words = append(words, expires.Draw(t, "end"))
		}
		if rapid.Bool().Draw(t, "has note") {
			words = append(words, "#", rapid.SampledFrom([]string{"office", "a # b", "é", `"`}).Draw(t, "note"))
		}
		return strings.Join(words, rapid.SampledFrom([]string{" ", "  ", "\t", "\r\n"}).Draw(t, "space"))
	})
	return map[Field]*rapid.Generator[string]{
		FieldLine:     line,
		FieldPreset:   words("SSH", "HTTPS", "All TCP", "All traffic", "Custom TCP", "Custom ICMP - IPv4", "Custom protocol", "DNS (UDP)"),
		FieldProtocol: words("tcp", "TCP", "udp", "6", "17", "1", "icmp", "icmpv6", "58", "all", "-1", "50", "esp", "99", "tcp udp"),
		FieldFrom:     words("22", "0", "65535", "22,443", "80-90", "*", "-1", "8", "Echo Request (8)", "echo-request", "any (-1)", "3", " 22 ", "+22"),
		FieldTo:       words("22", "443", "65535", "*", "-1", "0", "3", "Port Unreachable (3)", "any (-1)"),
		FieldSource:   rapid.Map(rapid.SliceOfN(source, 0, 3), func(texts []string) string { return strings.Join(texts, ", ") }),
		FieldExpires:  expires,
		FieldNote:     words("office", " a ", "# b", `"`, "from here", "é"),
	}
}

// drafts are what comes of a line and some edits.
func drafts(texts map[Field]*rapid.Generator[string]) *rapid.Generator[Draft] {
	return rapid.Custom(func(t *rapid.T) Draft {
		d := NewDraft().Edit(0, FieldLine, texts[FieldLine].Draw(t, "line"))
		for range rapid.IntRange(0, 6).Draw(t, "edits") {
			f := rapid.SampledFrom(Fields()).Draw(t, "field")
			d = d.Edit(0, f, texts[f].Draw(t, "text"))
		}
		return d
	})
}
