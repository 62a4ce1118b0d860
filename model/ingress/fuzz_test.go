package ingress

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// addLines seeds a fuzz target with the lines of the tables.
func addLines(f *testing.F) {
	for _, c := range lineCases() {
		f.Add(c.line)
	}
}

// checkParsed holds what a draft comes to for a group: rules and no problem, or
// no rules and problems in words; rules are canonical.
func checkParsed(t *testing.T, d Draft, target Group) {
	t.Helper()
	wanted, problems := d.Parse([]Group{target}, knownGroups())
	if (len(problems) == 0) != (wanted != nil && len(wanted[0]) > 0) {
		t.Fatalf("%d problems and %d sets of rules", len(problems), len(wanted))
	}
	for _, p := range problems {
		if strings.TrimSpace(p.Text) == "" || p.Entry >= len(d.Entries()) || p.Field >= fieldCount {
			t.Fatalf("a problem without words: %#v", p)
		}
	}
	if len(problems) > 0 {
		return
	}
	for _, w := range wanted[0] {
		checkCanonical(t, w.Rule, target)
		if w.Description != strings.TrimSpace(w.Description) || len(w.Description) > maxDescription || !utf8.ValidString(w.Description) {
			t.Fatalf("description %q", w.Description)
		}
	}
}

func checkCanonical(t *testing.T, r Rule, target Group) {
	t.Helper()
	if again, err := NewRule(r.protocol, int(r.from), int(r.to), r.source); err != nil || again != r {
		t.Fatalf("%v is not canonical: %v, %v", r, again, err)
	}
	kind := r.source.kind
	switch {
	case kind == NoSource:
		t.Fatalf("%v has no source", r)
	case target.Classic() && (!r.protocol.inClassic() || kind == SourceGroup || kind == SourceIPv6 || kind == SourcePrefixListID):
		t.Fatalf("%v for EC2-Classic", r)
	case !target.Classic() && kind == SourceNamedGroup:
		t.Fatalf("%v for a VPC", r)
	}
}

func FuzzRuleLine(f *testing.F) {
	addLines(f)
	f.Fuzz(func(t *testing.T, line string) {
		d := NewDraft().Edit(0, FieldLine, line)
		for _, target := range []Group{vpcWebServers(), websrv()} {
			checkParsed(t, d, target)
			checkParsed(t, d.Edit(0, FieldNote, "x"), target)
		}
		for _, word := range readLine(line).protocols {
			if specs, err := readProtocol(word); (err == nil) != (len(specs) > 0) {
				t.Fatalf("%q: %d specs, %v", word, len(specs), err)
			}
		}
	})
}

func FuzzParseProtocol(f *testing.F) {
	for _, text := range []string{"tcp", "ESP", "-1", "255", "256", "+6", " 58 ", "all", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParseProtocol(text)
		switch {
		case err != nil && (err.Error() == "" || p != 0):
			t.Fatalf("%q: %d, %v", text, p, err)
		case err == nil && (p < AllProtocols || p > 255):
			t.Fatalf("%q is protocol %d", text, p)
		case err == nil:
			if again, err := ParseProtocol(p.Wire()); again != p || err != nil {
				t.Fatalf("%q is %d, which goes as %q", text, p, p.Wire())
			}
		}
	})
}

func FuzzSource(f *testing.F) {
	for _, text := range []string{"10.0.0.1/8", "::ffff:10.0.0.1/90", "fe80::1%eth0", "sg-0A5d8e02", "pl-1234", `999988887777/"a ""b"" c"`, "web", `"`,
		"192.0.2.01", "10/8", "for"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, part := range splitSources(text) {
			s, err := readSource(part)
			named := s.name != ""
			switch {
			case err != nil && err.Error() == "":
				t.Fatalf("%q: an error without words", part)
			case err != nil:
				continue
			case named == (s.source.kind != NoSource):
				t.Fatalf("%q is both a name and an address, or neither: %+v", part, s)
			case named && s.account != "":
				source, err := FromNamedGroup(s.account, s.name)
				if err != nil {
					t.Fatalf("%q: %v", part, err)
				}
				s.source = source
			case named:
				continue
			}
			again, err := readSource(s.source.String())
			if err == nil && again.name != "" {
				again.source, err = FromNamedGroup(again.account, again.name)
			}
			if err != nil || again.source != s.source || len(splitSources(s.source.String())) != 1 {
				t.Fatalf("%q is %q, which reads as %q, %v", part, s.source, again.source, err)
			}
		}
	})
}

func FuzzPorts(f *testing.F) {
	for _, text := range []string{"22", "80-90", "22, 443", "*", "-1", "80-8000000", "+22", "0x16", "２２", "22-", ",", "65536"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		specs, err := parsePortList(TCP, text)
		if (err == nil) != (len(specs) > 0) || err != nil && err.Error() == "" {
			t.Fatalf("%q: %v, %v", text, specs, err)
		}
		for _, s := range specs {
			if checkPorts(s.From, s.To) != nil {
				t.Fatalf("%q: %v", text, s)
			}
		}
	})
}

func FuzzICMP(f *testing.F) {
	f.Add("echo-request", "", false)
	f.Add("Destination Unreachable (3)", "port-unreachable", false)
	f.Add("-1", "-1", true)
	f.Add("256", "+0", true)
	f.Fuzz(func(t *testing.T, typeText, codeText string, v6 bool) {
		p := ICMP
		if v6 {
			p = ICMPv6
		}
		specs, err := parseICMP(p, typeText, codeText)
		if (err == nil) != (len(specs) == 1) || err != nil && err.Error() == "" {
			t.Fatalf("%q, %q: %v, %v", typeText, codeText, specs, err)
		}
		if err == nil && checkICMP(specs[0].From, specs[0].To) != nil {
			t.Fatalf("%q, %q: %v", typeText, codeText, specs[0])
		}
	})
}

// FuzzDraft makes edits of hostile text: the first byte of each line of script
// says which field, the rest is the text.
func FuzzDraft(f *testing.F) {
	f.Add("0tcp/22 from 10.0.0.0/8\n2icmp\n3echo-request\n2tcp")
	f.Add("1SSH\n5sg-0a5d8e02, batch wo\n6note\n1Custom protocol")
	f.Add("0\"\n5#\n62h\n2\x00")
	f.Fuzz(func(t *testing.T, script string) {
		d := NewDraft()
		for step := range strings.SplitSeq(script, "\n") {
			if step == "" {
				d = d.Add()
				continue
			}
			i, field := len(d.Entries())-1, Field(step[0])%fieldCount
			d = d.Edit(i, field, step[1:])
			for _, target := range []Group{vpcWebServers(), websrv()} {
				for _, c := range d.Choices(i, field, []Group{target}, knownGroups()) {
					if c.Text == "" || !strings.HasSuffix(d.Choose(i, field, c).Entries()[i].Text(field), c.Text) {
						t.Fatalf("choosing %q in %s %q", c.Text, field, step[1:])
					}
				}
				checkParsed(t, d, target)
			}
		}
	})
}
