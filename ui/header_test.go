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
		s := newSessionIn(t, ingress.Where{Sandbox: true, Account: testAccount, Region: "us-east-1", Person: c.who, Role: c.role}, newFakeWorld().world(), size{c.width, 24}).start()
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
