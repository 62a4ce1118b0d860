package notation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sluice/model/ingress"
)

// What is written for a group reads as the same rules, in every form.
func TestChangeRoundTrip(t *testing.T) {
	for _, form := range Forms() {
		t.Run(form.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w := worlds(1).Draw(t, "world")
				text := Write(form, w.plan)
				r := readWhole(t, form, text)
				if len(r.Parts) != 1 {
					t.Fatalf("%d parts of\n%s", len(r.Parts), text)
				}
				c := w.plan.Changes[0]
				if diff := cmp.Diff(spelled(c.Send()), spelled(parsed(t, r.Parts[0].Lines, c.Group, w.known))); diff != "" {
					t.Fatalf("%s\n(-written +read):\n%s", text, diff)
				}
			})
		})
	}
}

// What is written for several groups reads as the rules of each, where the form
// names groups.
func TestPlanRoundTrip(t *testing.T) {
	for _, form := range []Form{AWSCLI, Query, Terraform, JSON} {
		t.Run(form.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				w := worlds(3).Filter(func(w world) bool { return len(w.plan.Changes) > 1 }).Draw(t, "world")
				text := Write(form, w.plan)
				r := readWhole(t, form, text)
				if len(r.Parts) != len(w.plan.Changes) {
					t.Fatalf("%d parts of\n%s", len(r.Parts), text)
				}
				for i, c := range w.plan.Changes {
					if got := r.Parts[i].Target; got.ID != c.Group.ID && (got.ID != "" || got.Name != c.Group.Name) {
						t.Fatalf("%+v is not %s %q in\n%s", got, c.Group.ID, c.Group.Name, text)
					}
					if diff := cmp.Diff(spelled(c.Send()), spelled(parsed(t, r.Parts[i].Lines, c.Group, w.known))); diff != "" {
						t.Fatalf("%s\n(-written +read):\n%s", text, diff)
					}
				}
			})
		})
	}
}

// Rule lines name no groups: each rule of the plan stands there once, with the
// account of a source group of another one.
func TestPlanLinesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds(3).Draw(t, "world")
		var want []string
		for _, c := range w.plan.Changes {
			for _, s := range c.Send() {
				want = append(want, lineOf(s, c.Group))
			}
		}
		got := readWhole(t, Lines, Write(Lines, w.plan)).Lines()
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(slices.Compact(want), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func lineOf(w ingress.Wanted, target ingress.Group) string {
	line := w.String()
	if id := w.Source().GroupID(); id != "" && w.SourceOwner != target.OwnerID && w.SourceOwner != "" {
		line = strings.Replace(line, " from ", " from "+w.SourceOwner+"/", 1)
	}
	if w.Description == "" {
		return line
	}
	return line + " # " + w.Description
}

// readWhole reads what was written: for that form, with nothing lost.
func readWhole(t fataler, form Form, text string) Reading {
	r := Read(text)
	if r.Form != form || !whole(r) {
		t.Fatalf("read as %s, problems %v:\n%s", r.Form, r.Problems, text)
	}
	return r
}

// spelled are rules with all that a request carries, sorted: a request orders
// them by their kinds of source.
func spelled(rules []ingress.Wanted) []string {
	lines := make([]string, len(rules))
	for i, w := range rules {
		lines[i] = fmt.Sprintf("%s # %s (owner %s)", w.Rule, w.Description, w.SourceOwner)
	}
	slices.Sort(lines)
	return lines
}

// What is written and read is written the same again.
func TestWriteIsStable(t *testing.T) {
	g := vpcWebServers()
	c := change(t, g, "tcp/22,443 from 10.0.0.0/8 2001:db8::/32 # office", "icmp/8 from pl-12 sg-0a5d8e02", "all from 192.0.2.1")
	for _, form := range Forms() {
		text := writeChange(form, c)
		again := change(t, g, readWhole(t, form, text).Lines()...)
		if diff := cmp.Diff(text, writeChange(form, again)); diff != "" {
			t.Errorf("%s (-first +again):\n%s", form, diff)
		}
	}
}
