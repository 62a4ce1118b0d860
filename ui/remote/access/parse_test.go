package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sluice/model/ingress"
	"sluice/ui/remote/access"
)

// TestRefusedLines has lines that are not understood in full: each says why, and
// admits nobody.
func TestRefusedLines(t *testing.T) {
	signer, key := newKey(t)
	_, other := newKey(t)
	tests := []struct{ line, why string }{
		{`bogus ` + key, "option bogus: it is not known here"},
		{`command="x" ` + key, "option command: it is not known here"},
		{`environment="A=b" ` + key, "option environment: it is not known"},
		{`verify-required ` + key, "option verify-required: it is not known"},
		{`tunnel="1",sluice-role="admin" ` + key, "option tunnel"},
		{`from=10.0.0.0/8 ` + key, `must stand in quotes`},
		{`from="10.0.0.0/8 ` + key, "the quote is not closed"},
		{`from="10.0.0.0/8\" ` + key, "the quote is not closed"},
		{`from="" ` + key, "option from: it needs a value"},
		{`from ` + key, "option from: it needs a value"},
		{`from="10.0.0.1/8" ` + key, "write 10.0.0.0/8"},
		{`from="*.example.com" ` + key, "host names are not"},
		{`from="*.de" ` + key, "host names are not"},
		{`from="10.0.0.256" ` + key, "no address"},
		{`from="!10.0.0.1" ` + key, "only says where not from"},
		{`from="10.0.0.1,,10.0.0.2" ` + key, "a source is empty"},
		{`from="10.0.0.1",from="10.0.0.2" ` + key, "option from comes twice"},
		{`restrict,RESTRICT ` + key, "option restrict comes twice"},
		{`restrict="yes" ` + key, "it takes no value"},
		{`expiry-time="tomorrow" ` + key, "is no time"},
		{`expiry-time="20261301" ` + key, "is no time"},
		{`expiry-time="202601010" ` + key, "is no time"},
		{`principals="ops" ` + key, "goes with cert-authority only"},
		{`cert-authority ` + key, "name those of its certificates"},
		{`cert-authority,sluice-role="admin" ` + key, "name those of its certificates"},
		{`cert-authority,principals="" ` + key, "it needs a value"},
		{`cert-authority,principals="ops,,x" ` + key, "is no principal"},
		{`cert-authority,principals="op*" ` + key, "is no principal"},
		{`sluice-role="root" ` + key, "there are viewer, operator and admin"},
		{`sluice-role ` + key, "it needs a value"},
		{`sluice-name="a\"b" ` + key, "is no name"},
		{`sluice-name="` + strings.Repeat("a", 65) + `" ` + key, "at most 64"},
		{`sluice-groups="web-*" ` + key, "a viewer changes nothing"},
		{`sluice-role="operator",sluice-groups="a,,b" ` + key, "a pattern is empty"},
		{`sluice-role="operator",sluice-ports="99999" ` + key, "0 to 65535"},
		{`sluice-role="operator",sluice-ports=" " ` + key, "which ports"},
		{`sluice-role="operator",sluice-max-ttl="0" ` + key, "a lifetime is"},
		{`sluice-role="operator",,restrict ` + key, "name is missing"},
		{`,restrict ` + key, "name is missing"},
		{`restrict;pty ` + key, "comes a comma or a blank"},
		{`restrict`, "there is no key"},
		{`restrict `, "there is no key"},
		{`ssh-ed25519`, "there is no key"},
		{`ssh-ed25519 AAAA!`, "no base64"},
		{key[:60], "cannot be read"},
		{strings.Replace(key, "ssh-ed25519", "ssh-rsa", 1), "the line says ssh-rsa"},
		{`restrict ssh-dss AAAA`, "is no type of key"},
		{`restrict ssh-ed25519-cert-v01@openssh.com AAAA`, "a certificate is no key"},
		{weakKey(t), "2048 bits at least"},
		{key + " \xff", "no UTF-8"},
		{key + " a\x00b", "a control character"},
		{key + " a\rb", "a control character"},
		{key + " " + strings.Repeat("x", access.MaxLine), "longer than"},
	}
	for _, tt := range tests {
		f := parse(t, "# a comment\n\n"+tt.line+"\n"+other+"\n")
		if len(f.Lines) != 2 || f.Lines[0].Number != 3 || f.Lines[1].Refused != "" {
			t.Errorf("%.80q: the lines are %+v, want two, the second in force", tt.line, f.Lines)
			continue
		}
		if got := f.Lines[0].Refused; !strings.Contains(got, tt.why) {
			t.Errorf("%.80q: refused with %q, want %q", tt.line, got, tt.why)
		}
		if id, err := f.Admit(signer.PublicKey(), office(), noon()); err == nil {
			t.Errorf("%.80q admits %+v", tt.line, id)
		}
	}
}

// TestLines has lines in force, and what they say in words.
func TestLines(t *testing.T) {
	_, key := newKey(t)
	tests := []struct {
		line string
		want access.Line
		says []string
	}{
		{key, access.Line{Terminal: true}, []string{"viewer, changes nothing", "known by the key's fingerprint, not by its comment: there is none"}},
		{key + " alice@laptop\r", access.Line{Terminal: true, Comment: "alice@laptop"}, []string{"alice@laptop, by ssh-ed25519"}},
		{"\t " + key + "\tnot <a> name", access.Line{Terminal: true, Comment: "not <a> name"},
			[]string{"SHA256:", `known by the key's fingerprint, not by its comment: "not <a> name" is no name: it takes ASCII letters`, "give sluice-name"}},
		{key + " Zoë", access.Line{Terminal: true, Comment: "Zoë"}, []string{`known by the key's fingerprint`, `"Zoë" is no name`}},
		{`sluice-name="zoe" ` + key + " Zoë", access.Line{Terminal: true, Comment: "Zoë", Name: "zoe"}, []string{"zoe, by ssh-ed25519"}},
		{"restrict " + key, access.Line{}, []string{"commands only"}},
		{"restrict,pty " + key, access.Line{Terminal: true}, nil},
		{"pty,restrict,no-x11-forwarding,No-User-RC " + key, access.Line{Terminal: true}, nil},
		{`expiry-time="20260101Z" ` + key, access.Line{Terminal: true, Until: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, []string{"expired on 2026-01-01"}},
		{`expiry-time="202702030405Z" ` + key, access.Line{Terminal: true, Until: time.Date(2027, 2, 3, 4, 5, 0, 0, time.UTC)}, []string{"until 2027-02-03T04:05"}},
		{`cert-authority,principals="ops,dev" ` + key, access.Line{Terminal: true, Authority: true, Principals: []string{"ops", "dev"}},
			[]string{"certificate of ssh-ed25519", "for ops or dev"}},
		{`sluice-role="operator",sluice-name="Alice B.",sluice-groups="web-*,sg-1",sluice-ports="443 udp/53",sluice-max-ttl="2h" ` + key,
			access.Line{Terminal: true, Name: "Alice B.", Grant: ingress.Grant{
				Role: ingress.Operator, Groups: []string{"web-*", "sg-1"}, MaxTTL: 2 * time.Hour,
				Ports: []ingress.Spec{{Protocol: ingress.TCP, From: 443, To: 443}, {Protocol: ingress.UDP, From: 53, To: 53}},
			}}, []string{"operator of the groups web-*, sg-1", "at most 2h"}},
	}
	for _, tt := range tests {
		l := parse(t, tt.line).Lines[0]
		says := l.Words(noon())
		for _, words := range tt.says {
			if !strings.Contains(says, words) {
				t.Errorf("%.60q says %q, want %q in it", tt.line, says, words)
			}
		}
		if l.Refused != "" || l.Key == nil {
			t.Errorf("%.60q is refused: %s", tt.line, l.Refused)
		}
		l.Key, l.Number = nil, 0
		if diff := cmp.Diff(tt.want, l, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
			cmp.Comparer(func(a, b access.Pattern) bool { return a.String() == b.String() })); diff != "" {
			t.Errorf("%.60q: -want +got\n%s", tt.line, diff)
		}
	}
}

func TestTheSameKeyTwice(t *testing.T) {
	signer, key := newKey(t)
	_, ca := newKey(t)
	f := parse(t, strings.Join([]string{
		"bogus " + key, key, `sluice-role="admin" ` + key,
		`cert-authority,principals="ops" ` + ca, `cert-authority,principals="dev",sluice-role="operator" ` + ca,
		`cert-authority,principals="x,ops",sluice-role="admin" ` + ca, `cert-authority,principals="y",sluice-role="viewer" ` + ca,
	}, "\n"))
	var refused []int
	for _, l := range f.Lines {
		if l.Refused != "" {
			refused = append(refused, l.Number)
		}
	}
	if diff := cmp.Diff([]int{1, 3, 6}, refused); diff != "" {
		t.Errorf("refused lines: -want +got\n%s", diff)
	}
	id, err := f.Admit(signer.PublicKey(), office(), noon())
	if err != nil || id.Grant.Role != ingress.Viewer || id.Line != 2 {
		t.Errorf("admitted %+v, %v; want the viewer of line 2", id, err)
	}
}

func TestTooLongAFile(t *testing.T) {
	if _, err := access.Parse(make([]byte, access.MaxFile+1)); err == nil {
		t.Error("it was read")
	}
}
