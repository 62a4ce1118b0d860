package ingress

import (
	"strings"
	"testing"
)

// TestSent holds what a change sends, and the receipt of one that was not sent, to
// its kind: a rule that is added stands for none that the group holds.
func TestSent(t *testing.T) {
	held := GroupRule{ID: "sgr-1", Rule: mustRules(t, "tcp/22 from 10.0.0.0/8", Group{})[0].Rule}
	wanted := Wanted{Rule: held.Rule, Description: "office"}
	for _, test := range []struct {
		name    string
		kind    Kind
		verdict Verdict
		covered bool // whether covered rules are sent
		ids     string
	}{
		{"added", Adding, New, false, "<>"},
		{"covered", Adding, Covered, false, ""},
		{"covered and sent", Adding, Covered, true, "<>"},
		{"there", Adding, AlreadyThere, true, ""},
		{"revoked", Revoking, New, false, "<sgr-1>"},
		{"edited", Editing, New, false, "<sgr-1>"},
		{"as wanted", Editing, AlreadyThere, false, ""},
	} {
		c := Change{
			Kind: test.kind, Group: Group{ID: "sg-1"}, IncludeCovered: test.covered,
			Rules: []PlannedRule{{Wanted: wanted, Verdict: test.verdict, Existing: held}},
		}
		why := &Failure{Message: "why"}
		r := c.NotSent("op-1", why)
		if r.Operation != "op-1" || r.Kind != c.Kind || r.Group.ID != "sg-1" || r.Failure != why || len(r.Rules) != r.Count(NotSent) {
			t.Errorf("%s: receipt %+v", test.name, r)
		}
		var ids, sent string
		for _, o := range r.Rules {
			ids += "<" + o.RuleID + ">"
			if o.Rule != wanted.Rule || o.Description != wanted.Description {
				t.Errorf("%s: %+v is not sent, want %+v", test.name, o.Wanted, wanted)
			}
		}
		for _, p := range c.Sent() {
			sent += "<" + p.Existing.ID + ">"
		}
		if ids != test.ids || sent != test.ids || len(c.Send()) != len(c.Sent()) {
			t.Errorf("%s: the receipt has %s, %s are sent, want %s", test.name, ids, sent, test.ids)
		}
	}
}

func TestUnsendable(t *testing.T) {
	for _, k := range []Kind{Adding, Revoking, Editing} {
		if f := (Change{Kind: k}).Unsendable(); f != nil {
			t.Errorf("kind %d: %v", k, f)
		}
	}
	for _, k := range []Kind{Editing + 1, 255} {
		if f := (Change{Kind: k}).Unsendable(); f == nil || !strings.Contains(f.Message, "nothing was sent") {
			t.Errorf("kind %d: %v", k, f)
		}
	}
}
