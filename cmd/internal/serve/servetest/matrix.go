// Package servetest has what the tests of the server and of the commands that it runs
// have in common: who may do what, and people who try it.
package servetest

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"sluice/model/ingress"
	"sluice/ui/remote"
	"sluice/ui/remote/access"
)

// Matrix is who may do what, once more and by hand: a column a person, see
// [Visitors]. What is within the limits of "within" is outside of one limit of each
// of the three after them.
func Matrix() map[ingress.Action]string {
	return map[ingress.Action]string{
		// viewer, operator, within, groups, ports, time, admin
		ingress.ActRead: "+++++++", ingress.ActPlan: "+++++++", ingress.ActHistory: "+++++++",
		ingress.ActAuthorize: "-++---+", ingress.ActModify: "-++---+", ingress.ActRevoke: "-++--++",
		ingress.ActPermit: "-++---+", ingress.ActRetry: "-++---+", ingress.ActAsk: "-++---+", ingress.ActApprove: "-++---+",
		ingress.ActUndo: "-++--++", ingress.ActReconcile: "-++++++", ingress.ActWaiting: "-++++++",
		ingress.ActReject: "-++++++", ingress.ActWithdraw: "-++++++", ingress.ActPutBack: "-++++++",
		ingress.ActSweep: "------+", ingress.ActHost: "-------",
	}
}

// Visitors are the people of the matrix, in its order.
func Visitors(t *testing.T) []remote.Visitor {
	t.Helper()
	var all []remote.Visitor
	for _, line := range []struct {
		name   string
		role   ingress.Role
		groups string
		ports  string
		ttl    time.Duration
	}{
		{"viewer", ingress.Viewer, "", "", 0}, {"operator", ingress.Operator, "", "", 0},
		{"within", ingress.Operator, "websrv", "3306,3389,4000-4999,5432,6379,9200,27017", 2 * time.Hour}, {"groups", ingress.Operator, "db*", "", 0},
		{"ports", ingress.Operator, "", "443", 0}, {"time", ingress.Operator, "", "", 30 * time.Minute}, {"admin", ingress.Admin, "", "", 0},
	} {
		g := ingress.Grant{Role: line.role, MaxTTL: line.ttl}
		var err error
		if line.groups != "" {
			g.Groups, err = ingress.ParseGroupPatterns(line.groups)
		}
		if line.ports != "" && err == nil {
			g.Ports, err = ingress.ParsePortLimits(line.ports)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Visitor(line.name, g))
	}
	return all
}

// Visitor is a person whom a grant admits.
func Visitor(name string, g ingress.Grant) remote.Visitor {
	return remote.Visitor{
		Identity: access.Identity{Name: name, Fingerprint: "SHA256:" + name, Grant: g, Terminal: true},
		Remote:   netip.MustParseAddr("192.0.2.9"), Term: "xterm-256color",
	}
}

// SomebodyElse may do all.
func SomebodyElse() remote.Visitor { return Visitor("else", ingress.Grant{Role: ingress.Admin}) }

// NotAllowed is in all that a refusal of the role says.
const NotAllowed = "not allowed for your role"

// Attempt is an action tried in one way. It reports whether that got through to
// what the action is about, and what was said.
type Attempt[T any] func(c T) (through bool, said string)

// Try tries attempts for every visitor, by their column, and holds them to the matrix. Actions
// without an attempt have to be excused by name, with what keeps them.
func Try[T any](t *testing.T, newTrial func(t *testing.T, column int) T, attempts map[ingress.Action]Attempt[T], excused map[ingress.Action]string) {
	t.Helper()
	people := Visitors(t)
	for a := ingress.ActRead; a <= ingress.ActAuthorize; a++ {
		row, known := Matrix()[a]
		if !known || len(row) != len(people) {
			t.Errorf("%s: the matrix does not say who may", a)
		}
		if (attempts[a] == nil) == (excused[a] == "") {
			t.Errorf("%s: it is tried, or excused: not both, and not neither", a)
		}
	}
	for i, who := range people {
		t.Run(who.Name, func(t *testing.T) {
			t.Parallel()
			c := newTrial(t, i)
			for a := ingress.ActRead; a <= ingress.ActAuthorize; a++ {
				if attempts[a] == nil {
					continue
				}
				through, said := attempts[a](c)
				if want := Matrix()[a][i] == '+'; through != want {
					t.Errorf("to %s: it got through: %v, want %v; it said: %s", a, through, want, said)
				}
				if !through && !strings.Contains(said, NotAllowed) {
					t.Errorf("to %s is refused with %q, which does not tell why", a, said)
				}
			}
		})
	}
}
