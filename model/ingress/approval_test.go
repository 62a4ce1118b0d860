package ingress

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPersons(t *testing.T) {
	kim, other := Person{"kim", "SHA256:a"}, Person{"kim", "SHA256:b"}
	renamed, keyless := Person{"lee", "SHA256:a"}, Person{Name: "kim"}
	for _, test := range []struct {
		a, b        Person
		same, other bool
	}{
		{kim, kim, true, false}, {kim, renamed, true, false}, {kim, other, false, true},
		{kim, keyless, false, false}, {keyless, keyless, true, false}, {keyless, Person{Name: "lee"}, false, false}, {Person{}, kim, false, false},
	} {
		if test.a.Same(test.b) != test.same || test.a.Other(test.b) != test.other || test.b.Same(test.a) != test.same || test.b.Other(test.a) != test.other {
			t.Errorf("%+v and %+v: the same %v, others %v", test.a, test.b, test.a.Same(test.b), test.a.Other(test.b))
		}
	}
	for want, p := range map[string]Person{"kim SHA256:a": kim, "kim": keyless, "SHA256:a": {"SHA256:a", "SHA256:a"}} {
		if p.String() != want {
			t.Errorf("%+v is %q", p, p.String())
		}
	}
}

func TestDecisionWords(t *testing.T) {
	kim := Person{"kim", "SHA256:a"}
	for want, d := range map[string]Decision{
		"kim approved it":       {By: kim, Kind: Approved},
		"kim rejected it: no":   {By: kim, Kind: Rejected, Why: "no"},
		"kim withdrew it":       {By: kim, Kind: Withdrawn},
		"it expired: nobody":    {Kind: Expired},
		"approved it within 24": {Kind: Expired},
	} {
		if !strings.Contains(d.Words(), want) {
			t.Errorf("%+v: %q, want %q", d, d.Words(), want)
		}
	}
	if w := (Waiting{At: time.Unix(0, 0)}); w.Expires().Sub(w.At) != 24*time.Hour {
		t.Error(w.Expires())
	}
}

// What is sent for an approval is what was asked for, or less of it.
func TestDiffers(t *testing.T) {
	g := Group{ID: "sg-1", Name: "web", VPCID: "vpc-1"}
	plan := func(line string) Change {
		wanted, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{g}, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return newPlan("op-1", []Group{g}, wanted, DefaultLimits()).Changes[0]
	}
	asked := Waiting{ID: "op-1", Changes: []Change{plan("tcp/22,80 from 10.0.0.0/8 # a")}}
	edit := func(f func(*Change)) Change {
		c := plan("tcp/22,80 from 10.0.0.0/8 # a")
		f(&c)
		return c
	}
	for name, test := range map[string]struct {
		change Change
		same   bool
	}{
		"the same": {plan("tcp/22,80 from 10.0.0.0/8 # a"), true}, "in another order": {plan("tcp/80,22 from 10.0.0.0/8 # a"), true},
		"fewer": {plan("tcp/80 from 10.0.0.0/8 # a"), true}, "none": {Change{Group: g}, true},
		"one not sent": {edit(func(c *Change) {
			c.Rules = append(c.Rules, PlannedRule{Wanted: plan("all from ::/0").Rules[0].Wanted, Verdict: AlreadyThere})
		}), true},
		"another revision": {edit(func(c *Change) { c.Revision = "r2" }), true},
		"more":             {plan("tcp/22,80,81 from 10.0.0.0/8 # a"), false}, "wider": {plan("tcp/22 from 10.0.0.0/7 # a"), false},
		"covered and sent": {edit(func(c *Change) {
			c.IncludeCovered = true
			c.Rules = append(c.Rules, PlannedRule{Wanted: plan("tcp/81 from 10.0.0.0/8").Rules[0].Wanted, Verdict: Covered})
		}), false},
		"another note": {plan("tcp/22 from 10.0.0.0/8 # b"), false}, "twice": {edit(func(c *Change) { c.Rules = append(c.Rules, c.Rules[0]) }), false},
		"another group": {edit(func(c *Change) { c.Group.ID = "sg-2" }), false}, "another kind": {edit(func(c *Change) { c.Kind = Revoking }), false},
		"untagged": {edit(func(c *Change) { c.Untagged = true }), false}, "an undo": {edit(func(c *Change) { c.Undoes = "op-0" }), false},
		"an end":        {edit(func(c *Change) { c.Rules[0].Expires = time.Unix(1, 0) }), false},
		"another owner": {edit(func(c *Change) { c.Rules[0].SourceOwner = "1" }), false},
	} {
		if why := asked.Differs(test.change); (why == "") != test.same {
			t.Errorf("%s: %q", name, why)
		}
	}
}

// What a change says of itself does not make it less severe.
func TestExposesBelievesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings()}
		g := Group{ID: "sg-1", Name: "web", VPCID: "vpc-1"}
		line := rapid.SampledFrom([]string{"tcp/22 from 0.0.0.0/0", "all from ::/0", "tcp/22,443 from 10.0.0.0/8 0.0.0.0/1 128.0.0.0/1", "tcp/443 from 0.0.0.0/0",
			"tcp/22 from 203.0.113.0/24"}).Draw(t, "line")
		if held := rapid.SampledFrom([]string{"", "tcp/22 from 0.0.0.0/1", "tcp/443 from ::/0"}).Draw(t, "held"); held != "" {
			wanted, _ := NewDraft().Edit(0, FieldLine, held).Parse([]Group{g}, nil)
			g.Rules = []GroupRule{{ID: "sgr-1", Rule: wanted[0][0].Rule}}
		}
		wanted, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{g}, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c := planner.Plan("op-1", []Group{g}, wanted).Changes[0]
		want := c.Severity()
		c.Findings = nil
		for i := range c.Rules {
			if c.Sends(c.Rules[i]) && rapid.Bool().Draw(t, "covered") {
				c.Rules[i].Verdict, c.IncludeCovered = Covered, true
			}
		}
		if got := planner.Exposes(c); got != want {
			t.Fatalf("%s into %v: %s, its plan says %s", line, g.Rules, got, want)
		}
		c.Kind = Revoking
		if got := planner.Exposes(c); got != None {
			t.Fatalf("revoked: %s", got)
		}
	})
}

// An edit exposes what it widens, and one of a rule that nobody knows might
// expose anything.
func TestExposesEdit(t *testing.T) {
	planner := Planner{Limits: DefaultLimits(), Settings: DefaultSettings()}
	rule := func(line string) Wanted {
		wanted, problems := NewDraft().Edit(0, FieldLine, line).Parse([]Group{{ID: "sg-1", VPCID: "vpc-1"}}, nil)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return wanted[0][0]
	}
	g := Group{ID: "sg-1", VPCID: "vpc-1", Rules: []GroupRule{{ID: "sgr-1", Rule: rule("tcp/22 from 10.0.0.0/8").Rule}}}
	for line, severe := range map[string]bool{"tcp/22 from 0.0.0.0/0": true, "tcp/22 from 10.0.0.0/16 # narrower": false} {
		plan, _ := planner.Edit("op-1", g, "sgr-1", rule(line))
		c := plan.Changes[0]
		c.Findings = nil
		if got := planner.Exposes(c); (got >= High) != severe {
			t.Errorf("%s: %s", line, got)
		}
		c.Rules[0].Existing.ID = "sgr-9"
		if got := planner.Exposes(c); got != Critical {
			t.Errorf("%s of a rule that is not there: %s", line, got)
		}
	}
}
