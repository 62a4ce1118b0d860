package access_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sluice/ui/remote/access"
)

// FuzzParse reads any file: nothing panics, a key that only refused lines hold is
// not admitted, and every line can be explained.
func FuzzParse(f *testing.F) {
	_, key := newKey(f)
	ca, caLine := newKey(f)
	cert := newCertificate(f, ca, noChange)
	for _, options := range []string{
		"", "restrict ", `from="10.0.0.0/8,!10.1.*" `, `expiry-time="20300101" `, `sluice-role="admin",sluice-name="a\"b" `,
		`sluice-role="operator",sluice-groups="a\,b*",sluice-ports="22 icmp",sluice-max-ttl="2h" `, `from="10.0.0.0/8`, `,`, `a=b `, "\xff", "\"\\\" ",
	} {
		f.Add([]byte("# c\r\n" + options + key + " c\r\n" + `cert-authority,principals="ops",` + options + caLine))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := access.Parse(text)
		if err != nil {
			return
		}
		inForce := map[string]bool{}
		for _, l := range file.Lines {
			if words := l.Words(noon()); words == "" || l.Refused == "" && !utf8.ValidString(words) {
				t.Errorf("line %d is explained by %q", l.Number, words)
			}
			if l.Refused == "" {
				if l.Key == nil {
					t.Fatalf("line %d is in force without a key", l.Number)
				}
				inForce[kind(l.Authority)+string(l.Key.Marshal())] = true
			}
		}
		for _, l := range file.Lines {
			if l.Key == nil {
				continue
			}
			id, err := file.Admit(l.Key, office(), noon())
			if err == nil && !inForce[kind(false)+string(l.Key.Marshal())] {
				t.Errorf("line %d admits %+v", l.Number, id)
			}
			if err == nil && strings.TrimSpace(id.Name) == "" {
				t.Errorf("line %d admits nobody by name", l.Number)
			}
		}
		if id, err := file.Admit(cert, office(), noon()); err == nil && !inForce[kind(true)+string(ca.PublicKey().Marshal())] {
			t.Errorf("the certificate is admitted as %+v", id)
		}
	})
}

func kind(authority bool) string {
	if authority {
		return "authority "
	}
	return "user "
}
