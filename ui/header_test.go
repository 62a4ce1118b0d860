package ui

import (
	"strings"
	"testing"

	"sluice/model/ingress"
)

func TestHeaderSaysWhoSignedIn(t *testing.T) {
	const key = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDnzIL0qGbTqxCmMmM"
	kim := ingress.Person{Name: "kim", Key: key}
	for _, c := range []struct {
		who     ingress.Person
		role    ingress.Role
		width   int
		has     string
		without string
	}{
		{kim, ingress.Operator, 140, " · kim, operator " + key, ""},
		{kim, ingress.Admin, 90, " · kim, admin uNiVzt…", "SHA256"},
		{kim, ingress.Viewer, 80, " · kim uNiVzt…", ", viewer"},
		{kim, ingress.Viewer, 60, " · kim", "viewer"},
		{ingress.Person{Name: key, Key: key}, ingress.Operator, 140, " · " + key + ", operator", key + ", operator SHA256"},
		{ingress.Person{}, ingress.Operator, 140, "us-east-1", "operator"},
	} {
		s := newSessionIn(t, ingress.Session{Sandbox: true, Account: testAccount, Region: "us-east-1", Person: c.who, Role: c.role}, newFakeWorld().world(),
			size{c.width, 24}).start()
		header, _, _ := strings.Cut(s.frame(), "\n")
		if !strings.Contains(header, c.has) || c.without != "" && strings.Contains(header, c.without) {
			t.Errorf("%d columns: %q; want %q, and not %q", c.width, header, c.has, c.without)
		}
	}
}

func TestHelpSaysWhoSignedIn(t *testing.T) {
	where := sandbox()
	where.Person, where.Role = ingress.Person{Name: "kim", Key: "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDnzIL0qGbTqxCmMmM"}, ingress.Operator
	s := newSessionIn(t, where, newFakeWorld().world(), size{120, 60}).start()
	s.press("?")
	s.shows("Signed in", "kim SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDnzIL0qGbTqxCmMmM, operator")
}

// The clock is the server's, and who signed in may be elsewhere.
func TestTimesNameTheirZoneToWhoSignedIn(t *testing.T) {
	for name, want := range map[string]string{"kim": "until 18:00 UTC (in", "": "until 18:00 (in"} {
		where := sandbox()
		where.Person.Name = name
		s := newSessionIn(t, where, expiringWorld(t).world(), size{120, 40}).start()
		s.goTo("sg-140ba4c8")
		s.press("a")
		s.write("tcp/22 from 203.0.113.7 until 18:00")
		s.press("ctrl+s")
		s.shows(want)
	}
}
