package notation

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// insertion is text that does not belong where it is put: after an anchor.
type insertion struct{ anchor, text string }

// insertions have a marker in them each.
func insertions(f Form) []insertion {
	switch f {
	case AWSCLI:
		return []insertion{{" --", "MARKER --"}, {"--", "zq MARKER --"}, {"--ip-permissions", " MARKER"}, {"'", "zq=MARKER,"}, {"{", "zq=MARKER,"}, {"[", "MARKER,"},
			{"[", "{zq=[{a=MARKER}]},"}, {"=", "MARKER="}, {"]", "MARKER"}, {"'", "MARKER"}, {"\n", "; MARKER "}, {" ", "$MARKER "}, {",", "FromPort=MARKER,"}}
	case Query:
		return []insertion{{"\n&", "Zq=MARKER&"}, {"\n&", "IpPermissions.1.Zq=MARKER&"}, {"\n&", "MARKER&"}, {"=", "MARKER&"}, {"\n", "MARKER\n"},
			{"\n&", "IpPermissions.1.IpRanges.1=MARKER&"},
			{"\n&", "IpPermissions.1.ToPort=MARKER&"}, {"\n&", "CidrIp=MARKER&"}, {"\n&", "%zz=MARKER&"}, {"://", "MARKER"}}
	case Terraform:
		return []insertion{{"{\n", "zq = \"MARKER\"\n"}, {"{\n", "zq {\na = MARKER\n}\n"}, {"{\n", "cidr_ipv6 = MARKER.x\n"},
			{"{\n", "cidr_blocks = [MARKER, \"\"]\n"}, {"= ", "MARKER"},
			{"= \"", "${MARKER}"}, {"= \"", "MARKER"}, {"}\n", "MARKER\n"}, {"}\n", "resource \"MARKER\" \"a\" {}\n"}, {"}\n", "MARKER = 1\n"},
			{"{\n", "tags = { a = \"MARKER\" }\n"}, {"{\n", "from_port = MARKER\n"}}
	case JSON:
		return []insertion{{"{", `"zq":"MARKER",`}, {"{", `"zq":[{"a":"MARKER"}],`}, {"[", `"MARKER",`}, {"[", `{"CidrIp":"MARKER"},`}, {": ", "MARKER"},
			{"{", `"FromPort":"MARKER",`},
			{"\"", "MARKER"}, {"\n", "MARKER"}, {"{", `"IpPermissions":"MARKER",`}, {"{", `"CidrIp":"MARKER",`}}
	}
	return []insertion{{"\n", "MARKER\n"}, {" ", "MARKER "}, {"\n", "tcp/22 from MARKER/x\n"}, {"/", "MARKER"}, {"\n", "# MARKER\n"}, {"from ", "\"MARKER"}}
}

// Whatever is put where it does not belong is read or kept, and so is every
// source of the text around it.
func TestNothingIsDropped(t *testing.T) {
	for _, form := range Forms() {
		t.Run(form.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkInsertion(t, form) })
		})
	}
}

func checkInsertion(t *rapid.T, form Form) {
	w := worlds(2).Draw(t, "world")
	text := Write(form, w.plan)
	in := rapid.SampledFrom(insertions(form)).Draw(t, "insertion")
	places := strings.Count(text, in.anchor)
	if places == 0 {
		t.Skip("no place for it")
	}
	before, after := cutAt(text, in.anchor, rapid.IntRange(1, places).Draw(t, "place"))
	r := Read(before + in.text + after)
	var kept strings.Builder
	kept.WriteString(strings.Join(r.Lines(), "\n"))
	for _, p := range r.Problems {
		kept.WriteString("\n" + p.Kept + "\n" + p.Text)
	}
	for _, part := range r.Parts {
		kept.WriteString("\n" + part.Target.ID + "\n" + part.Target.Name)
	}
	if !strings.Contains(kept.String(), "MARKER") {
		t.Fatalf("the marker is gone from\n%s\nread as\n%s", before+in.text+after, render(r))
	}
	for _, c := range w.plan.Changes {
		for _, rule := range c.Send() {
			if p := rule.Source().Prefix(); p.IsValid() && !strings.Contains(kept.String(), p.Addr().String()) {
				t.Fatalf("%v is gone from\n%s\nread as\n%s", rule, before+in.text+after, render(r))
			}
		}
	}
}

// cutAt cuts behind the nth occurrence of an anchor, from 1.
func cutAt(text, anchor string, n int) (before, after string) {
	at := 0
	for range n {
		at += strings.Index(text[at:], anchor) + len(anchor)
	}
	return text[:at], text[at:]
}
