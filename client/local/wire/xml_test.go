package wire

import (
	"encoding/xml"
	"strings"
	"testing"
)

// FuzzXMLText writes any text: it comes back as it was, but for what XML cannot carry, which is U+FFFD then.
func FuzzXMLText(f *testing.F) {
	for _, seed := range []string{"a & b", "]]>", "<![CDATA[", "\r\n\t", "\x00\x1b[31m", "\xff\xfe", "\uFFFE\uFFFF",
		"\u0085\u2028", "𝄞", "'\"", "\xed\xa0\x80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, v := range []Version{Version2011, Version2016} {
			d := newDocument(v)
			d.root("answer", "urn:x", func() { d.Text("value", text) })
			var got struct {
				Value string `xml:"value"`
			}
			if err := xml.Unmarshal(d.buf, &got); err != nil {
				t.Fatalf("%v\n%q", err, d.buf)
			}
			want := strings.Map(func(r rune) rune {
				if !legalRune(r, 2) {
					return '\uFFFD'
				}
				return r
			}, text) // Map turns every invalid byte into U+FFFD
			if got.Value != want {
				t.Errorf("%q came back as %q", text, got.Value)
			}
			if LegalText(text) && got.Value != text {
				t.Errorf("%q is legal and came back as %q", text, got.Value)
			}
		}
	})
}
